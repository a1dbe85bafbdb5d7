"""Debian's Chromium, as it looks at this machine's own pages."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Else Debian's Chromium asks for its updates, whatever else is switched off."""


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start a browser without a window.

    Raises:
        Refused: Chromium or playwright is not installed.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise Refused("chromium is not installed; run ./install.sh demo, which installs it")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise Refused("playwright is not installed; run ./install.sh demo, which installs it") from error
    with sync_playwright() as playwright:
        # Chromium refuses to sandbox itself for root; it only ever sees this machine's own pages.
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                ONLY_THIS_MACHINE,
            ],
        )
        try:
            yield browser
        finally:
            browser.close()
