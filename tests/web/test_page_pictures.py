"""Every page fits its screen; pictures of them all for the documentation.

``KIOSK_PAGE_PICTURES=docs/pages pytest tests/web/test_page_pictures.py`` draws those of the documentation anew.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.domain import commands as c
from kiosk.domain.moves import ParkReason
from kiosk.lib.certificates import CertificateFiles, Identity, keep_certificate
from tests.offices import Setup, ticket_of
from tests.web.browsers import NARROW, OFFICE_PC, a_pc, needs_chromium, playwright, press, sign_in
from tests.web.server import BOARD, PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

SUPERVISORS_PC = (1366, 768)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("KIOSK_PAGE_PICTURES", str(tmp_path / "pictures")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def a_morning(office: Setup) -> None:
    """Let people come, wait and be served as on any morning."""
    others = [office.seat(1, 2), office.seat(3, 3)]
    for field in ("chung_thuc", "ho_tich", "dat_dai_xay_dung", "chung_thuc", "cu_tru_can_cuoc") * 3:
        office.plain(field)
        office.clock.advance(140)
    office.send_check_in("ho_tich", priority="tu_75_tuoi")
    office.clock.advance(60)
    for counter, caller in zip((1, 3), others, strict=True):
        office.serve(counter, caller)
        office.act(c.Start, ticket_of(office.call_next(counter, caller)), caller)
    me = office.seat(2, 1)
    parked = office.act(c.Start, ticket_of(office.call_next(2, me)), me)
    office.act(c.Park, parked, me, reason=ParkReason.COPIES, room="P. 204")
    office.act(c.MarkAbsent, ticket_of(office.call_next(2, me)), me)


def take(page: Page, out: Path, name: str, *, whole: bool = False) -> None:
    """Keep a picture of a page that fits the width of its screen."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, name
    page.screenshot(path=out / f"{name}.png", full_page=whole)


def test_the_officers_pages_fit_their_screens(pages: PageServer, browser: Browser, out: Path) -> None:
    pages.on_desk(a_morning)
    with a_pc(browser, OFFICE_PC) as page:
        page.goto(pages.address)
        take(page, out, "sign-in")
        sign_in(page, pages)
        playwright.expect(page.locator("#call-next")).to_be_enabled()
        take(page, out, "counter-free")
        press(page, "#call-next", "F2")
        press(page, "#start", "F8")
        press(page, "[data-act=Sign]", "s")
        page.keyboard.press("1")
        playwright.expect(page.locator("#signs li")).to_have_count(1)
        take(page, out, "counter")
        press(page, "#park", "g")
        take(page, out, "counter-question")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        take(page, out, "counter-keys")
    with a_pc(browser, NARROW) as page:
        sign_in(page, pages)
        playwright.expect(page.locator("#finish")).to_be_enabled()
        take(page, out, "counter-narrow", whole=True)


def test_the_supervisors_pages_fit_their_screens(pages: PageServer, browser: Browser, out: Path) -> None:
    pages.on_desk(a_morning)
    with a_pc(browser, SUPERVISORS_PC) as page:
        sign_in(page, pages, "pt-01", None)
        playwright.expect(page.locator("#people tr").first).to_be_visible()
        take(page, out, "hall", whole=True)
        page.goto(pages.address + "/accounts")
        playwright.expect(page.locator("#accounts tr")).to_have_count(4)
        take(page, out, "accounts")
        page.goto(pages.address + "/figures")
        take(page, out, "figures")
        page.locator("td.number a").first.click()
        page.wait_for_url("**/figures/legs*")
        take(page, out, "legs")


def test_the_settings_fit_their_screens(pages: PageServer, browser: Browser, out: Path) -> None:
    with a_pc(browser, SUPERVISORS_PC) as page:
        sign_in(page, pages, "pt-01", None)
        page.goto(pages.address + "/settings/policy")
        page.get_by_label("Gọi nhiều nhất mấy lần").fill("2")
        page.get_by_text("Lưu vào bản nháp").click()
        playwright.expect(page.locator("#message")).to_have_text("Đã lưu vào bản nháp.")
        take(page, out, "settings", whole=True)
        for table in ("field", "notice.point", "services", "procedures"):
            page.goto(f"{pages.address}/settings/{table}")
            take(page, out, f"settings-{table.replace('.', '-')}")


def test_the_page_of_the_authority_fits_its_screen(tmp_path: Path, browser: Browser, out: Path) -> None:
    files = CertificateFiles(tmp_path / "tls")
    keep_certificate(files, Identity("mot-cua-demo", ("motcua-demo.local",), ()), datetime.now(UTC))
    server = PageServer(tmp_path, authority=files.authority.read_bytes())
    server.start()
    with a_pc(browser, OFFICE_PC) as page:
        page.goto(server.address + "/ca")
        playwright.expect(page.locator(".fingerprint")).to_be_visible()
        take(page, out, "authority")
    server.stop()


def test_the_board_fits_its_television(pages: PageServer, browser: Browser, out: Path) -> None:
    pages.on_desk(a_morning)
    with a_pc(browser, (1280, 720)) as page:
        page.goto(pages.address + BOARD)
        playwright.expect(page.locator("#stage-code")).not_to_be_empty()
        take(page, out, "board")


def test_a_citizens_page_fits_a_telephone(tmp_path: Path, browser: Browser, out: Path) -> None:
    server = PageServer(tmp_path)
    server.start()
    served, waiting = server.on_desk(lambda office: [office.plain("ho_tich").ticket for _ in range(2)])
    with a_pc(browser, (360, 740)) as phone:
        phone.clock.install()
        phone.goto(f"{server.address}/t/{waiting.token}")  # type: ignore[union-attr]
        take(phone, out, "ticket-waiting", whole=True)
        server.on_desk(lambda office: office.serve(2, office.seat(2)))
        phone.goto(f"{server.address}/t/{served.token}")  # type: ignore[union-attr]
        playwright.expect(phone.get_by_text("Rất hài lòng")).to_be_visible()
        take(phone, out, "ticket-served", whole=True)
        phone.goto(f"{server.address}/t/{waiting.token}")  # type: ignore[union-attr]
        server.stop()
        phone.clock.fast_forward(10_000)
        playwright.expect(phone.locator("#line")).to_contain_text("Mất kết nối")
        take(phone, out, "ticket-offline")
