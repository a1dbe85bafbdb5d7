"""How a working day begins and ends, and what of it goes on the next day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.events import (
    DayClosed,
    DayOpened,
    EventData,
    FaceErased,
    Flag,
    How,
    LegFlagged,
    LegOutcome,
    Measure,
    ServiceFinished,
    TicketClosed,
    TicketIssued,
)
from kiosk.domain.ids import TicketId, VisitId
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.moves import ClockSet, ClockSource, PlaceKept, PriorityDeclared
from kiosk.domain.policy import DayEnd
from kiosk.domain.ticket import State, Ticket
from kiosk.errors import IllegalMove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.decisions import Setting
    from kiosk.domain.ids import DayId

STILL_IN_LINE = frozenset({State.WAITING, State.CALLED, State.COOLING, State.PARKED})
"""Whose places the policy may carry over to the next day."""

HERE_NOW = STILL_IN_LINE | {State.SERVING}
"""Who is in the hall when only the date, not the office, turns."""


def open_day(
    setting: Setting, day_id: DayId, date: str | None, kept: Sequence[PlaceKept] = ()
) -> list[EventData]:
    """Begin a working day; places kept from the day before come first, with their codes."""
    if setting.office.day is not None:
        raise IllegalMove("the day is open already", code="day_open")
    counters = tuple((counter.number, counter.fields) for counter in setting.catalogue.counters)
    events: list[EventData] = [DayOpened(day_id, date, setting.policy.baseline, counters)]
    for place in kept:
        events += _take_up(setting, place)
    return events


def close_day(setting: Setting, reason: str, *, carry_over: bool | None = None) -> list[EventData]:
    """End the day; open tickets end with it, those being awaited for a result as served.

    Args:
        carry_over: Whether those in line keep a place for the next day; None for what the policy says.
    """
    keeps = setting.policy.day_end is DayEnd.CARRY_OVER if carry_over is None else carry_over
    kept = [t for t in setting.office.tickets.values() if keeps and t.state in STILL_IN_LINE]
    return _close(setting, reason, [_keep(ticket, 0) for ticket in _in_order(kept)])


def turn_day(setting: Setting) -> list[EventData]:
    """End a day that was left open when the machine went off.

    Whoever took a ticket since it is on again belongs to the new day: under a doubtful clock
    nobody could tell that the date had turned. They keep place, code and the wait so far.
    """
    now = setting.now
    by_policy = setting.policy.day_end is DayEnd.CARRY_OVER
    kept = []
    for ticket in _in_order(list(setting.office.tickets.values())):
        taken = ticket.legs[0].opened
        if ticket.state in HERE_NOW and taken.boot == now.boot and not _opened_in_this_boot(setting):
            kept.append(_keep(ticket, elapsed_ms(taken, now) or 0))
        elif by_policy and ticket.state in STILL_IN_LINE:
            kept.append(_keep(ticket, 0))
    return _close(setting, "missed_close", kept)


def date_of_day(setting: Setting, source: ClockSource, at: int, date: str) -> ClockSet:
    """Record what time it is; the open day gets its date by it, if it began since the machine is on."""
    day = setting.office.day
    dates_it = day is not None and day.date is None and _opened_in_this_boot(setting)
    return ClockSet(source, at, date, day.day_id if day is not None and dates_it else None)


def _close(setting: Setting, reason: str, kept: list[PlaceKept]) -> list[EventData]:
    day = setting.day()
    events: list[EventData] = []
    for ticket in setting.office.tickets.values():
        number = ticket.leg.number
        if ticket.state is State.AWAIT_RESULT:
            events.append(ServiceFinished(ticket.id, number))
        elif ticket.is_open:
            events.append(TicketClosed(ticket.id, number, LegOutcome.DAY_END))
            if ticket.state is State.SERVING:
                events.append(LegFlagged(ticket.id, number, Measure.SERVE, Flag.AUTO_CLOSED))
    faces = {t.visit for t in setting.office.tickets.values() if t.is_open and t.how is How.FACE}
    erased = [FaceErased(visit, "day_end") for visit in sorted(faces)]
    return [*events, *kept, *erased, DayClosed(day, reason)]


def _opened_in_this_boot(setting: Setting) -> bool:
    day = setting.office.day
    return day is not None and day.opened is not None and day.opened.boot == setting.now.boot


def _in_order(tickets: list[Ticket]) -> list[Ticket]:
    return sorted(tickets, key=lambda ticket: ticket.leg.place)


def _keep(ticket: Ticket, waited_ms: int) -> PlaceKept:
    return PlaceKept(
        ticket=ticket.id,
        field=ticket.leg.field,
        code=ticket.code,
        number=ticket.number,
        icon=ticket.icon,
        language=ticket.language,
        token=ticket.token,
        priority=ticket.priority,
        waited_ms=waited_ms,
    )


def _take_up(setting: Setting, place: PlaceKept) -> list[EventData]:
    issued = TicketIssued(
        ticket=TicketId(setting.fresh.uuid()),
        visit=VisitId(setting.fresh.uuid()),
        leg=1,
        field=place.field,
        code=place.code,
        number=place.number,
        icon=place.icon,
        how=How.PLAIN,
        language=place.language,
        token=place.token,
        carried_from=place.ticket,
        waited_ms=place.waited_ms,
    )
    if place.priority is None:
        return [issued]
    return [issued, PriorityDeclared(issued.ticket, place.priority, counts=True)]
