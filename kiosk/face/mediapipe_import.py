"""mediapipe's vision package, imported without the plotting that it would bring along."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PLOTTING = ("matplotlib", "matplotlib.pyplot")
"""mediapipe imports them for one function that draws landmarks, which nobody here calls. They take 38 MB, and 0.4 s on a
PC: 0.9 s where no cache of fonts is, as after each start of a device whose root is read-only."""


def import_vision() -> tuple[Any, Any]:
    """Give mediapipe's ``vision`` and ``BaseOptions``; whoever needs matplotlib itself still has the real one."""
    with _without_plotting():
        from mediapipe.tasks.python import BaseOptions, vision
    return vision, BaseOptions


@contextmanager
def _without_plotting() -> Iterator[None]:
    left_out = [name for name in PLOTTING if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in left_out})
    try:
        yield
    finally:
        for name in left_out:
            del sys.modules[name]
