"""A parser of foreign bytes, as the fuzzer sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import KioskError

LARGEST_INPUT = 8_192
"""Bytes that an engine makes up; every parser's own limit is tested apart."""


@dataclass(frozen=True)
class Target:
    """What reads foreign bytes, and some that it reads well.

    Attributes:
        name: What ``python -m tests.fuzz --target`` calls it.
        read: The parser; whatever it raises besides a KioskError is a finding.
        seeds: From which an engine starts.
        words: Pieces that an engine puts in, because chance would not find them.
        found: Inputs by which it once failed.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    found: tuple[bytes, ...] = ()

    def feed(self, content: bytes) -> None:
        """Let the parser read; it may refuse, and nothing else."""
        try:
            self.read(content)
        except KioskError:
            return
