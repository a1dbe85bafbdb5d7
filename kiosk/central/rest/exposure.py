"""Whose tickets and which data an incident may have touched, read from an office's events; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.events import FaceErased, How, TicketIssued
from kiosk.domain.office import Office, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.office_parts import Recorded
    from kiosk.domain.ticket import Ticket


class ExposedTicket(msgspec.Struct, frozen=True):
    """A ticket that was open within the window; times are UTC in milliseconds.

    Attributes:
        until: When it ended; None where no event tells.
        face_from: From when on the visit's face was held at the desk; None where none ever was.
        face_until: When it was destroyed; None where no event tells.
    """

    ticket: str
    visit: str
    code: str
    field: str
    how: str
    since: int
    until: int | None
    face_from: int | None = None
    face_until: int | None = None

    def was_open(self, since: int, until: int) -> bool:
        """Tell whether it was open at any moment of a window."""
        return _meets(self.since, self.until, since, until)

    def held_face(self, since: int, until: int) -> bool:
        """Tell whether a face was held for it at any moment of a window."""
        return self.face_from is not None and _meets(self.face_from, self.face_until, since, until)


def tickets_of_day(events: Iterable[Recorded]) -> list[ExposedTicket]:
    """Follow one day's events, oldest first; gives all of its tickets in the order of their places."""
    seen: dict[str, ExposedTicket] = {}
    faces: dict[str, tuple[int, int | None]] = {}
    today, last = Office(), 0
    for event in events:
        before, today, last = today, fold(today, event), event.moment.at
        for ticket in _changed(before, today):
            seen[ticket.id] = _exposed(seen.get(ticket.id), ticket, last)
        if before.day is not None and today.day is None:
            seen = {
                name: one if one.until else msgspec.structs.replace(one, until=last)
                for name, one in seen.items()
            }
        match event.data:
            case TicketIssued(visit=visit, how=How.FACE):
                faces.setdefault(visit, (last, None))
            case FaceErased(visit=visit) if visit in faces:
                faces[visit] = (faces[visit][0], last)
    return [_with_face(one, faces.get(one.visit)) for one in seen.values()]


def _changed(before: Office, today: Office) -> list[Ticket]:
    return [ticket for ticket in today.tickets.values() if before.tickets.get(ticket.id) is not ticket]


def _exposed(known: ExposedTicket | None, ticket: Ticket, at: int) -> ExposedTicket:
    until = None if ticket.is_open else at
    if known is not None:
        return msgspec.structs.replace(known, field=ticket.leg.field, until=until)
    return ExposedTicket(ticket.id, ticket.visit, ticket.code, ticket.leg.field, ticket.how, at, until)


def _with_face(one: ExposedTicket, face: tuple[int, int | None] | None) -> ExposedTicket:
    return one if face is None else msgspec.structs.replace(one, face_from=face[0], face_until=face[1])


def _meets(begins: int, ends: int | None, since: int, until: int) -> bool:
    return begins <= until and (ends is None or ends >= since)
