"""Printable stickers: a device's names beside a QR code, one by one and on sheets."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kiosk.lib.qr import qr_path

if TYPE_CHECKING:
    from collections.abc import Iterable

STICKER_MM = (90, 50)
"""Width and height; two columns of five fit on A4."""

QR_MM = 42
LETTERS_MM = 3.2
LINE_MM = 4.6
LINE_CHARS = 20
"""What fits beside the QR code, wide letters too; nine lines do below each other."""

SHEET = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Nhãn thiết bị</title><style>
@page { size: A4; margin: 20mm 14mm }
body { margin: 0; font-size: 0 }
svg { box-sizing: border-box; border: 0.2mm solid #999; break-inside: avoid }
</style></head><body>
"""
"""A browser prints it; the lines say where to cut. 297 mm less two margins of 20 hold five rows of 50."""


def sticker(names: Iterable[str], text: str) -> str:
    """Draw a sticker as SVG: the names below each other, and the QR code of ``text``."""
    side, path = qr_path(text)
    width, height = STICKER_MM
    lines = [line for name in names for line in _wrapped(name)]
    left, top = QR_MM + 5, 4 + 2 * LETTERS_MM
    words = "".join(
        f'<text x="{left}" y="{top + LINE_MM * row:.1f}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g transform="translate(3 4) scale({QR_MM / side:.5f})"><path d="{path}" fill="#000"'
        f' shape-rendering="crispEdges"/></g><g font-family="sans-serif" font-size="{LETTERS_MM}">{words}</g></svg>\n'
    )


def sheet(stickers: Iterable[str]) -> str:
    """Put stickers on pages of A4, ten a page, as one HTML file."""
    return f"{SHEET}{''.join(stickers)}</body></html>\n"


def _wrapped(text: str) -> list[str]:
    """Break a text into lines that fit beside the QR code: between words, and a long id anywhere."""
    return textwrap.wrap(text, LINE_CHARS, break_on_hyphens=False)
