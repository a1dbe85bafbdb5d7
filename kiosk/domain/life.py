"""A ticket's life as a fold of its own events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.domain.events import (
    CoolingEnded,
    EventData,
    How,
    LegFlagged,
    LegOutcome,
    NoShowDeclared,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketClosed,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from kiosk.domain.hall import FetchAnswered, FetchAsked, ServiceRated
from kiosk.domain.moment import Moment, earlier, elapsed_ms
from kiosk.domain.moves import (
    FinishAnswered,
    FinishAsked,
    PriorityDeclared,
    PriorityJudged,
    PromiseShown,
    ResultAwaited,
    ResumeTo,
    StepUndone,
    TicketDirected,
    TicketMerged,
    TicketParked,
    TicketRequeued,
    TicketResumed,
    TicketReturned,
    TicketSeen,
    TicketTransferred,
)
from kiosk.domain.papers import DossierNoted, ResultHandedOver, SignNoted
from kiosk.domain.shown import Circumstances, Shown
from kiosk.domain.ticket import PLACES_PER_EVENT, Fetch, Leg, State, Ticket
from kiosk.domain.values import replace

if TYPE_CHECKING:
    from kiosk.domain.ids import DayId, Seq


def issue(event: TicketIssued, day_id: DayId, place: int, seq: Seq, now: Moment) -> Ticket:
    """Begin a ticket's life."""
    opened = earlier(now, event.waited_ms)
    return Ticket(
        id=event.ticket,
        visit=event.visit,
        day_id=day_id,
        code=event.code,
        number=event.number,
        icon=event.icon,
        how=event.how,
        language=event.language,
        token=event.token,
        state=State.WAITING,
        version=1,
        legs=(Leg(number=event.leg, field=event.field, place=place, opened=opened, opened_seq=seq),),
        standing=event.standing,
        carried_from=event.carried_from,
    )


def evolve(ticket: Ticket, event: EventData, seq: Seq, now: Moment) -> Ticket:
    """Give the ticket after one of its own events; others leave it as it is."""
    match event:
        case TicketCalled() | TicketRecalled() | TicketMissed() | NoShowDeclared() | CoolingEnded():
            return _summoned(ticket, event, seq, now)
        case ServiceStarted() | ServiceFinished() | ResultAwaited() | TicketParked() | TicketResumed():
            return _served(ticket, event, seq, now)
        case TicketTransferred() | TicketRequeued() | TicketReturned():
            return _moved(ticket, event, seq, now)
        case TicketClosed(outcome=outcome):
            return _step(ticket, State.CLOSED, _ended(ticket.leg, outcome, now), seq)
        case TicketMerged():
            return _step(ticket, State.CLOSED, _ended(ticket.leg, LegOutcome.MERGED_DUPLICATE, now), seq)
        case StepUndone():
            return _undone(ticket)
        case SignNoted() | DossierNoted() | ResultHandedOver():
            return replace(_with_paper(ticket, event), version=ticket.version + 1)
        case _:
            return _noted(ticket, event, now)


def withdraw_face(ticket: Ticket, now: Moment) -> Ticket:
    """Make a ticket by face a plain one whose bearer was seen; its place stays."""
    if ticket.how is not How.FACE:
        return ticket
    return replace(
        ticket, how=How.PLAIN, seen_present=now, version=ticket.version + 1, previous=None, last_step=None
    )


