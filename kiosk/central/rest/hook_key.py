"""The key under which webhooks' secrets lie in the database: a file beside it, never in it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.errors import BadInput, ConfigInvalid

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12
"""AES-256-GCM with random nonces; source: NIST SP 800-38D, 8.2."""


@dataclass(frozen=True, slots=True)
class HookKey:
    """Seals secrets and opens them."""

    key: bytes = field(repr=False)

    def seal(self, secret: bytes, hook: str) -> bytes:
        """Close a webhook's secret; it opens for that webhook only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, secret, hook.encode())

    def unseal(self, sealed: bytes, hook: str) -> bytes:
        """Open a webhook's secret.

        Raises:
            BadInput: It was sealed by another key, or for another webhook.
        """
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], hook.encode())
        except InvalidTag as error:
            raise BadInput(
                f"webhook {hook}: sealed by another key; name its key file, or add it anew"
            ) from error


def load_or_make_key(path: Path) -> HookKey:
    """Read the key, or make one that only its owner can read.

    Raises:
        ConfigInvalid: The file can be neither read nor made, or holds none.
    """
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = _make(path)
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}; name the key's file with --key") from error
    if len(key) != KEY_BYTES:
        raise ConfigInvalid(f"{path}: holds no key of {KEY_BYTES} bytes")
    return HookKey(key)


def _make(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}; name the key's file with --key") from error
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
