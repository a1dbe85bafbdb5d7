"""What citizens give a desk over its socket: a look at the camera, an identity card."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import numpy as np

from kiosk.config import Config
from kiosk.domain.commands import CheckIn, Consent
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from kiosk.notice import notice_hash

PIECE = 24
"""Bytes of a template that are looked for: six numbers in a row occur nowhere by chance."""


def forms_of(template: bytes) -> dict[str, bytes]:
    """Give what a readable template would look like: in each kind of numbers, as bytes, base64, hexadecimal, text."""
    numbers = np.frombuffer(template, "<f4")
    loudest = float(np.abs(numbers).max())
    kinds = {
        "float32": numbers,
        "float64": numbers.astype("<f8"),
        "float16": numbers.astype("<f2"),
        "float32, big end first": numbers.astype(">f4"),
        "float16, big end first": numbers.astype(">f2"),
        "int8": np.round(numbers * 127).astype(np.int8),
        "int8 of the loudest": np.round(numbers / loudest * 127).astype(np.int8),
        "uint8": (np.round(numbers / loudest * 127) + 128).astype(np.uint8),
    }
    forms = {"text": f"{numbers[0]:.5f}, {numbers[1]:.5f}".encode()}
    for kind, values in kinds.items():
        forms |= written_forms(kind, values.tobytes())
    return forms


def written_forms(name: str, content: bytes) -> dict[str, bytes]:
    """Give a piece of some bytes as it would lie somewhere: as it is, in base64 of each alignment, in hexadecimal."""
    middle = content[len(content) // 2 :]
    coded = {
        f"{name}, base64 {start}": base64.b64encode(middle[start : start + PIECE])[:-4] for start in range(3)
    }
    return {name: middle[:PIECE], f"{name}, hex": middle[:PIECE].hex().encode(), **coded}


def give_face(link: DeskLink, config: Config, template: bytes, picture: bytes = b"") -> dict[str, Any]:
    """Take a ticket by a look, as the screen does."""
    hello = link.hello()
    command_id = CommandId(str(uuid.uuid4()))
    look = Look(hello["embedder"], hello["embedder_sha256"], template, "camera", picture)
    key = base64.b64decode(hello["seal_key"])
    sealed = seal(pack_look(look), key, look_purpose(hello["office"], command_id))
    return _check_in(
        link,
        command_id,
        BootId(hello["time"]["boot"]),
        How.FACE,
        sealed_look=base64.b64encode(sealed).decode(),
        consent=Consent(config.notice.version, notice_hash(config)),
    )


def give_card(link: DeskLink, id_number: str) -> dict[str, Any]:
    """Take a ticket by an identity card."""
    boot = BootId(link.hello()["time"]["boot"])
    return _check_in(link, CommandId(str(uuid.uuid4())), boot, How.ID, id_number=id_number)


def _check_in(link: DeskLink, command_id: CommandId, boot: BootId, how: How, **values: Any) -> dict[str, Any]:
    return link.send(CheckIn(command_id, issued_now(boot), FieldCode("ho_tich"), how, **values), boot)
