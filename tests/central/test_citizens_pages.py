"""Citizens' pages before a real browser: 320 px wide, light, without serious fault, and with no script at all.

``KIOSK_PAGE_PICTURES=docs/pages pytest tests/central/test_citizens_pages.py`` draws the documentation's pictures anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import open_storage
from kiosk.central.rest.at_risk import data_at_risk
from kiosk.central.rest.exposure import ExposedTicket
from kiosk.central.rest.incident_page import to_html
from kiosk.central.rest.incidents import IncidentReport
from kiosk.central.rest.types import ApiIncident
from kiosk.domain.ids import OfficeId
from kiosk.domain.ticket import State
from kiosk.lib.clock import ManualClock
from kiosk.sync.public_wire import PublicField
from tests.central.citizens import TOKEN, Telling, a_ticket
from tests.central.devices import Device
from tests.central.servers import serving
from tests.web.browsers import needs_chromium
from tests.web.test_accessible import faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

OLD_PHONE = (320, 568)
DESKTOP = (1366, 768)
HEAVIEST_BYTES = 50_000

DOCUMENTED = {
    *(
        "citizen-waiting",
        "citizen-called",
        "citizen-old",
        "citizen-rating",
        "citizen-waits",
        "citizen-office",
    ),
    *("citizen-waiting-wide", "citizen-waits-wide"),
}
"""Pictures that the documentation shows."""

PLACES = (
    ("ha-dong", "Phường Hà Đông", "ha-noi/ha-dong", 35),
    ("dong-da", "Phường Đống Đa", "ha-noi/dong-da", 0),
    ("tay-ho", "Phường Tây Hồ", "ha-noi/tay-ho", 10),
    ("soc-son", "Xã Sóc Sơn", "ha-noi/soc-son", 20),
    ("thanh-tri", "Ủy ban nhân dân xã Thanh Trì – Bộ phận Một cửa", "ha-noi/thanh-tri", 55),
)


@dataclass
class Pages:
    """Central with a few offices that have told how they stand."""

    base: str
    clock: ManualClock
    desks: dict[str, Telling]


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    clock = ManualClock()
    with (
        closing(open_storage(f"sqlite:///{tmp_path / 'central.db'}")) as storage,
        serving(build_app(storage, None, clock)) as base,
        httpx.Client(base_url=base, trust_env=False) as http,
    ):
        desks = {}
        for office, name, area, longest in PLACES:
            desks[office] = Telling(http, Device(OfficeId(office)).enrol(storage))
            storage.add_office(OfficeId(office), name, area)
            if office == "soc-son":
                desks[office].tell(open_now=False, opens_at="2026-11-24T07:30", closes_at="17:00")
            elif office != "thanh-tri":
                desks[office].tell(fields=fields(longest))
        yield Pages(base, clock, desks)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("KIOSK_PAGE_PICTURES", str(tmp_path / "pictures")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fields(longest: int) -> tuple[PublicField, ...]:
    span = (longest - 5, longest) if longest else None
    return (
        PublicField("chung_thuc", "Chứng thực", "Certification", 0, 1, closed=False, wait_min=None),
        PublicField("ho_tich", "Hộ tịch", "Civil status", longest // 4, 2, closed=False, wait_min=span),
        PublicField(
            "dat_dai",
            "Đất đai, xây dựng",
            "Land, building",
            2 if longest else 0,
            0,
            closed=True,
            wait_min=span,
        ),
    )


WEIGHT = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
"""Bytes of the page and of all that came for it."""


def looked_at(browser: Browser, size: tuple[int, int], *, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="vi-VN", java_script_enabled=script
    )
    return context.new_page()


def states() -> dict[str, object]:
    return {
        "waiting": a_ticket(),
        "called": a_ticket(state=State.CALLED, counter=4, ahead=0, wait_min=None),
        "missed": a_ticket(state=State.COOLING, counter=4, ahead=0, wait_min=None, ready_in_ms=120_000),
        "rating": a_ticket(state=State.SERVED, ahead=0, wait_min=None),
        "rated": a_ticket(state=State.SERVED, ahead=0, wait_min=None, rated=True),
    }


@pytest.mark.parametrize("size", [OLD_PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_fits_is_light_and_has_no_serious_fault(
    pages: Pages, browser: Browser, out: Path, size: tuple[int, int]
) -> None:
    suffix = "" if size == OLD_PHONE else "-wide"
    page = looked_at(browser, size)
    for name, ticket in states().items():
        pages.desks["ha-dong"].tell(ticket, fields=fields(35))  # type: ignore[arg-type]
        check(page, f"{pages.base}/t/{TOKEN}", out / f"citizen-{name}{suffix}.png")
    for name, path in (
        ("waits", "/waits"),
        ("found", "/waits?q=dong+da"),
        ("nothing", "/waits?q=khong+co"),
        ("office", "/waits/ha-dong"),
        ("closed", "/waits/soc-son"),
        ("none", "/t/none"),
    ):
        check(page, pages.base + path, out / f"citizen-{name}{suffix}.png")
    pages.clock.advance(5 * 60)
    pages.desks["ha-dong"].tell(fields=fields(35))
    pages.clock.advance(4 * 60)
    check(page, f"{pages.base}/t/{TOKEN}", out / f"citizen-old{suffix}.png")
    page.context.close()


def check(page: Page, address: str, picture: Path) -> None:
    page.goto(address)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, picture.stem
    assert 1_000 < page.evaluate(WEIGHT) < HEAVIEST_BYTES, picture.stem
    assert faults(page) == [], picture.stem
    page.screenshot(path=picture if picture.stem in DOCUMENTED else None, full_page=True)


def test_a_phone_without_scripts_rates_and_searches(pages: Pages, browser: Browser) -> None:
    page = looked_at(browser, OLD_PHONE)
    pages.desks["ha-dong"].tell(a_ticket(state=State.SERVED, wait_min=None))
    page.goto(pages.base + f"/t/{TOKEN}")
    page.get_by_label("Rất hài lòng").check()
    page.get_by_role("button", name="Gửi đánh giá").click()
    assert "Đã ghi nhận đánh giá" in page.content()
    (given,) = pages.desks["ha-dong"].tell().ratings
    assert given.level == 3
    page.goto(pages.base + "/waits")
    page.get_by_label("Tên phường").fill("tay ho")
    page.get_by_role("button", name="Tìm").click()
    assert page.locator(".offices > li > a").all_inner_texts() == ["Phường Tây Hồ"]
    page.context.close()


def test_an_open_page_follows_by_itself(pages: Pages, browser: Browser) -> None:
    pages.desks["ha-dong"].tell(a_ticket())
    page = looked_at(browser, OLD_PHONE)
    page.clock.install()
    page.goto(pages.base + f"/t/{TOKEN}")
    pages.desks["ha-dong"].tell(a_ticket(state=State.CALLED, counter=4, wait_min=None))
    page.clock.run_for(21_000)
    page.get_by_text("Mời đến quầy 4").wait_for()
    page.context.close()


def test_an_incidents_report_prints_on_paper(browser: Browser, out: Path, tmp_path: Path) -> None:
    began = 1_795_050_000_000
    tickets = tuple(
        ExposedTicket(
            f"t{number}",
            f"v{number}",
            f"B{number:03d}",
            "ho_tich",
            "face" if number % 3 else "plain",
            began + number * 300_000,
            began + number * 300_000 + 1_500_000,
            began + number * 300_000 if number % 3 else None,
            began + number * 300_000 + 1_500_000 if number % 3 else None,
        )
        for number in range(1, 31)
    )
    incident = ApiIncident(
        "4f0c2f5e-0d0c-4a77-8f0f-6b7f0a8a9b11",
        "ha-dong",
        "device_stolen",
        "2026-11-19T01:00:00Z",
        "2026-11-19T04:30:00Z",
        "2026-11-19T06:00:00Z",
    )
    made = IncidentReport(
        incident,
        "Phường Hà Đông",
        "2026-11-22T06:00:00Z",
        "2026-11-19T06:30:00Z",
        tickets,
        visits=30,
        faces=20,
        log_forks=1,
        at_risk=data_at_risk(30, 20, 4),
    )
    file = tmp_path / "incident.html"
    file.write_text(to_html(made), encoding="utf-8")
    page = looked_at(browser, (794, 1123))
    page.goto(file.as_uri())
    assert faults(page) == []
    page.screenshot(path=out / "incident.png")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    page.context.close()
