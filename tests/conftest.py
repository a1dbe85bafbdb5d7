"""What every test may ask for."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.memory import memory_path
from tests.offices import Setup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["memory_path"]

# Screens are tested inside an image too, whose Python has no compiled part of hypothesis.
with suppress(ImportError):
    from hypothesis import settings

    # An example may take long on a machine with much other work: that is no fault of what it tries.
    settings.register_profile("patient", settings(deadline=None))
    settings.load_profile("patient")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Setup]:
    """A desk with an open day and nobody in it."""
    setup = Setup(tmp_path)
    yield setup
    setup.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; not for longer than a module, as Playwright keeps a loop of its own running."""
    from tests.web.browsers import chromium

    with chromium() as running:
        yield running
