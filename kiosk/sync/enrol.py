"""How a device becomes known to central; before this nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.config_section import Name
from kiosk.errors import BadInput
from kiosk.lib import signing
from kiosk.lib.atomic_file import write_atomically
from kiosk.sync import wire
from kiosk.sync.client import request_enrolment
from kiosk.sync.https import DIRECT, Way

if TYPE_CHECKING:
    from pathlib import Path

ENROLMENT_FILE = "enrolment.json"


class Enrolled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where this device may send the log of which office, and under which id."""

    central: str
    office: Name
    device: Name


def enrol(
    central: str,
    code: str,
    *,
    office: str,
    device: str,
    key_path: Path,
    state_dir: Path,
    way: Way = DIRECT,
) -> Enrolled:
    """Hand in this device's public key with a one-time code, and keep where to.

    The key is made here and never leaves; repeating after a lost answer is harmless.

    Raises:
        ConfigInvalid: ``central`` is no https address, nor http on this machine.
        BadInput: Office or device are no ids, or the key or the result cannot be kept.
        CentralAway: No answer, or not central's; try later.
        SyncRefused: The code is wrong, used or expired.
    """
    key = signing.load_or_make_private_key(key_path)
    try:
        request = msgspec.convert(
            {"code": code, "office": office, "device": device, "public_key": signing.public_text(key)},
            wire.EnrolRequest,
        )
    except msgspec.ValidationError as error:
        raise BadInput(f"enrolment of {device!r} in {office!r}: {error}") from error
    answer = request_enrolment(central, request, way)
    enrolled = Enrolled(central, answer.office, answer.device)
    keep_enrolment(state_dir, enrolled)
    return enrolled


def keep_enrolment(state_dir: Path, enrolled: Enrolled) -> None:
    """Keep where this device may send.

    Raises:
        BadInput: It cannot be written.
    """
    try:
        write_atomically(state_dir / ENROLMENT_FILE, msgspec.json.encode(enrolled))
    except OSError as error:
        raise BadInput(f"{state_dir}: {error.strerror}; the enrolment must be kept there") from error


def load_enrolment(state_dir: Path) -> Enrolled | None:
    """Read where this device may send; None before it was enrolled.

    Raises:
        BadInput: The file is damaged.
    """
    path = state_dir / ENROLMENT_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Enrolled)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read; enrol this device anew") from error
