"""Ed25519 keys of devices: made, kept, used to sign, used to check."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE_MODE = 0o600
"""Only the device's own account may read its key."""

UNSEAL = (
    "put `sudo systemd-run --pipe --wait --quiet -p User=kiosk-desk -p Group=kiosk -p LoadCredentialEncrypted=device.key` "
    "before the command"
)
"""How a technician runs a command that signs, where the key is the board's (systemd.exec(5), Credentials)."""


def load_or_make_private_key(path: Path) -> Ed25519PrivateKey:
    """Give the key that lies at ``path``; make one, readable by its owner alone, where there is none.

    Raises:
        BadInput: The file is there and is no such key, or it can be neither read nor made.
    """
    if path.exists() or sealed_mark(path).exists():
        return load_private_key(path)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_atomically(path, pem, mode=PRIVATE_MODE)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; the device's key must be kept there") from error
    return key


def sealed_mark(path: Path) -> Path:
    """Give the file that says a key was sealed, so that no second one is made in its place."""
    return path.with_name(f"{path.name}.sealed")


def load_private_key(path: Path) -> Ed25519PrivateKey:
    """Read a key that was made before.

    Raises:
        BadInput: There is none, or the file holds something else, or it was sealed and nobody opened it.
    """
    if sealed_mark(path).exists() and not path.exists():
        raise BadInput(
            f"{path} is sealed to this board's TPM2, and systemd has not opened it for this process; {UNSEAL}"
        )
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; enrol this device first") from error
    except (ValueError, TypeError) as error:
        raise BadInput(f"{path}: not a private key; set it aside and enrol this device anew") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(f"{path}: not an Ed25519 key; set it aside and enrol this device anew")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """Write the public half: Base64 of its 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def is_public_key(text: str) -> bool:
    """Tell whether ``text`` could be a public half as :func:`public_text` writes it."""
    return _public_key(text) is not None


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """Sign a text's UTF-8 bytes; gives Base64 of the 64 bytes."""
    return base64.b64encode(key.sign(text.encode())).decode()


def verify(public: str, text: str, signature: str) -> bool:
    """Tell whether ``signature`` was made over ``text`` by the key whose public half is ``public``."""
    key = _public_key(public)
    if key is None:
        return False
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _public_key(text: str) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None
