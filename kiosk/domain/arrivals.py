"""How a citizen comes by a place, is recognised by it, and shows that they are there."""

from __future__ import annotations

from dataclasses import replace
from hmac import compare_digest
from typing import TYPE_CHECKING

from kiosk.domain.catalogue import ticket_code, ticket_icon
from kiosk.domain.events import (
    ConsentGiven,
    DuplicateStopped,
    EventData,
    FaceErased,
    HelpAsked,
    How,
    LookOutcome,
    MatchDisputed,
    TicketIssued,
)
from kiosk.domain.ids import TicketId, VisitId
from kiosk.domain.moves import (
    ConsentWithdrawn,
    OverrideGiven,
    PlacesHandedOut,
    PriorityDeclared,
    SeenBy,
    TicketDirected,
    TicketReturned,
    TicketSeen,
)
from kiosk.domain.places import PlaceOffered
from kiosk.domain.queue import eligible
from kiosk.domain.ticket import PLACES_PER_EVENT, State, Ticket
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Field
    from kiosk.domain.commands import (
        AskHelp,
        CheckIn,
        ConfirmPresence,
        Consent,
        DeclarePriority,
        DisputeMatch,
        HandOutPlaces,
        IssueByStaff,
        LookUpTicket,
        StopFace,
    )
    from kiosk.domain.decisions import FaceMatch, Setting
    from kiosk.domain.ids import CounterNo, DeviceId, FieldCode, OfficerId

LONGEST_AT_DOOR_MS = 3_600_000
"""Nobody stands at the kiosk for an hour; a longer time is a mistake and is not recorded."""


def check_in(
    setting: Setting,
    command: CheckIn,
    match: FaceMatch | None,
    known: VisitId | None = None,
    *,
    had: int = 0,
) -> list[EventData]:
    """Give a place in each field asked for, or show the one this person has there.

    Args:
        match: What the desk made of the look; None without one.
        known: The visit behind the ID card's code of the day; None for the first one.
        had: Tickets that this person is known to have had today, in visits that ended, too.

    Raises:
        CommandRefused: The office, the day or the rules do not allow it.
    """
    fields = [setting.field(code) for code in dict.fromkeys((command.field, *command.also))]
    setting.day()
    _refuse_in_baseline(setting, command.how)
    _check_standing(setting, command.standing)
    before: list[EventData] = []
    if match is not None:
        consent = _consent(command.consent)
        if match.decided.outcome is LookOutcome.UNSURE and match.visit is None:
            return [match.decided]
        known = match.visit
    visit = known_or_new(setting, known)
    if match is not None:
        before = [
            ConsentGiven(visit, consent.notice_version, consent.notice_hash, command.language),
            match.decided,
        ]
    _refuse_over_quota(setting, visit, fields, had)
    events = [event for field in fields for event in _place_in(setting, command, field, visit)]
    if not any(isinstance(event, DuplicateStopped) for event in events):
        events += _direct(setting, events)
    return [*before, *events]


def dispute_match(setting: Setting, command: DisputeMatch) -> list[EventData]:
    """Give a plain place to someone who was shown another's ticket."""
    shown = setting.ticket(command.ticket)
    setting.day()
    field = setting.field(command.field)
    issued = issue_ticket(setting, field, _new_visit(setting), How.PLAIN, command.language)
    return [MatchDisputed(shown.id, issued.ticket), issued]


def issue_by_staff(setting: Setting, command: IssueByStaff, officer: OfficerId) -> list[EventData]:
    """Give a place at an officer's hand; against the rules only with a reason, which is recorded.

    Raises:
        CommandRefused: A ticket stands against it and no reason is given.
    """
    field = setting.field(command.field)
    setting.day()
    _check_standing(setting, command.standing)
    if command.despite is not None:
        setting.ticket(command.despite)
        if command.reason is None:
            raise CommandRefused("a place beside the rules needs a reason", code="no_reason")
    issued = issue_ticket(
        setting, field, _new_visit(setting), How.STAFF, command.language, standing=command.standing
    )
    events: list[EventData] = [issued]
    if command.reason is not None:
        events.append(OverrideGiven(issued.ticket, officer, command.reason, command.despite))
    if command.priority is not None:
        events.append(_declared(setting, issued.ticket, command.priority))
    return events


