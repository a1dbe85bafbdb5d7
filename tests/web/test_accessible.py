"""axe-core finds no serious fault on any officers' page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browsers import NARROW, a_pc, needs_chromium, playwright, press, sign_in
from tests.web.server import BOARD, PageServer

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

SERIOUS = {"serious", "critical"}


def faults(page: Page) -> list[str]:
    """List the serious faults of a page as it stands, with where they are."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def fill(pages: PageServer) -> None:
    for field in ("ho_tich", "ho_tich", "dat_dai_xay_dung"):
        pages.on_desk(lambda office, field=field: office.plain(field))  # type: ignore[misc]
    pages.on_desk(lambda office: office.send_check_in("ho_tich", priority="tu_75_tuoi"))
    pages.on_desk(lambda office: office.clock.advance(31 * 60))


@pytest.mark.parametrize("size", [(1024, 768), NARROW], ids=["wide", "narrow"])
def test_the_console_has_no_serious_fault_in_any_of_its_faces(
    pages: PageServer, browser: Browser, size: tuple[int, int]
) -> None:
    fill(pages)
    with a_pc(browser, size) as page:
        page.goto(pages.address)
        assert faults(page) == []
        sign_in(page, pages)
        playwright.expect(page.locator("#call-next")).to_be_enabled()
        assert faults(page) == []
        press(page, "#call-next", "F2")
        press(page, "#start", "F8")
        playwright.expect(page.locator("#finish")).to_be_enabled()
        assert faults(page) == []
        press(page, "#transfer", "c")
        playwright.expect(page.locator("#dialog")).to_be_visible()
        assert faults(page) == []
        page.keyboard.press("Escape")
        press(page, "[data-act=Dossier]", "d")
        assert faults(page) == []


def test_the_supervisors_pages_have_no_serious_fault(pages: PageServer, browser: Browser) -> None:
    fill(pages)
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        playwright.expect(page.locator("#people tr")).to_have_count(4)
        assert faults(page) == []
        page.locator("#counters button").first.click()
        assert faults(page) == []
        for path, shows in (
            ("/accounts", "#accounts tr"),
            ("/figures", ".whole td"),
            ("/figures/legs?figure=wait", "td"),
        ):
            page.goto(pages.address + path)
            playwright.expect(page.locator(shows).first).to_be_visible()
            assert faults(page) == [], path


def test_the_citizens_page_and_the_board_have_no_serious_fault(pages: PageServer, browser: Browser) -> None:
    fill(pages)
    ticket = pages.on_desk(lambda office: office.plain("ho_tich").ticket)
    assert ticket is not None
    with a_pc(browser, (390, 780)) as phone:
        for path in (f"/t/{ticket.token}", "/t/none", "/ca", "/board/none"):
            phone.goto(pages.address + path)
            assert faults(phone) == [], path
        pages.on_desk(lambda office: [office.serve(2, office.seat(2)) for _ in range(4)])
        phone.goto(f"{pages.address}/t/{ticket.token}")
        phone.locator("summary").click()
        assert faults(phone) == []
    with a_pc(browser, (1920, 1080)) as board:
        board.goto(pages.address + BOARD)
        playwright.expect(board.locator("#stage-code")).to_be_visible()
        assert faults(board) == []


def test_the_settings_have_no_serious_fault(pages: PageServer, browser: Browser) -> None:
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        for table in (
            "policy",
            "field",
            "calendar",
            "notice",
            "notice.point",
            "hall",
            "services",
            "procedures",
        ):
            page.goto(f"{pages.address}/settings/{table}")
            assert faults(page) == [], table
        page.goto(f"{pages.address}/settings/policy")
        page.get_by_label("Gọi nhiều nhất mấy lần").fill("4")
        page.get_by_text("Lưu vào bản nháp").click()
        playwright.expect(page.locator("#message")).to_have_text("Đã lưu vào bản nháp.")
        assert faults(page) == []
        page.get_by_role("button", name="Lập lịch áp dụng").click()
        playwright.expect(page.locator("#message")).to_have_text("Đã lập lịch áp dụng.")
        page.get_by_label("Hệ thống nào dùng").fill("Phần mềm hồ sơ")
        page.get_by_text("Tạo mã truy cập").click()
        playwright.expect(page.locator("#secret")).to_contain_text("kiosk_")
        page.goto(f"{pages.address}/settings/versions/1")
        assert faults(page) == []
        page.goto(f"{pages.address}/settings/priority")
        page.get_by_text("Thêm dòng").click()
        page.get_by_text("Lưu vào bản nháp").click()
        playwright.expect(page.locator("#message")).to_contain_text("Chưa lưu")
        assert faults(page) == []


def test_holidays_come_from_a_file_and_the_draft_shows_what_changes(
    pages: PageServer, browser: Browser
) -> None:
    holidays = 'date,name\n2029-01-01,"Tết Dương lịch, năm mới"\n2029-02-13,Tết Nguyên đán\n'
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        page.goto(f"{pages.address}/settings/calendar.holiday")
        file = {"name": "le.csv", "mimeType": "text/csv", "buffer": holidays.encode()}
        page.locator("#csv").set_input_files(file)  # type: ignore[arg-type]
        playwright.expect(page.locator("#message")).to_contain_text("Đã đọc 2 dòng")
        page.get_by_role("button", name="Lưu vào bản nháp").click()
        playwright.expect(page.locator("main")).to_contain_text("Tết Dương lịch, năm mới")
        assert faults(page) == []
    draft = pages.on_desk(lambda _office: pages.settings.draft())
    assert [day.date for day in draft.calendar.holiday] == ["2029-01-01", "2029-02-13"]
    assert draft.calendar.holiday[0].name == "Tết Dương lịch, năm mới"


def test_procedures_come_from_a_file_that_is_chosen_and_the_draft_shows_what_changes(
    pages: PageServer, browser: Browser
) -> None:
    with a_pc(browser, (1366, 768)) as page:
        sign_in(page, pages, "pt-01", None)
        page.goto(f"{pages.address}/settings/procedures")
        with page.expect_download() as given:
            page.get_by_text("Tải tệp CSV hiện có").click()
        text = given.value.path().read_text("utf-8").replace("Đăng ký khai sinh,", "Khai sinh,", 1)
        file = {"name": "thu-tuc.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("#procedures").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Lưu vào bản nháp").click()
        playwright.expect(page.locator("#message")).to_have_text("Đã lưu vào bản nháp.")
        playwright.expect(page.locator("main")).to_contain_text("Thủ tục · 1.001193 · Tên")
        assert faults(page) == []
        page.get_by_role("button", name="Lập lịch áp dụng").click()
        playwright.expect(page.locator("#message")).to_have_text("Đã lập lịch áp dụng.")
