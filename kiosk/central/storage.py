"""What central needs of a database; the same for SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.central.fleet_links import FleetLinks
from kiosk.central.office_links import OfficeLinks
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.domain.office_parts import Recorded
from kiosk.lib.units import WallMs
from kiosk.store.codec import Body, Head, StoredEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kiosk.central.duty import Duty
    from kiosk.central.session import Session
    from kiosk.domain.ids import ChainId, Seq
    from kiosk.sync.wire import SignedRange

T = TypeVar("T")

VisitRow = dict[str, str | int | float | None]
"""One served leg, with the names and values of the desk's view ``visits``."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device that asks to be known.

    Attributes:
        public_key: Base64 of 32 bytes.
        code_hash: SHA-256 (hex) of the one-time code it brings.
    """

    office: OfficeId
    device: DeviceId
    public_key: str
    code_hash: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that was verified, with what was read from it on the way."""

    event: StoredEvent
    body: Body
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Forked:
    """Events were kept apart: central holds others in their place."""

    head: Head
    seq: int


@dataclass(frozen=True, slots=True)
class Fork:
    """One event that contradicts the held history."""

    chain: str
    seq: int
    hash: str
    received_at: WallMs


@dataclass(frozen=True, slots=True)
class Figures:
    """How long served people waited for their first call.

    Attributes:
        visits: Served legs.
        measured: Those whose wait could be measured and is not flagged; the rest of the figures are theirs.
        over_15: Waited more than 15 minutes; ``over_30`` likewise.
    """

    visits: int
    measured: int
    total_wait_ms: int
    max_wait_ms: int
    over_15: int
    over_30: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is.

    Attributes:
        quiet: Offices that sent nothing since a moment.
        events: Held ones; those kept apart are ``forks``.
    """

    offices: int
    quiet: int
    events: int
    forks: int


@dataclass(frozen=True, slots=True)
class OfficeOverview:
    """One office in the list.

    Attributes:
        seen_at: When its last batch came, UTC; None before the first.
        forks: Events that contradict the held history; 0 in a sound office.
        area: Where it is, such as ``ha-noi/ha-dong``; empty where nobody said.
    """

    office: OfficeId
    name: str
    seen_at: WallMs | None
    forks: int
    figures: Figures
    area: str = ""


class Storage(OfficeLinks, FleetLinks, Protocol):
    """One database, for many threads."""

    def add_office(self, office: OfficeId, name: str, area: str = "") -> None:
        """Make an office known, or give it another name and area; without one it keeps the area that it has."""
        ...

    def add_code(self, office: OfficeId, code_hash: str, expires_at: WallMs) -> None:
        """Keep the hash of a code by which one device may enrol."""
        ...

    def enrol(self, asked: Enrolment, now: WallMs) -> None:
        """Use a code up and keep the device's key.

        Raises:
            NotAllowed: The code is unknown, used by another, or expired.
        """
        ...

    def device_key(self, office: OfficeId, device: DeviceId) -> str | None:
        """Give a device's public key; None where the office has no such device."""
        ...

    def append(
        self, office: OfficeId, arrivals: Sequence[Arrival], signed: SignedRange, now: WallMs
    ) -> Head | Forked:
        """Make consecutive events of one chain durable with all that follows from them, or nothing.

        What is held already is passed over. Events that contradict it are kept apart. Where one says
        that another's data were shredded, they are destroyed here too.

        Raises:
            GapInChain: Events before the first are missing.
            BadInput: The database cannot hold a value.
        """
        ...

    def head(self, office: OfficeId, chain: ChainId) -> Head:
        """Give the last held event of a chain; seq 0 when there is none."""
        ...

    def heads(self, office: OfficeId) -> list[Head]:
        """Give the last held event of each chain, oldest chain first."""
        ...

    def events(self, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> list[StoredEvent]:
        """Read up to ``limit`` events of a chain past ``after``, oldest first."""
        ...

    def signed_range(self, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> SignedRange | None:
        """Give the furthest signed batch that ends within ``limit`` events past ``after``; None for none."""
        ...

    def event_count(self, office: OfficeId) -> int:
        """Count the held events."""
        ...

    def forks(self, office: OfficeId) -> list[Fork]:
        """List what was kept apart, in the order of chain and seq."""
        ...

    def visits(self, office: OfficeId, limit: int | None = None, scope: Scope = EVERYWHERE) -> list[VisitRow]:
        """List the served legs exactly as the desk's view does, in its order; only the ``limit`` latest."""
        ...

    def overview(self, scope: Scope = EVERYWHERE, office: OfficeId | None = None) -> list[OfficeOverview]:
        """List the offices of a scope by name, or the one that is asked for, with their figures."""
        ...

    def counts(self, quiet_before: WallMs) -> Counts:
        """Count what there is, without reading a day."""
        ...

    def days(self, office: OfficeId, limit: int, scope: Scope = EVERYWHERE) -> Mapping[str, Figures]:
        """Give the figures of the latest days, newest first; a day without a date goes by its id."""
        ...

    def manage(self, work: Callable[[Session], T], *, writes: bool = True) -> T:
        """Do something to accounts or their audit within one durable transaction; give what it gives.

        What it raises undoes all of it. Nobody else manages meanwhile, unless it only reads.
        """
        ...

    def work_as(self, duty: Duty, work: Callable[[Session], T]) -> T:
        """Do something within one durable transaction by the rights of a duty; give what it gives.

        What it raises undoes all of it.
        """
        ...

    def prepare(self, now: WallMs) -> None:
        """Make room for the events of the months to come."""
        ...

    def close(self) -> None:
        """Let the database go."""
        ...
