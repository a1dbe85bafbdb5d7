"""Pictures of the demo's pages, as Debian's Chromium shows them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from kiosk.run.chromium import open_chromium

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

COUNTER_SIZE = (1024, 768)
BOARD_SIZE = (1920, 1080)
CENTRAL_SIZE = (1366, 768)
PHONE_SIZE = (390, 844)
"""What officers, halls, leaders and citizens look at."""

PAGE_WAIT_MS = 10_000


class Pages:
    """A browser that looks at the demo's pages."""

    def __init__(self, out: Path) -> None:
        """Start the browser.

        Raises:
            Refused: Chromium or playwright is not installed.
        """
        self._out = out
        self._open_until = ExitStack()
        self._browser: Browser = self._open_until.enter_context(open_chromium())

    def close(self) -> None:
        """End the browser."""
        self._open_until.close()

    def counter(self, address: str, officer: str, pin: str, counter: int) -> None:
        """Take the sign-in page and the counter page, signed in by hand as an officer would."""
        page = self._open(address, COUNTER_SIZE)
        self._take(page, "sign-in")
        page.fill("[name=officer]", officer)
        page.fill("[name=pin]", pin)
        page.check(f'[name=counter][value="{counter}"]', force=True)
        page.press("[name=pin]", "Enter")
        page.wait_for_url("**/counter", timeout=PAGE_WAIT_MS)
        page.wait_for_timeout(500)  # the first pushed update paints the lists
        self._take(page, "counter")
        page.context.close()

    def board(self, address: str) -> None:
        """Take the hall's board."""
        self._once(address, BOARD_SIZE, "board")

    def ticket(self, address: str) -> None:
        """Take the page behind a ticket's QR code."""
        self._once(address, PHONE_SIZE, "ticket")

    def central(self, address: str, token: str, office: str) -> None:
        """Take central's list of offices and one office's visits."""
        page = self._open(f"{address}/?token={token}", CENTRAL_SIZE)
        self._take(page, "central")
        page.goto(f"{address}/offices/{office}", timeout=PAGE_WAIT_MS)
        self._take(page, "central-office")
        page.context.close()

    def _once(self, address: str, size: tuple[int, int], name: str) -> None:
        page = self._open(address, size)
        page.wait_for_timeout(500)  # as above
        self._take(page, name)
        page.context.close()

    def _open(self, address: str, size: tuple[int, int]) -> Page:
        width, height = size
        page = self._browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
        page.goto(address, timeout=PAGE_WAIT_MS, wait_until="domcontentloaded")
        return page

    def _take(self, page: Page, name: str) -> None:
        page.screenshot(path=str(self._out / f"page-{name}.png"))
