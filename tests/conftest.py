"""What every test may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory import memory_path
from tests.offices import Setup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["memory_path"]


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
