"""What a whole log proves: every hash, every link, every signature, from the first event to the last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import BadInput, DatabaseDamaged, LogBroken
from kiosk.store.codec import FIRST_PREV_HASH, Body, Head, StoredEvent, check_link, read_data

if TYPE_CHECKING:
    from collections.abc import Callable

    CheckSignature = Callable[[str, Seq, Head, bytes], bool | None]
    """Given device, first seq, last event and signature: whether it holds; None for a device not known here."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a whole log proved to be.

    Attributes:
        events: How many events were read.
        heads: The last event of each chain, in the order of the chains.
        shredded: Events whose data were destroyed by law.
        checkpoints: Where chains begin here, after retention deleted what came before.
        signed: Signatures that hold, of days' heads and of checkpoints.
        unchecked: Signatures of devices whose keys are not known here.
    """

    events: int
    heads: tuple[Head, ...]
    shredded: int
    checkpoints: tuple[Head, ...] = ()
    signed: int = 0
    unchecked: int = 0


def verify(conn: sqlite3.Connection, check_signature: CheckSignature | None = None) -> Verified:
    """Check every hash, every link and every signature.

    Args:
        check_signature: None to leave signatures unchecked.

    Raises:
        LogBroken: The first bad place, named by chain and seq.
        DatabaseDamaged: SQLite cannot read all of it.
    """
    try:
        return _verify(conn, check_signature)
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"the database is damaged: {error}; restore a backup") from error


def _verify(conn: sqlite3.Connection, check_signature: CheckSignature | None) -> Verified:
    signatures = _Signatures(check_signature)
    checkpoints = _checkpoints(conn, signatures)
    reader = _Reader(checkpoints, _signed_heads(conn))
    for row in conn.execute(
        "SELECT chain, seq, event_id, body, hash, data, salt, kind, day_id FROM event ORDER BY position"
    ):
        event = StoredEvent(*row[:7])
        body = reader.take(event, filed=row[7:])
        signed = reader.signed.pop((event.chain, event.seq), None)
        if signed is not None:
            head = Head(event.chain, event.seq, event.hash)
            if signed[0] != event.hash:
                raise LogBroken(f"{_place(head)}: another event was signed there")
            signatures.check(body.device, event.seq, head, signed[1])
    for (chain, seq), (digest, _) in reader.signed.items():
        raise LogBroken(f"{_place(Head(chain, seq, digest))}: was signed, and is not in the log")
    return Verified(
        events=reader.events,
        heads=tuple(reader.heads.values()),
        shredded=reader.shredded,
        checkpoints=tuple(checkpoints.values()),
        signed=signatures.good,
        unchecked=signatures.unchecked,
    )


class _Reader:
    """Follows the chains through the log."""

    def __init__(
        self,
        checkpoints: dict[ChainId, Head],
        signed: dict[tuple[ChainId, Seq], tuple[str, bytes]],
    ) -> None:
        self.heads: dict[ChainId, Head] = dict(checkpoints)
        self._current: ChainId | None = None
        self.signed = signed
        self.events = 0
        self.shredded = 0

    def take(self, event: StoredEvent, *, filed: tuple[str, str | None]) -> Body:
        """Check one event against what came before it."""
        head = self.heads.get(event.chain, Head(event.chain, Seq(0), FIRST_PREV_HASH))
        try:
            body = check_link(event, head)
            if body.seq == 1:
                self._check_start(event, body)
        except BadInput as error:
            raise LogBroken(str(error)) from error
        if (body.kind, body.day_id) != filed:
            raise LogBroken(f"{_place(head, 1)}: filed under another kind or day")
        if event.chain != self._current and body.seq != 1 and self._current is not None:
            raise LogBroken(f"{_place(head, 1)}: comes after another chain began")
        self._current = event.chain
        self.heads[event.chain] = Head(event.chain, Seq(body.seq), event.hash)
        self.events += 1
        self.shredded += event.data is None
        return body

    def _check_start(self, event: StoredEvent, body: Body) -> None:
        """A chain that goes on from another names exactly where that one ends here."""
        started = read_data(body.kind, body.version, event.data)
        if not isinstance(started, ChainStarted):
            raise BadInput(f"event 1 of chain {event.chain} does not begin a chain")
        before = self.heads.get(started.previous_chain) if started.previous_chain else None
        if before is not None and (before.seq, before.hash) != (started.previous_seq, started.previous_hash):
            raise BadInput(
                f"event 1 of chain {event.chain} goes on from event {started.previous_seq} of chain "
                f"{before.chain}, which ends at {before.seq} here"
            )


class _Signatures:
    def __init__(self, check: CheckSignature | None) -> None:
        self._check = check
        self.good = 0
        self.unchecked = 0

    def check(self, device: str, first: Seq, head: Head, signature: bytes) -> None:
        holds = self._check(device, first, head, signature) if self._check else None
        if holds is None:
            self.unchecked += 1
        elif holds:
            self.good += 1
        else:
            raise LogBroken(f"{_place(head)}: the signature is not this device's")


def _checkpoints(conn: sqlite3.Connection, signatures: _Signatures) -> dict[ChainId, Head]:
    """Read where retention left each chain, in the order in which the chains ended there."""
    rows = conn.execute("SELECT chain, seq, hash, device, signature FROM checkpoint ORDER BY rowid")
    heads = {}
    for chain, seq, digest, device, signature in rows:
        head = Head(ChainId(chain), Seq(seq), digest)
        signatures.check(device, Seq(1), head, signature)
        heads[head.chain] = head
    return heads


def _signed_heads(conn: sqlite3.Connection) -> dict[tuple[ChainId, Seq], tuple[str, bytes]]:
    rows = conn.execute("SELECT chain, seq, hash, signature FROM signed_head ORDER BY rowid")
    return {(ChainId(chain), Seq(seq)): (digest, signature) for chain, seq, digest, signature in rows}


def _place(head: Head, past: int = 0) -> str:
    return f"event {head.seq + past} of chain {head.chain}"
