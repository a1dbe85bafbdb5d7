"""Tokens by which other systems use the office's API: what each may do, and only the hash of its secret."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.ids import CounterNo
from kiosk.errors import BadInput, NotSignedIn
from kiosk.store.database import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from kiosk.lib.units import WallMs

LONGEST_LABEL = 80


class Scope(StrEnum):
    """What a token may do."""

    READ_QUEUE = "queue:read"
    DRIVE_COUNTER = "counter:drive"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """Another system's right to use the API.

    Attributes:
        token_id: What the log calls it.
        label: The office's own words for the system; never in the log.
        counters: Counters that it may drive; empty for all of them.
    """

    token_id: str
    label: str
    scopes: tuple[Scope, ...]
    counters: tuple[CounterNo, ...]
    created_at: int

    def may_drive(self, counter: CounterNo) -> bool:
        """Tell whether it may drive a counter."""
        return Scope.DRIVE_COUNTER in self.scopes and (not self.counters or counter in self.counters)


class ApiTokens:
    """Tokens in the desk's database; used by the connection's own thread only.

    Every method that writes raises DiskFull where there is no room; nothing has changed then.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def create(
        self, label: str, scopes: Collection[Scope], counters: Collection[CounterNo], now: WallMs
    ) -> tuple[ApiToken, str]:
        """Make a token; give it with its secret, which is told this once.

        Raises:
            BadInput: It has no label, a label too long, or no scope.
        """
        if not 1 <= len(label.strip()) <= LONGEST_LABEL:
            raise BadInput(
                f"a token's label has 1 to {LONGEST_LABEL} characters; name the system that uses it"
            )
        if not scopes:
            raise BadInput(f"a token needs a scope among {', '.join(Scope)}")
        token = ApiToken(
            secrets.token_hex(4), label.strip(), tuple(sorted(scopes)), tuple(sorted(counters)), now
        )
        secret = f"kiosk_{token.token_id}_{secrets.token_urlsafe(32)}"
        with transaction(self._conn):
            self._conn.execute(
                "INSERT INTO api_token (token_id, label, secret_hash, scopes, counters, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    token.token_id,
                    token.label,
                    _hash(secret),
                    msgspec.json.encode(token.scopes).decode(),
                    msgspec.json.encode(token.counters).decode(),
                    now,
                ),
            )
        return token, secret

    def revoke(self, token_id: str) -> None:
        """Make a token worthless from now on.

        Raises:
            BadInput: There is none with this id.
        """
        with transaction(self._conn):
            gone = self._conn.execute("DELETE FROM api_token WHERE token_id = ?", (token_id,))
        if gone.rowcount == 0:
            raise BadInput(f"there is no token {token_id}; `kiosk token list` shows them")

    def all(self) -> list[ApiToken]:
        """List the tokens, oldest first."""
        rows = self._conn.execute(
            "SELECT token_id, label, scopes, counters, created_at FROM api_token ORDER BY created_at, token_id"
        )
        return [_read(row) for row in rows]

    def of_secret(self, secret: str) -> ApiToken:
        """Find a token by its secret.

        Raises:
            NotSignedIn: There is none, or it was revoked.
        """
        row = self._conn.execute(
            "SELECT token_id, label, scopes, counters, created_at FROM api_token WHERE secret_hash = ?",
            (_hash(secret),),
        ).fetchone()
        if row is None:
            raise NotSignedIn("the token is unknown or was revoked; a supervisor makes a new one")
        return _read(row)


def _read(row: tuple[str, str, str, str, int]) -> ApiToken:
    token_id, label, scopes, counters, created_at = row
    return ApiToken(
        token_id,
        label,
        msgspec.json.decode(scopes, type=tuple[Scope, ...]),
        tuple(CounterNo(number) for number in msgspec.json.decode(counters, type=list[int])),
        created_at,
    )


def _hash(secret: str) -> str:
    """Hash a secret of 256 random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
