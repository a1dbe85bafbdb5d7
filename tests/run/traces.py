"""What must be found nowhere: pictures, rows of frames, templates, names and identity numbers, in any common form."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

PICTURES = re.compile(
    rb"\xff\xd8\xff[\xc0\xc4\xdb\xe0-\xef\xfe]|\x89PNG\r\n|RIFF....WEBP|GIF8[79]a|BM....\0\0\0\0....\x28\0\0\0"
    rb"|ftyp(?:heic|heix|mif1|avif)|P[56]\s\d+\s\d+\s255\s|\x93NUMPY",
    re.DOTALL,
)
"""How files begin: JPEG, PNG, WebP, GIF, BMP, HEIF, PPM, an array of numpy."""

ID_NUMBER = re.compile(
    rb"(?<![0-9A-Za-z-])0\d{11}(?![0-9A-Za-z-]|,\"clock_ok\":)"
    rb"|(?<![0-9A-Za-z.-])0\d\d([ .-])\d{3}\1\d{3}\1\d{3}(?![0-9A-Za-z.-])"
    rb"|(?<![0-9A-Za-z.-])0\d{3}([ .-])\d{4}\2\d{4}(?![0-9A-Za-z.-])"
    rb"|(?<!\d\0)0\0(?:\d\0){11}(?!\d\0)"
    rb"|(?<!\0\d)\0(?:0)(?:\0\d){11}(?!\0\d)"
)
"""A personal identification number: twelve digits, the first of the province's three is 0; grouped, or in UTF-16.

An event's boot_ns, cut where SQLite goes on in another page, looks the same but for what follows it.
"""

NUMBERS = re.compile(rb"(?:-?\d+\.\d+(?:e-?\d+)?[,\s]+){31,}")
"""A template written as text: at least 32 decimal numbers in a row."""

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{60,}(?:\r?\n[A-Za-z0-9+/_-]+)*")
"""In one run, or in lines as mail and certificates have them."""

HEX = re.compile(rb"[0-9a-fA-F]{512,}")
CODED_BYTES = 340
"""A template of 128 half-precision numbers takes 344 letters of Base64; shorter runs are hashes and signatures."""

KINDS = ("<f4", ">f4", "<f8", ">f8", "<f2", ">f2")
"""The numbers that a template may be made of; smaller ones are looked for where the template is known."""

TEMPLATE_SIZE = 128
HALF = 2
ROW_BYTES = 960
"""320 pixels of three bytes: half a row of the smallest frame that is looked at."""

PIXEL = 3


def traces(content: bytes, names: tuple[str, ...] = ()) -> list[str]:
    """Name what a content shows of a person; empty when nothing.

    Args:
        names: Texts that nobody may write here.
    """
    found = []
    for kind, pattern in (("a picture", PICTURES), ("an ID number", ID_NUMBER), ("numbers", NUMBERS)):
        if match := pattern.search(content):
            found.append(f"{kind} at byte {match.start()}")
    found += [f"the name {name!r}" for name in names if any(form in content for form in forms_of_name(name))]
    found += _in_bytes(content)
    for how, start, decoded in _decoded(content):
        found += [f"{what}, in {how} at byte {start}" for what in _in_bytes(decoded)]
        if PICTURES.match(decoded):
            found.append(f"a picture, in {how} at byte {start}")
    return found


def forms_of_name(name: str) -> set[bytes]:
    """Give a name as it may be written: composed or not, in UTF-8 and UTF-16, escaped for JSON and addresses."""
    forms = set()
    for norm in ("NFC", "NFD"):
        text = unicodedata.normalize(norm, name)
        forms |= {text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")}
        forms |= {json.dumps(text)[1:-1].encode(), quote(text).encode(), quote(text, safe=" ").encode()}
    return forms


def _decoded(content: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Give what long runs of letters may stand for: how they are written, where, and what."""
    for match in BASE64.finditer(content):
        run = re.sub(rb"\s", b"", match[0]).replace(b"-", b"+").replace(b"_", b"/")
        if len(run) < CODED_BYTES:
            continue
        # Letters before it may belong to it or not.
        for start in range(4):
            piece = run[start:]
            # A letter that is left over belongs to what follows; missing ones are padding.
            piece = piece[:-1] if len(piece) % 4 == 1 else piece
            yield "Base64", match.start(), base64.b64decode(piece + b"=" * (-len(piece) % 4))
    for match in HEX.finditer(content):
        for start in range(2):
            piece = match[0][start:]
            yield "hexadecimal", match.start(), bytes.fromhex(piece[: len(piece) // 2 * 2].decode("ascii"))


def _in_bytes(content: bytes) -> list[str]:
    found = []
    if has_template(content):
        found.append("128 numbers of unit length")
    if has_rows(content):
        found.append("rows of a frame")
    return found


def has_template(content: bytes) -> bool:
    """Tell whether 128 numbers in a row, of any kind at any alignment, have unit length as a template has."""
    for kind in KINDS:
        size = np.dtype(kind).itemsize
        for start in range(min(size, len(content))):
            numbers = np.frombuffer(content, kind, (len(content) - start) // size, start)
            if _has_unit_run(numbers):
                return True
    return False


def has_rows(content: bytes) -> bool:
    """Tell whether some stretch is as smooth, and as varied, as the pixels of a picture's rows are."""
    values = np.frombuffer(content, np.uint8).astype(np.float32)
    if len(values) < ROW_BYTES + PIXEL:
        return False
    steps = np.abs(values[PIXEL:] - values[:-PIXEL])
    starts = np.arange(0, len(steps) - ROW_BYTES + 1, ROW_BYTES // 4)
    sums = np.concatenate([[0.0], np.cumsum(steps, dtype=np.float64)])
    smooth = (sums[starts + ROW_BYTES] - sums[starts]) / ROW_BYTES <= 8  # text steps by 25 or more
    return any(_is_varied(values[start : start + ROW_BYTES]) for start in starts[smooth])


def _is_varied(values: npt.NDArray[np.float32]) -> bool:
    return bool(
        values.std() >= 12 and (values >= 128).mean() >= 0.1 and len(np.unique(values)) >= 32
    )  # neither zeros nor ASCII


def _has_unit_run(values: npt.NDArray[np.floating]) -> bool:
    if len(values) < TEMPLATE_SIZE:
        return False
    with np.errstate(all="ignore"):
        likely = (np.abs(values) < 1.0) & (np.abs(values) > 1e-6)
    # A template has hardly a zero; a page of small integers is all zeros as floats.
    counted = _windowed(likely.astype(np.int32))
    full = np.flatnonzero(counted >= TEMPLATE_SIZE - 4)  # rounding
    if not len(full):
        return False
    small = np.where(likely, values, 0.0).astype(np.float64)
    lengths = _windowed(small**2)[full]
    below = _windowed((small < 0).astype(np.int32))[full]
    # Half-precision numbers round more; text read as such is positive throughout.
    slack = 4e-3 if values.itemsize == HALF else 1e-3
    mixed = (below >= TEMPLATE_SIZE // 8) & (below <= TEMPLATE_SIZE - TEMPLATE_SIZE // 8)
    return bool(np.any((np.abs(lengths - 1.0) < slack) & mixed))


def _windowed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    sums = np.concatenate([[0], np.cumsum(values)])
    return np.asarray(sums[TEMPLATE_SIZE:] - sums[:-TEMPLATE_SIZE])
