"""Debian's Chromium before the pages: officers' PCs, which fail their test on a script's error."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.offices import Setup
from tests.web.server import PIN, PageServer

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]

OFFICE_PC = (1024, 768)
NARROW = (340, 768)
"""A form kept visible beside the dossier system's window."""


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Run a browser without windows."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", *options]
        )
        yield browser
        browser.close()


@contextmanager
def a_pc(browser: Browser, size: tuple[int, int] = OFFICE_PC) -> Iterator[Page]:
    """Open a page of its own context."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, pages: PageServer, officer: str = "cb-01", counter: int | None = 2) -> None:
    """Sign in at a counter, or as a supervisor at none."""
    page.goto(pages.address)
    page.fill("[name=officer]", officer)
    page.fill("[name=pin]", PIN)
    page.check(f'[name=counter][value="{counter or "none"}"]', force=True)
    page.press("[name=pin]", "Enter")
    page.wait_for_url("**/counter" if counter else "**/hall")


def press(page: Page, button: str, key: str) -> None:
    """Press a key once its button may be pressed."""
    playwright.expect(page.locator(button)).to_be_enabled()
    page.keyboard.press(key)


def codes(page: Page) -> list[str]:
    """Read the codes of all open tickets that a console shows."""
    lists = page.locator(".list:not([hidden]) ol:not(#recent) .code").all_inner_texts()
    here = page.locator("#person:not([hidden]) #code").all_inner_texts()
    return sorted([*lists, *here])


def arrive(pages: PageServer, *fields: str) -> None:
    """Let people take plain numbers."""
    for field in fields:
        pages.on_desk(lambda office, field=field: office.plain(field))  # type: ignore[misc]


def count(pages: PageServer, kind: str) -> int:
    """Count the events of a kind."""
    return pages.on_desk(Setup.kinds).count(kind)


def choose(page: Page, *keys: str) -> None:
    """Answer questions by their number keys."""
    for key in keys:
        playwright.expect(page.locator("#dialog")).to_be_visible()
        page.keyboard.press(key)
