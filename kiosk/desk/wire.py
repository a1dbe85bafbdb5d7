"""Commands and answers as JSON, and which status each refusal gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.errors import (
    BadInput,
    CommandRefused,
    EnvironmentProblem,
    KioskError,
    NotAllowed,
    NotSignedIn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.commands import Command

LARGEST_COMMAND_BYTES = 16_384
"""A sealed look is about 1,100 bytes of Base64; nothing else comes near."""


def read_command(raw: bytes, allowed: Iterable[type[Command]]) -> Command:
    """Decode ``{"type": "CallNext", ...}``.

    Raises:
        BadInput: Not JSON, an unknown or not allowed type, a missing or wrong value.
    """
    if len(raw) > LARGEST_COMMAND_BYTES:
        raise BadInput(f"a command has at most {LARGEST_COMMAND_BYTES} bytes")
    kinds = {kind.__name__: kind for kind in allowed}
    try:
        values = msgspec.json.decode(raw, type=dict[str, object])
        kind = kinds[str(values.pop("type"))]
        return msgspec.convert(values, kind)
    except KeyError as error:
        raise BadInput(f"a command needs a type among {', '.join(sorted(kinds))}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"not a command: {error}") from error


def write_refusal(error: KioskError) -> tuple[int, bytes]:
    """Give the HTTP status and the JSON body that tell a client why not."""
    status = 422
    body: dict[str, object] = {"error": str(error)}
    match error:
        case CommandRefused():
            status = 409
            body |= {"code": error.code, "holder": error.holder}
        case BadInput():
            status, body["code"] = 400, "bad_input"
        case NotSignedIn():
            status, body["code"] = 401, "not_signed_in"
        case NotAllowed():
            status, body["code"] = 403, "not_allowed"
        case EnvironmentProblem():
            status, body["code"] = 503, type(error).__name__
    return status, msgspec.json.encode(body)
