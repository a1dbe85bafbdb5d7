from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage
from PyQt6.QtQml import QQmlExpression, qmlContext
from PyQt6.QtQuick import QQuickItem

from kiosk.ui.app import QML
from kiosk.ui.parts import Aid
from kiosk.ui.touch import visible_items
from kiosk.ui.view_state import Screen, ViewState
from tests.ui.views import FIELDS, every_view, with_aids

if TYPE_CHECKING:
    from kiosk.ui.conductor import Conductor
    from tests.ui.conftest import MakeConductor

MIN_TARGET_MM = 20
HIGHEST_REACH_MM = 1220
"""Source: ADA 2010, 308; EN 301 549, 8.3."""

MOUNT_MM = 900
"""Height of the glass in tests, as configured where nothing else is."""

SLACK_PX = 1.5

GLASSES = {
    "portrait": ((1080, 1920), 268.0),
    "landscape": ((1920, 1080), 476.0),
    "landscape-720p": ((1280, 720), 345.0),
    "small-10-inch": ((1280, 720), 223.0),
    "portrait-720p": ((720, 1280), 194.0),
}
"""Pixels and width in millimetres: 21.5, 21.5, 15.6, 10.1 and 15.6 inch."""


def show(conductor: Conductor, view: ViewState) -> list[QQuickItem]:
    """Show a view and give all items that are visible on it."""
    return draw(conductor, view)[0]


def draw(conductor: Conductor, view: ViewState) -> tuple[list[QQuickItem], QImage]:
    """Show a view and give its visible items and its picture."""
    conductor.window.show_state(view)
    picture = conductor.window.window.grabWindow()
    return visible_items(conductor.window.window), picture


def is_text(item: QQuickItem) -> bool:
    return item.property("contentWidth") is not None and bool(item.property("text"))


def number(item: QQuickItem, name: str) -> int:
    """Read an enumeration of QML's that PyQt has no type for."""
    value, _ = QQmlExpression(qmlContext(item), item, f"Number({name})").evaluate()
    return int(value)


def painted(item: QQuickItem) -> QRectF:
    """Give where the text's ink may be, in the window."""
    width, height = item.property("contentWidth"), item.property("contentHeight")
    x = {1: 0.0, 2: item.width() - width, 4: (item.width() - width) / 2}[number(item, "horizontalAlignment")]
    y = {32: 0.0, 64: item.height() - height, 128: (item.height() - height) / 2}[
        number(item, "verticalAlignment")
    ]
    return QRectF(item.mapToScene(QPointF(x, y)), item.mapToScene(QPointF(x + width, y + height)))


def frame(item: QQuickItem) -> QRectF:
    return QRectF(item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height())))


def holders(item: QQuickItem) -> list[QQuickItem]:
    """Give what the item must not stick out of: its cards, buttons and bars, and the screen's area."""
    above = []
    parent = item.parentItem()
    while parent is not None:
        if parent.property("radius") is not None or parent.objectName() == "screen":
            above.append(parent)
        parent = parent.parentItem()
    return above


def sticks_out(inner: QRectF, outer: QRectF) -> bool:
    return not outer.adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX).contains(inner)


def flaws(items: list[QQuickItem]) -> list[str]:
    """Find text that is cut, sticks out, or lies on other text."""
    found = []
    texts = [item for item in items if is_text(item)]
    for item in texts:
        words = item.property("text")
        box = painted(item)
        if item.property("truncated") or box.width() > item.width() + SLACK_PX:
            found.append(f"{words!r} is wider than its place")
        found += [
            f"{words!r} sticks out of {holder.objectName() or holder.metaObject().className()}"  # type: ignore[union-attr]
            for holder in holders(item)
            if sticks_out(box, frame(holder))
        ]
        # Capitals and digits alone are set tighter; marks need the font's own line.
        if item.objectName() != "ticket-code" and item.property("lineHeight") < 1:
            found.append(f"{words!r} is set too tight")
    over = [item for item in items if item.objectName() in {"help-notice", "more-time-question"}]
    if not over:
        found += [
            f"{a.property('text')!r} lies on {b.property('text')!r}"
            for a, b in combinations(texts, 2)
            if painted(a).adjusted(1, 1, -1, -1).intersects(painted(b).adjusted(1, 1, -1, -1))
        ]
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("glass", GLASSES)
def test_every_screen_is_drawn_whole(conduct: MakeConductor, glass: str, language: str) -> None:
    assert wrong_on(conduct, glass, every_view(language)) == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("glass", "aids"),
    [
        ("portrait", (Aid.LARGE_TEXT, Aid.HIGH_CONTRAST)),
        ("landscape", (Aid.LARGE_TEXT, Aid.CALM)),
        ("portrait", (Aid.LOW,)),
    ],
)
def test_every_screen_is_drawn_whole_with_aids(
    conduct: MakeConductor, glass: str, aids: tuple[Aid, ...], language: str
) -> None:
    assert wrong_on(conduct, glass, with_aids(every_view(language), *aids)) == {}


