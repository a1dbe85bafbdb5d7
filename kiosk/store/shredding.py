"""One event's data destroyed by law; its body stays, so that the chain still proves the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.kinds import STRUCTURE
from kiosk.errors import BadInput
from kiosk.store.codec import Body, read_body
from kiosk.store.projections import open_day, rebuild_day

if TYPE_CHECKING:
    import sqlite3

    from kiosk.domain.ids import ChainId, Seq


def check_shreddable(conn: sqlite3.Connection, chain: ChainId, seq: Seq) -> None:
    """Refuse what cannot be shredded.

    Raises:
        BadInput: There is no such event, the desk is still working on its day, or it holds no one's data.
    """
    body = _body(conn, chain, seq)
    if body is None:
        raise BadInput(f"there is no event {seq} of chain {chain} here; `kiosk verify-log` lists the chains")
    if body.kind in STRUCTURE:
        raise BadInput(f"event {seq} is {body.kind}: it holds nobody's data, and the log needs it")
    day = open_day(conn)
    if day is not None and day.day_id == body.day_id:
        raise BadInput(f"event {seq} belongs to the day that is open; close the day first")


def destroy(conn: sqlite3.Connection, chain: ChainId, seq: Seq) -> None:
    """Destroy an event's data and what the tables knew from them, inside an open transaction.

    A log without that event, an older backup's perhaps, stays as it is.
    """
    body = _body(conn, chain, seq)
    if body is None:
        return
    conn.execute("UPDATE event SET data = NULL, salt = NULL WHERE chain = ? AND seq = ?", (chain, seq))
    if body.day_id is not None:
        rebuild_day(conn, body.day_id)


def _body(conn: sqlite3.Connection, chain: ChainId, seq: Seq) -> Body | None:
    row = conn.execute("SELECT body FROM event WHERE chain = ? AND seq = ?", (chain, seq)).fetchone()
    return read_body(row[0]) if row else None