def _summoned(
    ticket: Ticket,
    event: TicketCalled | TicketRecalled | TicketMissed | NoShowDeclared | CoolingEnded,
    seq: Seq,
    now: Moment,
) -> Ticket:
    leg = ticket.leg
    match event:
        case TicketCalled(counter=counter, officer=officer, reason=reason, passed=passed):
            is_first = leg.first_called is None
            leg = replace(
                leg,
                calls=leg.calls + 1,
                first_called=leg.first_called or now,
                called_seq=seq if is_first else leg.called_seq,
                reason=reason if is_first else leg.reason,
                passed=passed if is_first else leg.passed,
                called=now,
                counter=counter,
                officer=officer,
            )
            return _step(ticket, State.CALLED, leg, seq)
        case TicketRecalled():
            return _step(ticket, State.CALLED, replace(leg, calls=leg.calls + 1), seq)
        case TicketMissed(cooling_ms=cooling_ms):
            missed = replace(leg, misses=leg.misses + 1)
            return _step(ticket, State.COOLING, missed, seq, missed=now, cooling_ms=cooling_ms)
        case NoShowDeclared():
            missed = replace(leg, misses=leg.misses + 1)
            return _step(ticket, State.NO_SHOW, missed, seq, missed=now)
        case CoolingEnded():
            return _by_time(ticket, State.WAITING, replace(leg, counter=None, officer=None))


def _served(
    ticket: Ticket,
    event: ServiceStarted | ServiceFinished | ResultAwaited | TicketParked | TicketResumed,
    seq: Seq,
    now: Moment,
) -> Ticket:
    leg = ticket.leg
    match event:
        case ServiceStarted():
            begun = replace(leg, serving_since=now, directed=None)
            if leg.started is None:
                # Who was set aside and is called again has walked before.
                begun = replace(begun, started=now, answered=leg.called)
            return _step(ticket, State.SERVING, begun, seq, seen_present=now)
        case ServiceFinished():
            if ticket.state is State.AWAIT_RESULT:
                return _step(ticket, State.SERVED, leg, seq)
            return _step(ticket, State.SERVED, _ended(leg, LegOutcome.SERVED, now), seq)
        case ResultAwaited():
            return _step(ticket, State.AWAIT_RESULT, _ended(leg, LegOutcome.SERVED, now), seq)
        case TicketParked(reason=reason, room=room):
            return _step(ticket, State.PARKED, _set_aside(leg, now), seq, park_reason=reason, room=room)
        case TicketResumed(to=to, counter=counter, officer=officer):
            leg = replace(leg, counter=counter, officer=officer)
            if to is ResumeTo.SERVING:
                leg = replace(leg, serving_since=now)
            elif to is ResumeTo.CALLED:
                leg = replace(leg, calls=leg.calls + 1)
            return _step(ticket, State(to), leg, seq, park_reason=None, room=None)


def _moved(
    ticket: Ticket, event: TicketTransferred | TicketRequeued | TicketReturned, seq: Seq, now: Moment
) -> Ticket:
    leg = ticket.leg
    if isinstance(event, TicketReturned) and event.to_leg == leg.number:
        back = replace(leg, misses=0, counter=None, officer=None)
        return _step(ticket, State.WAITING, back, seq, seen_present=now)
    line_end = seq * PLACES_PER_EVENT
    ticket = replace(ticket, told=None)
    after = Leg(event.to_leg, leg.field, leg.place, opened=now, opened_seq=seq)
    match event:
        case TicketTransferred(field=field, place=place, counter=counter, officer=officer):
            place = line_end if place is None else place
            after = replace(after, field=field, place=place, for_counter=counter, for_officer=officer)
        case TicketRequeued(place=place):
            place = line_end if place is None else place
            after = replace(after, place=place, for_counter=leg.for_counter, for_officer=leg.for_officer)
        case TicketReturned():
            return _step(ticket, State.WAITING, leg, seq, after, seen_present=now)
    return _step(ticket, State.WAITING, _ended(leg, event.outcome, now), seq, after)


