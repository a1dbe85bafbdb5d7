"""What each command leads to: the events it causes, or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.catalogue import Catalogue, ticket_code, ticket_icon
from kiosk.domain.events import (
    ConsentGiven,
    CoolingEnded,
    DayClosed,
    DayOpened,
    DuplicateStopped,
    EventData,
    FaceErased,
    Flag,
    HelpAnswered,
    HelpAsked,
    How,
    LegFlagged,
    LegOutcome,
    LookDecided,
    LookOutcome,
    MatchDisputed,
    Measure,
    NoShowDeclared,
    OfficerSignedIn,
    OfficerSignedOut,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketClosed,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from kiosk.domain.ids import TicketId, VisitId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.office import Office
from kiosk.domain.policy import Policy
from kiosk.domain.queue import next_ticket
from kiosk.domain.ticket import State, Ticket
from kiosk.errors import CommandRefused, IllegalMove, VersionConflict

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Counter, Field
    from kiosk.domain.commands import AskHelp, CheckIn, DisputeMatch, OnTicket
    from kiosk.domain.ids import CommandId, CounterNo, DayId, FieldCode, OfficerId


class Fresh(Protocol):
    """Where new random names come from."""

    def uuid(self) -> str:
        """Make a UUIDv4."""
        ...

    def token(self) -> str:
        """Make an unguessable text, safe in an address."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What a decision rests on besides the command."""

    office: Office
    catalogue: Catalogue
    policy: Policy
    now: Moment
    fresh: Fresh


@dataclass(frozen=True, slots=True)
class FaceMatch:
    """What the desk made of a look, and whose visit it belongs to, if anyone's."""

    decided: LookDecided
    visit: VisitId | None


def open_day(setting: Setting, day_id: DayId, date: str | None) -> list[EventData]:
    """Begin a working day."""
    if setting.office.day is not None:
        raise IllegalMove("the day is open already", code="day_open")
    return [DayOpened(day_id, date)]


def close_day(setting: Setting, reason: str) -> list[EventData]:
    """End the day; open tickets end with it, those being awaited for a result as served."""
    day = _day(setting)
    events: list[EventData] = []
    for ticket in setting.office.tickets.values():
        if ticket.state is State.AWAIT_RESULT:
            events.append(ServiceFinished(ticket.id, ticket.leg.number))
        elif ticket.is_open:
            events.append(TicketClosed(ticket.id, ticket.leg.number, LegOutcome.DAY_END))
            if ticket.state is State.SERVING:
                events.append(LegFlagged(ticket.id, ticket.leg.number, Measure.SERVE, Flag.AUTO_CLOSED))
    faces = {t.visit for t in setting.office.tickets.values() if t.is_open and t.how is How.FACE}
    events += [FaceErased(visit, "day_end") for visit in sorted(faces)]
    return [*events, DayClosed(day, reason)]


def check_in(setting: Setting, command: CheckIn, match: FaceMatch | None) -> list[EventData]:
    """Give a place, or show the one this person has in this field.

    Args:
        match: What the desk made of the look; None for a plain ticket or one by staff.
    """
    field = _field(setting, command.field)
    _day(setting)
    if match is None:
        visit = _new_visit(setting)
        return [_issued(setting, field, visit, command.how, command.language)]
    if command.consent is None:
        raise CommandRefused("a face needs its owner's consent first", code="no_consent")
    if match.decided.outcome is LookOutcome.UNSURE and match.visit is None:
        return [match.decided]
    visit = match.visit or _new_visit(setting)
    consent = ConsentGiven(
        visit, command.consent.notice_version, command.consent.notice_hash, command.language
    )
    there = next((t for t in setting.office.open_of_visit(visit) if t.leg.field == field.code), None)
    if there is not None:
        return [consent, match.decided, DuplicateStopped(there.id, field.code, How.FACE)]
    return [consent, match.decided, _issued(setting, field, visit, How.FACE, command.language)]


