"""Promises that single screens keep; what all keep is in test_every_screen.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF
from PyQt6.QtQuick import QQuickItem

from kiosk.ui.app import QML
from kiosk.ui.field_icons import OTHER
from kiosk.ui.gallery.contrast import contrast, rgb_of
from kiosk.ui.gallery.flaws import SLACK_PX
from kiosk.ui.gallery.glasses import GLASSES
from kiosk.ui.gallery.pieces import Piece, read_pieces
from kiosk.ui.parts import Aid
from kiosk.ui.touch import visible_items
from kiosk.ui.view_state import Screen, ViewState
from tests.ui.views import FIELDS, every_view, with_aids

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from tests.ui.conftest import MakeConductor

HIGHEST_REACH_MM = 1220
"""Source: ADA 2010, 308; EN 301 549, 8.3."""


def show(conductor: Conductor, view: ViewState) -> list[QQuickItem]:
    """Show a view and give all items that are visible on it."""
    conductor.window.show_state(view)
    conductor.window.window.grabWindow()
    return visible_items(conductor.window.window)


def read(conductor: Conductor, view: ViewState) -> tuple[Piece, ...]:
    """Show a view and give what can be seen on it."""
    show(conductor, view)
    return read_pieces(conductor.window.window)


def test_in_low_mode_everything_to_be_touched_is_within_reach(conduct: MakeConductor) -> None:
    glass = GLASSES["portrait-1080p"]
    assert glass.size is not None
    conductor = conduct(glass.size, glass.width_mm)
    highest = glass.size[1] - (HIGHEST_REACH_MM - glass.mount_mm) * glass.size[0] / glass.width_mm
    for name, view in with_aids(every_view("vi"), Aid.LOW).items():
        tops = [piece.box.top for piece in read(conductor, view) if piece.is_target]
        assert min(tops) >= highest - SLACK_PX, name


def test_larger_text_is_larger_on_every_screen(conduct: MakeConductor) -> None:
    conductor = conduct()

    def smallest(views: dict[str, ViewState], name: str) -> int:
        return min(piece.font_px for piece in read(conductor, views[name]) if piece.text)

    usual, large = every_view("vi"), with_aids(every_view("vi"), Aid.LARGE_TEXT)
    for name in ("start", "search", "procedure", "desk_away"):
        assert smallest(large, name) > smallest(usual, name)


@pytest.mark.parametrize("screen", [Screen.CHOICE, Screen.EXISTING])
@pytest.mark.parametrize("glass", GLASSES)
def test_both_answers_are_equally_large(conduct: MakeConductor, glass: str, screen: Screen) -> None:
    size, width_mm = GLASSES[glass].size, GLASSES[glass].width_mm
    names = {"consent", "plain"} if screen is Screen.CHOICE else {"done", "not-me"}
    for language in ("vi", "en"):
        items = show(conduct(size, width_mm), every_view(language)[screen.value])
        one, other = [item for item in items if item.objectName() in names]
        # A pixel may be lost where the layout puts edges on whole pixels.
        assert abs(one.width() - other.width()) <= 1
        assert abs(one.height() - other.height()) <= 1


def test_the_camera_is_seen_to_be_off_then_on_then_off(conduct: MakeConductor) -> None:
    conductor = conduct()

    def colour(name: str) -> str:
        items = show(conductor, every_view("vi")[name])
        indicator = next(item for item in items if item.objectName() == "camera-indicator")
        paint: QColor = indicator.property("color")
        return paint.name()

    off, on = colour("choice"), colour("ring-hold_still")
    assert off != on
    assert colour("working") == off


def test_new_figures_do_not_remake_a_tile_under_a_finger(conduct: MakeConductor) -> None:
    conductor = conduct()
    view = every_view("vi")["start"]

    def tile() -> QQuickItem:
        return next(item for item in show(conductor, view) if item.objectName() == "field-chung_thuc")

    before = tile()
    view = every_view("en")["start"]
    assert tile() is before


def test_stacked_marks_have_room() -> None:
    font = QFont("Noto Sans")
    font.setPixelSize(100)
    assert QFontInfo(font).family() == "Noto Sans"
    metrics = QFontMetricsF(font)
    assert metrics.lineSpacing() >= 135
    assert -metrics.tightBoundingRect("ẾỄỘẰ").top() <= metrics.ascent()


COLOUR = re.compile(
    r"property color (\w+): (?:isContrast \? \"(#\w{6})\" : )?(?:kiosk\.look\.\w+ \|\| )?\"(#\w{6})\""
)


@pytest.mark.parametrize(("theme", "wanted"), [("usual", 7), ("high", 14)])
def test_text_has_the_contrast_of_its_theme(theme: str, wanted: float) -> None:
    found = COLOUR.findall((QML / "Theme.qml").read_text("utf-8"))
    colours = {name: high if theme == "high" and high else usual for name, high, usual in found}
    pairs = [(text, back) for text in ("ink", "muted") for back in ("page", "card", "tint")]
    pairs += [("ink", "warm"), ("ink", "warmDown"), ("blue", "page"), ("green", "page")]
    pairs += [("card", back) for back in ("band", "blue", "blueDown", "ink", "green", "greenDown")]
    weak = {pair: contrast(rgb_of(colours[pair[0]]), rgb_of(colours[pair[1]])) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < wanted} == {}


def test_every_field_of_the_catalogue_and_every_ticket_picture_has_a_drawing() -> None:
    icons = QML.parent / "icons"
    assert {field.code for field in FIELDS} | {OTHER} == {
        path.stem for path in (icons / "field").glob("*.svg")
    }
    assert len(list((icons / "ticket").glob("*.svg"))) == 12