def _noted(ticket: Ticket, event: EventData, now: Moment) -> Ticket:
    """Take notes that change no state; the last step can still be undone after them.

    What only concerns the citizen leaves the version alone: an officer's press is not refused for it.
    """
    leg = ticket.leg
    match event:
        case LegFlagged(leg=number, measure=measure, flag=flag):
            legs = tuple(
                replace(each, flags=(*each.flags, (measure, flag))) if each.number == number else each
                for each in ticket.legs
            )
            return replace(ticket, legs=legs, version=ticket.version + 1)
        case PriorityDeclared(group=group, counts=counts):
            note = replace(ticket, declared=group, priority=group if counts else ticket.priority)
        case PriorityJudged(group=group, granted=granted):
            note = replace(ticket, declared=group, priority=group if granted else None)
        case TicketDirected(counter=counter):
            note = _with_leg(ticket, replace(leg, directed=counter))
        case TicketSeen():
            note = replace(ticket, seen_present=now)
        case PromiseShown():
            return replace(ticket, promise=ticket.promise or event, told=_told(event, now))
        case FetchAsked():
            return replace(ticket, fetch=Fetch.ASKED)
        case FetchAnswered():
            return replace(ticket, fetch=Fetch.COMING)
        case ServiceRated(level=level):
            return replace(ticket, rated=level)
        case FinishAsked():
            return _with_leg(ticket, replace(leg, asked=now))
        case FinishAnswered(forgotten=forgotten):
            note = _with_leg(ticket, replace(leg, still_serving=not forgotten))
        case _:
            return ticket
    return replace(note, version=ticket.version + 1)


def _with_paper(ticket: Ticket, event: SignNoted | DossierNoted | ResultHandedOver) -> Ticket:
    """Take a note that an undone step does not take back."""
    match event:
        case SignNoted(signs=signs):
            return replace(ticket, signs=signs)
        case DossierNoted(dossier=dossier):
            return replace(ticket, dossiers=(*ticket.dossiers, dossier))
        case ResultHandedOver(on_time=on_time):
            return replace(ticket, on_time=on_time)


def _told(event: PromiseShown, now: Moment) -> Shown | None:
    if event.p50_min is None or event.p90_min is None:
        return None
    resting_on = Circumstances(event.counters, event.priority_ahead)
    return Shown(event.p50_min, event.p90_min, now, resting_on, event.why)


def _step(
    ticket: Ticket, state: State, leg: Leg, seq: Seq, after: Leg | None = None, **changes: Any
) -> Ticket:
    """Go to another state; what was before is kept, one step deep, for undo."""
    legs = (*ticket.legs[:-1], leg) if after is None else (*ticket.legs[:-1], leg, after)
    is_first = ticket.previous is None and ticket.last_step is None
    before = ticket if is_first else replace(ticket, previous=None, last_step=None)
    version = ticket.version + 1
    return replace(ticket, state=state, version=version, legs=legs, previous=before, last_step=seq, **changes)


def _undone(ticket: Ticket) -> Ticket:
    """Go back by one step; what the citizen was told and said meanwhile was told and said."""
    if ticket.previous is None:
        return ticket
    return replace(
        ticket.previous,
        version=ticket.version + 1,
        previous=None,
        last_step=None,
        promise=ticket.promise,
        told=ticket.told,
        fetch=ticket.fetch,
        rated=ticket.rated,
        signs=ticket.signs,
        dossiers=ticket.dossiers,
        on_time=ticket.on_time,
    )


def _by_time(ticket: Ticket, state: State, leg: Leg) -> Ticket:
    """Go to another state because time has passed; nobody can undo that."""
    return replace(
        _with_leg(ticket, leg), state=state, version=ticket.version + 1, previous=None, last_step=None
    )


def _with_leg(ticket: Ticket, leg: Leg) -> Ticket:
    return replace(ticket, legs=(*ticket.legs[:-1], leg))


def _set_aside(leg: Leg, now: Moment) -> Leg:
    since = leg.serving_since
    stretch = elapsed_ms(since, now) if since is not None else 0
    return replace(leg, serving_since=None, served_ms=leg.served_ms + (stretch or 0))


def _ended(leg: Leg, outcome: LegOutcome, now: Moment) -> Leg:
    return replace(leg, ended=now, outcome=outcome)
