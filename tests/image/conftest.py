"""One root for all tests of images, built once and removed with all that it needed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.image.roots import PROJECT, SHORT_S, run, why_not

BUILT_WITHIN_S = 1500
"""Two minutes on an idle machine of two cores, and a slow mirror besides."""


@pytest.fixture(scope="session")
def image() -> Iterator[Path]:
    """The folder with the built root, which no test changes; ``KIOSK_IMAGE`` names one that is there already."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    built = os.environ.get("KIOSK_IMAGE")
    if built is not None:
        yield Path(built).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="kiosk-image-", dir="/var/tmp") as folder:
        run(PROJECT / "images/build.sh", "amd64-ci", "--out", folder, within_s=BUILT_WITHIN_S)
        yield Path(folder)


@pytest.fixture(scope="session")
def root(image: Path) -> Path:
    """The root itself."""
    return image / "root"


@pytest.fixture(scope="session")
def bootable(image: Path) -> Path:
    """The folder with the built root, where containers can be started."""
    try:
        run(
            *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", "--volatile=overlay"),
            *("--private-network", "--directory", image / "root", "/usr/bin/true"),
            within_s=SHORT_S,
        )
    except AssertionError as error:
        pytest.skip(f"systemd-nspawn cannot start even `true` here: {str(error)[-300:]}")
    return image
