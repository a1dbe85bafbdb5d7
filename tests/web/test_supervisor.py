"""The supervisor's pages in Debian's Chromium, before a real desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.browsers import a_pc, arrive, choose, needs_chromium, playwright, sign_in
from tests.web.server import PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

expect = playwright.expect


def test_a_supervisor_sees_and_changes_the_hall(pages: PageServer, browser: Browser) -> None:
    arrive(pages, "ho_tich", "dat_dai_xay_dung")
    pages.on_desk(lambda office: office.clock.advance(31 * 60))
    pages.on_desk(lambda office: office.seat(2, 1))
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        expect(page.locator("#tiles")).to_contain_text("Dự kiến trên 30 phút")
        expect(page.locator("#people tr.late")).to_have_count(2)
        expect(page.locator("#alerts")).to_contain_text(
            "Chưa có quầy nào tiếp nhận Đất đai – Xây dựng; 1 người"
        )
        page.locator("#counters tr", has_text="Quầy 2").get_by_role("button", name="Lĩnh vực").click()
        page.get_by_label("Đất đai – Xây dựng").check()
        page.locator(".ticks button").click()
        expect(page.locator("#counters tr", has_text="Quầy 2")).to_contain_text("Đất đai – Xây dựng")
        page.locator("#fields tr", has_text="Hộ tịch").get_by_role("button", name="Ngừng nhận").click()
        choose(page, "1")
        expect(page.locator("#fields tr", has_text="Hộ tịch")).to_contain_text("đã đủ lượt")
        page.get_by_label("Tiếng Việt").fill("Quầy 3 nghỉ đến 9 giờ.")
        page.get_by_role("button", name="Hiện thông báo").click()
        expect(page.locator("#notices")).to_contain_text("Quầy 3 nghỉ đến 9 giờ.")
        page.locator("#counters tr", has_text="Quầy 2").get_by_role("button", name="Giải phóng").click()
        choose(page, "1")
        expect(page.locator("#counters tr", has_text="Quầy 2")).to_contain_text("Trống")


def test_a_supervisor_has_the_offered_release_installed(pages: PageServer, browser: Browser) -> None:
    pages.offer.release = "1.3.0-5f2c9d1e7a04"
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        page.goto(pages.address + "/settings")
        page.get_by_role("button", name="Cài bản mới").click()
        expect(page.locator("#message")).to_have_text("Bản mới sẽ được cài ngoài giờ làm việc.")
        assert pages.offer.wanted == ["1.3.0-5f2c9d1e7a04"]
        pages.offer.wanted.clear()
        page.goto(pages.address + "/settings")
        pages.offer.release = None
        page.get_by_role("button", name="Cài bản mới").click()
        expect(page.locator("#message")).to_have_text("Bản này không còn chờ ở đây. Xin tải lại trang.")


def test_a_supervisor_keeps_accounts_and_unlocks_one(pages: PageServer, browser: Browser) -> None:
    for _ in range(5):
        pages.client().post("/api/session", json={"officer": "cb-02", "pin": "000000", "counter": 1})
    with a_pc(browser) as page:
        sign_in(page, pages, "pt-01", None)
        page.goto(pages.address + "/accounts")
        row = page.locator("#accounts tr", has_text="cb-02")
        expect(row).to_contain_text("Tạm khóa")
        row.get_by_role("button", name="Mở khóa").click()
        expect(row).to_contain_text("Đang dùng")
        page.get_by_label("Mã cán bộ").fill("cb-09")
        page.get_by_label("Họ tên").fill("Phạm Thị Mai")
        page.get_by_label("Mã PIN hoặc mật khẩu").fill("mật khẩu dài")
        page.get_by_role("button", name="Thêm", exact=True).click()
        expect(page.locator("#accounts tr", has_text="cb-09")).to_contain_text("Phạm Thị Mai")
        page.locator("#accounts tr", has_text="cb-09").get_by_role("button", name="Ngừng").click()
        expect(page.locator("#accounts tr", has_text="cb-09")).to_contain_text("Đã ngừng")


def test_a_figure_opens_to_the_legs_behind_it(pages: PageServer, page: Page) -> None:
    arrive(pages, "ho_tich")
    pages.on_desk(lambda office: office.serve(2, office.seat(2)))
    sign_in(page, pages, "pt-01", None)
    page.goto(pages.address + "/figures")
    expect(page.locator("#whole-title")).to_have_text(re.compile(r"Tổng hợp – \d\d/\d\d/\d{4}"))
    expect(page.locator("tr", has_text="Chờ trung vị").locator("a").first).to_have_text("0,0")
    page.locator("tr", has_text="Chờ lâu nhất").locator("a").first.click()
    page.wait_for_url("**/figures/legs*")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("B001")
