"""What the screen learned from one look, as it travels, sealed, to the desk."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

TEMPLATE_BYTES = 512
"""128 little-endian float32, unit length."""

LARGEST_PICTURE_BYTES = 6_144
"""A face of 96 × 120 pixels as JPEG is about 4 kB; sealed and written as text it fits a command."""

FIELDS = {"embedder", "embedder_sha256", "template", "nature", "picture"}


@dataclass(frozen=True, slots=True)
class Look:
    """A template and where it came from; the citizen's small picture only where the office has switched it on.

    Attributes:
        template: 128 little-endian float32, unit length.
        nature: ``camera``, ``live`` or ``flat``: what stood before the lens.
        picture: JPEG for the officer who calls; empty everywhere else.
    """

    embedder: str
    embedder_sha256: str
    template: bytes
    nature: str
    picture: bytes = b""


def look_purpose(office: str, command_id: str) -> bytes:
    """Name what a sealed look is for, so that it cannot be used in another command."""
    return f"kiosk look 1|{office}|{command_id}".encode()


def pack_look(look: Look) -> bytes:
    """Write a look as JSON."""
    template = base64.b64encode(look.template).decode()
    return json.dumps(
        {
            "embedder": look.embedder,
            "embedder_sha256": look.embedder_sha256,
            "template": template,
            "nature": look.nature,
            "picture": base64.b64encode(look.picture).decode(),
        }
    ).encode()


def unpack_look(packed: bytes) -> Look:
    """Read a look.

    Raises:
        ValueError: Not a look, or a template or a picture of the wrong length.
    """
    try:
        values = json.loads(packed)
    except RecursionError as error:
        raise ValueError("not a look") from error
    if not isinstance(values, dict) or set(values) != FIELDS:
        raise ValueError("not a look")
    if not all(isinstance(value, str) for value in values.values()):
        raise ValueError("not a look: its values are texts")
    template = base64.b64decode(values["template"], validate=True)
    if len(template) != TEMPLATE_BYTES:
        raise ValueError(f"a template has {TEMPLATE_BYTES} bytes, not {len(template)}")
    picture = base64.b64decode(values["picture"], validate=True)
    if len(picture) > LARGEST_PICTURE_BYTES:
        raise ValueError(f"a small picture has at most {LARGEST_PICTURE_BYTES} bytes, not {len(picture)}")
    return Look(values["embedder"], values["embedder_sha256"], template, values["nature"], picture)
