"""Portraits that this project's dependencies install, and the weights to look at them with."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from kiosk.camera.scene import Focus
from kiosk.errors import ModelMissing
from kiosk.models.store import path_of

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"

ASTRONAUT_FOCUS = Focus(x=0.436, y=0.234, height=0.221)
HOPPER_FOCUS = Focus(x=0.523, y=0.378, height=0.354)
"""Where the faces are in the two portraits."""


def astronaut() -> Path:
    """Give scikit-image's portrait (NASA, public domain)."""
    return _inside("skimage", "data/astronaut.png")


def hopper() -> Path:
    """Give matplotlib's portrait (US Navy, public domain)."""
    return _inside("matplotlib", "mpl-data/sample_data/grace_hopper.jpg")


def weights(name: str) -> Path:
    """Give the file of a model; skips the test where it was not fetched."""
    try:
        return path_of(name)
    except ModelMissing as error:
        pytest.skip(str(error))


def _inside(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.fail(f"{package}, whose portrait the tests use, is not installed")
    return Path(spec.submodule_search_locations[0]) / path
