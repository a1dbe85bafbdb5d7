"""Signs, dossiers and results, as officers note them beside a ticket."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.papers import DossierNoted, ResultHandedOver, SignNoted
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.commands import HandOverResult, NoteDossier, NoteSign
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData
    from kiosk.domain.ids import OfficerId

DOSSIER = re.compile(
    r"(?:[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.[0-9A-Z]{1,4}){0,4})-(\d{6})-\d{4,6}"
)
"""Both forms in use: ``000.00.01.H26-260930-0012`` (TT 01/2018 art. 19) and ``H55.242-260930-0012``
(units written from left to right since QĐ 20/2020); the middle part is the date of reception, YYMMDD."""

MOST_DOSSIERS = 10
"""One visit makes a few dossiers; more is a slip of the scanner."""


def read_dossier(text: str) -> str:
    """Give a dossier's number in its one spelling.

    Raises:
        CommandRefused: It has neither form, or its date is none.
    """
    number = text.strip().upper()
    found = DOSSIER.fullmatch(number)
    if found is None or not _is_date(found[1]):
        raise CommandRefused(
            "a dossier's number looks like H26.1.2-260930-0012 or 000.00.01.H26-260930-0012",
            code="bad_dossier",
        )
    return number


def note_sign(setting: Setting, command: NoteSign) -> list[EventData]:
    """Put signs on a ticket, or take them off.

    Raises:
        IllegalMove: The ticket has ended.
    """
    ticket = setting.ticket_as_seen(command)
    if not ticket.is_open:
        raise IllegalMove(f"{ticket.code} is {ticket.state}", code="not_open")
    signs = tuple(dict.fromkeys(command.signs))
    return [SignNoted(ticket.id, signs)] if signs != ticket.signs else []


def note_dossier(setting: Setting, command: NoteDossier, officer: OfficerId) -> list[EventData]:
    """Note a dossier of the person at the counter; twice the same changes nothing.

    Raises:
        CommandRefused: It is no dossier's number, or there are too many.
    """
    ticket = setting.ticket_at(command, officer)
    dossier = read_dossier(command.dossier)
    if dossier in ticket.dossiers:
        return []
    if len(ticket.dossiers) >= MOST_DOSSIERS:
        raise CommandRefused(f"one ticket has at most {MOST_DOSSIERS} dossiers", code="too_many_dossiers")
    return [DossierNoted(ticket.id, ticket.leg.number, dossier)]


def hand_over_result(setting: Setting, command: HandOverResult, officer: OfficerId) -> list[EventData]:
    """Note that a result was given at the counter, in time or late; the last word counts."""
    ticket = setting.ticket_at(command, officer)
    return [ResultHandedOver(ticket.id, ticket.leg.number, command.on_time)]


def _is_date(yymmdd: str) -> bool:
    try:
        date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True
