"""Citizens as they come to the kiosk: plain, by face or by ID card."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.desk.caller import officer_of
from kiosk.domain import arrivals
from kiosk.domain.events import EventData, How, TicketIssued
from kiosk.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.desk.caller import Caller
    from kiosk.desk.looks import Looks
    from kiosk.domain import commands as c
    from kiosk.domain.decisions import Setting
    from kiosk.domain.ids import VisitId
    from kiosk.domain.office import Office

ID_NUMBER = re.compile(r"\d{12}")
"""The personal identification number of Law 26/2023 on identification."""


class Reception:
    """Tells who stands there, and lets the domain decide. Belongs to the desk's loop."""

    def __init__(self, looks: Looks, notice_hash: str) -> None:
        """Prepare.

        Args:
            notice_hash: Of the notice in force; consent to another one does not count.
        """
        self._looks = looks
        self._notice_hash = notice_hash

    def check_in(self, setting: Setting, command: c.CheckIn, caller: Caller) -> list[EventData]:
        """Give places, or show those that this person has.

        Raises:
            CommandRefused: The rules do not allow it, or the face or card cannot be used.
            NotAllowed: A citizen asked for a place by staff.
        """
        match command.how:
            case How.STAFF:
                officer_of(caller)
                return arrivals.check_in(setting, command, None)
            case How.PLAIN:
                return arrivals.check_in(setting, command, None)
            case How.ID:
                return self._by_id(setting, command)
            case How.FACE:
                return self._by_face(setting, command)

    def look_up(self, setting: Setting, command: c.LookUpTicket) -> list[EventData]:
        """Find this person's tickets.

        Raises:
            CommandRefused: The face cannot be used.
        """
        setting.day()
        self._refuse_other_notice(command.consent)
        match = self._looks.match(self._looks.open(command), setting.office, command.code)
        return arrivals.look_up(setting, command, match)

    def _by_id(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        if command.id_number is None or not ID_NUMBER.fullmatch(command.id_number):
            raise CommandRefused("an ID card's code has a number of twelve digits", code="bad_id")
        gallery = self._looks.gallery
        code = gallery.daily_code(command.id_number)
        known = _if_open(setting.office, gallery.visit_of(code))
        events = arrivals.check_in(setting, command, None, known)
        if known is None:
            # Before the ticket is durable, as with faces.
            gallery.remember_code(_visit_issued(events), code)
        return events

    def _by_face(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        self._refuse_other_notice(command.consent)
        look = self._looks.open(command)
        match = self._looks.match(look, setting.office, command.code)
        match = replace(match, visit=_if_open(setting.office, match.visit))
        events = arrivals.check_in(setting, command, match)
        if match.visit is None and any(isinstance(event, TicketIssued) for event in events):
            # Before the ticket is durable: a crash in between leaves a face without a ticket,
            # which the next start destroys, and never a ticket whose face is unknown.
            self._looks.enrol(_visit_issued(events), look)
        return events

    def _refuse_other_notice(self, consent: c.Consent | None) -> None:
        if consent is None or consent.notice_hash != self._notice_hash:
            raise CommandRefused("consent must be to the notice in force; show it again", code="no_consent")


def _if_open(office: Office, visit: VisitId | None) -> VisitId | None:
    """Take a visit for over whose end is recorded, although its face is not yet erased."""
    return visit if visit is not None and office.open_of_visit(visit) else None


def _visit_issued(events: Sequence[EventData]) -> VisitId:
    return next(event.visit for event in events if isinstance(event, TicketIssued))
