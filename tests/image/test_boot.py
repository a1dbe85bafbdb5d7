"""The built root, booted in a container and proved from outside."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from tests.image.roots import PROJECT, run

BOOTED_WITHIN_S = 600
UPDATED_WITHIN_S = 900

DRAWN_COLOURS = 100
"""An empty display has one; letters with soft edges and icons have thousands."""


def colours(picture: Image.Image) -> int:
    """Count the colours of a picture."""
    return len(picture.convert("RGB").getcolors(picture.width * picture.height) or ())


def test_a_built_root_boots_and_works_as_seen_from_outside(bootable: Path) -> None:
    spec = find_spec("skimage")
    assert spec is not None, "the role test brings the portrait"
    assert spec.submodule_search_locations, "the portrait lies in its package"
    portrait = Path(spec.submodule_search_locations[0]) / "data/astronaut.png"
    told = run(
        *(PROJECT / "images/boot-test.sh", "amd64-ci", "--out", bootable, "--picture", portrait),
        within_s=BOOTED_WITHIN_S,
    )
    for proof in (
        "units: none has failed",
        "served from the officer's page",
        "root: read-only",
        "the hung desk was replaced",
        "taken with a face, and found again by it",
    ):
        assert proof in told
    with Image.open(bootable / "screens/screen.png") as screen:
        assert colours(screen) > DRAWN_COLOURS


def test_first_boot_updates_and_factory_reset_in_a_booted_root(bootable: Path) -> None:
    told = run(
        *(PROJECT / "images/update-test.sh", "--out", bootable),
        within_s=UPDATED_WITHIN_S,
        PYTHON=sys.executable,
    )
    for proof in (
        "screen and board start when the display comes late",
        "a bad kiosk.toml stays",
        "a good kiosk.toml is in force",
        "it waits for the office to close",
        "a sound release is tried and kept",
        "the one before is back in force",
        "an update that was cut short is put in order",
        "the reset is not done twice",
    ):
        assert proof in told
