"""Who sits where, and how a person is summoned, missed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.decisions import Setting, erase_if_last, flag_unmeasurable
from kiosk.domain.events import (
    CoolingEnded,
    EventData,
    Flag,
    HelpAnswered,
    LegFlagged,
    LegOutcome,
    Measure,
    NoShowDeclared,
    OfficerSignedIn,
    OfficerSignedOut,
    ServiceFinished,
    TicketCalled,
    TicketClosed,
    TicketMissed,
    TicketRecalled,
)
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.moves import (
    FinishAnswered,
    PriorityJudged,
    SeenBy,
    TicketRequeued,
    TicketReturned,
    TicketSeen,
)
from kiosk.domain.queue import CHOSEN, eligible, next_ticket
from kiosk.domain.ticket import State, Ticket
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Counter
    from kiosk.domain.commands import CallTicket, JudgePriority, OnTicket
    from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId

GIVING_UP = frozenset({State.WAITING, State.CALLED, State.COOLING, State.PARKED, State.NO_SHOW})
"""States from which a place can be given up."""


def sign_in(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    """Seat an officer: one officer at one counter, one counter for one officer."""
    counter = setting.counter(counter_no)
    setting.day()
    seated = setting.office.seated
    holder = seated.get(counter.number)
    left_behind = _is_left_behind(setting, counter_no)
    if holder == officer:
        return [OfficerSignedIn(officer, counter.number)] if left_behind else []
    leaving: list[EventData] = []
    if holder is not None:
        if not left_behind:
            raise CommandRefused(
                f"{holder} sits at counter {counter_no}", code="counter_taken", holder=holder
            )
        leaving = free_counter(setting, counter_no)
    elsewhere = [number for number, who in seated.items() if who == officer]
    for number in elsewhere:
        _refuse_busy(setting, number)
    leaving += [OfficerSignedOut(officer, number, "moved") for number in elsewhere]
    return [*leaving, OfficerSignedIn(officer, counter.number)]


def sign_out(setting: Setting, counter_no: CounterNo, officer: OfficerId, reason: str) -> list[EventData]:
    """Let an officer leave; whoever is called or served there must be dealt with first."""
    if setting.office.seated.get(counter_no) != officer:
        return []
    _refuse_busy(setting, counter_no)
    return [OfficerSignedOut(officer, counter_no, reason)]


def free_counter(setting: Setting, counter_no: CounterNo) -> list[EventData]:
    """Sign out whoever left a counter without doing so.

    Who was called there waits again at the old place; who was served there counts as served,
    with a length of service that nobody knows.
    """
    holder = setting.office.seated.get(counter_no)
    if holder is None:
        return []
    events: list[EventData] = []
    busy = setting.office.at_counter(counter_no)
    if busy is not None and busy.state is State.CALLED:
        leg = busy.leg
        events.append(
            TicketRequeued(busy.id, leg.number, LegOutcome.OFFICER_LOGGED_OUT, leg.number + 1, leg.place)
        )
    elif busy is not None:
        events += _finish_flagged(setting, busy, Flag.AUTO_CLOSED)
    return [*events, OfficerSignedOut(holder, counter_no, "freed")]


def call_next(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    """Summon the next person; nothing happens when nobody waits.

    Where the officer was asked whether a long service had ended, calling the next is the answer. An unseen
    plain number does not hold up a counter: unanswered, it pauses at once.

    Raises:
        IllegalMove: Someone is still there.
        CommandRefused: The officer does not sit there.
    """
    ended = _forgotten_at(setting, counter_no, officer)
    counter = setting.counter(counter_no)
    _refuse_in_pause(setting, counter_no)
    choice = next_ticket(setting.office, counter, setting.policy, setting.now)
    if choice is not None and not ended:
        ended = _unanswered_at(setting, counter_no, officer)
    if not ended:
        setting.free_counter_of(counter_no, officer)
    if choice is None:
        return ended
    return [*ended, *_call(setting, counter, choice.ticket, officer, choice.reason)]


def call_chosen(setting: Setting, command: CallTicket, officer: OfficerId) -> list[EventData]:
    """Summon one waiting person out of turn.

    Raises:
        VersionConflict: The ticket changed meanwhile; the error names who has it.
        IllegalMove: It is not waiting: a pause or a park is not cut short by a call.
    """
    counter = setting.free_counter_of(command.counter, officer)
    _refuse_in_pause(setting, command.counter)
    ticket = setting.ticket_as_seen(command)
    if ticket.state is not State.WAITING:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, not waiting", code="not_waiting")
    return _call(setting, counter, ticket, officer, CHOSEN)


def call_directed(setting: Setting, ticket: Ticket, officer: OfficerId, reason: str) -> list[EventData]:
    """Summon the person who was told at the kiosk to walk to this officer's free counter.

    Raises:
        CommandRefused: They were not, or someone else is there.
    """
    number = ticket.leg.directed
    if number is None or setting.office.seated.get(number) != officer:
        raise IllegalMove(f"{ticket.code} is waiting, not called", code="not_called")
    return _call(setting, setting.free_counter_of(number, officer), ticket, officer, reason)


def recall(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Summon the same person once more."""
    ticket = setting.ticket_held(command, officer, State.CALLED)
    return [TicketRecalled(ticket.id, ticket.leg.number)]


