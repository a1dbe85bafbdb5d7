"""How soon the leaders' pages are painted in a real browser: `kiosk bench reports --paint`."""

from __future__ import annotations

import secrets
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.bench.central_site import serving
from kiosk.central.reports.gathering import Topic
from kiosk.run.chromium import open_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

TIMES = 3
"""Each page is opened so often, each time by a browser that has never seen it; the middle one counts."""

WINDOW = {"width": 1366, "height": 768}
PAGE_WAIT_MS = 60_000

PAINTS = """() => new Promise((done) => {
  const answered = performance.getEntriesByType("navigation")[0].responseEnd;
  let first, largest;
  const tell = () => { if (first && largest) done([answered, first, largest]); };
  new PerformanceObserver((seen) => {
    first = seen.getEntriesByName("first-contentful-paint")[0]?.startTime ?? first;
    tell();
  }).observe({type: "paint", buffered: true});
  new PerformanceObserver((seen) => {
    largest = seen.getEntries().at(-1).startTime;
    tell();
  }).observe({type: "largest-contentful-paint", buffered: true});
})"""
"""Gives when the answer was there, and the first and the largest contentful paint, in milliseconds from the navigation."""


@dataclass(frozen=True, slots=True)
class Painted:
    """One page of the leaders', opened by a browser that has nothing of it yet.

    Attributes:
        answered_ms: Until the page's text was there; from the navigation's start, like the others.
        first_ms: Until the first contentful paint.
        largest_ms: Until the largest contentful paint.
    """

    page: str
    answered_ms: float
    first_ms: float
    largest_ms: float


def measure_paint(database: str) -> list[Painted]:
    """Serve a database's pages and open them: the first one as leaders find it, then each topic.

    Raises:
        Refused: Chromium or playwright is not installed.
        CentralAway: The server did not start.
    """
    token = secrets.token_urlsafe(16)
    pages = ["/reports", *(f"/reports/{topic}" for topic in Topic if topic is not Topic.WAITS)]
    with open_chromium() as browser, serving(database, token) as base:
        return [_paint(browser, base, token, page) for page in pages]


def _paint(browser: Browser, base: str, token: str, page: str) -> Painted:
    found = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": WINDOW["width"], "height": WINDOW["height"]})
        context.set_default_timeout(PAGE_WAIT_MS)
        found.append(_open(context, base, token, page))
        context.close()
    answered, first, largest = (round(statistics.median(each), 1) for each in zip(*found, strict=True))
    return Painted(page, answered, first, largest)


def _open(context: BrowserContext, base: str, token: str, page: str) -> tuple[float, float, float]:
    """Sign in without seeing a page, then look at one."""
    context.request.get(f"{base}/?token={token}")
    tab = context.new_page()
    tab.goto(f"{base}{page}")
    answered, first, largest = tab.evaluate(PAINTS)
    return answered, first, largest
