"""JSON that somebody else wrote."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from kiosk.errors import BadInput

T = TypeVar("T")


def read_json(content: bytes, kind: type[T], what: str) -> T:
    """Read a value.

    Args:
        what: What was wanted, for the message: ``a command``.

    Raises:
        BadInput: It is no JSON, nested too deeply, or another value.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"not {what}: {error}") from error
