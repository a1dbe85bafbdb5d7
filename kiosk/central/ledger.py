"""The held events: appended once, in order, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.storage import Fork, Forked
from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, OfficeId, Seq
from kiosk.errors import GapInChain
from kiosk.lib.units import WallMs
from kiosk.store.codec import FIRST_PREV_HASH, Head, StoredEvent, read_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.session import Session, Value
    from kiosk.central.storage import Arrival

INSERT = (
    "INSERT INTO {table} (office, chain, seq, event_id, kind, body, hash, data, salt, received_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UNLESS_KEPT = " ON CONFLICT (office, chain, seq, hash) DO NOTHING"

COLUMNS = "chain, seq, event_id, body, hash, data, salt"


def append(
    session: Session, office: OfficeId, arrivals: Sequence[Arrival], now: WallMs
) -> list[Arrival] | Forked:
    """Add what is new of consecutive events, and give it; keep apart what contradicts the held ones.

    Args:
        arrivals: At least one; each links to the one before.

    Raises:
        GapInChain: Events before the first are missing.
    """
    chain, first = arrivals[0].event.chain, arrivals[0].event.seq
    held = head(session, office, chain)
    if first > held.seq + 1:
        raise GapInChain(
            f"events {held.seq + 1} to {first - 1} of chain {chain} are missing", wanted_seq=held.seq + 1
        )
    known = _hashes(session, office, chain, first, arrivals[-1].event.seq)
    for place, arrival in enumerate(arrivals):
        seq = arrival.event.seq
        ours = known.get(seq, arrival.event.hash)
        follows = seq != held.seq + 1 or arrival.body.prev_hash == held.hash
        if ours != arrival.event.hash or not follows:
            session.run_many(INSERT.format(table="fork") + UNLESS_KEPT, _rows(office, arrivals[place:], now))
            return Forked(held, seq)
    fresh = list(arrivals[held.seq + 1 - first :])
    session.run_many(INSERT.format(table="event"), _rows(office, fresh, now))
    return fresh


def head(session: Session, office: OfficeId, chain: ChainId) -> Head:
    """Give the last held event of a chain; seq 0 when there is none."""
    found = session.rows(
        "SELECT seq, hash FROM event WHERE office = ? AND chain = ? ORDER BY seq DESC LIMIT 1",
        (office, chain),
    )
    seq, digest = found[0] if found else (0, FIRST_PREV_HASH)
    return Head(chain, Seq(seq), digest)


def heads(session: Session, office: OfficeId) -> list[Head]:
    """Give the last held event of each chain, in the order of arrival, none before the one it continues."""
    found = session.rows(
        "SELECT chain, data FROM event WHERE office = ? AND seq = 1 ORDER BY received_at, chain", (office,)
    )
    waiting = {ChainId(chain): _continued(data) for chain, data in found}
    ordered: list[ChainId] = []
    while waiting:
        # Damaged links could form a ring; then the one that arrived first begins.
        chain = next((each for each, before in waiting.items() if before not in waiting), next(iter(waiting)))
        ordered.append(chain)
        del waiting[chain]
    return [head(session, office, chain) for chain in ordered]


def read(session: Session, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> list[StoredEvent]:
    """Read up to ``limit`` events of a chain past ``after``, oldest first."""
    found = session.rows(
        f"SELECT {COLUMNS} FROM event WHERE office = ? AND chain = ? AND seq > ? ORDER BY seq LIMIT ?",
        (office, chain, after, limit),
    )
    return [_event(row) for row in found]


def _continued(data: bytes | None) -> ChainId | None:
    """Tell which chain a chain's first event names as the one before it."""
    started = read_data(ChainStarted.__name__, ChainStarted.VERSION, data)
    return started.previous_chain if isinstance(started, ChainStarted) else None


def read_from_day(session: Session, office: OfficeId, chain: ChainId, upto: Seq) -> list[StoredEvent] | None:
    """Read a chain's open day up to ``upto``, oldest event first.

    Returns:
        Empty when the day was closed; None when the chain holds neither an opening nor a closing.
    """
    found = session.rows(
        "SELECT seq, kind FROM event WHERE office = ? AND chain = ? AND seq <= ?"
        " AND kind IN ('DayOpened', 'DayClosed') ORDER BY seq DESC LIMIT 1",
        (office, chain, upto),
    )
    if not found:
        return None
    seq, kind = found[0]
    if kind == "DayClosed":
        return []
    return read(session, office, chain, Seq(seq - 1), upto - seq + 1)


def count(session: Session, office: OfficeId) -> int:
    """Count the held events."""
    return int(session.rows("SELECT count(*) FROM event WHERE office = ?", (office,))[0][0])


def forks(session: Session, office: OfficeId) -> list[Fork]:
    """List what was kept apart."""
    found = session.rows(
        "SELECT chain, seq, hash, received_at FROM fork WHERE office = ? ORDER BY chain, seq, hash", (office,)
    )
    return [Fork(chain, seq, digest, WallMs(at)) for chain, seq, digest, at in found]


def _hashes(session: Session, office: OfficeId, chain: ChainId, first: int, last: int) -> dict[int, str]:
    found = session.rows(
        "SELECT seq, hash FROM event WHERE office = ? AND chain = ? AND seq BETWEEN ? AND ?",
        (office, chain, first, last),
    )
    return dict(found)


def _rows(office: OfficeId, arrivals: Sequence[Arrival], now: WallMs) -> list[tuple[Value, ...]]:
    return [
        (
            office,
            arrival.event.chain,
            arrival.event.seq,
            arrival.event.event_id,
            arrival.body.kind,
            arrival.event.body,
            arrival.event.hash,
            arrival.event.data,
            arrival.event.salt,
            now,
        )
        for arrival in arrivals
    ]


def _event(row: tuple[str, int, str, bytes, str, bytes | None, bytes | None]) -> StoredEvent:
    chain, seq, event_id, body, digest, data, salt = row
    return StoredEvent(ChainId(chain), Seq(seq), event_id, body, digest, data, salt)
