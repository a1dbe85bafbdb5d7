"""How waits went over time, as lines to be drawn; the same numbers stand in the table beside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.reports.cells import minutes
from kiosk.reports.measure import LONG_LIMIT_MS, SHORT_LIMIT_MS
from kiosk.reports.samples import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.answer import Group
    from kiosk.central.reports.names import Names
    from kiosk.central.reports.query import Split

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 66, 16, 34
"""Of the drawing, in its own units; the page scales it."""

MOST_LABELS = 8
MOST_TICKS = 6
STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240)
"""Between the lines of the scale, in minutes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``points`` as SVG writes them, and each point's own place for a dot."""

    label: str
    kind: str
    points: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place on an axis."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `WIDTH` × `HEIGHT`.

    Attributes:
        limits: Where 15 and 30 minutes are, as far as they are in the picture.
    """

    lines: tuple[Line, ...]
    ticks: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    limits: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def draw_waits(groups: Sequence[Group], split: Split, names: Names) -> Chart | None:
    """Draw mean and p90 of the wait; None where there are fewer than two points in time."""
    waits = [group.summaries[Figure.WAIT] for group in groups]
    highest = max((minutes(wait.p90) or 0 for wait in waits), default=0.0)
    if len(groups) < len("ab"):
        return None
    step = next((step for step in STEPS_MIN if highest / step <= MOST_TICKS), STEPS_MIN[-1])
    top = step * max(1, math.ceil(highest / step))

    def x(place: int) -> float:
        return round(LEFT + place * (WIDTH - LEFT - RIGHT) / (len(groups) - 1), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM) / top, 1)

    def line(label: str, kind: str, values: Sequence[float | None]) -> Line:
        dots = tuple((x(place), y(value)) for place, value in enumerate(values) if value is not None)
        return Line(label, kind, " ".join(f"{a},{b}" for a, b in dots), dots)

    every = math.ceil(len(groups) / MOST_LABELS)
    limits = [value for ms in (SHORT_LIMIT_MS, LONG_LIMIT_MS) if (value := minutes(ms) or 0) <= top]
    return Chart(
        lines=(
            line("Trung bình", "mean", [minutes(wait.mean) for wait in waits]),
            line("P90", "p90", [minutes(wait.p90) for wait in waits]),
        ),
        ticks=tuple(Mark(y(value), str(value)) for value in range(0, top + 1, step)),
        labels=tuple(
            Mark(x(place), names.short(split, group.name))
            for place, group in enumerate(groups)
            if place % every == 0
        ),
        limits=tuple(Mark(y(value), f"{value:.0f} phút") for value in limits),
    )
