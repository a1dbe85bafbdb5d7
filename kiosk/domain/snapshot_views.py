"""Parts of what screens and pages are shown: tickets, fields, counters, calls and notices as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import How
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId, Seq, TicketId
from kiosk.domain.papers import Sign
from kiosk.domain.shown import Why
from kiosk.domain.ticket import Fetch, State
from kiosk.lib.units import BootId


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
        wait_min: Promised wait from now, in minutes, both ends multiples of five; None where none is.
        wait_why: Why its upper end grew since it was told before; None when it did not.
        provisional: Whether that promise rests on little.
        priority: Code of the group whose priority counts; None without one.
        declared: Code of the group that the citizen named.
        seen: Whether its bearer was seen to be there.
        directed: Free counter to walk to at once.
        reason: Why it was called before others; see `kiosk.domain.reasons`.
        room: Where someone set aside was sent.
        undoable: Whether its last step can be taken back.
        language: The one its bearer chose, ``vi`` or ``en``.
        signs: What officers noted for their colleagues.
        dossiers: Numbers of dossiers that officers named.
        on_time: Whether the result given at the counter was in time; None where none was given.
        asked: Whether the officer was asked if the service had ended, without an answer so far.
        fetch: ``asked`` where its bearer wants to be fetched, ``coming`` once an officer goes; else None.
        rated: Whether its bearer said how the service was; what they said is not shown.
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
    wait_min: tuple[int, int] | None = None
    wait_why: Why | None = None
    provisional: bool = False
    priority: str | None = None
    declared: str | None = None
    seen: bool = False
    directed: CounterNo | None = None
    reason: str | None = None
    park_reason: str | None = None
    room: str | None = None
    standing: int | None = None
    undoable: bool = False
    asked: bool = False
    language: str = "vi"
    signs: tuple[Sign, ...] = ()
    dossiers: tuple[str, ...] = ()
    on_time: bool | None = None
    fetch: Fetch | None = None
    rated: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its queue as it is now.

    Attributes:
        closed: Why it takes nobody more today; None where it does.
    """

    code: FieldCode
    letter: str
    name_vi: str
    name_en: str
    icon: str
    colour: str
    area: str
    waiting: int
    open_counters: tuple[CounterNo, ...]
    closed: FieldClosedReason | None = None


@dataclass(frozen=True, slots=True)
class NextView:
    """Whom a counter would call now, and why this one; see `kiosk.domain.reasons`."""

    ticket: TicketId
    reason: str


@dataclass(frozen=True, slots=True)
class CounterView:
    """One counter, who sits there and whom they serve.

    Attributes:
        paused: Whether that officer calls nobody for a while.
        next: Whom a call would summon; None where nobody sits or nobody waits.
        asked_by: Officer who asks for the seat; None without one.
    """

    number: CounterNo
    fields: tuple[FieldCode, ...]
    officer: OfficerId | None
    ticket: TicketView | None
    paused: bool = False
    next: NextView | None = None
    asked_by: OfficerId | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    """One summons as the board shows it; a higher ``seq`` is newer.

    Attributes:
        fetch: Whether an officer fetches the person, so that the call need not be spoken.
    """

    seq: Seq
    code: str
    icon: str
    field: FieldCode
    counter: CounterNo
    state: State
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """A supervisor's notice; the English text may be empty."""

    announcement: CommandId
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class DayModeView:
    """The special day that today is, such as "Ngày không chờ"."""

    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class HelpView:
    """A citizen at a kiosk waits for a person; an office with one kiosk does not name it."""

    request: CommandId
    screen: str
    waited_ms: int | None
    kiosk: str = ""


@dataclass(frozen=True, slots=True)
class HelpComingView:
    """An officer goes to a kiosk; see `kiosk.domain.office_parts.HelpComing`."""

    request: CommandId
    counter: CounterNo | None
    after_another: bool = False
