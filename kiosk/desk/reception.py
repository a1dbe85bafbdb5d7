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
    from collections.abc import Callable, Sequence

    from kiosk.desk.caller import Caller
    from kiosk.desk.looks import Looks
    from kiosk.domain import commands as c
    from kiosk.domain.decisions import Setting
    from kiosk.domain.ids import VisitId
    from kiosk.domain.office import Office

ID_NUMBER = re.compile(r"\d{12}")
"""The personal identification number of Law 26/2023 on identification."""


class Reception:
    """Tells who stands there, and lets the domain decide. Belongs to the desk's loop.

    Attributes:
        notice_hash: Of the notice in force; consent to another one does not count.
    """

    def __init__(
        self, looks: Looks, notice_hash: str, when_undone: Callable[[Callable[[], None]], None]
    ) -> None:
        """Prepare for the notice in force.

        Args:
            when_undone: Takes what to do if the ticket is not recorded after all.
        """
        self._when_undone = when_undone
        self._looks = looks
        self.notice_hash = notice_hash

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

    def known_by_card(self, office: Office, id_number: str | None) -> tuple[str, VisitId | None]:
        """Give an ID card's code of the day, and the visit behind it that still goes on.

        Raises:
            CommandRefused: It is no such number.
        """
        code = self._looks.gallery.daily_code(card_number(id_number))
        return code, _if_open(office, self._looks.gallery.visit_of(code))

    def remember_card(self, events: Sequence[EventData], code: str) -> None:
        """Keep the code of a visit that is about to begin: before its ticket is durable, as with faces."""
        visit = _visit_issued(events)
        if visit is not None:
            self._forget_if_undone(visit)
            self._looks.gallery.remember_code(visit, code)

    def _by_id(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        code, known = self.known_by_card(setting.office, command.id_number)
        gallery = self._looks.gallery
        events = arrivals.check_in(setting, command, None, known, had=gallery.tickets_of(code))
        if known is None:
            self.remember_card(events, code)
        if setting.policy.daily_quota:
            self._count(setting, events, code)
        return events

    def _by_face(self, setting: Setting, command: c.CheckIn) -> list[EventData]:
        setting.day()
        self._refuse_other_notice(command.consent)
        look = self._looks.open(command)
        match = self._looks.match(look, setting.office, command.code)
        match = replace(match, visit=_if_open(setting.office, match.visit))
        events = arrivals.check_in(setting, command, match)
        visit = _visit_issued(events)
        if match.visit is None and visit is not None:
            # Before the ticket is durable: a crash in between leaves a face without a ticket,
            # which the next start destroys, and never a ticket whose face is unknown.
            self._forget_if_undone(visit)
            self._looks.enrol(visit, look)
        return events

    def _count(self, setting: Setting, events: Sequence[EventData], code: str) -> None:
        """Count a card's tickets beyond the end of its visits; the code dies with the day."""
        issued = [event.field for event in events if isinstance(event, TicketIssued)]
        more = sum(field not in setting.policy.quota_exempt for field in issued)
        if more:
            gallery = self._looks.gallery
            gallery.count_tickets(code, more)
            self._when_undone(lambda: gallery.count_tickets(code, -more))

    def _forget_if_undone(self, visit: VisitId) -> None:
        self._when_undone(lambda: self._looks.gallery.forget(visit))

    def _refuse_other_notice(self, consent: c.Consent | None) -> None:
        if consent is None or consent.notice_hash != self.notice_hash:
            raise CommandRefused("consent must be to the notice in force; show it again", code="no_consent")


def card_number(text: str | None) -> str:
    """Give the number of an ID card.

    Raises:
        CommandRefused: It is none.
    """
    if text is None or not ID_NUMBER.fullmatch(text):
        raise CommandRefused("an ID card's code has a number of twelve digits", code="bad_id")
    return text


def _if_open(office: Office, visit: VisitId | None) -> VisitId | None:
    """Take a visit for over whose end is recorded, although its face is not yet erased."""
    return visit if visit is not None and office.open_of_visit(visit) else None


def _visit_issued(events: Sequence[EventData]) -> VisitId | None:
    return next((event.visit for event in events if isinstance(event, TicketIssued)), None)
