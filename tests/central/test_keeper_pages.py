"""The keepers' pages in a real browser: what each shows and does, without a serious fault; pictures of them all.

``KIOSK_PAGE_PICTURES=docs/pages pytest tests/central/test_keeper_pages.py`` draws those of the documentation anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.central.app import build_app
from kiosk.lib.clock import ManualClock
from tests.central import fleet_world as world
from tests.central.servers import serving
from tests.web.browsers import a_pc, needs_chromium, playwright

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from kiosk.central.storage import Storage

pytestmark = needs_chromium

PC, PHONE = (1366, 768), (390, 780)
SERIOUS = {"serious", "critical"}


@pytest.fixture
def storage(built_world: Path, tmp_path: Path) -> Iterator[Storage]:
    opened = world.copy_of(built_world, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def address(storage: Storage) -> Iterator[str]:
    clock = ManualClock()
    clock.advance(world.PLAYED_S + 60)
    with serving(build_app(storage, None, clock)) as base:
        yield base


def sign_in(page: Page, address: str, account: str) -> None:
    page.context.clear_cookies()
    page.goto(address)
    page.fill("[name=account]", account)
    page.fill("[name=password]", world.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    playwright.expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def faults(page: Page) -> list[str]:
    """List what axe finds serious, and whether anything sticks out of the page."""
    found = axe.Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [
        f"{fault['id']}: {node['target']}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ] + (["wider than the window"] if wide else [])


SHOWN = [
    ("ky-thuat", "/fleet", "fleet"),
    ("ky-thuat", "/fleet/cau-giay/kiosk-1", "fleet-device"),
    ("ky-thuat", "/enrolment", "enrolment"),
    ("cau-hinh", "/releases", "releases"),
    ("cau-hinh", "/configs", "configs"),
    ("cau-hinh", "/configs/new", "config-new"),
    ("cau-hinh", "/configs/1", "config-draft"),
    ("cau-hinh", "/configs/2", "config-halted"),
    ("quan-tri", "/admin/accounts", "keep-accounts"),
    ("quan-tri", "/admin/offices", "keep-offices"),
    ("quan-tri", "/password", "password"),
]


@pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
def test_no_page_has_a_serious_fault(
    size: tuple[int, int], address: str, browser: Browser, tmp_path: Path
) -> None:
    out = Path(os.environ.get("KIOSK_PAGE_PICTURES", str(tmp_path)))
    with a_pc(browser, size) as page:
        who = ""
        for account, path, name in SHOWN:
            if account != who:
                sign_in(page, address, account)
                who = account
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.ok, path
            if name == "enrolment":
                page.get_by_role("button", name="Tạo mã một lần").click()
                playwright.expect(page.locator("#countdown")).to_contain_text(":")
            if name == "fleet-device":
                page.locator("summary").click()
            assert faults(page) == [], path
            if size == PC or name in {"fleet", "config-halted", "enrolment"}:
                page.screenshot(path=out / f"central-{name}{'' if size == PC else '-phone'}.png")


def test_a_device_is_revoked_by_one_click_and_its_confirmation(
    address: str, storage: Storage, browser: Browser
) -> None:
    with a_pc(browser, PC) as page:
        sign_in(page, address, "ky-thuat")
        page.get_by_role("link", name="Phường Ba Đình").click()
        page.locator("summary").click()
        page.get_by_role("button", name="Thu hồi kiosk-1 của Phường Ba Đình").click()
        playwright.expect(page.locator("main")).to_contain_text("Đã thu hồi lúc")
    (one,) = (one for one in storage.devices() if one.office == "ba-dinh")
    assert one.revoked_at is not None


def test_a_code_is_shown_once_and_counts_down(address: str, browser: Browser) -> None:
    with a_pc(browser, PC) as page:
        sign_in(page, address, "ky-thuat")
        page.goto(f"{address}/enrolment")
        page.select_option("#office", "soc-son")
        page.get_by_role("button", name="Tạo mã một lần").click()
        code = page.locator(".big-code").inner_text()
        assert len(code.replace("-", "")) == 12
        left = page.locator("#countdown")
        playwright.expect(left).not_to_have_text("60:00")
        page.goto(f"{address}/enrolment")
        assert code not in page.content()


def test_a_draft_is_checked_and_its_mistake_is_told_with_the_text_kept(
    address: str, browser: Browser
) -> None:
    with a_pc(browser, PC) as page:
        sign_in(page, address, "cau-hinh")
        page.goto(f"{address}/configs/new")
        playwright.expect(page.locator("#text")).to_contain_text('effective_from = "2026-12-01"')
        page.fill("#name", "Thử")
        page.fill("#text", 'effective_from = "2027-03-01"\n[desk]\nport = 1\n')
        page.get_by_role("button", name="Kiểm tra và lưu").click()
        playwright.expect(page.locator(".problem")).to_contain_text("[desk] is the office's own")
        playwright.expect(page.locator("#text")).to_have_value(
            'effective_from = "2027-03-01"\n[desk]\nport = 1\n'
        )
        assert faults(page) == []
        page.locator("#file").set_input_files(
            {"name": "a.toml", "mimeType": "text/plain", "buffer": world.FEBRUARY.encode()}
        )
        playwright.expect(page.locator("#text")).to_have_value(world.FEBRUARY)
        page.get_by_role("button", name="Kiểm tra và lưu").click()
        playwright.expect(page.locator("h1")).to_contain_text("hiệu lực từ 01/02/2027")
        page.select_option("#pilot", "soc-son")
        page.fill("#offices", "ba-dinh, soc-son")
        page.get_by_role("button", name="Bắt đầu phát").click()
        playwright.expect(page.locator(".problem")).to_contain_text("đang trong đợt phát 2")


def test_an_account_is_made_with_a_password_that_is_shown_once(address: str, browser: Browser) -> None:
    with a_pc(browser, PC) as page:
        sign_in(page, address, "quan-tri")
        page.fill("#account", "ky-thuat-2")
        page.select_option("#role", "technician")
        page.fill("#area", "ha-noi/ha-dong")
        page.get_by_role("button", name="Thêm và cấp mật khẩu").click()
        password = page.locator(".once .big-code").inner_text()
        page.goto(f"{address}/admin/accounts")
        assert password not in page.content()
        page.get_by_role("button", name="Đăng xuất").click()
        page.fill("[name=account]", "ky-thuat-2")
        page.fill("[name=password]", password)
        page.get_by_role("button", name="Đăng nhập").click()
        playwright.expect(page.locator("h1")).to_contain_text("2 thiết bị")
        page.get_by_role("link", name="Tài khoản").click()
        page.fill("#old", password)
        page.fill("#new", "mat-khau-cua-toi")
        page.fill("#again", "mat-khau-cua-toi")
        page.get_by_role("button", name="Đổi mật khẩu").click()
        playwright.expect(page.locator("h1")).to_have_text("Đăng nhập")
