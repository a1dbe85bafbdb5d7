"""New ids and secrets."""

from __future__ import annotations

import secrets
import uuid


class RandomNames:
    """New ids and tokens from the system's randomness."""

    def uuid(self) -> str:
        """Make a UUIDv4."""
        return str(uuid.uuid4())

    def token(self) -> str:
        """Make 128 random bits as text."""
        return secrets.token_urlsafe(16)
