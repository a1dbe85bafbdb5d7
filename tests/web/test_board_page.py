"""The board in a television's browser: for weeks, aloud, through restarts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from kiosk.config import Config, load_config
from kiosk.desk.accounts import Role
from kiosk.desk.caller import Caller
from kiosk.domain import commands as c
from kiosk.domain.ids import OfficerId, officer_actor
from kiosk.domain.speaking import SpeechView
from tests.offices import Setup
from tests.web.browsers import a_pc, chromium, needs_chromium, playwright
from tests.web.server import BOARD, PageServer
from tests.web.test_board import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CALLS = 5_000
"""Three weeks of a busy office."""

HEAP_MAY_GROW_BYTES = 200_000
"""What the engine itself lets its figures wander by; one kept row for each call would be millions."""

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def television() -> Iterator[Browser]:
    """A browser that plays nothing before somebody touched it, as televisions do."""
    with chromium("--autoplay-policy=user-gesture-required") as running:
        yield running


@pytest.fixture
def board(television: Browser) -> Iterator[Page]:
    with a_pc(television, (1920, 1080)) as page:
        yield page


def speaking() -> Config:
    config = load_config(None)
    return msgspec.structs.replace(config, hall=msgspec.structs.replace(config.hall, speaks="page"))


@pytest.fixture
def loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageServer]:
    """A hall whose board page speaks; without clips that is the chime."""
    monkeypatch.setenv("KIOSK_VOICE_DIR", str(tmp_path / "none"))
    server = PageServer(tmp_path, config=speaking())
    server.start()
    yield server
    server.stop()


def speech(pages: PageServer) -> SpeechView:
    return pages.on_desk(lambda office: office.desk.snapshot().speech)


def test_a_silent_browser_says_so_and_speaks_once_it_was_touched(loud: PageServer, board: Page) -> None:
    board.goto(loud.address + BOARD)
    loud.on_desk(lambda office: office.plain("ho_tich"))
    loud.officer().call_next()
    playwright.expect(board.locator("#sound")).to_contain_text("Chưa bật tiếng")
    assert len(speech(loud).due) == 1
    board.keyboard.press("Enter")
    playwright.expect(board.locator("#sound")).to_be_empty()
    wait_until(lambda: speech(loud).due == ())


def test_an_announcement_is_a_sound_file_until_it_was_spoken(loud: PageServer) -> None:
    loud.on_desk(lambda office: office.plain("ho_tich"))
    loud.officer().call_next()
    (due,) = speech(loud).due
    client = loud.client()
    sound = client.get(f"{BOARD}/speech/{due.no}.wav")
    assert (sound.headers["content-type"], sound.content[:4]) == ("audio/wav", b"RIFF")
    assert client.get(f"/board/x/speech/{due.no}.wav").status_code == 404
    assert client.post("/board/x/spoken", json={"no": due.no}).status_code == 403
    assert client.post(f"{BOARD}/spoken", json={"no": due.no}).status_code == 204
    assert speech(loud).due == ()
    assert client.get(f"{BOARD}/speech/{due.no}.wav").status_code == 404
    assert client.post(f"{BOARD}/spoken", json={"no": 10**9}).status_code == 400


def test_a_board_that_must_be_silent_never_asks_to_be_heard(pages: PageServer, board: Page) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    pages.officer().call_next()
    board.goto(pages.address + BOARD)
    playwright.expect(board.locator("#stage-code")).to_have_text("B001")
    playwright.expect(board.locator("#sound")).to_be_empty()


def test_notices_and_closed_fields_are_shown(pages: PageServer, board: Page) -> None:
    def supervise(office: Setup) -> None:
        supervisor = OfficerId("pt-01")
        caller = Caller(officer_actor(supervisor), supervisor, Role.SUPERVISOR)
        office.send(c.Announce, caller, text_vi="Hôm nay nghỉ trưa sớm", text_en="Early lunch today")
        office.send(c.CloseField, caller, field="ho_tich", reason="full")

    board.goto(pages.address + BOARD)
    playwright.expect(board.locator("#notice")).to_be_hidden()
    pages.on_desk(supervise)
    playwright.expect(board.locator("#notice-vi")).to_have_text("Hôm nay nghỉ trưa sớm")
    playwright.expect(board.locator("#notice-en")).to_have_text("Early lunch today")
    playwright.expect(board.locator("#fields .field-ho_tich .counters")).to_have_text(
        "Hôm nay ngừng nhận thêm"
    )


STAND_IN = """
window.EventSource = function (address) { this.address = address; window.line = this; this.on = {}; };
window.EventSource.prototype.addEventListener = function (name, act) { this.on[name] = act; };
window.EventSource.prototype.close = function () {};
"""
"""A line that the test speaks into; weeks of real calls would take weeks."""

PUMP = """
([view, from, count]) => {
  for (let n = from; n < from + count; n += 1) {
    const call = Object.assign({}, view.calls[0], { seq: n, code: 'B' + (n % 1000), counter: n % 4 + 1 });
    view.calls = [call].concat(view.calls).slice(0, 12);
    view.seq = n;
    window.line.onmessage({ data: JSON.stringify(view) });
  }
  window.line.onerror();
}
"""


def test_a_board_does_not_grow_in_weeks_of_calls(pages: PageServer, board: Page) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    pages.officer().call_next()
    first = pages.client().stream("GET", f"{BOARD}/updates")
    with first as response:
        lines = response.iter_lines()
        view = next(json.loads(line[6:]) for line in lines if line.startswith("data: "))
    board.clock.install()
    board.add_init_script(STAND_IN)
    board.goto(pages.address + BOARD)
    devtools = board.context.new_cdp_session(board)

    def measure() -> tuple[int, int, int]:
        devtools.send("HeapProfiler.collectGarbage")
        heap: dict[str, Any] = devtools.send("Runtime.getHeapUsage")
        counters: dict[str, Any] = devtools.send("Memory.getDOMCounters")
        return int(heap["usedSize"]), int(counters["nodes"]), int(counters["jsEventListeners"])

    def call(start: int, count: int) -> None:
        for n in range(start, start + count, 250):
            board.evaluate(PUMP, [view, n, min(250, start + count - n)])
            board.clock.run_for(100_000)

    call(1_000, 500)
    heap, nodes, listeners = measure()
    call(1_500, CALLS)
    after_heap, after_nodes, after_listeners = measure()
    assert after_nodes <= nodes + 50
    assert after_listeners <= listeners
    assert after_heap <= heap + HEAP_MAY_GROW_BYTES
