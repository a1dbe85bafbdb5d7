"""The leaders' pages on a desk's screen, on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.central.reports.gathering import TOPICS_VI, Topic
from tests.central.report_site import IN_NOVEMBER, Site
from tests.web.browsers import needs_chromium

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium


def open_page(browser: Browser, site: Site, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{site.base}/?token=reader")
    assert complaints == []
    page.on("console", lambda message: pytest.fail(message.text))
    return page


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
def test_no_page_has_a_serious_fault_or_runs_out_of_its_screen(
    browser: Browser, site: Site, size: tuple[int, int]
) -> None:
    page = open_page(browser, site, *size)
    for path in (*(f"/reports/{topic}" for topic in Topic), "/reports/print"):
        page.goto(f"{site.base}{path}?{IN_NOVEMBER}&office=ha-dong")
        found = axe.Axe().run(page).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.context.close()


def test_a_leader_goes_from_topic_to_topic_and_from_month_to_month(browser: Browser, site: Site) -> None:
    page = open_page(browser, site, 1366, 768)
    page.get_by_role("link", name="Báo cáo").click()
    for name in TOPICS_VI.values():
        page.locator(".topics").get_by_role("link", name=name).click()
        assert page.locator(".topics [aria-current]").inner_text() == name
    page.select_option("[name=office]", "ha-dong")
    page.get_by_role("button", name="Xem").click()
    assert "Phường ha-dong" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Kỳ trước").click()
    assert "01/10/2026 – 31/10/2026" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Kỳ sau").click()
    assert "01/11/2026 – 30/11/2026" in page.locator("h1").inner_text()
    page.locator(".topics").get_by_role("link", name="Xu hướng").click()
    assert page.locator("svg circle").count() > 0
    page.context.close()


def test_on_paper_no_table_is_cut_off(browser: Browser, site: Site) -> None:
    # A4 landscape less 12 mm on each side, at 96 dots to the inch.
    page = open_page(browser, site, round((297 - 24) / 25.4 * 96), round((210 - 24) / 25.4 * 96))
    page.emulate_media(media="print")
    page.goto(f"{site.base}/reports/print?{IN_NOVEMBER}&office=ha-dong")
    assert page.locator("header").is_hidden()
    widths = page.evaluate("[...document.querySelectorAll('table')].map(table => table.scrollWidth)")
    assert len(widths) > len(Topic)
    assert max(widths) <= page.viewport_size["width"]  # type: ignore[index]
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.context.close()
