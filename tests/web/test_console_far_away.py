"""The console where the desk answers late, or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.web.browsers import arrive, count, needs_chromium, playwright, press, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page, Route

    from tests.web.server import PageServer

pytestmark = needs_chromium

expect = playwright.expect


def test_ten_seconds_without_a_network_lose_no_click_and_call_nobody_late(
    pages: PageServer, page: Page
) -> None:
    page.clock.install()
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich")
    expect(page.locator("#call-next")).to_be_enabled()
    page.context.set_offline(offline=True)
    page.keyboard.press("F2")
    expect(page.locator("#message")).to_have_text("Đang gửi…")
    for _ in range(40):
        page.clock.run_for(250)
    expect(page.locator("#message")).to_contain_text("Chưa gửi được lệnh")
    page.context.set_offline(offline=False)
    page.clock.resume()
    expect(page.locator("#away")).to_be_hidden(timeout=15_000)
    assert count(pages, "TicketCalled") == 0
    press(page, "#call-next", "F2")
    expect(page.locator("#code")).to_have_text("B001")
    assert count(pages, "TicketCalled") == 1


def test_on_a_slow_network_a_click_that_is_sent_again_calls_one_person(pages: PageServer, page: Page) -> None:
    page.clock.install()
    sign_in(page, pages)
    arrive(pages, "ho_tich", "ho_tich")
    sent: list[str] = []
    answers: list[tuple[Route, APIResponse]] = []

    def answer_the_first_late(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}")["command_id"])
        answers.append((route, route.fetch()))
        if len(answers) > 1:
            route.fulfill(response=answers[-1][1])

    page.route("**/api/commands", answer_the_first_late)
    press(page, "#call-next", "F2")
    while len(sent) < 2:
        page.clock.run_for(250)
    expect(page.locator("#code")).to_have_text("B001")
    late, first = answers[0]
    late.fulfill(response=first)
    assert len(set(sent)) == 1
    assert {answer.json()["ticket"]["code"] for _route, answer in answers} == {"B001"}
    assert count(pages, "TicketCalled") == 1
    expect(page.locator("#code")).to_have_text("B001")
