"""Tokens by which other systems use central's API: what each may do in which area, and only the hash of its secret."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from kiosk.central import account_log
from kiosk.central.account_log import CONSOLE, Happening
from kiosk.central.scope import ALL, AREA_FORM, Scope
from kiosk.errors import BadInput, NotSignedIn

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

LONGEST_LABEL = 80
COLUMNS = "token_id, label, scopes, area, created_at"


class May(StrEnum):
    """What a token may do."""

    READ_OFFICES = "offices:read"
    READ_FIGURES = "figures:read"
    READ_VISITS = "visits:read"
    READ_DOSSIERS = "dossiers:read"
    WRITE_DOSSIERS = "dossiers:write"
    READ_INCIDENTS = "incidents:read"


@dataclass(frozen=True, slots=True)
class SystemToken:
    """Another system's right to use the API.

    Attributes:
        token_id: What the accounts' log calls it.
        label: The operator's own words for the system.
        area: With all that lies in it; ``*`` for the whole country.
    """

    token_id: str
    label: str
    may: tuple[May, ...]
    area: str
    created_at: int

    @property
    def scope(self) -> Scope:
        """The offices that it sees."""
        return Scope((self.area,))


class SystemTokens:
    """All tokens, for many threads; making and revoking one is in the accounts' log."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def create(self, label: str, may: Collection[May], area: str) -> tuple[SystemToken, str]:
        """Make a token; give it with its secret, which is told this once.

        Raises:
            BadInput: It has no label or a label too long, no scope, or no area.
        """
        if not 1 <= len(label.strip()) <= LONGEST_LABEL:
            raise BadInput(
                f"a token's label has 1 to {LONGEST_LABEL} characters; name the system that uses it"
            )
        if not may:
            raise BadInput(f"a token needs a scope among {', '.join(May)}")
        if area != ALL and not AREA_FORM.fullmatch(area):
            raise BadInput(f"{area!r} is no area; write it such as ha-noi/ha-dong, or * for all")
        token = SystemToken(secrets.token_hex(4), label.strip(), tuple(sorted(may)), area, self._clock.wall())
        secret = f"central_{token.token_id}_{secrets.token_urlsafe(32)}"

        def work(session: Session) -> None:
            session.run(
                f"INSERT INTO api_token ({COLUMNS}, secret_hash) VALUES (?, ?, ?, ?, ?, ?)",
                (token.token_id, token.label, " ".join(token.may), area, token.created_at, _hash(secret)),
            )
            about = f"{token.token_id} {area} {' '.join(token.may)}"
            account_log.note(session, Happening("ApiTokenMade", CONSOLE, about), self._clock.wall())

        self._storage.manage(work)
        return token, secret

    def revoke(self, token_id: str) -> None:
        """Make a token worthless from now on.

        Raises:
            BadInput: There is none with this id.
        """

        def work(session: Session) -> None:
            if not session.rows("SELECT 1 FROM api_token WHERE token_id = ?", (token_id,)):
                raise BadInput(f"there is no token {token_id}; `kiosk central token list` shows them")
            session.run("DELETE FROM api_token WHERE token_id = ?", (token_id,))
            account_log.note(session, Happening("ApiTokenRevoked", CONSOLE, token_id), self._clock.wall())

        self._storage.manage(work)

    def all(self) -> list[SystemToken]:
        """List the tokens, oldest first."""
        return self._storage.manage(
            lambda session: [
                _read(row)
                for row in session.rows(f"SELECT {COLUMNS} FROM api_token ORDER BY created_at, token_id")
            ],
            writes=False,
        )

    def of_secret(self, secret: str) -> SystemToken:
        """Find a token by its secret.

        Raises:
            NotSignedIn: There is none, or it was revoked.
        """
        rows = self._storage.manage(partial(_by_hash, secret_hash=_hash(secret)), writes=False)
        if not rows:
            raise NotSignedIn("the token is unknown or was revoked; central's operator makes a new one")
        return _read(rows[0])


def _by_hash(session: Session, secret_hash: str) -> list[tuple[str, str, str, str, int]]:
    return session.rows(f"SELECT {COLUMNS} FROM api_token WHERE secret_hash = ?", (secret_hash,))


def _read(row: tuple[str, str, str, str, int]) -> SystemToken:
    token_id, label, may, area, created_at = row
    return SystemToken(token_id, label, tuple(May(one) for one in may.split()), area, created_at)


def _hash(secret: str) -> str:
    """Hash a secret of 256 random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
