"""The embedded configuration as tables, for tests that change one of them."""

from __future__ import annotations

from importlib import resources
from typing import Any

import msgspec


def embedded() -> dict[str, Any]:
    """Read it anew, so that a test may change it."""
    tables: dict[str, Any] = msgspec.toml.decode(
        resources.files("kiosk").joinpath("defaults.toml").read_bytes()
    )
    return tables
