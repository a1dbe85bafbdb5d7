"""What is wrong with a drawn screen: cut, crowded, too small, too pale, nameless or untranslated."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from kiosk.ui.gallery.contrast import Pixels, rgb_of, text_contrast
from kiosk.ui.gallery.pieces import Box, Piece

MIN_TARGET_MM = 20
"""Source: our own rule; EN 301 549 and WCAG 2.2 ask for less."""

MIN_TEXT_PX = 24

MIN_CONTRAST = 7.0
"""Source: WCAG 2.2, 1.4.6."""

MIN_FADED_CONTRAST = 3.0
"""Of controls that are faded because they do nothing now; WCAG asks nothing of them."""

SLACK_PX = 1.5
"""Layouts put edges on whole pixels."""

VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
"""Letters that only Vietnamese has."""

LEAK = re.compile(r"\{\w*\}|\bundefined\b|\bnull\b|\bNaN\b|^[a-z]+(_[a-z]+)+$")
"""What a forgotten value or the key of a missing text looks like."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn screen to be judged.

    Attributes:
        pieces: What is on it, in the order it is painted.
        pixels: Its picture.
        pixels_per_mm: Of the glass.
        language: Code of its language.
        verbatim: What stands in Vietnamese in English too: names, fees, texts of law.
    """

    pieces: tuple[Piece, ...]
    pixels: Pixels
    pixels_per_mm: float
    language: str
    verbatim: Collection[str] = ()


def find_flaws(sheet: Sheet) -> list[str]:
    """Tell what is wrong; nothing for a good screen."""
    return [
        *_cut_texts(sheet),
        *_crowded(sheet),
        *_small_targets(sheet),
        *_weak_texts(sheet),
        *_nameless(sheet),
        *_untranslated(sheet),
    ]


def _texts(sheet: Sheet) -> list[Piece]:
    return [piece for piece in sheet.pieces if piece.text]


def _targets(sheet: Sheet) -> list[Piece]:
    return [piece for piece in sheet.pieces if piece.is_target]


def _cut_texts(sheet: Sheet) -> list[str]:
    height, width = sheet.pixels.shape[:2]
    window = Box(0, 0, width, height)
    found = []
    for piece in _texts(sheet):
        if piece.is_cut or piece.ink.width > piece.box.width + SLACK_PX:
            found.append(f"{piece.text!r} is wider than its place")
        if piece.line_height < 1:
            found.append(f"{piece.text!r} is set too tight for marks")
        if piece.font_px < MIN_TEXT_PX:
            found.append(f"{piece.text!r} is {piece.font_px} px high, less than {MIN_TEXT_PX}")
    for piece in (*_texts(sheet), *_targets(sheet)):
        inner = piece.ink.grown(-SLACK_PX)
        found += [
            f"{_call(piece)} sticks out of {holder.name}"
            for holder in (sheet.pieces[place] for place in sorted(piece.above))
            if holder.is_holder and not holder.box.holds(inner)
        ]
    found += [
        f"{_call(piece)} sticks out of the window"
        for piece in sheet.pieces
        if (piece.text or piece.is_target or piece.is_holder) and not window.holds(piece.ink.grown(-SLACK_PX))
    ]
    return found


def _crowded(sheet: Sheet) -> list[str]:
    """Find texts that lie on other texts or on controls they do not belong to, and controls on controls."""
    found = [
        f"{one.text!r} lies on {other.text!r}"
        for one, other in combinations(_texts(sheet), 2)
        if one.ink.grown(-1).meets(other.ink.grown(-1))
    ]
    targets = [(place, piece) for place, piece in enumerate(sheet.pieces) if piece.is_target]
    found += [
        f"{piece.text!r} lies on {target.name}"
        for piece in _texts(sheet)
        for place, target in targets
        if place not in piece.above and piece.ink.grown(-1).meets(target.box)
    ]
    found += [
        f"{one.name} lies on {other.name}"
        for (place, one), (_, other) in combinations(targets, 2)
        if place not in other.above and one.box.grown(-SLACK_PX).meets(other.box)
    ]
    return found


def _small_targets(sheet: Sheet) -> list[str]:
    least = MIN_TARGET_MM * sheet.pixels_per_mm - 0.5
    return [
        f"{piece.name} is {min(piece.box.width, piece.box.height) / sheet.pixels_per_mm:.1f} mm, "
        f"less than {MIN_TARGET_MM}"
        for piece in _targets(sheet)
        if min(piece.box.width, piece.box.height) < least
    ]


def _weak_texts(sheet: Sheet) -> list[str]:
    found = []
    for piece in _texts(sheet):
        ratio = text_contrast(
            sheet.pixels, piece.ink.grown(piece.font_px / 3), rgb_of(piece.colour), piece.opacity
        )
        least = MIN_CONTRAST if piece.opacity == 1 else MIN_FADED_CONTRAST
        if ratio is None:
            found.append(f"{piece.text!r} is not to be seen")
        elif ratio < least:
            found.append(f"{piece.text!r} has a contrast of {ratio:.1f}, less than {least:g}")
    return found


def _nameless(sheet: Sheet) -> list[str]:
    return [
        f"{piece.name} has no name for screen readers"
        for piece in sheet.pieces
        if (piece.is_target or piece.is_graphic) and not piece.spoken.strip()
    ]


def _untranslated(sheet: Sheet) -> list[str]:
    said = {piece.text for piece in _texts(sheet)} | {piece.spoken for piece in sheet.pieces if piece.spoken}
    found = [f"{text!r} holds a key or a missing value" for text in sorted(said) if LEAK.search(text)]
    # Other languages are written with these letters too, or show what only Vietnamese and English have: an office's own words.
    if sheet.language == "en":
        found += [
            f"{text!r} is not translated"
            for text in sorted(said)
            if VIETNAMESE.search(_without(text, sheet.verbatim))
        ]
    return found


def _without(text: str, verbatim: Collection[str]) -> str:
    for known in sorted(verbatim, key=len, reverse=True):
        text = text.replace(known, "")
    return text


def _call(piece: Piece) -> str:
    return repr(piece.text) if piece.text else piece.name
