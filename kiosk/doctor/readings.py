"""Single values of the kernel's files."""

from __future__ import annotations

from pathlib import Path

SYSTEM = Path("/")


def read_text(path: Path) -> str | None:
    """Give a file's text without its end; None where it is not or cannot be read."""
    try:
        return path.read_text("utf-8", "replace").strip("\0 \n")
    except OSError:
        return None


def read_number(path: Path, base: int = 10) -> int | None:
    """Give a file's number; None where it is not, or is none."""
    text = read_text(path)
    try:
        return None if text is None else int(text, base)
    except ValueError:
        return None
