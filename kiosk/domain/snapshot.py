"""What screens and pages are shown: the office as plain values, with nothing to look up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId, Seq, TicketId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.queue import people_ahead
from kiosk.domain.ticket import State, Ticket
from kiosk.lib.units import NS_PER_MS, BootId

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue, Field
    from kiosk.domain.office import Office


@dataclass(frozen=True, slots=True)
class DeskTime:
    """The desk's boot clock, by which clients date their commands."""

    boot: BootId
    boot_ms: int


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket as a screen shows it.

    Attributes:
        ahead: People of the same field before it.
        waited_ms: From issue to first call, or until now; None when no clock can tell.
        ready_in_ms: Rest of the pause after a missed call; 0 otherwise.
    """

    ticket: TicketId
    version: int
    code: str
    icon: str
    field: FieldCode
    state: State
    how: How
    counter: CounterNo | None
    officer: OfficerId | None
    calls: int
    ahead: int
    waited_ms: int | None
    token: str
    ready_in_ms: int = 0


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its queue as it is now."""

    code: FieldCode
    letter: str
    name_vi: str
    name_en: str
    icon: str
    colour: str
    area: str
    waiting: int
    open_counters: tuple[CounterNo, ...]


@dataclass(frozen=True, slots=True)
class CounterView:
    """One counter, who sits there and whom they serve."""

    number: CounterNo
    fields: tuple[FieldCode, ...]
    officer: OfficerId | None
    ticket: TicketView | None


@dataclass(frozen=True, slots=True)
class CallView:
    """One summons as the board shows it; a higher ``seq`` is newer."""

    seq: Seq
    code: str
    icon: str
    field: FieldCode
    counter: CounterNo
    state: State


@dataclass(frozen=True, slots=True)
class HelpView:
    """A citizen at the kiosk waits for a person."""

    request: CommandId
    screen: str
    waited_ms: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole office at one moment.

    Attributes:
        seq: The last event it includes.
        calls: Newest first.
    """

    seq: Seq
    time: DeskTime
    date: str | None
    day_open: bool
    fields: tuple[FieldView, ...]
    counters: tuple[CounterView, ...]
    calls: tuple[CallView, ...]
    waiting: tuple[TicketView, ...]
    cooling: tuple[TicketView, ...]
    no_show: tuple[TicketView, ...]
    help: tuple[HelpView, ...]


def take_snapshot(office: Office, catalogue: Catalogue, seq: Seq, now: Moment) -> Snapshot:
    """Describe the office as it stands after event ``seq``."""
    return Snapshot(
        seq=seq,
        time=desk_time(now),
        date=office.day.date if office.day else None,
        day_open=office.day is not None,
        fields=tuple(_field(office, catalogue, field) for field in catalogue.fields),
        counters=tuple(_counters(office, catalogue, now)),
        calls=tuple(_calls(office)),
        waiting=_views(office, now, State.WAITING),
        cooling=_views(office, now, State.COOLING),
        no_show=_views(office, now, State.NO_SHOW),
        help=tuple(HelpView(h.request, h.screen, elapsed_ms(h.asked, now)) for h in office.help),
    )


def desk_time(now: Moment) -> DeskTime:
    """Tell a moment on the desk's boot clock."""
    return DeskTime(now.boot, now.boot_ns // NS_PER_MS)


def view_ticket(office: Office, ticket: Ticket, now: Moment) -> TicketView:
    """Describe one ticket."""
    leg = ticket.leg
    ready_in = 0
    if ticket.state is State.COOLING and ticket.missed is not None:
        ready_in = max(0, ticket.cooling_ms - (elapsed_ms(ticket.missed, now) or 0))
    return TicketView(
        ticket=ticket.id,
        version=ticket.version,
        code=ticket.code,
        icon=ticket.icon,
        field=leg.field,
        state=ticket.state,
        how=ticket.how,
        counter=leg.counter,
        officer=leg.officer,
        calls=leg.calls,
        ahead=people_ahead(office, ticket) if ticket.state is State.WAITING else 0,
        waited_ms=elapsed_ms(leg.opened, leg.first_called or now),
        token=ticket.token,
        ready_in_ms=ready_in,
    )


def _views(office: Office, now: Moment, state: State) -> tuple[TicketView, ...]:
    return tuple(view_ticket(office, ticket, now) for ticket in office.in_state(state))


def _field(office: Office, catalogue: Catalogue, field: Field) -> FieldView:
    waiting = sum(ticket.leg.field == field.code for ticket in office.in_state(State.WAITING))
    open_counters = tuple(
        counter.number
        for counter in catalogue.counters
        if field.code in counter.fields and counter.number in office.seated
    )
    return FieldView(
        code=field.code,
        letter=field.letter,
        name_vi=field.name_vi,
        name_en=field.name_en,
        icon=field.icon,
        colour=field.colour,
        area=field.area,
        waiting=waiting,
        open_counters=open_counters,
    )


def _counters(office: Office, catalogue: Catalogue, now: Moment) -> list[CounterView]:
    views = []
    for counter in catalogue.counters:
        ticket = office.at_counter(counter.number)
        view = view_ticket(office, ticket, now) if ticket else None
        views.append(CounterView(counter.number, counter.fields, office.seated.get(counter.number), view))
    return views


def _calls(office: Office) -> list[CallView]:
    views = []
    for summons in reversed(office.calls):
        ticket = office.tickets[summons.ticket]
        views.append(
            CallView(summons.seq, ticket.code, ticket.icon, ticket.leg.field, summons.counter, ticket.state)
        )
    return views
