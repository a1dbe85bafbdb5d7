"""The pages in Debian's Chromium, over a real socket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.offices import Setup
from tests.web.browsers import needs_chromium, playwright
from tests.web.server import BOARD, PIN, PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = needs_chromium


@pytest.fixture
def board(browser: Browser, pages: PageServer) -> Iterator[Page]:
    """A television in the hall."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    opened = context.new_page()
    opened.goto(pages.address + BOARD)
    playwright.expect(opened.locator("#fields li")).to_have_count(8)
    yield opened
    context.close()


def sign_in(page: Page, pages: PageServer) -> None:
    """Sign in at counter 2 with the keyboard alone."""
    page.goto(pages.address)
    page.keyboard.type("cb-01")
    page.keyboard.press("Tab")
    page.keyboard.type(PIN)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter")


def press(page: Page, button: str, key: str) -> None:
    playwright.expect(page.locator(button)).to_be_enabled()
    page.keyboard.press(key)


def calls(pages: PageServer) -> int:
    return pages.on_desk(Setup.kinds).count("TicketCalled")


def test_an_officer_serves_by_keyboard_and_the_hall_sees_the_call(
    pages: PageServer, page: Page, board: Page
) -> None:
    expect = playwright.expect
    sign_in(page, pages)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("B001")
    expect(page.locator("#state")).to_have_text("Đang gọi đến quầy")
    expect(board.locator("#stage-code")).to_have_text("B001")
    expect(board.locator("#stage-counter")).to_have_text("2")
    press(page, "#recall", "F4")
    expect(page.locator("#calls")).to_have_text("2")
    press(page, "#start", "F8")
    expect(page.locator("#state")).to_have_text("Đang phục vụ")
    press(page, "#finish", "F9")
    expect(page.locator("#state")).to_have_text("Quầy đang trống")
    assert len(pages.on_desk(Setup.visits)) == 1


def test_an_absent_person_is_listed_with_the_minutes_left(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    press(page, "#call-next", "F2")
    press(page, "#absent", "Delete")
    playwright.expect(page.locator("#cooling li")).to_contain_text(["B001"])
    playwright.expect(page.locator("#cooling li .time")).to_have_text("còn 5 phút")


def test_a_lost_answer_is_asked_for_again_and_calls_once(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(3)])
    seen: list[str | None] = []

    def lose_the_first_answer(route: Route) -> None:
        seen.append(route.request.post_data)
        answer = route.fetch()
        if len(seen) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/commands", lose_the_first_answer)
    press(page, "#call-next", "F2")
    playwright.expect(page.locator("#start")).to_be_enabled()
    assert len(seen) == 2
    assert seen[0] == seen[1], "the repeat must be the same command"
    assert calls(pages) == 1


def test_a_click_while_the_network_is_cut_is_carried_out_once_when_it_is_back(
    pages: PageServer, page: Page
) -> None:
    expect = playwright.expect
    sign_in(page, pages)
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(3)])
    expect(page.locator("#call-next")).to_be_enabled()
    page.context.set_offline(offline=True)
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(page.locator("#message")).to_have_text("Đang gửi…")
    expect(page.locator("#call-next")).to_be_disabled()
    page.wait_for_timeout(2000)
    assert calls(pages) == 0
    page.context.set_offline(offline=False)
    expect(page.locator("#start")).to_be_enabled()
    assert calls(pages) == 1


