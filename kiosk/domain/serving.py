"""What happens at the counter, and where a person goes from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.calling import call_directed
from kiosk.domain.decisions import Setting, erase_if_last, flag_unmeasurable
from kiosk.domain.events import (
    EventData,
    Flag,
    LegFlagged,
    LegOutcome,
    Measure,
    ServiceFinished,
    ServiceStarted,
)
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.moves import (
    FinishAnswered,
    FinishAsked,
    Order,
    ResultAwaited,
    ResumeTo,
    StepUndone,
    TicketMerged,
    TicketParked,
    TicketRequeued,
    TicketResumed,
    TicketTransferred,
)
from kiosk.domain.queue import DIRECT
from kiosk.domain.ticket import State, Ticket
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.commands import AnswerForgotten, Merge, OnTicket, Park, Requeue, Resume, Transfer
    from kiosk.domain.ids import FieldCode, OfficerId
    from kiosk.lib.units import DurationMs


def start(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Begin to serve the person who was called, or who was told to walk here at once."""
    seen = setting.ticket_as_seen(command)
    if seen.state is State.WAITING and seen.leg.directed is not None:
        called = call_directed(setting, seen, officer, DIRECT)
        return [*called, ServiceStarted(seen.id, seen.leg.number)]
    ticket = setting.ticket_held(command, officer, State.CALLED)
    walks_since = ticket.leg.called if ticket.leg.started is None else None
    flags = flag_unmeasurable(setting, ticket, Measure.WALK, walks_since)
    return [ServiceStarted(ticket.id, ticket.leg.number), *flags]


