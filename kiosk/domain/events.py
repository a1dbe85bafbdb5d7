"""Everything that can have happened, as data; no name, number, picture or template in any of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.ids import (
    ChainId,
    CommandId,
    CounterNo,
    DayId,
    DeviceId,
    FieldCode,
    OfficerId,
    Seq,
    TicketId,
    VisitId,
)


class How(StrEnum):
    """The way a ticket was taken."""

    FACE = "face"
    PLAIN = "plain"
    STAFF = "staff"
    ID = "id"


class LegOutcome(StrEnum):
    """How one stay in one queue ended."""

    SERVED = "served"
    NO_SHOW = "no_show"
    ABANDONED = "abandoned"
    CANCELLED_BY_CITIZEN = "cancelled_by_citizen"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    REQUEUED = "requeued"
    TRANSFERRED_FIELD = "transferred_field"
    TRANSFERRED_COUNTER = "transferred_counter"
    TRANSFERRED_OFFICER = "transferred_officer"
    DAY_END = "day_end"
    OFFICER_LOGGED_OUT = "officer_logged_out"
    MERGED_DUPLICATE = "merged_duplicate"


class Measure(StrEnum):
    """A length of time whose quality is kept apart from the others'."""

    WAIT = "wait"
    WALK = "walk"
    SERVE = "serve"


class Flag(StrEnum):
    """Why a measure does not enter averages."""

    FORGOT_FINISH = "forgot_finish"
    CLOCK_JUMP = "clock_jump"
    ACROSS_REBOOT = "across_reboot"
    AUTO_CLOSED = "auto_closed"


class Purpose(StrEnum):
    """What the camera may be opened for."""

    FACE = "face"
    QR = "qr"
    SERVICE = "service"


class LookOutcome(StrEnum):
    """What the desk made of a template."""

    MATCH = "match"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EventData:
    """What one kind of event says; its class name is the kind."""

    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ChainStarted(EventData):
    """A database began, new or restored; the previous chain, where there was one, ends there."""

    office: str
    reason: str
    previous_chain: ChainId | None = None
    previous_seq: Seq | None = None
    previous_hash: str | None = None


