"""What travels between a desk and central besides events: today's figures up, configurations down."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]
"""Up to the end of the year 9999 UTC."""

MAX_FIGURES_BYTES = 4_096
MAX_VERSIONS = 20
MAX_CONFIG_BYTES = 1_000_000
"""Of all versions together; one with 30 fields and three years of holidays has some 20 kB."""


class TodaysFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an office stands now, said apart from the log while that is far behind.

    Attributes:
        at: When it was so, UTC.
        date: ISO 8601; None where no clock could tell.
        longest_wait_ms: Of those who wait now.
        unsent: Events that central does not hold yet.
    """

    at: Milliseconds
    date: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None
    waiting: Count
    serving: Count
    served: Count
    longest_wait_ms: Milliseconds
    unsent: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Taken(msgspec.Struct, frozen=True):
    """Central's answer to figures: of which moment it now holds some."""

    at: Milliseconds


class PublishedVersions(msgspec.Struct, frozen=True):
    """All configurations that central publishes for an office, each as TOML with its own effective date."""

    versions: Annotated[tuple[str, ...], msgspec.Meta(max_length=MAX_VERSIONS)]


def figures_text(office: str, device: str, content: bytes) -> str:
    """Write what is signed for figures."""
    return f"{office}|{device}|FIGURES|{hashlib.sha256(content).hexdigest()}"


def config_text(office: str, device: str) -> str:
    """Write what is signed to ask for the office's configurations."""
    return f"{office}|{device}|CONFIG"


def etag_of(content: bytes) -> str:
    """Name a content as HTTP does."""
    return f'"{hashlib.sha256(content).hexdigest()}"'
