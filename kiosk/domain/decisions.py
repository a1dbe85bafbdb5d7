"""What every decision rests on: the office, the rules, the moment, and what of them may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.events import EventData, FaceErased, Flag, How, LegFlagged, LookDecided, Measure
from kiosk.domain.ids import FieldCode, VisitId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.office import Office
from kiosk.domain.places import Late
from kiosk.domain.policy import Policy
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused, IllegalMove, VersionConflict

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Counter, Field
    from kiosk.domain.commands import OnTicket
    from kiosk.domain.ids import CounterNo, DayId, OfficerId, TicketId
    from kiosk.domain.ticket import Ticket


class Fresh(Protocol):
    """Where new random names come from."""

    def uuid(self) -> str:
        """Make a UUIDv4."""
        ...

    def token(self) -> str:
        """Make an unguessable text, safe in an address."""
        ...


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """What the guard at closing time found for those who check in now.

    Attributes:
        date: The next working day (ISO 8601).
        late: Fields in which a newcomer's turn would not come today, and why.
    """

    date: str
    late: Mapping[FieldCode, Late]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a decision rests on besides the command.

    Attributes:
        tomorrow: Where places for the next working day are offered; None where none are.
        clock_jumped: Whether ``now`` is in doubt because the wall clock jumped before the machine was last off.
    """

    office: Office
    catalogue: Catalogue
    policy: Policy
    now: Moment
    fresh: Fresh
    tomorrow: Tomorrow | None = None
    clock_jumped: bool = False

    def day(self) -> DayId:
        """Give the open day.

        Raises:
            CommandRefused: None is open.
        """
        if self.office.day is None:
            raise CommandRefused("no working day is open; a supervisor opens it", code="day_closed")
        return self.office.day.day_id

    def field(self, code: FieldCode) -> Field:
        """Give a field of this office.

        Raises:
            CommandRefused: It has none such.
        """
        field = self.catalogue.field(code)
        if field is None:
            raise CommandRefused(f"this office has no field {code!r}", code="unknown_field")
        return field

    def counter(self, number: CounterNo) -> Counter:
        """Give a counter of this office.

        Raises:
            CommandRefused: It has none such.
        """
        counter = self.catalogue.counter(number)
        if counter is None:
            raise CommandRefused(f"this office has no counter {number}", code="unknown_counter")
        return counter

    def ticket(self, ticket_id: TicketId) -> Ticket:
        """Give one of today's tickets.

        Raises:
            CommandRefused: There is none such.
        """
        ticket = self.office.tickets.get(ticket_id)
        if ticket is None:
            raise CommandRefused("no such ticket today", code="unknown_ticket")
        return ticket

    def ticket_as_seen(self, command: OnTicket) -> Ticket:
        """Give the ticket that a command is about, if it is still what its sender saw.

        Raises:
            VersionConflict: It has changed; the error names who has it.
            CommandRefused: There is none such.
        """
        ticket = self.ticket(command.ticket)
        if ticket.version != command.version:
            holder = ticket.leg.officer
            raise VersionConflict(
                f"{ticket.code} has changed: it is {ticket.state}" + (f", with {holder}" if holder else ""),
                code="changed",
                holder=holder,
            )
        return ticket

    def ticket_held(self, command: OnTicket, officer: OfficerId, *states: State) -> Ticket:
        """Give the ticket that a command is about, if this officer has it in one of ``states``.

        Raises:
            IllegalMove: It is in another state.
            CommandRefused: Another officer has it, or it has changed.
        """
        ticket = self.ticket_as_seen(command)
        if ticket.state not in states:
            wanted = " or ".join(states)
            raise IllegalMove(f"{ticket.code} is {ticket.state}, not {wanted}", code=f"not_{states[0]}")
        if ticket.leg.officer != officer:
            holder = ticket.leg.officer
            raise CommandRefused(f"{holder} has {ticket.code}", code="held_by_other", holder=holder)
        return ticket

    def ticket_at(self, command: OnTicket, officer: OfficerId) -> Ticket:
        """Give the ticket that a command is about, if this officer has called it or serves it.

        Raises:
            IllegalMove: It is at no counter.
            CommandRefused: Another officer has it, or it has changed.
        """
        return self.ticket_held(command, officer, State.SERVING, State.CALLED)

    def seat_of(self, number: CounterNo, officer: OfficerId) -> Counter:
        """Give a counter at which this officer sits.

        Raises:
            CommandRefused: The officer does not sit there.
        """
        counter = self.counter(number)
        self.day()
        if self.office.seated.get(number) != officer:
            raise CommandRefused(f"sign in at counter {number} first", code="not_seated")
        return counter

    def free_counter_of(self, number: CounterNo, officer: OfficerId) -> Counter:
        """Give a counter at which this officer sits and nobody else is.

        Raises:
            IllegalMove: Someone is still there.
            CommandRefused: The officer does not sit there.
        """
        counter = self.seat_of(number, officer)
        busy = self.office.at_counter(number)
        if busy is not None:
            raise IllegalMove(f"{busy.code} is still at counter {number}", code="counter_busy")
        return counter


@dataclass(frozen=True, slots=True)
class FaceMatch:
    """What the desk made of a look, and whose visit it belongs to, if anyone's."""

    decided: LookDecided
    visit: VisitId | None


def flag_unmeasurable(
    setting: Setting, ticket: Ticket, measure: Measure, since: Moment | None
) -> list[EventData]:
    """Flag a measure that no clock can tell any more."""
    if since is None or elapsed_ms(since, setting.now) is not None:
        return []
    flag = Flag.CLOCK_JUMP if setting.clock_jumped else Flag.ACROSS_REBOOT
    return [LegFlagged(ticket.id, ticket.leg.number, measure, flag)]


def erase_if_last(setting: Setting, ticket: Ticket, reason: str) -> list[EventData]:
    """Let a visit's face go with its last open ticket."""
    others = [t for t in setting.office.open_of_visit(ticket.visit) if t.id != ticket.id]
    has_face = any(t.how is How.FACE and t.visit == ticket.visit for t in setting.office.tickets.values())
    if others or not has_face:
        return []
    return [FaceErased(ticket.visit, reason)]
