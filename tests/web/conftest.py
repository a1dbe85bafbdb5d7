"""A server of pages for every test here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory import tmp_path
from tests.web.server import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["tmp_path"]


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[PageServer]:
    """Pages of an office with an open day and nobody in it."""
    server = PageServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An officer's PC."""
    from tests.web.browsers import a_pc

    with a_pc(browser) as opened:
        yield opened
