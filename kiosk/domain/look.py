"""What the screen learned from one look, as it travels, sealed, to the desk."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

TEMPLATE_BYTES = 512
"""128 little-endian float32, unit length."""


@dataclass(frozen=True, slots=True)
class Look:
    """A template and where it came from; never a picture.

    Attributes:
        template: 128 little-endian float32, unit length.
        nature: ``camera``, ``live`` or ``flat``: what stood before the lens.
    """

    embedder: str
    embedder_sha256: str
    template: bytes
    nature: str


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
        }
    ).encode()


def unpack_look(packed: bytes) -> Look:
    """Read a look.

    Raises:
        ValueError: Not a look, or a template of the wrong length.
    """
    values = json.loads(packed)
    if not isinstance(values, dict) or set(values) != {"embedder", "embedder_sha256", "template", "nature"}:
        raise ValueError("not a look")
    template = base64.b64decode(values["template"], validate=True)
    if len(template) != TEMPLATE_BYTES:
        raise ValueError(f"a template has {TEMPLATE_BYTES} bytes, not {len(template)}")
    return Look(str(values["embedder"]), str(values["embedder_sha256"]), template, str(values["nature"]))