def look_up(setting: Setting, command: LookUpTicket, match: FaceMatch) -> list[EventData]:
    """Find a person's tickets by face; that they looked shows that they are there."""
    setting.day()
    if match.visit is None:
        return [match.decided]
    consent = command.consent
    given = ConsentGiven(match.visit, consent.notice_version, consent.notice_hash, command.language)
    tickets = setting.office.open_of_visit(match.visit)
    return [given, match.decided, *(event for t in tickets for event in _present(t, SeenBy.FACE))]


def confirm_presence(setting: Setting, command: ConfirmPresence) -> list[EventData]:
    """Note that a ticket's bearer is there; a no-show comes back by it.

    Raises:
        CommandRefused: Nobody's open ticket has this token.
    """
    asked = command.token.encode()
    found = (t for t in setting.office.tickets.values() if compare_digest(t.token.encode(), asked))
    ticket = next(found, None)
    if ticket is None or not ticket.is_open:
        raise CommandRefused("no open ticket has this code", code="unknown_ticket")
    return _present(ticket, command.by)


def stop_face(setting: Setting, command: StopFace) -> list[EventData]:
    """Erase a citizen's face at once; tickets and places stay, as plain ones.

    Raises:
        IllegalMove: The ticket was not taken by face, or no longer is.
    """
    ticket = setting.ticket(command.ticket)
    if ticket.how is not How.FACE:
        raise IllegalMove(f"{ticket.code} is not held by a face", code="no_face")
    return [ConsentWithdrawn(ticket.visit), FaceErased(ticket.visit, "withdrawn")]


def declare_priority(setting: Setting, command: DeclarePriority) -> list[EventData]:
    """Take a citizen's word for their priority group.

    Raises:
        CommandRefused: This office has no such group, or the ticket is not waiting.
    """
    ticket = setting.ticket(command.ticket)
    if ticket.state not in {State.WAITING, State.COOLING, State.NO_SHOW}:
        raise IllegalMove(f"{ticket.code} is {ticket.state}", code="not_waiting")
    return [_declared(setting, ticket.id, command.group)]


def hand_out(setting: Setting, command: HandOutPlaces, officer: OfficerId) -> list[EventData]:
    """Note how many numbered places staff gave to those who stand outside.

    Raises:
        CommandRefused: Not between 1 and 999, or tickets hold earlier numbers already.
    """
    setting.day()
    if not 0 < command.count < PLACES_PER_EVENT:
        raise CommandRefused(f"hand out 1 to {PLACES_PER_EVENT - 1} places", code="bad_count")
    if any(ticket.standing is not None for ticket in setting.office.tickets.values()):
        raise CommandRefused("the numbers handed out before are in use already", code="in_use")
    return [PlacesHandedOut(command.count, officer)]


def ask_help(setting: Setting, command: AskHelp, kiosk: DeviceId | None) -> list[EventData]:
    """Ring the officers' pages; one request at a time is enough for a kiosk."""
    if any(open_.kiosk == kiosk for open_ in setting.office.help):
        return []
    return [HelpAsked(command.command_id, command.screen, kiosk)]


def issue_ticket(
    setting: Setting,
    field: Field,
    visit: VisitId,
    how: How,
    language: str,
    *,
    standing: int | None = None,
    kept_order: int | None = None,
) -> TicketIssued:
    """Give the next number of a field."""
    number = setting.office.numbers.get(field.code, 0) + 1
    return TicketIssued(
        ticket=TicketId(setting.fresh.uuid()),
        visit=visit,
        leg=1,
        field=field.code,
        code=ticket_code(field, number),
        number=number,
        icon=ticket_icon(field, number),
        how=how,
        language=language,
        token=setting.fresh.token(),
        standing=standing,
        kept_order=kept_order,
    )


def stop_duplicate(setting: Setting, field: Field, visit: VisitId, how: How) -> list[EventData]:
    """Show the ticket that a visit has in a field already; nothing when it has none there."""
    there = next((t for t in setting.office.open_of_visit(visit) if t.leg.field == field.code), None)
    if there is None:
        return []
    by = SeenBy.FACE if how is How.FACE else SeenBy.TOKEN
    return [*_present(there, by), DuplicateStopped(there.id, field.code, how)]


def known_or_new(setting: Setting, known: VisitId | None) -> VisitId:
    """Give the visit that goes on, or begin one."""
    return known or _new_visit(setting)


