"""The gallery's table holds every screen and state, and its checks find what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtQml import QQmlApplicationEngine
from PyQt6.QtQuick import QQuickWindow

from kiosk.domain.shown_code import OtherKind
from kiosk.ui.board.view_state import CallKind, CallState
from kiosk.ui.gallery.board_states import every_board_state
from kiosk.ui.gallery.contrast import contrast, pixels_of
from kiosk.ui.gallery.flaws import Sheet, find_flaws
from kiosk.ui.gallery.page import Picture, index_page
from kiosk.ui.gallery.pieces import read_pieces
from kiosk.ui.gallery.states import every_state
from kiosk.ui.parts import Errand, News
from kiosk.ui.technician import Room
from kiosk.ui.view_state import Asked, Help, Hint, Screen
from kiosk.ui.wording import load_wording
from tests.ui.views import NOTICE

STATES = every_state("vi", NOTICE)
VIEWS = [state.view for state in STATES.values()]

WORDS = load_wording()["vi"]


ROOMS = {state.corner.room for state in STATES.values() if state.corner}


def test_every_screen_and_each_of_its_states_is_in_the_table() -> None:
    assert {view.screen for view in VIEWS} == set(Screen)
    assert {view.help for view in VIEWS} == set(Help)
    assert {view.asked for view in VIEWS if view.screen is Screen.REFUSED} == set(Asked)
    assert {view.hint for view in VIEWS} == {None, *Hint}
    assert {view.now.news for view in VIEWS} == set(News)
    assert {view.errand for view in VIEWS} >= {Errand.TAKE, Errand.CARD, Errand.TURN, Errand.RATE}
    assert {view.other_code for view in VIEWS} >= set(OtherKind)
    told = {key.removeprefix("told_").removesuffix("_title") for key in WORDS if key.startswith("told_")}
    assert {view.told for view in VIEWS} >= {name for name in told if not name.endswith("_text")}
    refusals = {key.removeprefix("refused_") for key in WORDS if key.startswith("refused_")}
    assert {view.refusal for view in VIEWS} >= refusals - {"other"}
    assert any(view.asks_more_time for view in VIEWS)
    assert {Room.OUTSIDE, *ROOMS} == set(Room)


def test_every_kind_and_state_of_a_call_is_on_the_board() -> None:
    news = [state.news for state in every_board_state().values() if state.news]
    assert {call.kind for told in news for call in told.due} == set(CallKind)
    assert {call.state for told in news for call in told.calls} == set(CallState)


def test_a_picture_is_named_after_its_screen() -> None:
    named = {name: state.view.screen for name, state in STATES.items()}
    overlaid = {name for name, state in STATES.items() if state.view.help is not Help.NONE or state.corner}
    wrong = {name for name, screen in named.items() if not name.startswith(screen.value)}
    assert wrong == overlaid


PAGE = """
import QtQuick
Window {{
    width: 800; height: 600; visible: true
    Rectangle {{
        id: card
        objectName: "card"
        property real corner: radius
        x: 50; y: 50; width: 700; height: 500; radius: 4; color: "white"
        {content}
    }}
}}
"""

GOOD_TEXT = 'Text { x: 20; y: 20; width: 400; text: "Good day"; font.pixelSize: 30; color: "#10263c" }'
BUTTON = (
    'Rectangle {{ property int taps: 0; objectName: "{name}"; x: {x}; y: 200; width: {width}; height: 120; '
    'color: "#0a4a8a"; radius: 2; Accessible.role: Accessible.Button; Accessible.name: "{spoken}" }}'
)


def button(name: str = "go", *, x: int = 20, width: int = 120, spoken: str = "Go on") -> str:
    return BUTTON.format(name=name, x=x, width=width, spoken=spoken)


def text(words: str, more: str = "", *, y: int = 400, colour: str = "#10263c", size: int = 30) -> str:
    return f'Text {{ x: 20; y: {y}; text: "{words}"; font.pixelSize: {size}; color: "{colour}"; {more} }}'


Judge = Callable[[str], list[str]]


@pytest.fixture
def judge(application: QGuiApplication) -> Iterator[Judge]:
    """Give a judge of QML that is put on a white card of 700×500 pixels, 5 of them a millimetre, in English."""
    assert application
    engines: list[QQmlApplicationEngine] = []

    def find(content: str) -> list[str]:
        engine = QQmlApplicationEngine()
        engines.append(engine)
        engine.loadData(PAGE.format(content=content).encode())
        window = engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        picture = window.grabWindow()
        pieces = read_pieces(window)
        window.close()
        return find_flaws(Sheet(pieces, pixels_of(picture), 5.0, "en", {"Chứng thực"}))

    yield find
    for engine in engines:
        engine.deleteLater()


def test_a_good_screen_has_no_flaw(judge: Judge) -> None:
    verbatim = text("Field: Chứng thực")
    assert judge(GOOD_TEXT + button() + button("no", x=200, spoken="No") + verbatim) == []


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (text("A long text that is cut", "width: 90; elide: Text.ElideRight"), "wider than its place"),
        (text("A long text that is not wrapped", "width: 90"), "wider than its place"),
        (text("A text beyond its card " * 4), "sticks out of card"),
        (text("Below the card", y=490), "sticks out of card"),
        (
            text("Set so tight that marks touch", "lineHeight: 0.8; width: 300; wrapMode: Text.Wrap"),
            "too tight",
        ),
        (text("Small", size=20), "20 px high, less than 24"),
        (text("Pale", colour="#8a949e"), "has a contrast of 3.1, less than 7"),
        (text("Faded", "opacity: 0.3"), "less than 3"),
        (
            text("Under") + 'Rectangle { x: 0; y: 390; width: 400; height: 80; color: "#eee" }',
            "not to be seen",
        ),
        (text("One") + text("Two", y=410), "'One' lies on 'Two'"),
        (text("Words", y=250) + button(), "'Words' lies on go"),
        (button() + button("no", x=100, spoken="No"), "go lies on no"),
        (button(width=99), "go is 19.8 mm, less than 20"),
        (button(x=650), "go sticks out of card"),
        (
            'Rectangle { objectName: "big"; x: -90; width: 80; height: 50; radius: 2 }',
            "big sticks out of the window",
        ),
        (button(spoken=""), "go has no name for screen readers"),
        (text("Xin mời chọn"), "'Xin mời chọn' is not translated"),
        (text("You are number {count}"), "a key or a missing value"),
        (text("start_title"), "a key or a missing value"),
        (text("Wait: undefined"), "a key or a missing value"),
    ],
)
def test_what_is_wrong_is_found(judge: Judge, content: str, flaw: str) -> None:
    found = judge(content)
    assert any(flaw in one for one in found), found


def test_what_lies_below_a_dimmed_window_is_not_judged(judge: Judge) -> None:
    dimmed = 'Rectangle { x: -50; y: -50; width: 800; height: 600; color: "#b0061523" }'
    assert judge(text("Pale", colour="#8a949e") + dimmed) == []


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255), (0x76, 0x76, 0x76)) == pytest.approx(4.54, abs=0.01)


def test_the_index_shows_each_picture_and_what_is_wrong_first() -> None:
    pictures = [
        Picture("start", "p/vi/start.png", "portrait, vi"),
        Picture("code", "p/vi/code.png", "portrait, vi", ("'<b>' lies on it",)),
        Picture("start", "p/en/start.png", "portrait, en"),
    ]
    page = index_page(pictures)
    assert page.count("<section") == 2
    assert page.count("<img") == 3
    assert page.index("&#x27;&lt;b&gt;&#x27; lies on it") < page.index("<section")
    assert "What is wrong" not in index_page(pictures[:1])
