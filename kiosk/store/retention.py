"""Old events go, once central holds them; a signed checkpoint stands where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ids import ChainId, Seq
from kiosk.store.codec import Head, read_body
from kiosk.store.projections import PROJECTIONS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from kiosk.domain.ids import DeviceId
    from kiosk.lib.units import WallMs


def find_cut(
    conn: sqlite3.Connection, chain: ChainId, acknowledged: Seq, older_than: WallMs
) -> tuple[int, list[Head]]:
    """Find the last day that may go with everything before it.

    Args:
        chain: The chain that central follows now; those before it were handed over whole.
        acknowledged: The last event of ``chain`` that central holds durably.
        older_than: UTC; days closed before it are old enough. A day closed under a doubtful clock is
            never the last to go.

    Returns:
        The position in the log up to which events may be deleted, 0 for none; and the last such
        event of each chain.
    """
    held = conn.execute(
        "SELECT position FROM event WHERE chain = ? AND seq = ?", (chain, acknowledged)
    ).fetchone()
    if held is None:
        return 0, []
    closings = conn.execute(
        "SELECT position, body FROM event WHERE kind = 'DayClosed' AND position <= ? ORDER BY position DESC",
        held,
    )
    for position, raw in closings:
        body = read_body(raw)
        if body.clock_ok and body.at < older_than:
            return position, _heads_at(conn, position)
    return 0, []


def retire(
    conn: sqlite3.Connection,
    position: int,
    heads: list[Head],
    device: DeviceId,
    sign: Callable[[Head], bytes],
) -> None:
    """Delete what :func:`find_cut` found, inside an open transaction, with all tables made from it.

    Args:
        sign: Signs a chain from its first event to the given one.
    """
    for head in heads:
        conn.execute(
            "INSERT INTO checkpoint (chain, seq, hash, device, signature) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,"
            " device = excluded.device, signature = excluded.signature",
            (head.chain, head.seq, head.hash, device, sign(head)),
        )
        conn.execute("DELETE FROM signed_head WHERE chain = ? AND seq <= ?", (head.chain, head.seq))
    days = "SELECT day_id FROM event WHERE kind = 'DayOpened' AND position <= ?"
    for table in PROJECTIONS:
        conn.execute(f"DELETE FROM {table} WHERE day_id IN ({days})", (position,))
    conn.execute("DELETE FROM event WHERE position <= ?", (position,))


def _heads_at(conn: sqlite3.Connection, position: int) -> list[Head]:
    rows = conn.execute(
        "SELECT chain, seq, hash FROM event WHERE position IN"
        " (SELECT max(position) FROM event WHERE position <= ? GROUP BY chain) ORDER BY position",
        (position,),
    )
    return [Head(ChainId(chain), Seq(seq), digest) for chain, seq, digest in rows]
