"""The storage that any SQL database gives which can open a transaction."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.central import figures, ledger, projection, registry, shredding
from kiosk.central.duty import MANAGING, Duty, asking, keeping, viewing
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.central.sql_fleet_links import SqlFleetLinks
from kiosk.central.sql_office_links import SqlOfficeLinks
from kiosk.central.storage import Forked
from kiosk.store.codec import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from kiosk.central.session import Session
    from kiosk.central.storage import Arrival, Counts, Enrolment, Figures, Fork, OfficeOverview, VisitRow
    from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
    from kiosk.lib.units import WallMs
    from kiosk.store.codec import StoredEvent
    from kiosk.sync.wire import SignedRange


T = TypeVar("T")


class SqlStorage(SqlOfficeLinks, SqlFleetLinks):
    """Everything but the way to a transaction; see :class:`kiosk.central.storage.Storage`."""

    def __init__(self) -> None:
        self._open_days = projection.OpenDays()

    @abstractmethod
    def _transaction(self, duty: Duty) -> AbstractContextManager[Session]:
        """Open a transaction that is durable when it is left, or leaves nothing.

        Raises:
            CentralAway: The database does not answer in time.
            BadInput: It cannot hold a value.
            DiskFull: There is no room.
        """

    @abstractmethod
    def _overwrite_deleted(self) -> None:
        """See to it that data which were deleted cannot be read from the disk either."""

    @abstractmethod
    def close(self) -> None:
        """Let the database go."""

    def add_office(self, office: OfficeId, name: str, area: str = "") -> None:
        """Make an office known, or give it another name and area."""
        with self._transaction(MANAGING) as session:
            registry.add_office(session, office, name, area)

    def add_code(self, office: OfficeId, code_hash: str, expires_at: WallMs) -> None:
        """Keep the hash of a code by which one device may enrol."""
        with self._transaction(MANAGING) as session:
            registry.add_code(session, office, code_hash, expires_at)

    def enrol(self, asked: Enrolment, now: WallMs) -> None:
        """Use a code up and keep the device's key."""
        with self._transaction(keeping(asked.office)) as session:
            registry.enrol(session, asked, now)

    def device_key(self, office: OfficeId, device: DeviceId) -> str | None:
        """Give a device's public key; None where the office has no such device."""
        with self._transaction(asking(office)) as session:
            return registry.device_key(session, office, device)

    def append(
        self, office: OfficeId, arrivals: Sequence[Arrival], signed: SignedRange, now: WallMs
    ) -> Head | Forked:
        """Make consecutive events of one chain durable with all that follows from them, or nothing."""
        with self._transaction(keeping(office)) as session:
            registry.note_seen(session, office, now)
            arrivals = shredding.without_shredded(session, office, arrivals)
            fresh = ledger.append(session, office, arrivals, now)
            if isinstance(fresh, Forked):
                return fresh
            if not fresh:
                return ledger.head(session, office, arrivals[0].event.chain)
            ledger.keep_signature(session, office, fresh[-1].event.chain, signed)
            today = projection.today_before(session, office, fresh[0], self._open_days)
            today = projection.project(session, office, today, [arrival.recorded for arrival in fresh])
            has_shredded = shredding.follow(session, office, fresh)
        if has_shredded:
            self._overwrite_deleted()
        last = fresh[-1].event
        head = Head(last.chain, last.seq, last.hash)
        self._open_days.remember(office, head, today)
        return head

    def head(self, office: OfficeId, chain: ChainId) -> Head:
        """Give the last held event of a chain; seq 0 when there is none."""
        with self._transaction(asking(office)) as session:
            return ledger.head(session, office, chain)

    def heads(self, office: OfficeId) -> list[Head]:
        """Give the last held event of each chain, oldest chain first."""
        with self._transaction(asking(office)) as session:
            return ledger.heads(session, office)

    def events(self, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> list[StoredEvent]:
        """Read up to ``limit`` events of a chain past ``after``, oldest first."""
        with self._transaction(asking(office)) as session:
            return ledger.read(session, office, chain, after, limit)

    def signed_range(self, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> SignedRange | None:
        """Give the furthest signed batch that ends within ``limit`` events past ``after``; None for none."""
        with self._transaction(asking(office)) as session:
            return ledger.signed_range(session, office, chain, after, limit)

    def event_count(self, office: OfficeId) -> int:
        """Count the held events."""
        with self._transaction(asking(office)) as session:
            return ledger.count(session, office)

    def forks(self, office: OfficeId) -> list[Fork]:
        """List what was kept apart, in the order of chain and seq."""
        with self._transaction(asking(office)) as session:
            return ledger.forks(session, office)

    def visits(self, office: OfficeId, limit: int | None = None, scope: Scope = EVERYWHERE) -> list[VisitRow]:
        """List the served legs exactly as the desk's view does, in its order; only the ``limit`` latest."""
        with self._transaction(viewing(scope)) as session:
            return figures.visits(session, office, limit)

    def overview(self, scope: Scope = EVERYWHERE, office: OfficeId | None = None) -> list[OfficeOverview]:
        """List the offices of a scope by name, or the one that is asked for, with their figures."""
        with self._transaction(viewing(scope)) as session:
            return figures.overview(session, scope, office)

    def counts(self, quiet_before: WallMs) -> Counts:
        """Count what there is, without reading a day."""
        with self._transaction(viewing(EVERYWHERE)) as session:
            return figures.counts(session, quiet_before)

    def days(self, office: OfficeId, limit: int, scope: Scope = EVERYWHERE) -> dict[str, Figures]:
        """Give the figures of the latest days, newest first."""
        with self._transaction(viewing(scope)) as session:
            return figures.days(session, office, limit)

    def manage(self, work: Callable[[Session], T], *, writes: bool = True) -> T:
        """Do something to accounts or their audit within one durable transaction; give what it gives."""
        return self.work_as(replace(MANAGING, writes=writes), work)

    def work_as(self, duty: Duty, work: Callable[[Session], T]) -> T:
        """Do something within one durable transaction by the rights of a duty; give what it gives."""
        with self._transaction(duty) as session:
            return work(session)