def wrong_on(conduct: MakeConductor, glass: str, views: dict[str, ViewState]) -> dict[str, list[str]]:
    """Find what is wrong with each view."""
    size, width_mm = GLASSES[glass]
    conductor = conduct(size, width_mm)
    pixels_per_mm = size[0] / width_mm
    wrong: dict[str, list[str]] = {}
    for name, view in views.items():
        items, picture = draw(conductor, view)
        found = flaws(items)
        targets = [item for item in items if item.property("taps") is not None]
        found += [
            f"{item.objectName()} is smaller than {MIN_TARGET_MM} mm"
            for item in targets
            if min(item.width(), item.height()) < MIN_TARGET_MM * pixels_per_mm - 0.5
        ]
        found += [
            f"{item.objectName()} sticks out of the screen"
            for item in targets
            for holder in holders(item)
            if sticks_out(frame(item), frame(holder))
        ]
        if "help" not in {item.objectName() for item in targets}:
            found.append("help is missing")
        assert (picture.width(), picture.height()) == size
        seen = {picture.pixel(x, y) for x in range(0, size[0], 23) for y in range(0, size[1], 23)}
        if len(seen) < 10:
            found.append("the picture is blank")
        if found:
            wrong[name] = found
    return wrong


def test_in_low_mode_everything_to_be_touched_is_within_reach(conduct: MakeConductor) -> None:
    size, width_mm = GLASSES["portrait"]
    conductor = conduct(size, width_mm)
    highest = size[1] - (HIGHEST_REACH_MM - MOUNT_MM) * size[0] / width_mm
    for name, view in with_aids(every_view("vi"), Aid.LOW).items():
        tops = [frame(item).top() for item in show(conductor, view) if item.property("taps") is not None]
        assert min(tops) >= highest - SLACK_PX, name


def test_larger_text_is_larger_on_every_screen(conduct: MakeConductor) -> None:
    conductor = conduct()

    def sizes(views: dict[str, ViewState], name: str) -> list[float]:
        texts = [item for item in show(conductor, views[name]) if is_text(item)]
        return [QQmlExpression(qmlContext(item), item, "font.pixelSize").evaluate()[0] for item in texts]

    usual, large = every_view("vi"), with_aids(every_view("vi"), Aid.LARGE_TEXT)
    for name in ("start", "search", "procedure", "desk_away"):
        assert min(sizes(large, name)) > min(sizes(usual, name))


def test_every_touchable_thing_has_a_name_for_screen_readers(conduct: MakeConductor) -> None:
    conductor = conduct()
    for view in every_view("vi").values():
        for item in show(conductor, view):
            if item.property("taps") is not None:
                assert item.objectName()
                assert item.property("spoken") or item.property("field").toVariant()["name"]


@pytest.mark.parametrize("screen", [Screen.CHOICE, Screen.EXISTING])
@pytest.mark.parametrize("glass", GLASSES)
def test_both_answers_are_equally_large(conduct: MakeConductor, glass: str, screen: Screen) -> None:
    size, width_mm = GLASSES[glass]
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


def luminance(colour: str) -> float:
    """Give the relative luminance of ``#rrggbb``. Source: WCAG 2.2, definitions."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOUR = re.compile(r"property color (\w+): (?:isContrast \? \"(#\w{6})\" : )?\"(#\w{6})\"")


@pytest.mark.parametrize(("theme", "wanted"), [("usual", 7), ("high", 14)])
def test_text_has_the_contrast_of_its_theme(theme: str, wanted: float) -> None:
    found = COLOUR.findall((QML / "Theme.qml").read_text("utf-8"))
    colours = {name: high if theme == "high" and high else usual for name, high, usual in found}
    pairs = [(text, back) for text in ("ink", "muted") for back in ("page", "card", "tint")]
    pairs += [("ink", "warm"), ("ink", "warmDown"), ("blue", "page"), ("green", "page")]
    pairs += [("card", back) for back in ("ink", "blue", "blueDown", "green", "greenDown")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < wanted} == {}


def test_every_field_of_the_catalogue_and_every_ticket_picture_has_a_drawing() -> None:
    icons = QML.parent / "icons"
    assert {field.code for field in FIELDS} == {path.stem for path in (icons / "field").glob("*.svg")}
    assert len(list((icons / "ticket").glob("*.svg"))) == 12
