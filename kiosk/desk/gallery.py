"""Faces of today's open tickets, sealed under a key that dies with the day or with the power."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from typing import TYPE_CHECKING

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.ids import DayId, VisitId
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    import numpy.typing as npt

KEY_BYTES = 32
NONCE_BYTES = 12
"""AES-256-GCM with random 96-bit nonces: safe for far more than a day's people (NIST SP 800-38D)."""

CODE_SUFFIX = ".code"
"""Name of a sealed code of the day, after its visit."""


TALLY = "tickets-of-the-day"
"""Name of the sealed count of tickets by code of the day; it is there only where an office has a quota."""


class Gallery:
    """Templates by visit; in memory, and sealed in the runtime directory (a tmpfs).

    Small pictures, where the office has switched them on, are in memory only: a restart forgets them.

    Used by the desk's loop only.
    """

    def __init__(self, runtime_dir: Path) -> None:
        self._folder = runtime_dir / "gallery"
        self._key_path = runtime_dir / "day.key"
        self._day: DayId | None = None
        self._cipher: AESGCM | None = None
        self._templates: dict[VisitId, npt.NDArray[np.float32]] = {}
        self._pictures: dict[VisitId, bytes] = {}
        self._codes: dict[str, VisitId] = {}
        self._code_key = b""
        self._tally: dict[str, int] = {}

    def open_day(self, day: DayId, open_visits: Container[VisitId] = ()) -> None:
        """Take up a day's key, or make one; faces of other days and of closed visits are destroyed.

        After a crash of the desk the key is still there and the open visits' faces
        are known again; after a power cut neither is.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._day = day
        key = self._key_of(day)
        self._cipher = AESGCM(key)
        self._code_key = hmac.digest(key, b"kiosk code of the day 1", hashlib.sha256)
        self._templates, self._pictures, self._codes, self._tally = {}, {}, {}, {}
        for path in sorted(self._folder.iterdir()):
            if path.name == TALLY:
                self._tally = json.loads(self._unseal(path) or b"{}")
                continue
            visit = VisitId(path.name.removesuffix(CODE_SUFFIX))
            plain = self._unseal(path) if visit in open_visits else None
            if plain is None:
                path.unlink()
            elif path.name.endswith(CODE_SUFFIX):
                self._codes[plain.decode()] = visit
            else:
                self._templates[visit] = np.frombuffer(plain, "<f4").astype(np.float32)

    def close_day(self) -> None:
        """Destroy the day's key and everything sealed under it."""
        self._key_path.unlink(missing_ok=True)
        self._templates, self._pictures, self._codes, self._tally = {}, {}, {}, {}
        self._cipher, self._code_key = None, b""
        self._day = None
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()

    def enrol(self, visit: VisitId, template: npt.NDArray[np.float32], picture: bytes = b"") -> None:
        """Keep a visit's template, float32 (128,), unit length; it is sealed before this returns.

        Args:
            picture: JPEG for the officer who calls, kept in memory; empty where the office wants none.
        """
        self._seal(visit, template.astype("<f4").tobytes())
        self._templates[visit] = template
        if picture:
            self._pictures[visit] = picture

    def picture(self, visit: VisitId) -> bytes | None:
        """Give a visit's small picture; None where there is none, or none any more."""
        return self._pictures.get(visit)

    def daily_code(self, id_number: str) -> str:
        """Turn an identification number into the code of the day: hex, useless without the day's key."""
        assert self._code_key
        return hmac.digest(self._code_key, id_number.encode(), hashlib.sha256).hex()

    def visit_of(self, code: str) -> VisitId | None:
        """Find whose code of the day this is; None when it is nobody's with an open ticket."""
        return self._codes.get(code)

    def remember_code(self, visit: VisitId, code: str) -> None:
        """Keep a visit's code of the day; it is sealed before this returns."""
        self._seal(visit + CODE_SUFFIX, code.encode())
        self._codes[code] = visit

    def tickets_of(self, code: str) -> int:
        """Tell how many tickets were counted for a code of the day."""
        return self._tally.get(code, 0)

    def count_tickets(self, code: str, more: int) -> None:
        """Count tickets for a code of the day, served or not; it is sealed before this returns."""
        self._tally = {**self._tally, code: self._tally.get(code, 0) + more}
        self._seal(TALLY, json.dumps(self._tally).encode())

    def erase(self, visit: VisitId) -> None:
        """Destroy a visit's template; nothing happens when there is none."""
        self._templates.pop(visit, None)
        self._pictures.pop(visit, None)
        (self._folder / visit).unlink(missing_ok=True)

    def forget(self, visit: VisitId) -> None:
        """Destroy all that a visit was known by, once none of its tickets is open."""
        self.erase(visit)
        self._codes = {code: whose for code, whose in self._codes.items() if whose != visit}
        (self._folder / (visit + CODE_SUFFIX)).unlink(missing_ok=True)

    def people(self) -> tuple[list[VisitId], npt.NDArray[np.float32]]:
        """Give the visits and, in the same order, their templates: float32, shape (n, 128)."""
        visits = list(self._templates)
        if not visits:
            return [], np.empty((0, 128), np.float32)
        return visits, np.stack([self._templates[visit] for visit in visits])

    def _key_of(self, day: DayId) -> bytes:
        if self._key_path.is_file():
            owner, _, key = self._key_path.read_bytes().partition(b"\n")
            if owner == day.encode() and len(key) == KEY_BYTES:
                return key
        key = os.urandom(KEY_BYTES)
        write_atomically(self._key_path, day.encode() + b"\n" + key, mode=0o600)
        return key

    def _seal(self, name: str, plain: bytes) -> None:
        assert self._cipher is not None
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, plain, self._bound_to(name))
        write_atomically(self._folder / name, sealed, mode=0o600)

    def _unseal(self, path: Path) -> bytes | None:
        assert self._cipher is not None
        sealed = path.read_bytes()
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to(path.name))
        except (InvalidTag, ValueError):
            return None

    def _bound_to(self, name: str) -> bytes:
        return f"{self._day}|{name}".encode()