def _place_in(setting: Setting, command: CheckIn, field: Field, visit: VisitId) -> list[EventData]:
    twin = stop_duplicate(setting, field, visit, command.how)
    if twin:
        return twin
    late = setting.tomorrow.late.get(field.code) if setting.tomorrow is not None else None
    if setting.tomorrow is not None and late is not None:
        return [PlaceOffered(command.command_id, field.code, late, setting.tomorrow.date)]
    _refuse_closed(setting, field)
    issued = issue_ticket(setting, field, visit, command.how, command.language, standing=command.standing)
    if command.door_ms is not None and 0 <= command.door_ms <= LONGEST_AT_DOOR_MS:
        issued = replace(issued, door_ms=command.door_ms)
    if command.priority is None:
        return [issued]
    return [issued, _declared(setting, issued.ticket, command.priority)]


def _present(ticket: Ticket, by: SeenBy) -> list[EventData]:
    number = ticket.leg.number
    match ticket.state:
        case State.NO_SHOW:
            return [TicketReturned(ticket.id, number, number)]
        case State.AWAIT_RESULT:
            return [TicketReturned(ticket.id, number, number + 1)]
        case _:
            return [TicketSeen(ticket.id, by)]


def _direct(setting: Setting, events: list[EventData]) -> list[EventData]:
    """Name a free counter to the newcomer when nobody waits for their field or that counter."""
    issued = next((event for event in events if isinstance(event, TicketIssued)), None)
    if issued is None or issued.standing is not None or not setting.policy.direct_to_counter:
        return []
    office = setting.office
    if any(t.leg.field == issued.field for t in office.in_state(State.WAITING)):
        return []
    for counter in setting.catalogue.counters:
        number = counter.number
        is_open = issued.field in counter.fields and number in office.calling
        if is_open and not _is_wanted(setting, number):
            return [TicketDirected(issued.ticket, issued.leg, number)]
    return []


def _is_wanted(setting: Setting, number: CounterNo) -> bool:
    office = setting.office
    if office.at_counter(number) is not None or eligible(office, setting.counter(number)):
        return True
    return any(t.leg.directed == number for t in office.in_state(State.WAITING))


def _consent(consent: Consent | None) -> Consent:
    if consent is None:
        raise CommandRefused("a face needs its owner's consent first", code="no_consent")
    return consent


def _refuse_in_baseline(setting: Setting, how: How) -> None:
    day = setting.office.day
    if day is not None and day.baseline and how in {How.FACE, How.ID}:
        raise CommandRefused("this office records how it is with plain numbers; take one", code="baseline")


def _refuse_closed(setting: Setting, field: Field) -> None:
    closure = setting.office.closed_fields.get(field.code)
    if closure is not None:
        raise CommandRefused(f"{field.code} takes nobody more today: {closure.reason}", code="field_closed")


def _refuse_over_quota(setting: Setting, visit: VisitId, fields: list[Field], known: int) -> None:
    policy = setting.policy
    if not policy.daily_quota:
        return

    def counts(code: FieldCode) -> bool:
        return code not in policy.quota_exempt

    mine = [t for t in setting.office.tickets.values() if t.visit == visit]
    had = max(known, sum(counts(ticket.legs[0].field) for ticket in mine))
    open_fields = {ticket.leg.field for ticket in mine if ticket.is_open}
    wanted = sum(counts(field.code) and field.code not in open_fields for field in fields)
    if wanted and had + wanted > policy.daily_quota:
        raise CommandRefused(
            f"this office gives {policy.daily_quota} tickets a day to one person; ask an officer",
            code="quota",
        )


def _check_standing(setting: Setting, standing: int | None) -> None:
    if standing is None:
        return
    handed = setting.office.handed_out
    if handed is None or not 1 <= standing <= handed.count:
        raise CommandRefused(f"number {standing} was not handed out today", code="bad_standing")
    if any(ticket.standing == standing for ticket in setting.office.tickets.values()):
        raise CommandRefused(f"number {standing} is in use already", code="bad_standing")


def _declared(setting: Setting, ticket: TicketId, group: str) -> PriorityDeclared:
    if setting.policy.group(group) is None:
        raise CommandRefused(f"this office has no priority group {group!r}", code="unknown_group")
    return PriorityDeclared(ticket, group, counts=not setting.policy.priority_needs_officer)


def _new_visit(setting: Setting) -> VisitId:
    return VisitId(setting.fresh.uuid())