def mark_absent(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Note that nobody came: a pause, or a no-show after the last call allowed."""
    return _missed(setting, setting.ticket_held(command, officer, State.CALLED))


def bring_back(setting: Setting, command: OnTicket) -> list[EventData]:
    """Let someone who came back wait again: at the old place, whatever they were away for.

    Raises:
        IllegalMove: They were not away.
    """
    ticket = setting.ticket_as_seen(command)
    number = ticket.leg.number
    match ticket.state:
        case State.COOLING:
            return [CoolingEnded(ticket.id, number), TicketSeen(ticket.id, SeenBy.OFFICER)]
        case State.NO_SHOW:
            return [TicketReturned(ticket.id, number, number)]
        case State.AWAIT_RESULT:
            return [TicketReturned(ticket.id, number, number + 1)]
        case _:
            raise IllegalMove(f"{ticket.code} is {ticket.state}, not away", code="not_away")


def end_cooling(setting: Setting) -> list[EventData]:
    """Let every missed ticket whose pause is over wait again, at its old place."""
    cooling = setting.office.in_state(State.COOLING)
    return [CoolingEnded(t.id, t.leg.number) for t in cooling if t.cooled(setting.now)]


def cancel(setting: Setting, command: OnTicket, outcome: LegOutcome) -> list[EventData]:
    """Give a place up, by the citizen or by staff."""
    ticket = setting.ticket_as_seen(command)
    if ticket.state not in GIVING_UP:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, it cannot be cancelled", code="not_waiting")
    closed = TicketClosed(ticket.id, ticket.leg.number, outcome)
    return [closed, *erase_if_last(setting, ticket, "closed")]


def mark_seen(setting: Setting, command: OnTicket) -> list[EventData]:
    """Note that an officer sees a ticket's bearer."""
    ticket = setting.ticket_as_seen(command)
    if not ticket.is_open:
        raise IllegalMove(f"{ticket.code} is {ticket.state}", code="not_open")
    return [TicketSeen(ticket.id, SeenBy.OFFICER)]


def judge_priority(setting: Setting, command: JudgePriority, officer: OfficerId) -> list[EventData]:
    """Confirm or refuse a priority by sight.

    Raises:
        CommandRefused: This office has no such group, or the ticket has ended.
    """
    ticket = setting.ticket_as_seen(command)
    if setting.policy.group(command.group) is None:
        raise CommandRefused(f"this office has no priority group {command.group!r}", code="unknown_group")
    if not ticket.is_open:
        raise IllegalMove(f"{ticket.code} is {ticket.state}", code="not_open")
    return [PriorityJudged(ticket.id, command.group, officer, command.granted)]


def answer_help(setting: Setting, request: CommandId, officer: OfficerId) -> list[EventData]:
    """Tell the citizen who waits for help that someone comes."""
    if all(open_.request != request for open_ in setting.office.help):
        raise IllegalMove("someone has answered this call for help already", code="help_answered")
    return [HelpAnswered(request, officer)]


def _call(
    setting: Setting, counter: Counter, ticket: Ticket, officer: OfficerId, reason: str
) -> list[EventData]:
    called = TicketCalled(
        ticket.id, ticket.leg.number, counter.number, officer, reason, _passed(setting, counter, ticket)
    )
    first = ticket.leg.first_called is None
    return [called, *(flag_unmeasurable(setting, ticket, Measure.WAIT, ticket.leg.opened) if first else [])]


def _passed(setting: Setting, counter: Counter, called: Ticket) -> tuple[FieldCode, ...]:
    """List the fields of a counter in which someone waits at an earlier place than the one called."""
    before = [t for t in eligible(setting.office, counter) if t.leg.place < called.leg.place]
    return tuple(sorted({ticket.leg.field for ticket in before}))


def _forgotten_at(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    busy = setting.office.at_counter(counter_no)
    if busy is None or busy.state is not State.SERVING or busy.leg.officer != officer:
        return []
    if busy.leg.asked is None or busy.leg.still_serving:
        return []
    return [
        FinishAnswered(busy.id, busy.leg.number, forgotten=True),
        *_finish_flagged(setting, busy, Flag.FORGOT_FINISH),
    ]


def _unanswered_at(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    """Let an unseen plain number pause that has not answered its call for long enough."""
    busy = setting.office.at_counter(counter_no)
    if busy is None or busy.state is not State.CALLED or busy.leg.officer != officer or not busy.is_unseen:
        return []
    called = busy.leg.called
    since_ms = elapsed_ms(called, setting.now) if called is not None else None
    if since_ms is None or since_ms < setting.policy.plain_answer_ms:
        return []
    return _missed(setting, busy)


def _missed(setting: Setting, ticket: Ticket) -> list[EventData]:
    policy = setting.policy
    if ticket.leg.misses + 1 >= policy.calls_allowed(is_unseen=ticket.is_unseen):
        return [NoShowDeclared(ticket.id, ticket.leg.number)]
    return [TicketMissed(ticket.id, ticket.leg.number, policy.cooling_ms)]


def _finish_flagged(setting: Setting, ticket: Ticket, flag: Flag) -> list[EventData]:
    number = ticket.leg.number
    return [
        ServiceFinished(ticket.id, number),
        LegFlagged(ticket.id, number, Measure.SERVE, flag),
        *erase_if_last(setting, ticket, "served"),
    ]


def _is_left_behind(setting: Setting, counter_no: CounterNo) -> bool:
    """Tell whether a seat was taken before the machine went off: nobody sits there since."""
    since = setting.office.seated_at.get(counter_no)
    return since is not None and since.boot != setting.now.boot


def _refuse_in_pause(setting: Setting, number: CounterNo) -> None:
    if number in setting.office.paused:
        raise IllegalMove(f"counter {number} is on a pause; end it first", code="paused")


def _refuse_busy(setting: Setting, number: CounterNo) -> None:
    busy = setting.office.at_counter(number)
    if busy is not None:
        raise CommandRefused(f"finish {busy.code} at counter {number} first", code="counter_busy")
