"""Small line drawings as SVG: axes, curves and a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 620, 36, 350
"""Where the axes lie, in the drawing's units."""

COLOURS = ("#0b5394", "#990000", "#38761d", "#7f4a00")


@dataclass(frozen=True, slots=True)
class Line:
    """One curve.

    Attributes:
        label: What it is.
        points: (x, y) in the axes' units; what lies outside the axes is left out.
    """

    label: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axes:
    """What the drawing spans.

    Attributes:
        title: Above the drawing.
        x_label: Below it.
        x: (from, to), linear.
        y: (from, to), logarithmic, both powers of ten.
        mark: An x at which a dashed line is drawn; None for none.
    """

    title: str
    x_label: str
    x: tuple[float, float]
    y: tuple[float, float]
    mark: float | None = None


def draw(axes: Axes, lines: Sequence[Line]) -> str:
    """Give the drawing as the text of an SVG file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="20" font-size="14">{escape(axes.title)}</text>',
        *_grid(axes),
    ]
    if axes.mark is not None:
        x = _x(axes, axes.mark)
        parts.append(f'<path d="M{x:.1f} {TOP}V{BOTTOM}" stroke="#444" stroke-dasharray="4 3"/>')
    for index, line in enumerate(lines):
        colour = COLOURS[index % len(COLOURS)]
        inside = [
            f"{_x(axes, x):.1f},{_y(axes, y):.1f}"
            for x, y in line.points
            if axes.x[0] <= x <= axes.x[1] and axes.y[0] <= y <= axes.y[1]
        ]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(inside)}"/>'
        )
        parts.append(
            f'<text x="{LEFT + 8}" y="{BOTTOM - 68 + 18 * index}" fill="{colour}">{escape(line.label)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _grid(axes: Axes) -> list[str]:
    parts = []
    low, high = (round(math.log10(value)) for value in axes.y)
    for power in range(low, high + 1):
        y = _y(axes, 10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#ccc"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_share(power)}</text>')
    for step in range(6):
        value = axes.x[0] + (axes.x[1] - axes.x[0]) * step / 5
        x = _x(axes, value)
        parts.append(f'<path d="M{x:.1f} {TOP}V{BOTTOM}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle">{value:.2f}</text>')
    parts.append(
        f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 40}" text-anchor="middle">{escape(axes.x_label)}</text>'
    )
    return parts


def _share(power: int) -> str:
    return f"{100 * 10.0**power:g}%"


def _x(axes: Axes, value: float) -> float:
    return LEFT + (RIGHT - LEFT) * (value - axes.x[0]) / (axes.x[1] - axes.x[0])


def _y(axes: Axes, value: float) -> float:
    low, high = math.log10(axes.y[0]), math.log10(axes.y[1])
    return BOTTOM - (BOTTOM - TOP) * (math.log10(value) - low) / (high - low)
