"""What can have happened to a ticket after its first call, to its claim and to the clock, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.events import EventData, LegOutcome
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficerId, Seq, TicketId, VisitId
from kiosk.domain.shown import Why


class Order(StrEnum):
    """Where a ticket stands in the queue it is sent to."""

    FIRST = "first"
    IN_ORDER = "in_order"
    LAST = "last"


class ResumeTo(StrEnum):
    """How a parked ticket goes on."""

    CALLED = "called"
    SERVING = "serving"
    WAITING = "waiting"


class SeenBy(StrEnum):
    """What showed that a ticket's bearer is there."""

    SLIP = "slip"
    TOKEN = "token"  # noqa: S105  # a numbered token in the hand, not a secret
    FACE = "face"
    OFFICER = "officer"


class ParkReason(StrEnum):
    """Why a ticket is set aside; a code, never free text that could name a person."""

    COPIES = "copies"
    PAYMENT = "payment"
    FORM = "form"
    MISSING_PAPER = "missing_paper"
    COLLEAGUE = "colleague"
    OTHER = "other"


class OverrideReason(StrEnum):
    """Why an officer gave a place that the rules would not have given."""

    ANOTHER_PERSON = "another_person"
    FOR_SOMEONE_ELSE = "for_someone_else"
    SECOND_DOSSIER = "second_dossier"
    MACHINE_FAILED = "machine_failed"


class ClockSource(StrEnum):
    """Who said what time it is; the machine, where its clock became good by itself."""

    OFFICER = "officer"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class PromiseShown(EventData):
    """A wait was promised to a citizen.

    Attributes:
        method: How it was computed, such as ``rollout`` or ``rule``.
        version: Version of the method and its data.
        ahead: People counted before the ticket.
        p50_min: Median of the promised wait, minutes; None where no number was given.
        p90_min: Its upper bound, minutes.
        provisional: Whether too few were served so far to know better.
        counters: Open counters that served the field then.
        priority_ahead: People of a priority group who waited in the field then.
        renewed: Whether it followed an earlier one of the same ticket.
        why: Why the bound grew since the one before; None when it did not.
    """

    ticket: TicketId
    method: str
    version: str
    ahead: int
    p50_min: int | None
    p90_min: int | None
    provisional: bool
    counters: int = 0
    priority_ahead: int = 0
    renewed: bool = False
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class PriorityDeclared(EventData):
    """A citizen said by one tap that they belong to a priority group; ``counts`` tells from when."""

    ticket: TicketId
    group: str
    counts: bool


@dataclass(frozen=True, slots=True)
class PriorityJudged(EventData):
    """An officer confirmed or refused a declared priority, by sight; no proof is kept."""

    ticket: TicketId
    group: str
    officer: OfficerId
    granted: bool


@dataclass(frozen=True, slots=True)
class TicketDirected(EventData):
    """Nobody waited: the citizen was told which free counter to walk to."""

    ticket: TicketId
    leg: int
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class TicketSeen(EventData):
    """A ticket's bearer was seen to be there."""

    ticket: TicketId
    by: SeenBy


@dataclass(frozen=True, slots=True)
class TicketParked(EventData):
    """A ticket was set aside and keeps its claim; ``room`` is where the citizen was sent."""

    ticket: TicketId
    leg: int
    reason: ParkReason
    room: str | None


@dataclass(frozen=True, slots=True)
class TicketResumed(EventData):
    """A parked ticket goes on; counter and officer are named unless it waits."""

    ticket: TicketId
    leg: int
    to: ResumeTo
    counter: CounterNo | None
    officer: OfficerId | None


@dataclass(frozen=True, slots=True)
class TicketTransferred(EventData):
    """A leg ended and the next began in another queue.

    Attributes:
        field: The queue of the new leg.
        place: Place of the new leg; None for the end of the line.
        counter: Counter that was named, for that outcome only.
        officer: Officer who was named, for that outcome only.
    """

    ticket: TicketId
    leg: int
    outcome: LegOutcome
    to_leg: int
    field: FieldCode
    order: Order
    place: int | None
    counter: CounterNo | None = None
    officer: OfficerId | None = None


@dataclass(frozen=True, slots=True)
class TicketRequeued(EventData):
    """A leg ended and the ticket waits again in the same queue; ``place`` None is the end of the line."""

    ticket: TicketId
    leg: int
    outcome: LegOutcome
    to_leg: int
    place: int | None


@dataclass(frozen=True, slots=True)
class ResultAwaited(EventData):
    """A person is served for now and comes back for the paper."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class TicketReturned(EventData):
    """A no-show, or someone who awaited a result, came back; the latter begins a new leg."""

    ticket: TicketId
    leg: int
    to_leg: int


@dataclass(frozen=True, slots=True)
class TicketMerged(EventData):
    """A second ticket of one person and field ended in favour of the older one."""

    ticket: TicketId
    leg: int
    into: TicketId


@dataclass(frozen=True, slots=True)
class StepUndone(EventData):
    """A ticket's last step was taken back; it is again as it was before event ``seq``.

    Attributes:
        state: The state that the step had led to.
    """

    ticket: TicketId
    leg: int
    seq: Seq
    state: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(EventData):
    """A citizen wants their face used no longer; tickets and places stay, as plain ones."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class OverrideGiven(EventData):
    """An officer gave a place beside the rules; ``despite`` is the ticket that stood against it."""

    ticket: TicketId
    officer: OfficerId
    reason: OverrideReason
    despite: TicketId | None


@dataclass(frozen=True, slots=True)
class FinishAsked(EventData):
    """A service lasts unusually long: the officer is asked, once, whether its end was forgotten."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class FinishAnswered(EventData):
    """The officer answered; a forgotten finish is recorded as such beside it."""

    ticket: TicketId
    leg: int
    forgotten: bool


@dataclass(frozen=True, slots=True)
class PlacesHandedOut(EventData):
    """Staff gave numbered places to those who stood outside, in the order of standing, from 1 on."""

    count: int
    officer: OfficerId


@dataclass(frozen=True, slots=True)
class PlaceKept(EventData):
    """A place was kept for the next day, with all that its bearer holds in the hand.

    Attributes:
        waited_ms: Wait that counts for the next day's ticket, too; 0 for a place kept over night.
    """

    ticket: TicketId
    field: FieldCode
    code: str
    number: int
    icon: str
    language: str
    token: str
    priority: str | None
    waited_ms: int


@dataclass(frozen=True, slots=True)
class ClockSet(EventData):
    """The time was confirmed after a doubtful clock.

    Attributes:
        at: UTC in milliseconds.
        date: The date then (ISO 8601) in the office's zone.
        day_id: The open day whose date it is; None where that day may be another one.
    """

    source: ClockSource
    at: int
    date: str
    day_id: DayId | None


@dataclass(frozen=True, slots=True)
class ConfigTaken(EventData):
    """A dated configuration holds from now on: its SHA-256 (hex), and its date (ISO 8601)."""

    sha256: str
    effective_from: str
