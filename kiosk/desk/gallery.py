"""Faces of today's open tickets, sealed under a key that dies with the day or with the power."""

from __future__ import annotations

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


class Gallery:
    """Templates by visit; in memory, and sealed in the runtime directory (a tmpfs).

    Used by the desk's loop only.
    """

    def __init__(self, runtime_dir: Path) -> None:
        self._folder = runtime_dir / "gallery"
        self._key_path = runtime_dir / "day.key"
        self._day: DayId | None = None
        self._cipher: AESGCM | None = None
        self._templates: dict[VisitId, npt.NDArray[np.float32]] = {}

    def open_day(self, day: DayId, open_visits: Container[VisitId] = ()) -> None:
        """Take up a day's key, or make one; faces of other days and of closed visits are destroyed.

        After a crash of the desk the key is still there and the open visits' faces
        are known again; after a power cut neither is.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._day = day
        self._cipher = AESGCM(self._key_of(day))
        self._templates = {}
        for path in sorted(self._folder.iterdir()):
            template = self._unseal(path, VisitId(path.name)) if path.name in open_visits else None
            if template is None:
                path.unlink()
            else:
                self._templates[VisitId(path.name)] = template

    def close_day(self) -> None:
        """Destroy the day's key and everything sealed under it."""
        self._key_path.unlink(missing_ok=True)
        self._templates = {}
        self._cipher = None
        self._day = None
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()

    def enrol(self, visit: VisitId, template: npt.NDArray[np.float32]) -> None:
        """Keep a visit's template, float32 (128,), unit length; it is sealed before this returns."""
        assert self._cipher is not None
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, template.astype("<f4").tobytes(), self._bound_to(visit))
        write_atomically(self._folder / visit, sealed, mode=0o600)
        self._templates[visit] = template

    def erase(self, visit: VisitId) -> None:
        """Destroy a visit's template; nothing happens when there is none."""
        self._templates.pop(visit, None)
        (self._folder / visit).unlink(missing_ok=True)

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

    def _unseal(self, path: Path, visit: VisitId) -> npt.NDArray[np.float32] | None:
        assert self._cipher is not None
        sealed = path.read_bytes()
        try:
            plain = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound_to(visit))
        except (InvalidTag, ValueError):
            return None
        return np.frombuffer(plain, "<f4").astype(np.float32)

    def _bound_to(self, visit: VisitId) -> bytes:
        return f"{self._day}|{visit}".encode()
