"""The held events: appended once, in order, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.storage import Fork, Forked
from kiosk.domain.events import ChainStarted, DayOpened
from kiosk.domain.ids import ChainId, DeviceId, OfficeId, Seq
from kiosk.errors import GapInChain
from kiosk.lib.units import WallMs
from kiosk.store.codec import FIRST_PREV_HASH, Head, StoredEvent, read_body, read_data
from kiosk.sync.wire import SignedRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kiosk.central.session import Session, Value
    from kiosk.central.storage import Arrival
    from kiosk.domain.ids import DayId

EVENT_COLUMNS = (
    "office", "chain", "seq", "event_id", "kind", "body", "hash", "data", "salt", "received_at"
)  # fmt: skip

INSERT = (
    f"INSERT INTO {{table}} ({', '.join(EVENT_COLUMNS)}) VALUES ({', '.join('?' for _ in EVENT_COLUMNS)})"
)
KEEP_APART = INSERT.format(table="fork") + " ON CONFLICT (office, chain, seq, hash) DO NOTHING"

DAY_PAGE_EVENTS = 2_000
"""Read at a time: some 2 MB; a busy day has 2,500 events."""

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
    known = _hashes(session, office, chain, first, held.seq) if first <= held.seq else {}
    for place, arrival in enumerate(arrivals):
        seq = arrival.event.seq
        ours = known.get(seq, arrival.event.hash)
        follows = seq != held.seq + 1 or arrival.body.prev_hash == held.hash
        if ours != arrival.event.hash or not follows:
            session.run_many(KEEP_APART, _rows(office, arrivals[place:], now))
            return Forked(held, seq)
    fresh = list(arrivals[held.seq + 1 - first :])
    if fresh:
        session.add_events(_rows(office, fresh, now))
        _note_head(session, office, fresh, now)
    return fresh


def head(session: Session, office: OfficeId, chain: ChainId) -> Head:
    """Give the last held event of a chain; seq 0 when there is none."""
    found = session.rows("SELECT seq, hash FROM chain WHERE office = ? AND chain = ?", (office, chain))
    seq, digest = found[0] if found else (0, FIRST_PREV_HASH)
    return Head(chain, Seq(seq), digest)


def heads(session: Session, office: OfficeId) -> list[Head]:
    """Give the last held event of each chain, in the order of arrival, none before the one it continues."""
    found = session.rows(
        "SELECT chain, continues, seq, hash FROM chain WHERE office = ? ORDER BY received_at, chain",
        (office,),
    )
    waiting = {chain: (continues, seq, digest) for chain, continues, seq, digest in found}
    ordered: list[Head] = []
    while waiting:
        # Damaged links could form a ring; then the one that arrived first begins.
        chain = next(
            (one for one, (before, *_) in waiting.items() if before not in waiting), next(iter(waiting))
        )
        _, seq, digest = waiting.pop(chain)
        ordered.append(Head(ChainId(chain), Seq(seq), digest))
    return ordered


def read(session: Session, office: OfficeId, chain: ChainId, after: Seq, limit: int) -> list[StoredEvent]:
    """Read up to ``limit`` events of a chain past ``after``, oldest first."""
    found = session.rows(
        f"SELECT {COLUMNS} FROM event WHERE office = ? AND chain = ? AND seq > ? ORDER BY seq LIMIT ?",
        (office, chain, after, limit),
    )
    return [_event(row) for row in found]


def keep_signature(session: Session, office: OfficeId, chain: ChainId, signed: SignedRange) -> None:
    """Keep what a device signed, so that a restored desk can check what it reads back."""
    session.run(
        "INSERT INTO batch (office, chain, last_seq, first_seq, device, signature) VALUES (?, ?, ?, ?, ?, ?)",
        (office, chain, signed.last_seq, signed.first_seq, signed.device, signed.signature),
    )


def signed_range(
    session: Session, office: OfficeId, chain: ChainId, after: Seq, limit: int
) -> SignedRange | None:
    """Give the furthest signed batch that ends within ``limit`` events past ``after``; None for none."""
    found = session.rows(
        "SELECT device, first_seq, last_seq, signature FROM batch WHERE office = ? AND chain = ?"
        " AND last_seq > ? AND last_seq <= ? ORDER BY last_seq DESC LIMIT 1",
        (office, chain, after, after + limit),
    )
    if not found:
        return None
    device, first, last, signature = found[0]
    return SignedRange(DeviceId(device), Seq(first), Seq(last), signature)


def read_day(session: Session, office: OfficeId, chain: ChainId, day_id: DayId) -> Iterator[StoredEvent]:
    """Read what a chain holds of a day, oldest event first; nothing where it holds none of it."""
    openings = session.rows(
        "SELECT seq, data FROM event WHERE office = ? AND chain = ? AND kind = 'DayOpened' ORDER BY seq",
        (office, chain),
    )
    opened = (seq for seq, data in openings if _opened(data) == day_id)
    # A chain that goes on from another begins in the midst of that one's day.
    after = Seq(next(opened, 1) - 1)
    while page := read(session, office, chain, after, DAY_PAGE_EVENTS):
        for event in page:
            if read_body(event.body).day_id != day_id:
                return
            yield event
        after = page[-1].seq


def _opened(data: bytes | None) -> DayId | None:
    """Tell which day an opening opened."""
    opened = read_data(DayOpened.__name__, DayOpened.VERSION, data)
    return opened.day_id if isinstance(opened, DayOpened) else None


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


def _note_head(session: Session, office: OfficeId, fresh: Sequence[Arrival], now: WallMs) -> None:
    first, last = fresh[0], fresh[-1].event
    if first.event.seq > 1:
        session.run(
            "UPDATE chain SET seq = ?, hash = ? WHERE office = ? AND chain = ?",
            (last.seq, last.hash, office, last.chain),
        )
        return
    started = first.recorded.data
    continues = started.previous_chain if isinstance(started, ChainStarted) else None
    session.run(
        "INSERT INTO chain (office, chain, continues, seq, hash, received_at) VALUES (?, ?, ?, ?, ?, ?)",
        (office, last.chain, continues, last.seq, last.hash, now),
    )


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
