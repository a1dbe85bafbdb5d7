"""The console as officers use it: in Debian's Chromium, before a real desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from kiosk.domain import commands as c
from kiosk.domain.moves import ParkReason
from tests.offices import Setup, ticket_of
from tests.scanning import scanned
from tests.web.browsers import (
    NARROW,
    a_pc,
    arrive,
    choose,
    codes,
    count,
    needs_chromium,
    playwright,
    press,
    sign_in,
)
from tests.web.server import BOARD, PIN, PageServer

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import APIResponse, Browser, Page, Route

pytestmark = needs_chromium

expect = playwright.expect


def overrides(office: Setup) -> list[dict[str, Any]]:
    """Give what the log holds of numbers given beside the rules."""
    rows = office.database.conn.execute("SELECT data FROM event WHERE kind = 'OverrideGiven'")
    return [json.loads(data) for (data,) in rows]


def test_a_morning_of_three_officers_and_a_board(pages: PageServer, browser: Browser) -> None:
    arrive(pages, "chung_thuc", "ho_tich", "dat_dai_xay_dung", "chung_thuc", "ho_tich", "ho_kinh_doanh")
    with a_pc(browser) as one, a_pc(browser) as two, a_pc(browser) as three, a_pc(browser) as board:
        board.goto(pages.address + BOARD)
        consoles = [(one, "cb-01", 1), (two, "cb-02", 2), (three, "pt-01", 3)]
        for page, officer, counter in consoles:
            sign_in(page, pages, officer, counter)
        called = []
        for _ in range(2):
            for page, _officer, counter in consoles:
                press(page, "#call-next", "F2")
                expect(page.locator("#state")).to_have_text("Đang gọi đến quầy")
                code = page.locator("#code").inner_text()
                called.append(code)
                expect(board.locator("#stage-code")).to_have_text(code, timeout=15_000)
                expect(board.locator("#stage-counter")).to_have_text(str(counter))
            for page, _officer, _counter in consoles:
                press(page, "#start", "F8")
                press(page, "#finish", "F9")
                expect(page.locator("#state")).to_have_text("Quầy đang trống")
        assert len(set(called)) == 6
        assert len(pages.on_desk(Setup.visits)) == 6


def test_a_person_is_served_with_papers_by_the_keyboard_alone(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich", "chung_thuc")
    press(page, "#call-next", "F2")
    press(page, "#recall", "F4")
    expect(page.locator("#calls")).to_have_text("2")
    press(page, "#start", "F8")
    press(page, "[data-act=Sign]", "s")
    choose(page, "1")
    expect(page.locator("#signs")).to_contain_text("Nghe kém")
    press(page, "[data-act=Dossier]", "d")
    expect(page.locator("#dialog-input")).to_be_focused()
    page.keyboard.type("h26.12-260930-0012")
    page.keyboard.press("Enter")
    expect(page.locator("#dossiers")).to_have_text("H26.12-260930-0012")
    press(page, "[data-act=Result]", "t")
    choose(page, "2")
    expect(page.locator("#given")).to_have_text("Đã trả kết quả: trễ")


def test_a_person_is_set_aside_sent_on_and_brought_back_by_the_keyboard(
    pages: PageServer, page: Page
) -> None:
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich", "chung_thuc")
    press(page, "#call-next", "F2")
    press(page, "#start", "F8")
    press(page, "#park", "g")
    choose(page, "1")
    expect(page.locator("#parked")).to_contain_text("B001")
    press(page, "#undo", "z")
    expect(page.locator("#state")).to_have_text("Đang phục vụ")
    press(page, "#requeue", "h")
    choose(page, "2")
    expect(page.locator("#mine li")).to_have_count(3)
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("B002")
    press(page, "#absent", "Delete")
    expect(page.locator("#cooling")).to_contain_text("B002")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    choose(page, "1")
    expect(page.locator("#state")).to_have_text("Đang gọi đến quầy")
    press(page, "#start", "F8")
    press(page, "#transfer", "c")
    choose(page, "1", "1", "1")
    expect(page.locator("#state")).to_have_text("Quầy đang trống")


def test_a_number_is_taken_for_someone_and_a_pause_made_by_the_keyboard(
    pages: PageServer, page: Page
) -> None:
    sign_in(page, pages)
    press(page, "#issue", "n")
    choose(page, "2", "1", "1")
    expect(page.locator("#message")).to_contain_text("Đã cấp số B001")
    press(page, "#call-next", "F2")
    press(page, "#start", "F8")
    press(page, "#await-result", "k")
    expect(page.locator("#to-return li")).to_have_count(1)
    press(page, "#pause", "p")
    expect(page.locator("#paused")).to_be_visible()
    press(page, "#end-pause", "p")
    expect(page.locator("#at-counter")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#dialog .keys")).to_contain_text("Hoàn tác bước vừa rồi")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()


def test_a_second_number_is_given_despite_a_first_with_the_reason_and_both_are_recorded(
    pages: PageServer, page: Page
) -> None:
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich", "chung_thuc")
    press(page, "#issue", "n")
    choose(page, "2", "1", "2")
    expect(page.locator("#dialog")).to_contain_text("B002")
    expect(page.locator("#dialog")).not_to_contain_text("A001")
    choose(page, "2")
    expect(page.locator("#message")).to_contain_text("Đã cấp số B003")
    first = pages.on_desk(lambda office: office.desk.snapshot().waiting[0])
    (given,) = pages.on_desk(overrides)
    assert (first.code, given["despite"], given["officer"]) == ("B001", first.ticket, "cb-01")


def test_every_open_ticket_is_in_exactly_one_list(pages: PageServer, page: Page) -> None:
    def fill(office: Setup) -> list[str]:
        for field in ("ho_tich",) * 6 + ("chung_thuc", "dat_dai_xay_dung"):
            office.plain(field)
        caller = office.seat(2, 5)
        for step in (c.Park, c.FinishAwaitResult, c.MarkAbsent, c.Cancel):
            ticket = ticket_of(office.call_next(2, caller))
            if step in {c.Park, c.FinishAwaitResult}:
                ticket = office.act(c.Start, ticket, caller)
            more: dict[str, Any] = {"reason": ParkReason.COPIES} if step is c.Park else {}
            office.act(step, ticket, caller, **more)
        office.call_next(2, caller)
        return sorted(t.code for t in office.journal.office.tickets.values() if t.is_open)

    is_open = pages.on_desk(fill)
    sign_in(page, pages, "cb-01", 1)
    expect(page.locator("#mine li")).to_have_count(1)
    assert codes(page) == is_open
    expect(page.locator("#elsewhere li")).to_have_count(1)
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("A001")
    assert codes(page) == is_open


def test_a_call_is_made_once_however_the_desk_restarts_in_between(tmp_path: Path, browser: Browser) -> None:
    desks = [PageServer(tmp_path)]
    desks[0].start()
    arrive(desks[0], "ho_tich", "ho_tich")
    with a_pc(browser) as page:
        sign_in(page, desks[0])

        def restart_before_the_answer(route: Route) -> None:
            if len(desks) == 1:
                route.fetch()
                desks[0].stop()
                desks.append(PageServer(tmp_path, desks[0].port))
                desks[1].start()
                route.abort()
            else:
                route.continue_()

        page.route("**/api/commands", restart_before_the_answer)
        press(page, "#call-next", "F2")
        expect(page.locator("#start")).to_be_enabled(timeout=15_000)
        expect(page.locator("#code")).to_have_text("B001")
        assert count(desks[1], "TicketCalled") == 1
        page.goto("about:blank")
    desks[1].stop()


def test_a_question_answered_while_a_call_is_on_its_way_is_not_lost(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich")
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        answer = route.fetch()
        if held:
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    page.route("**/api/commands", hold_the_first)
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("B001")
    page.locator("#mine button").first.click()
    page.get_by_role("button", name="Thấy người này có mặt").click()
    assert count(pages, "TicketSeen") == 0
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator("#message")).to_contain_text("có mặt: B002")
    assert count(pages, "TicketSeen") == 1


def test_two_officers_who_press_at_once_never_call_the_same_person(
    pages: PageServer, browser: Browser
) -> None:
    arrive(pages, *["chung_thuc"] * 20)
    with a_pc(browser) as one, a_pc(browser) as two:
        sign_in(one, pages, "cb-01", 1)
        sign_in(two, pages, "cb-02", 2)
        for _ in range(10):
            for page in (one, two):
                expect(page.locator("#call-next")).to_be_enabled()
            for page in (one, two):
                page.keyboard.press("F2")
            for page in (one, two):
                expect(page.locator("#person")).to_be_visible()
            assert one.locator("#code").inner_text() != two.locator("#code").inner_text()
            for page in (one, two):
                press(page, "#start", "F8")
                press(page, "#finish", "F9")
    assert count(pages, "TicketCalled") == 20


def test_a_taken_counter_is_handed_over_by_whoever_sits_there(pages: PageServer, browser: Browser) -> None:
    with a_pc(browser) as holder, a_pc(browser) as comer:
        sign_in(holder, pages, "cb-01", 2)
        comer.goto(pages.address)
        comer.fill("[name=officer]", "cb-02")
        comer.fill("[name=pin]", PIN)
        comer.check('[name=counter][value="2"]', force=True)
        comer.press("[name=pin]", "Enter")
        expect(comer.locator("#message")).to_contain_text("Nguyễn Thị Hòa")
        comer.click("#ask-handover")
        comer.wait_for_url("**/counter")
        expect(comer.locator("#standing-text")).to_contain_text("đang chờ trả lời")
        expect(holder.locator("#handover")).to_contain_text("Trần Văn Bình")
        holder.click("#hand-over")
        expect(comer.locator("#at-counter")).to_be_visible()
        expect(holder.locator("#standing")).to_be_visible()


def test_after_lunch_the_pin_is_asked_for_before_anything_else(pages: PageServer, page: Page) -> None:
    pages.on_desk(lambda office: at_local(office, "11:00"))
    sign_in(page, pages)
    expect(page.locator("#at-counter")).to_be_visible()
    pages.on_desk(lambda office: at_local(office, "13:31"))
    arrive(pages, "ho_tich")  # from this state the page learns the desk's time
    press(page, "#call-next", "F2")
    expect(page.locator("#dialog-title")).to_have_text("Xác nhận lại sau giờ nghỉ")
    assert count(pages, "TicketCalled") == 0
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("không đúng")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("Đã xác nhận")
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("B001")


def test_a_forgotten_finish_is_asked_about_and_answered(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    arrive(pages, "ho_tich")
    press(page, "#call-next", "F2")
    press(page, "#start", "F8")
    expect(page.locator("#finish")).to_be_enabled()

    def two_hours_pass(office: Setup) -> None:
        office.clock.advance(3_000)
        office.desk.tick()

    pages.on_desk(two_hours_pass)
    expect(page.locator("#forgotten")).to_contain_text("B001")
    page.click("#was-finished")
    expect(page.locator("#state")).to_have_text("Quầy đang trống")
    assert count(pages, "FinishAnswered") == 1


def test_who_was_served_is_offered_a_code_that_leads_to_their_page(pages: PageServer, page: Page) -> None:
    token = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")).token)
    sign_in(page, pages)
    press(page, "#call-next", "F2")
    press(page, "#start", "F8")
    press(page, "#finish", "F9")
    expect(page.locator("#rate")).to_contain_text("B001")
    press(page, "#rate", "q")
    expect(page.locator("#dialog .qr")).to_have_js_property("complete", value=True)
    drawn = np.frombuffer(page.locator("#dialog .qr").screenshot(), np.uint8)
    picture = cv2.imdecode(drawn, cv2.IMREAD_COLOR)
    assert picture is not None
    assert scanned(np.asarray(picture, np.uint8)) == f"{pages.address}/t/{token}"


def test_a_doubtful_clock_is_shown_beside_the_pcs_own_and_confirmed(pages: PageServer, page: Page) -> None:
    pages.on_desk(set_back)
    sign_in(page, pages)
    expect(page.locator("#dialog-title")).to_have_text("Xác nhận ngày giờ")
    expect(page.locator("#dialog-text")).to_contain_text("Máy chủ: ")
    expect(page.locator("#dialog-text")).to_contain_text("Máy tính này: ")
    page.fill("#dialog-input", "2027-03-01T08:00")
    page.keyboard.press("Enter")
    expect(page.locator("#clock")).to_be_hidden()
    assert count(pages, "ClockSet") == 1


def test_a_burst_of_plain_numbers_is_shown_at_every_counter(pages: PageServer, page: Page) -> None:
    sign_in(page, pages)
    expect(page.locator("#alerts")).to_be_hidden()
    arrive(pages, *["dat_dai_xay_dung"] * 9)
    expect(page.locator("#alerts")).to_contain_text("Xin ra xem ki-ốt")


def test_a_narrow_form_shows_the_call_and_its_steps_without_scrolling_sideways(
    pages: PageServer, browser: Browser
) -> None:
    arrive(pages, "ho_tich", "chung_thuc")
    with a_pc(browser, NARROW) as page:
        sign_in(page, pages)
        press(page, "#call-next", "F2")
        expect(page.locator("#code")).to_be_in_viewport()
        expect(page.locator("#call-next")).to_be_in_viewport()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW[0]


def set_back(office: Setup) -> None:
    """Set the clock of the office back by an hour, which its log can tell."""
    office.clock.wall_ms -= 3_600_000


def at_local(office: Setup, hour: str) -> None:
    """Move the clock on to the next time that the office's clocks show so, on a working day."""
    hours, minutes = (int(part) for part in hour.split(":"))
    zone_ms, day_ms = 7 * 3_600_000, 86_400_000
    local = (office.clock.wall_ms + zone_ms) % day_ms
    office.clock.advance(((hours * 60 + minutes) * 60_000 - local) % day_ms / 1000)
    office.desk.tick()