@dataclass(frozen=True, slots=True)
class DayOpened(EventData):
    """A working day began; ``date`` is ISO 8601 in the office's zone, None while the clock is doubtful.

    Attributes:
        baseline: Plain numbers only, to record how it is without faces.
        counters: Which fields each counter serves as the day begins; empty where an earlier version wrote it.
    """

    day_id: DayId
    date: str | None
    baseline: bool = False
    counters: tuple[tuple[CounterNo, tuple[FieldCode, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class DayClosed(EventData):
    """The working day ended; its key is gone."""

    day_id: DayId
    reason: str


@dataclass(frozen=True, slots=True)
class AccountChanged(EventData):
    """An officer's account was added, changed, blocked or removed."""

    officer: OfficerId
    change: str


@dataclass(frozen=True, slots=True)
class OfficerSignedIn(EventData):
    """An officer sat down at a counter."""

    officer: OfficerId
    counter: CounterNo


@dataclass(frozen=True, slots=True)
class OfficerSignedOut(EventData):
    """An officer left a counter."""

    officer: OfficerId
    counter: CounterNo
    reason: str


@dataclass(frozen=True, slots=True)
class CameraOpened(EventData):
    """The kiosk's camera was opened, for one purpose."""

    opening: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class CameraClosed(EventData):
    """The kiosk's camera was closed."""

    opening: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConsentGiven(EventData):
    """A citizen of 18 or older agreed to the use of their face for this visit."""

    visit: VisitId
    notice_version: str
    notice_hash: str
    language: str


@dataclass(frozen=True, slots=True)
class LookDecided(EventData):
    """What the desk decided about one look.

    Attributes:
        gallery: How many people's templates it was compared with.
        accept_e4: Threshold of cosine similarity, times 10,000.
        score_e4: Best similarity times 10,000; None with an empty gallery.
        runner_up_e4: Best similarity to anyone else, times 10,000.
        liveness: ``camera``, ``live``, or ``flat`` where a demo accepted a flat picture.
    """

    embedder: str
    embedder_sha256: str
    gallery: int
    accept_e4: int
    margin_e4: int
    score_e4: int | None
    runner_up_e4: int | None
    liveness: str
    outcome: LookOutcome
    ticket: TicketId | None = None


@dataclass(frozen=True, slots=True)
class TicketIssued(EventData):
    """A place in a queue was given.

    Attributes:
        token: Unguessable text behind the slip's QR code.
        standing: Number handed out to those who stood outside; orders this ticket among them.
        carried_from: The ticket of the day before that this one continues.
        waited_ms: Wait before this event that counts, too.
        kept_order: Its place was kept on an earlier day; orders it among those, before all others.
        door_ms: From the citizen's first touch of the kiosk to the asking for this ticket; None elsewhere.
    """

    ticket: TicketId
    visit: VisitId
    leg: int
    field: FieldCode
    code: str
    number: int
    icon: str
    how: How
    language: str
    token: str
    standing: int | None = None
    carried_from: TicketId | None = None
    waited_ms: int = 0
    kept_order: int | None = None
    door_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DuplicateStopped(EventData):
    """A second ticket of one person and field was not given; the first one was shown."""

    ticket: TicketId
    field: FieldCode
    path: How


@dataclass(frozen=True, slots=True)
class MatchDisputed(EventData):
    """A citizen said at a found ticket that it is not theirs: possibly a false match."""

    ticket: TicketId
    instead: TicketId


@dataclass(frozen=True, slots=True)
class TicketCalled(EventData):
    """A person was summoned to a counter; ``reason`` tells why this one.

    Attributes:
        passed: Fields of this counter in which someone waited at an earlier place.
    """

    ticket: TicketId
    leg: int
    counter: CounterNo
    officer: OfficerId
    reason: str
    passed: tuple[FieldCode, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketRecalled(EventData):
    """The same summons once more."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class ServiceStarted(EventData):
    """The person stands at the counter."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class ServiceFinished(EventData):
    """The person leaves the counter, served."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class TicketMissed(EventData):
    """Nobody came to a call; the ticket pauses and keeps its place."""

    ticket: TicketId
    leg: int
    cooling_ms: int


@dataclass(frozen=True, slots=True)
class CoolingEnded(EventData):
    """A missed ticket waits again."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class NoShowDeclared(EventData):
    """Nobody came to the last call that the policy allows."""

    ticket: TicketId
    leg: int


@dataclass(frozen=True, slots=True)
class TicketClosed(EventData):
    """A ticket ended without being served."""

    ticket: TicketId
    leg: int
    outcome: LegOutcome


@dataclass(frozen=True, slots=True)
class LegFlagged(EventData):
    """One measure of a leg is not to be trusted."""

    ticket: TicketId
    leg: int
    measure: Measure
    flag: Flag


@dataclass(frozen=True, slots=True)
class FaceErased(EventData):
    """A visit's templates were destroyed."""

    visit: VisitId
    reason: str


@dataclass(frozen=True, slots=True)
class HelpAsked(EventData):
    """A citizen asked for a person to come to the kiosk.

    Attributes:
        kiosk: Where they stand; None in logs from before that was told.
    """

    request: CommandId
    screen: str
    kiosk: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class HelpAnswered(EventData):
    """An officer goes to the kiosk."""

    request: CommandId
    officer: OfficerId


@dataclass(frozen=True, slots=True)
class DataShredded(EventData):
    """One event's data were destroyed by law; its body stays, and the chain with it."""

    chain: ChainId
    seq: Seq
    reason: str


@dataclass(frozen=True, slots=True)
class BoardChanged(EventData):
    """The card with this log woke in another board than the one it was set up in.

    Attributes:
        board: The beginning of the new board's fingerprint; see `kiosk.lib.board`.
    """

    board: str


@dataclass(frozen=True, slots=True)
class EventsRetired(EventData):
    """Retention deleted a chain's events up to ``seq``; a signed checkpoint stands for them."""

    chain: ChainId
    seq: Seq
    hash: str


@dataclass(frozen=True, slots=True)
class UnknownEvent(EventData):
    """An event of a kind or version that this version of the product does not know; kept as it is."""

    kind: str
    version: int
