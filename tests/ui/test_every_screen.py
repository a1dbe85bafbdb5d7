"""Every screen and state on every glass is drawn whole, large, dark and named enough, in every language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pytest
from PyQt6.QtGui import QGuiApplication

from kiosk.config import load_config
from kiosk.run.screenshots import names_in
from kiosk.ui.gallery.board_states import every_board_state
from kiosk.ui.gallery.board_studio import BoardStudio
from kiosk.ui.gallery.flaws import find_flaws
from kiosk.ui.gallery.glasses import BOARD_GLASSES, GLASSES
from kiosk.ui.gallery.states import every_state
from kiosk.ui.gallery.studio import Studio
from kiosk.ui.parts import Aid
from kiosk.ui.wording import load_wording
from tests.ui.views import NOTICE, OFFICE

WORDING = load_wording()

NAMES = names_in(load_config(None), WORDING)

FindAll = Callable[[str, str, Collection[Aid]], dict[str, list[str]]]


@pytest.fixture
def find_all(application: QGuiApplication) -> Iterator[FindAll]:
    """Give what finds the flaws of all states, by state, on a glass in a language."""
    assert application
    studios: list[Studio] = []

    def find(glass: str, language: str, aids: Collection[Aid] = ()) -> dict[str, list[str]]:
        states = every_state(language, NOTICE)
        studio = Studio(states["start"].view, WORDING, office=OFFICE, glass=GLASSES[glass])
        studios.append(studio)
        found: dict[str, list[str]] = {}
        for name, state in states.items():
            picture = studio.draw(state, aids)
            sheet = studio.sheet(picture, NAMES)
            flaws = find_flaws(sheet)
            names = {piece.name for piece in sheet.pieces}
            if state.corner is None and not names & {"help", "help-close", "more-time", "overlay-close"}:
                flaws.append("help is missing")
            if flaws:
                found[name] = flaws
        return found

    yield find
    for studio in studios:
        studio.close()


@pytest.mark.parametrize("language", WORDING)
@pytest.mark.parametrize("glass", GLASSES)
def test_every_screen_is_drawn_well(find_all: FindAll, glass: str, language: str) -> None:
    assert find_all(glass, language, ()) == {}


@pytest.mark.parametrize("language", WORDING)
@pytest.mark.parametrize(
    ("glass", "aids"),
    [
        ("portrait-1080p", (Aid.LARGE_TEXT, Aid.HIGH_CONTRAST)),
        ("landscape-1080p", (Aid.LARGE_TEXT, Aid.CALM)),
        ("landscape-720p", (Aid.HIGH_CONTRAST,)),
        ("portrait-1080p", (Aid.LOW,)),
    ],
)
def test_every_screen_is_drawn_well_with_aids(
    find_all: FindAll, glass: str, aids: tuple[Aid, ...], language: str
) -> None:
    assert find_all(glass, language, aids) == {}


@pytest.mark.parametrize("glass", BOARD_GLASSES)
def test_every_state_of_the_board_is_drawn_well(application: QGuiApplication, glass: str) -> None:
    assert application
    studio = BoardStudio(OFFICE["vi"], BOARD_GLASSES[glass])
    found = {
        name: flaws
        for name, state in every_board_state().items()
        if (flaws := find_flaws(studio.sheet(studio.draw(state))))
    }
    studio.close()
    assert found == {}
