"""What the hall's board shows, and never shows."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from kiosk.lib.units import WallMs
from kiosk.web.board_view import local_ms
from tests.offices import Setup
from tests.telling import tells
from tests.web.server import BOARD, updates

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.server import PageServer


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within 10 s"
        time.sleep(0.01)


def test_the_board_shows_a_call_with_its_counter(pages: PageServer) -> None:
    officer = pages.officer()
    with updates(pages.client(), BOARD + "/updates") as states:
        assert next(states)["calls"] == []
        pages.on_desk(lambda office: office.plain("ho_tich"))
        officer.call_next()
        (call,) = next(state["calls"] for state in states if state["calls"])
        assert (call["code"], call["icon"], call["counter"]) == ("B001", "ca", 2)


def test_the_board_tells_how_many_wait_in_each_field(pages: PageServer) -> None:
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(3)])
    pages.officer("cb-01", 2)
    with updates(pages.client(), BOARD + "/updates") as states:
        fields = {field["code"]: field for field in next(states)["fields"]}
    assert (fields["ho_tich"]["waiting"], fields["ho_tich"]["open_counters"]) == (3, [2])
    assert fields["ho_kinh_doanh"]["open_counters"] == []


def test_the_board_never_leads_to_a_person(pages: PageServer) -> None:
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(3)])
    officer = pages.officer()
    absent = officer.act("MarkAbsent", officer.call_next().json()["ticket"])
    called = officer.call_next().json()["ticket"]
    with updates(pages.client(), BOARD + "/updates") as states:
        sent = json.dumps(next(states))
    page = pages.client().get(BOARD).text
    for ticket in (absent, called):
        for secret in (ticket["ticket"], ticket["token"], "cb-01", "Nguyễn"):
            assert not tells(sent, secret)
            assert not tells(page, secret)


def test_a_board_that_leaves_is_forgotten(pages: PageServer) -> None:
    with updates(pages.client(), BOARD + "/updates") as states:
        next(states)
        assert pages.listeners() == 1
    wait_until(lambda: pages.listeners() == 0)


def test_the_boards_clock_is_the_offices_own_in_any_zone() -> None:
    noon_in_hanoi = WallMs(1_796_619_600_000)
    assert local_ms(noon_in_hanoi, "Asia/Ho_Chi_Minh") == noon_in_hanoi + 7 * 3_600_000


def test_a_doubtful_clock_is_not_shown(pages: PageServer) -> None:
    assert local_ms(WallMs(0), "Asia/Ho_Chi_Minh") is None

    def lose_the_clock(office: Setup) -> None:
        office.clock.wall_ms = 0

    pages.on_desk(lose_the_clock)
    with updates(pages.client(), BOARD + "/updates") as states:
        assert next(states)["local_ms"] is None