def finish(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """End the service; the face goes with the visit's last open ticket."""
    ticket = setting.ticket_held(command, officer, State.SERVING)
    done = ServiceFinished(ticket.id, ticket.leg.number)
    return [done, *_flags_at_end(setting, ticket), *erase_if_last(setting, ticket, "served")]


def finish_await_result(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """End the service for now; the person comes back for the paper."""
    ticket = setting.ticket_held(command, officer, State.SERVING)
    return [ResultAwaited(ticket.id, ticket.leg.number), *_flags_at_end(setting, ticket)]


def park(setting: Setting, command: Park, officer: OfficerId) -> list[EventData]:
    """Set a person aside; the time until they go on is not service."""
    ticket = setting.ticket_held(command, officer, State.SERVING)
    flags = flag_unmeasurable(setting, ticket, Measure.SERVE, ticket.leg.serving_since)
    return [TicketParked(ticket.id, ticket.leg.number, command.reason, command.room), *flags]


def resume(setting: Setting, command: Resume, officer: OfficerId) -> list[EventData]:
    """Go on with someone set aside: serve or call them here, or let them wait at the old place.

    Raises:
        IllegalMove: They were not set aside, or someone else is at the counter.
        CommandRefused: No counter of this officer is named.
    """
    ticket = setting.ticket_as_seen(command)
    if ticket.state is not State.PARKED:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, not parked", code="not_parked")
    number = ticket.leg.number
    if command.to is ResumeTo.WAITING:
        return [TicketResumed(ticket.id, number, command.to, None, None)]
    if command.counter is None:
        raise CommandRefused("name the counter where it goes on", code="unknown_counter")
    counter = setting.free_counter_of(command.counter, officer)
    return [TicketResumed(ticket.id, number, command.to, counter.number, officer)]


def transfer(setting: Setting, command: Transfer, officer: OfficerId) -> list[EventData]:
    """Send a person on; their place follows their arrival unless the officer chose otherwise.

    Raises:
        CommandRefused: No target is named, it does not exist, or the visit has a ticket there already.
    """
    ticket = setting.ticket_held(command, officer, State.SERVING)
    field = setting.field(command.field).code if command.field is not None else ticket.leg.field
    if command.officer is not None:
        outcome = LegOutcome.TRANSFERRED_OFFICER
        if command.officer not in setting.office.seated.values():
            raise CommandRefused(f"{command.officer} sits at no counter", code="not_seated")
    elif command.counter is not None:
        outcome = LegOutcome.TRANSFERRED_COUNTER
        setting.counter(command.counter)
    elif command.field is not None:
        outcome = LegOutcome.TRANSFERRED_FIELD
    else:
        raise CommandRefused("name a field, a counter or an officer", code="no_target")
    _refuse_second(setting, ticket, field)
    moved = TicketTransferred(
        ticket=ticket.id,
        leg=ticket.leg.number,
        outcome=outcome,
        to_leg=ticket.leg.number + 1,
        field=field,
        order=command.order,
        place=_place(setting, ticket, field, command.order),
        counter=command.counter if command.officer is None else None,
        officer=command.officer,
    )
    return [moved, *_flags_at_end(setting, ticket)]


def requeue(setting: Setting, command: Requeue, officer: OfficerId) -> list[EventData]:
    """Let a called or served person wait again."""
    ticket = setting.ticket_held(command, officer, State.CALLED, State.SERVING)
    leg = ticket.leg
    place = leg.place if command.keep_place else None
    again = TicketRequeued(ticket.id, leg.number, LegOutcome.REQUEUED, leg.number + 1, place)
    return [again, *(_flags_at_end(setting, ticket) if ticket.state is State.SERVING else [])]


def merge(setting: Setting, command: Merge) -> list[EventData]:
    """Join two open tickets of one person and field; the older one stays.

    Raises:
        CommandRefused: They are one, in different fields, or the younger is at a counter.
    """
    one, other = setting.ticket_as_seen(command), setting.ticket(command.other)
    if one.id == other.id or one.leg.field != other.leg.field:
        raise CommandRefused("only two tickets of one field can be joined", code="not_twins")
    if not (one.is_open and other.is_open):
        raise IllegalMove("both tickets must be open", code="not_open")
    older, younger = sorted((one, other), key=lambda ticket: (ticket.legs[0].opened_seq, ticket.number))
    if younger.state in {State.CALLED, State.SERVING}:
        raise IllegalMove(f"{younger.code} is {younger.state}; finish it instead", code="not_waiting")
    merged = TicketMerged(younger.id, younger.leg.number, older.id)
    return [merged, *erase_if_last(setting, younger, "closed")]


def undo(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Take back a ticket's last step; it is then as it was before.

    Raises:
        IllegalMove: There is nothing to take back, or its counter is no longer free for it.
        CommandRefused: Another officer has the ticket.
    """
    ticket = setting.ticket_as_seen(command)
    before = ticket.previous
    if before is None or ticket.last_step is None:
        raise IllegalMove(f"nothing of {ticket.code} can be undone", code="nothing_to_undo")
    holder = ticket.leg.officer if ticket.state in {State.CALLED, State.SERVING} else before.leg.officer
    if holder not in {None, officer}:
        raise CommandRefused(f"{holder} has {ticket.code}", code="held_by_other", holder=holder)
    counter = before.leg.counter
    if before.state in {State.CALLED, State.SERVING} and counter is not None:
        here = setting.office.at_counter(counter)
        if setting.office.seated.get(counter) != officer or (here is not None and here.id != ticket.id):
            raise IllegalMove(f"counter {counter} is no longer free for {ticket.code}", code="counter_busy")
    if before.is_open:
        _refuse_second(setting, ticket, before.leg.field)
    return [StepUndone(ticket.id, ticket.leg.number, ticket.last_step, ticket.state)]


def ask_forgotten(setting: Setting, longest_ms: Mapping[FieldCode, DurationMs]) -> list[EventData]:
    """Ask, once, about each service longer than nearly all of its field.

    Args:
        longest_ms: Each field's 95th percentile of service.
    """
    asked: list[EventData] = []
    for ticket in setting.office.in_state(State.SERVING):
        leg = ticket.leg
        longest = longest_ms.get(leg.field)
        if longest is None or leg.asked is not None or leg.serving_since is None:
            continue
        lasted = elapsed_ms(leg.serving_since, setting.now)
        if lasted is not None and leg.served_ms + lasted > longest:
            asked.append(FinishAsked(ticket.id, leg.number))
    return asked


def answer_forgotten(setting: Setting, command: AnswerForgotten, officer: OfficerId) -> list[EventData]:
    """Take the officer's answer; a forgotten finish ends the service and spoils its length only.

    Raises:
        IllegalMove: Nobody asked, or it was answered.
    """
    ticket = setting.ticket_held(command, officer, State.SERVING)
    if ticket.leg.asked is None or ticket.leg.still_serving:
        raise IllegalMove(f"nobody asked about {ticket.code}", code="not_asked")
    number = ticket.leg.number
    answer = FinishAnswered(ticket.id, number, command.forgotten)
    if not command.forgotten:
        return [answer]
    return [
        answer,
        ServiceFinished(ticket.id, number),
        LegFlagged(ticket.id, number, Measure.SERVE, Flag.FORGOT_FINISH),
        *erase_if_last(setting, ticket, "served"),
    ]


def _flags_at_end(setting: Setting, ticket: Ticket) -> list[EventData]:
    leg = ticket.leg
    if leg.asked is not None and not leg.still_serving:
        return [LegFlagged(ticket.id, leg.number, Measure.SERVE, Flag.FORGOT_FINISH)]
    return flag_unmeasurable(setting, ticket, Measure.SERVE, leg.serving_since)


def _place(setting: Setting, ticket: Ticket, field: FieldCode, order: Order) -> int | None:
    if order is Order.LAST:
        return None
    place = ticket.leg.place
    if order is Order.IN_ORDER:
        return place
    waiting = [t.leg.place for t in setting.office.in_state(State.WAITING) if t.leg.field == field]
    return min([place, *(other - 1 for other in waiting)])


def _refuse_second(setting: Setting, ticket: Ticket, field: FieldCode) -> None:
    """Keep to one open ticket of a visit in a field."""
    for other in setting.office.open_of_visit(ticket.visit):
        if other.id != ticket.id and other.leg.field == field:
            raise CommandRefused(f"this visit has {other.code} there already", code="already_there")
