"""Messages that only one receiver can open: HPKE (RFC 9180) from the cryptography package."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.errors import BadInput

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealingKey:
    """A receiver's key pair, kept in memory only."""

    def __init__(self) -> None:
        self._private = X25519PrivateKey.generate()
        self.public: bytes = self._private.public_key().public_bytes_raw()

    def unseal(self, sealed: bytes, purpose: bytes) -> bytes:
        """Open a message.

        Raises:
            BadInput: It was sealed to another key or for another purpose, or was changed.
        """
        try:
            return SUITE.decrypt(sealed, self._private, info=purpose)
        except (InvalidTag, ValueError) as error:
            raise BadInput("sealed to another key; ask the receiver for its present one") from error


def seal(plain: bytes, public: bytes, purpose: bytes) -> bytes:
    """Close a message so that only the owner of ``public`` (32 bytes, X25519) opens it for ``purpose``."""
    return SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=purpose)
