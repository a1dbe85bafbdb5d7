"""A further language of the screen is one more file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PyQt6.QtGui import QGuiApplication

from kiosk.config import load_config
from kiosk.run.screenshots import names_in
from kiosk.ui.gallery.flaws import find_flaws
from kiosk.ui.gallery.glasses import GLASSES
from kiosk.ui.gallery.states import every_state
from kiosk.ui.gallery.studio import Studio
from kiosk.ui.parts import Aid
from kiosk.ui.wording import STRINGS, Words, load_wording
from tests.ui.views import NOTICE, OFFICE


@pytest.fixture
def wording(tmp_path: Path) -> Mapping[str, Words]:
    """Four languages; the two that stand for further ones are written as the first two are."""
    for code, like in (("vi", "vi"), ("en", "en"), ("tyz", "vi"), ("zh", "en")):
        shutil.copy(STRINGS / f"{like}.json", tmp_path / f"{code}.json")
    return load_wording(tmp_path)


@pytest.fixture
def studio(application: QGuiApplication, wording: Mapping[str, Words], glass: str) -> Iterator[Studio]:
    assert application
    studio = Studio(every_state("vi", NOTICE)["start"].view, wording, office=OFFICE, glass=GLASSES[glass])
    yield studio
    studio.close()


def test_vietnamese_comes_first_and_the_others_by_their_code(wording: Mapping[str, Words]) -> None:
    assert list(wording) == ["vi", "en", "tyz", "zh"]


@pytest.mark.parametrize("aids", [(), (Aid.LARGE_TEXT,), (Aid.LOW,)], ids=str)
@pytest.mark.parametrize("glass", GLASSES)
def test_every_language_is_reached_from_a_start_screen_that_has_room_for_them(
    studio: Studio, wording: Mapping[str, Words], aids: tuple[Aid, ...]
) -> None:
    leads_to: dict[str, set[str]] = {}
    for language in wording:
        picture = studio.draw(every_state(language, NOTICE)["start"], aids)
        sheet = studio.sheet(picture, names_in(load_config(None), wording))
        assert find_flaws(sheet) == []
        names = {piece.name for piece in sheet.pieces}
        leads_to[language] = {
            name.removeprefix("language-") for name in names if name.startswith("language-")
        }

    reached = {"vi"}
    for _touch in wording:
        reached |= {further for language in reached for further in leads_to[language]}
    assert reached == set(wording)


@pytest.mark.parametrize("glass", ["portrait-1080p"])
def test_a_further_language_is_drawn_well_everywhere(studio: Studio, wording: Mapping[str, Words]) -> None:
    flaws = {}
    for name, state in every_state("zh", NOTICE).items():
        found = find_flaws(studio.sheet(studio.draw(state, ()), names_in(load_config(None), wording)))
        if found:
            flaws[name] = found

    assert flaws == {}
