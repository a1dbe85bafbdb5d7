"""One round of handing central what it does not hold yet."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import BatchTooLarge, CentralAway, GapInChain, SyncRefused
from kiosk.lib.units import WallMs
from kiosk.store import event_log
from kiosk.store.codec import read_body
from kiosk.store.database import open_reader
from kiosk.sync.pace import MOST_EVENTS, Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.store.codec import StoredEvent

    ReadAfter = Callable[[ChainId, Seq, int], list[StoredEvent]]
    """Reads up to so many events of a chain past a seq."""


class Central(Protocol):
    """What a round asks of the other side."""

    def push(self, events: Sequence[StoredEvent]) -> Seq:
        """Hand over events; gives the last seq that is held now."""
        ...

    def cursor(self, chain: ChainId) -> Seq:
        """Ask for the last seq that is held of a chain."""
        ...


@dataclass(frozen=True, slots=True)
class Backlog:
    """What central does not hold yet.

    Attributes:
        since: When the oldest of it happened, UTC; None when there is nothing.
    """

    events: int
    since: WallMs | None


class Pusher:
    """Follow the log, chain by chain, with central's word on where each one stands.

    Repeating any part is harmless: central ignores what it holds. For one thread at a time.
    """

    def __init__(
        self,
        database: Path,
        central: Central,
        *,
        acknowledged: Callable[[ChainId, Seq], None],
        most_events: int = MOST_EVENTS,
    ) -> None:
        """Prepare; the log is opened anew, for reading only, in every round.

        Args:
            acknowledged: Told the furthest place that central is known to hold.
            most_events: How many go in one batch on the fastest line.
        """
        self._database = database
        self._central = central
        self._acknowledged = acknowledged
        self._held: dict[ChainId, Seq] = {}
        self._most_events = most_events
        self._pace = Pace(most_events)

    def push_round(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Push until central holds the whole log, or ``stopping`` says so between two batches.

        Returns:
            Whether central held the whole log when it was last read.

        Raises:
            CentralAway: Try later; what was acknowledged stays so.
            SyncRefused: Central does not take the log as it is.
            DatabaseDamaged: The log cannot be read.
        """
        with closing(open_reader(self._database)) as log:
            read = partial(event_log.after, log.conn)
            chains = event_log.chains(log.conn)
            return all(
                self._push_chain(read, chain, stopping, is_newest=chain == chains[-1]) for chain in chains
            )

    def forget(self) -> None:
        """Ask central again where it stands, before the next push."""
        self._held.clear()

    def _push_chain(
        self, read: ReadAfter, chain: ChainId, stopping: Callable[[], bool], *, is_newest: bool
    ) -> bool:
        if chain not in self._held:
            self._held[chain] = self._ask(read, chain, is_newest=is_newest)
        wanted: int | None = None
        while not stopping():
            held = self._held[chain]
            events = read(chain, held, self._pace.events)
            if not events:
                return True
            if events[0].seq != held + 1:
                raise SyncRefused(
                    f"central wants event {held + 1} of chain {chain}; the oldest kept is {events[0].seq}"
                )
            try:
                self._push(chain, events)
            except GapInChain as gap:
                if gap.wanted_seq == wanted or gap.wanted_seq > held + 1:
                    raise
                wanted = gap.wanted_seq
                self._held[chain] = Seq(wanted - 1)
        return False

    def _push(self, chain: ChainId, events: Sequence[StoredEvent]) -> None:
        began = time.monotonic()
        try:
            held = self._central.push(events)
        except BatchTooLarge:
            if not self._pace.halve(len(events)):
                # A person must look; what they change is tried with whole batches again.
                self._pace = Pace(self._most_events)
                raise
            return
        except CentralAway:
            self._pace.failed()
            raise
        self._pace.went(len(events), time.monotonic() - began)
        self._note(chain, held)

    def _ask(self, read: ReadAfter, chain: ChainId, *, is_newest: bool) -> Seq:
        held = self._central.cursor(chain)
        # A chain that a restore has ended may be longer at central; the chain after it says where it ends here.
        if held and is_newest and not read(chain, Seq(held - 1), 1):
            raise SyncRefused(
                f"central holds event {held} of chain {chain}, this desk does not: an older copy of "
                "the database is in use; put the newest one back, or begin a new chain"
            )
        if held:
            self._acknowledged(chain, held)
        return held

    def _note(self, chain: ChainId, seq: Seq) -> None:
        self._held[chain] = seq
        self._acknowledged(chain, seq)


def measure_backlog(database: Path, chain: str, seq: int) -> Backlog:
    """Count what lies past the last acknowledged event; chains are handed over in their order.

    Args:
        chain: Empty when nothing was ever acknowledged.

    Raises:
        DatabaseDamaged: The log cannot be read.
    """
    with closing(open_reader(database)) as log:
        chains = event_log.chains(log.conn)
        done = chains.index(ChainId(chain)) if chain in chains else -1
        behind = [(one, Seq(seq) if place == done else Seq(0)) for place, one in enumerate(chains)]
        events, since = 0, None
        for one, held in behind[max(done, 0) :]:
            events += log["event"].count_where("chain = ? AND seq > ?", [one, held])
            if since is None:
                since = next((_at(event) for event in event_log.after(log.conn, one, held, 1)), None)
    return Backlog(events, since)


def _at(event: StoredEvent) -> WallMs:
    return WallMs(read_body(event.body).at)