def test_a_click_that_never_reaches_the_desk_is_said_to_have_failed(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    playwright.expect(page.locator("#call-next")).to_be_enabled()
    page.route("**/api/commands", lambda route: route.abort())
    page.keyboard.press("F2")
    playwright.expect(page.locator("#message")).to_contain_text("Chưa gửi được", timeout=10_000)
    playwright.expect(page.locator("#call-next")).to_be_enabled()
    assert calls(pages) == 0


def test_pages_say_calmly_that_the_desk_is_away_and_go_on_when_it_is_back(
    tmp_path: Path, browser: Browser, page: Page
) -> None:
    expect = playwright.expect
    first = PageServer(tmp_path)
    first.start()
    sign_in(page, first)
    first.on_desk(lambda office: office.plain("ho_tich"))
    expect(page.locator("#mine li")).to_have_count(1)
    board = browser.new_context().new_page()
    board.goto(first.address + BOARD)
    expect(board.locator("#fields li")).to_have_count(8)
    first.stop()
    expect(page.locator("#away")).to_be_visible()
    expect(board.locator("#line")).to_contain_text("Mất kết nối từ")
    second = PageServer(tmp_path, first.port)
    second.start()
    expect(page.locator("#away")).to_be_hidden(timeout=15_000)
    expect(board.locator("#line")).to_be_empty(timeout=15_000)
    press(page, "#call-next", "F2")
    expect(board.locator("#stage-code")).to_have_text("B001")
    board.context.close()
    page.goto("about:blank")
    second.stop()


def test_calls_made_at_once_are_shown_one_after_another(pages: PageServer, board: Page) -> None:
    for field in ("chung_thuc", "ho_tich", "dat_dai_xay_dung"):
        pages.on_desk(lambda office, field=field: office.plain(field))  # type: ignore[misc]

    def call_all(office: Setup) -> None:
        for officer, counter in enumerate((1, 2, 3), start=1):
            office.call_next(counter, office.seat(counter, officer))

    pages.on_desk(call_all)
    for code in ("A001", "B001", "C001"):
        playwright.expect(board.locator("#stage.fresh #stage-code")).to_have_text(code)
    playwright.expect(board.locator("#earlier .code")).to_have_text(["B001", "A001"])


def test_a_citizens_page_follows_the_call(pages: PageServer, browser: Browser) -> None:
    token = pages.on_desk(lambda office: office.plain("ho_tich").ticket.token)  # type: ignore[union-attr]
    phone = browser.new_context(viewport={"width": 390, "height": 780}).new_page()
    phone.clock.install()
    phone.goto(f"{pages.address}/t/{token}")
    playwright.expect(phone.locator("#ticket")).to_contain_text("Sắp đến lượt ông/bà")
    pages.officer().call_next()
    phone.clock.fast_forward(10_000)
    playwright.expect(phone.locator("#ticket")).to_contain_text("Mời đến quầy 2")
    phone.context.close()


def test_a_citizen_leaves_after_a_second_press_and_rates_after_being_served(
    pages: PageServer, browser: Browser
) -> None:
    expect = playwright.expect
    first, second = pages.on_desk(lambda office: [office.plain("ho_tich").ticket for _ in range(2)])
    phone = browser.new_context(viewport={"width": 390, "height": 780}).new_page()
    phone.goto(f"{pages.address}/t/{first.token}")  # type: ignore[union-attr]
    leave = phone.locator("button[data-wish=leave]")
    leave.click()
    expect(leave).to_contain_text("Bấm lần nữa để rời hàng")
    assert "TicketClosed" not in pages.on_desk(Setup.kinds)
    leave.click()
    expect(phone.locator("#ticket")).to_contain_text("Lượt này đã kết thúc")
    pages.on_desk(lambda office: office.serve(2, office.seat(2)))
    phone.goto(f"{pages.address}/t/{second.token}")  # type: ignore[union-attr]
    phone.get_by_text("Rất hài lòng").click()
    phone.get_by_text("Gửi đánh giá").click()
    expect(phone.locator("#ticket")).to_contain_text("Đã ghi nhận đánh giá")
    phone.context.close()


def test_a_page_that_lost_the_desk_says_how_old_its_figures_are(tmp_path: Path, browser: Browser) -> None:
    server = PageServer(tmp_path)
    server.start()
    token = server.on_desk(lambda office: office.plain("ho_tich").ticket.token)  # type: ignore[union-attr]
    phone = browser.new_context(viewport={"width": 390, "height": 780}).new_page()
    phone.clock.install()
    phone.goto(f"{server.address}/t/{token}")
    server.stop()
    phone.clock.fast_forward(10_000)
    playwright.expect(phone.locator("#line")).to_contain_text("Mất kết nối – số liệu lúc 18:06")
    phone.context.close()


def test_no_page_breaks_its_own_content_policy(pages: PageServer, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, pages)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    press(page, "#call-next", "F2")
    playwright.expect(page.locator("#icon")).to_be_visible()
    page.goto(pages.address + BOARD)
    playwright.expect(page.locator("#stage-code")).to_have_text("B001")
    assert complaints == []
