"""The drawing that stands for a field of procedures."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.ui.view_state import FieldView

FOLDER = Path(__file__).parent / "icons" / "field"

OTHER = "other"
"""A sheet of paper, for a field that an office added and nobody drew a picture for."""


def field_icon(field: FieldView) -> str:
    """Name the drawing of a field: the one its office names, the one of its code, or a plain one."""
    wanted = field.icon or field.code
    return wanted if wanted in _drawings() else OTHER


@functools.cache
def _drawings() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.svg"))
