"""The board: each call has its turn, in step with the voice, readable, and nothing cut off."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.ui.board.presenter import FIELDS_ON_A_PAGE, PAGE_S, Shown, present
from kiosk.ui.board.stage import FRESH_S, TURN_S, Stage, advance, speak, take_news
from kiosk.ui.board.view_state import BoardNews, Call, CallKind
from kiosk.ui.touch import visible_items
from kiosk.ui.window import Glass
from kiosk.ui.wording import load_wording
from tests.ui.board_views import EARLIER, FIELDS, FRESH, NEWS
from tests.ui.wait import until

if TYPE_CHECKING:
    from PyQt6.QtGui import QGuiApplication

    from kiosk.ui.board.app import BoardWindow

STRINGS = Path(__file__).parents[2] / "kiosk/ui/board/strings"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def call(no: int, kind: CallKind = CallKind.CALL) -> Call:
    return Call(no, kind, f"A{no:03d}", "sen", "#0b5394", 1)


def news(*numbers: int, due: tuple[int, ...] = ()) -> BoardNews:
    calls = tuple(call(no) for no in sorted(numbers, reverse=True))
    return replace(NEWS, calls=calls, due=tuple(call(no) for no in due))


def number(stage: Stage) -> int | None:
    return stage.call.no if stage.call else None


def test_at_first_sight_the_last_call_stands_there_and_is_not_new() -> None:
    stage = take_news(Stage(), news(1, 2, 3), 100.0)
    assert (number(stage), stage.is_fresh(100.0), stage.waiting) == (3, False, ())


def test_what_nobody_has_spoken_yet_is_new_at_first_sight() -> None:
    stage = take_news(Stage(), news(1, 2, 3, due=(3,)), 100.0)
    assert (number(stage), stage.is_fresh(100.0)) == (3, True)


def test_calls_made_together_have_their_turns_one_after_another() -> None:
    stage = take_news(take_news(Stage(), news(1), 0.0), news(1, 2, 3, 4), 10.0)
    seen = [number(stage)]
    for tenth in range(1, 300):
        stage = advance(stage, 10.0 + tenth / 10)
        if number(stage) != seen[-1]:
            seen.append(number(stage))
    assert seen == [2, 3, 4]
    assert not stage.is_fresh(10.0 + 3 * TURN_S + FRESH_S)


@pytest.mark.parametrize("has_voice", [False, True])
@given(rounds=st.lists(st.integers(0, 12), max_size=12))
def test_no_call_is_ever_skipped(rounds: list[int], *, has_voice: bool) -> None:
    stage, told, now = take_news(Stage(), news(), 0.0), 0, 0.0
    seen: list[int] = []

    def look() -> None:
        if stage.call is not None and (not seen or seen[-1] != stage.call.no):
            seen.append(stage.call.no)

    for together in rounds:
        told += together
        now += 1.0
        stage = take_news(stage, news(*range(max(1, told - 11), told + 1)), now)
        look()
        if has_voice and stage.waiting:
            stage = speak(stage, stage.waiting[0].no, now)
            look()
            stage = speak(stage, None, now)
    for _ in range(told):
        now += TURN_S
        stage = advance(stage, now)
        look()
    assert seen == list(range(1, told + 1))


def test_what_the_voice_says_stands_large_for_as_long_as_it_says_it() -> None:
    stage = take_news(take_news(Stage(), news(), 0.0), news(1, 2, due=(1, 2)), 1.0)
    stage = speak(stage, 1, 1.0)
    stage = advance(stage, 60.0)
    assert (number(stage), stage.is_fresh(60.0)) == (1, True)
    stage = speak(speak(stage, None, 60.0), 2, 60.1)
    assert number(stage) == 2


def test_a_log_that_begins_anew_is_taken_as_a_first_sight() -> None:
    stage = take_news(take_news(Stage(), news(500), 0.0), news(3), 1.0)
    assert (number(stage), stage.newest) == (3, 3)


def shown(stage: Stage, told: BoardNews | None, now_s: float = 0.0) -> Shown:
    return present(stage, told, load_wording(STRINGS), office="Một cửa", now_s=now_s, local=NOON)


def test_every_field_has_its_page_and_those_nobody_serves_or_waits_for_have_none() -> None:
    seen = {field["letter"] for page in range(4) for field in shown(Stage(), NEWS, page * PAGE_S)["fields"]}
    assert seen == {field.letter for field in FIELDS if field.is_served or field.waiting}
    assert len(shown(Stage(), NEWS)["fields"]) == FIELDS_ON_A_PAGE


def test_each_code_is_listed_once_and_not_before_its_turn() -> None:
    again = replace(EARLIER[1], no=70)
    stage = take_news(Stage(), replace(NEWS, calls=(again, *EARLIER)), 0.0)
    codes = [row["code"] for row in shown(stage, replace(NEWS, calls=(again, *EARLIER)))["earlier"]]
    assert codes == ["B017", "E004", "C009", "H102"]


def test_while_the_desk_is_away_the_board_is_calm_and_tells_no_stale_time() -> None:
    away = shown(take_news(Stage(), NEWS, 0.0), None)
    assert away["title"] == "Bảng đang khởi động lại"
    assert (away["time"], away["fields"], away["earlier"], away["stage"]["code"]) == ("", [], [], "")


def test_a_doubtful_clock_is_not_shown() -> None:
    assert shown(Stage(), NEWS)["date"] == "Thứ Hai, 23/11/2026"
    assert shown(Stage(), replace(NEWS, clock_ok=False))["time"] == ""


MakeBoard = Callable[[tuple[int, int], float], "BoardWindow"]


@pytest.fixture
def open_board(application: QGuiApplication) -> Iterator[MakeBoard]:
    from kiosk.ui.board.app import BoardWindow

    assert application
    made: list[BoardWindow] = []

    def make(size: tuple[int, int], width_mm: float) -> BoardWindow:
        board = BoardWindow(
            "Bộ phận Một cửa phường Mẫu",
            ZoneInfo("Asia/Ho_Chi_Minh"),
            Glass(width_mm, size),
            read_from_m=8.0,
        )
        made.append(board)
        content = board.window.contentItem()
        until(lambda: content is not None and content.width() == size[0])
        return board

    yield make
    for board in made:
        board.close()


def tell(board: BoardWindow, told: BoardNews | None) -> None:
    board.tell(told)
    until(lambda: board._news is told)


GLASSES = pytest.mark.parametrize(
    ("size", "width_mm"), [((1920, 1080), 955.0), ((1080, 1920), 537.0), ((3840, 2160), 1210.0)]
)


@GLASSES
def test_all_stands_inside_its_room(open_board: MakeBoard, size: tuple[int, int], width_mm: float) -> None:
    board = open_board(size, width_mm)
    missed = replace(FRESH, kind=CallKind.MISSED)
    for told in (None, replace(NEWS, due=(missed,)), NEWS, replace(NEWS, calls=(), day_open=False)):
        tell(board, told)
        texts = [item for item in visible_items(board.window) if item.property("text")]
        assert texts
        for item in texts:
            assert not item.property("truncated"), item.property("text")
            assert item.property("contentWidth") <= item.width() + 1, item.property("text")


@GLASSES
def test_a_call_is_read_from_the_back_of_the_hall(
    open_board: MakeBoard, size: tuple[int, int], width_mm: float
) -> None:
    board = open_board(size, width_mm)
    tell(board, replace(NEWS, due=(FRESH,)))
    found = {str(item.objectName()): item for item in visible_items(board.window)}
    assert [found[name].property("text") for name in ("code", "counter")] == ["C010", "13"]
    for name in ("code", "counter"):
        capital_mm = 0.714 * found[name].property("font").pixelSize() * width_mm / size[0]
        # ISO 9241-303: read with ease from 22 minutes of arc on.
        assert capital_mm >= 8000 * math.tan(math.radians(22 / 60))


def test_an_output_that_is_not_there_is_named(application: QGuiApplication) -> None:
    from kiosk.ui.board.app import BoardWindow

    assert application
    with pytest.raises(BadInput, match="HDMI-Z-9"):
        BoardWindow("x", ZoneInfo("UTC"), Glass(955, (192, 108)), read_from_m=8.0, output="HDMI-Z-9")


@pytest.mark.parametrize(
    ("names", "output", "place"),
    [
        (["HDMI-A-1", "HDMI-A-2"], "", 1),
        (["HDMI-A-2", "HDMI-A-1"], "", 0),
        (["HDMI-A-1"], "", None),
        (["HDMI-A-1"], "HDMI-A-1", 0),
        (["HDMI-A-1"], "HDMI-A-2", None),
        (["eDP-1"], "", 0),
        ([], "", None),
    ],
)
def test_a_board_never_covers_the_touch_screen_unasked(
    names: list[str], output: str, place: int | None
) -> None:
    from kiosk.ui.board.app import choose_output

    assert choose_output(names, output, "HDMI-A-1") == place


def test_a_board_without_a_display_of_its_own_waits_unseen(application: QGuiApplication) -> None:
    from kiosk.ui.board.app import BoardWindow

    (only,) = application.screens()
    board = BoardWindow("x", ZoneInfo("UTC"), Glass(955, (192, 108)), read_from_m=8.0, taken=only.name())
    assert not board.window.isVisible()
    board.close()


def test_an_unchanged_board_draws_nothing_anew(open_board: MakeBoard) -> None:
    board = open_board((1920, 1080), 955)
    board.tell(NEWS)
    until(lambda: board._news is NEWS)
    changes: list[bool] = []
    board.bridge.changed.connect(lambda: changes.append(True))
    board.bridge.show(dict(board.bridge._shown))
    assert changes == []