def dispute_match(setting: Setting, command: DisputeMatch) -> list[EventData]:
    """Give a plain place to someone who was shown another's ticket."""
    shown = _ticket(setting, command.ticket)
    field = _field(setting, command.field)
    issued = _issued(setting, field, _new_visit(setting), How.PLAIN, command.language)
    return [MatchDisputed(shown.id, issued.ticket), issued]


def ask_help(setting: Setting, command: AskHelp) -> list[EventData]:
    """Ring the officers' pages; one request at a time is enough."""
    if setting.office.help:
        return []
    return [HelpAsked(command.command_id, command.screen)]


def answer_help(setting: Setting, request: CommandId, officer: OfficerId) -> list[EventData]:
    """Tell the citizen who waits for help that someone comes."""
    if all(open_.request != request for open_ in setting.office.help):
        raise IllegalMove("someone has answered this call for help already", code="help_answered")
    return [HelpAnswered(request, officer)]


def sign_in(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    """Seat an officer: one officer at one counter, one counter for one officer."""
    counter = _counter(setting, counter_no)
    _day(setting)
    seated = setting.office.seated
    holder = seated.get(counter.number)
    if holder == officer:
        return []
    if holder is not None:
        raise CommandRefused(f"{holder} sits at counter {counter_no}", code="counter_taken", holder=holder)
    elsewhere = [number for number, who in seated.items() if who == officer]
    for number in elsewhere:
        _refuse_busy(setting, number)
    leaving: list[EventData] = [OfficerSignedOut(officer, number, "moved") for number in elsewhere]
    return [*leaving, OfficerSignedIn(officer, counter.number)]


def sign_out(setting: Setting, counter_no: CounterNo, officer: OfficerId, reason: str) -> list[EventData]:
    """Let an officer leave; whoever is called or served there must be dealt with first."""
    if setting.office.seated.get(counter_no) != officer:
        return []
    _refuse_busy(setting, counter_no)
    return [OfficerSignedOut(officer, counter_no, reason)]


def call_next(setting: Setting, counter_no: CounterNo, officer: OfficerId) -> list[EventData]:
    """Summon the next person; nothing happens when nobody waits."""
    counter = _counter(setting, counter_no)
    _day(setting)
    if setting.office.seated.get(counter_no) != officer:
        raise CommandRefused(f"sign in at counter {counter_no} first", code="not_seated")
    busy = setting.office.at_counter(counter_no)
    if busy is not None:
        raise IllegalMove(f"{busy.code} is still at counter {counter_no}", code="counter_busy")
    ticket = next_ticket(setting.office, counter)
    if ticket is None:
        return []
    called = TicketCalled(ticket.id, ticket.leg.number, counter_no, officer, "earliest_place")
    first = ticket.leg.first_called is None
    return [called, *(_flag_unmeasurable(setting, ticket, Measure.WAIT, ticket.leg.opened) if first else [])]


def recall(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Summon the same person once more."""
    ticket = _held(setting, command, officer, State.CALLED)
    return [TicketRecalled(ticket.id, ticket.leg.number)]


def start(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Begin to serve the person who was called."""
    ticket = _held(setting, command, officer, State.CALLED)
    flags = _flag_unmeasurable(setting, ticket, Measure.WALK, ticket.leg.called)
    return [ServiceStarted(ticket.id, ticket.leg.number), *flags]


def finish(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """End the service; the face goes with the visit's last open ticket."""
    ticket = _held(setting, command, officer, State.SERVING)
    flags = _flag_unmeasurable(setting, ticket, Measure.SERVE, ticket.leg.started)
    done = ServiceFinished(ticket.id, ticket.leg.number)
    return [done, *flags, *_erase_if_last(setting, ticket, "served")]


def mark_absent(setting: Setting, command: OnTicket, officer: OfficerId) -> list[EventData]:
    """Note that nobody came: a pause, or a no-show after the last call allowed."""
    ticket = _held(setting, command, officer, State.CALLED)
    if ticket.leg.misses + 1 >= setting.policy.max_calls:
        return [NoShowDeclared(ticket.id, ticket.leg.number)]
    return [TicketMissed(ticket.id, ticket.leg.number, setting.policy.cooling_ms)]


def cancel(setting: Setting, command: OnTicket, outcome: LegOutcome) -> list[EventData]:
    """Give a place up, by the citizen or by staff."""
    ticket = _ticket(setting, command.ticket)
    _same_version(ticket, command)
    giving_up = {State.WAITING, State.CALLED, State.COOLING, State.PARKED, State.NO_SHOW}
    if ticket.state not in giving_up:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, it cannot be cancelled", code="not_waiting")
    closed = TicketClosed(ticket.id, ticket.leg.number, outcome)
    return [closed, *_erase_if_last(setting, ticket, "closed")]


def end_cooling(setting: Setting) -> list[EventData]:
    """Let every missed ticket whose pause is over wait again, at its old place."""
    cooling = setting.office.in_state(State.COOLING)
    return [CoolingEnded(t.id, t.leg.number) for t in cooling if t.cooled(setting.now)]


def _day(setting: Setting) -> DayId:
    if setting.office.day is None:
        raise CommandRefused("no working day is open; a supervisor opens it", code="day_closed")
    return setting.office.day.day_id


def _field(setting: Setting, code: FieldCode) -> Field:
    field = setting.catalogue.field(code)
    if field is None:
        raise CommandRefused(f"this office has no field {code!r}", code="unknown_field")
    return field


def _counter(setting: Setting, number: CounterNo) -> Counter:
    counter = setting.catalogue.counter(number)
    if counter is None:
        raise CommandRefused(f"this office has no counter {number}", code="unknown_counter")
    return counter


def _refuse_busy(setting: Setting, number: CounterNo) -> None:
    busy = setting.office.at_counter(number)
    if busy is not None:
        raise CommandRefused(f"finish {busy.code} at counter {number} first", code="counter_busy")


def _ticket(setting: Setting, ticket_id: TicketId) -> Ticket:
    ticket = setting.office.tickets.get(ticket_id)
    if ticket is None:
        raise CommandRefused("no such ticket today", code="unknown_ticket")
    return ticket


def _same_version(ticket: Ticket, command: OnTicket) -> None:
    if ticket.version != command.version:
        holder = ticket.leg.officer
        raise VersionConflict(
            f"{ticket.code} has changed: it is {ticket.state}" + (f", with {holder}" if holder else ""),
            code="changed",
            holder=holder,
        )


def _held(setting: Setting, command: OnTicket, officer: OfficerId, state: State) -> Ticket:
    ticket = _ticket(setting, command.ticket)
    _same_version(ticket, command)
    if ticket.state is not state:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, not {state}", code=f"not_{state}")
    if ticket.leg.officer != officer:
        holder = ticket.leg.officer
        raise CommandRefused(f"{holder} has {ticket.code}", code="held_by_other", holder=holder)
    return ticket


def _new_visit(setting: Setting) -> VisitId:
    return VisitId(setting.fresh.uuid())


def _issued(setting: Setting, field: Field, visit: VisitId, how: How, language: str) -> TicketIssued:
    number = setting.office.numbers.get(field.code, 0) + 1
    ticket_id = TicketId(setting.fresh.uuid())
    return TicketIssued(
        ticket=ticket_id,
        visit=visit,
        leg=1,
        field=field.code,
        code=ticket_code(field, number),
        number=number,
        icon=ticket_icon(field, number),
        how=how,
        language=language,
        token=setting.fresh.token(),
    )


def _flag_unmeasurable(
    setting: Setting, ticket: Ticket, measure: Measure, since: Moment | None
) -> list[EventData]:
    if since is None or elapsed_ms(since, setting.now) is not None:
        return []
    return [LegFlagged(ticket.id, ticket.leg.number, measure, Flag.ACROSS_REBOOT)]


def _erase_if_last(setting: Setting, ticket: Ticket, reason: str) -> list[EventData]:
    others = [t for t in setting.office.open_of_visit(ticket.visit) if t.id != ticket.id]
    has_face = any(t.how is How.FACE and t.visit == ticket.visit for t in setting.office.tickets.values())
    if others or not has_face:
        return []
    return [FaceErased(ticket.visit, reason)]
