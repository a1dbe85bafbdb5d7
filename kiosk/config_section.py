"""What every table of the configuration is made of."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""What ids of offices and devices look like: a host name's label (RFC 1123, 2.1)."""

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]


Output = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,40}$")]
"""A display's connector as the kernel names it below /sys/class/drm, without the card: ``HDMI-A-1``."""

OutputOrNone = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{0,40}$")]
"""The same, or empty for none: the two as a union would take the pattern of the first."""

Rotation = Literal[0, 90, 180, 270]
"""Degrees, clockwise."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; unknown keys are refused."""
