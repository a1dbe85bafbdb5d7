"""What must be found nowhere: pictures, rows of frames, templates, names and identity numbers, in any common form."""

from __future__ import annotations

import base64
import re

import numpy as np
import numpy.typing as npt

PICTURES = re.compile(rb"\xff\xd8\xff[\xe0\xe1\xdb]|\x89PNG\r\n|RIFF....WEBP|P6\n\d+ \d+\n255\n", re.DOTALL)

ID_NUMBER = re.compile(rb"(?<![0-9A-Za-z-])0\d{11}(?![0-9A-Za-z-]|,\"clock_ok\":)")
"""A personal identification number: twelve digits, the first of the province's three is 0.

An event's boot_ns, cut where SQLite goes on in another page, looks the same but for what follows it.
"""

NUMBERS = re.compile(rb"(?:-?\d+\.\d+(?:e-?\d+)?[,\s]+){31,}")
"""A template written as text: at least 32 decimal numbers in a row."""

BASE64 = re.compile(rb"[A-Za-z0-9+/]{400,}")
"""Long enough for a template of 128 half-precision numbers; shorter runs are hashes and signatures."""

TEMPLATE_SIZE = 128
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
    found += [f"the name {name!r}" for name in names if name.encode() in content]
    found += _in_bytes(content)
    for match in BASE64.finditer(content):
        run = match[0]
        # A letter that is left over belongs to what follows; missing ones are padding.
        run = run[:-1] if len(run) % 4 == 1 else run
        decoded = base64.b64decode(run + b"=" * (-len(run) % 4))
        found += [f"{what}, in Base64 at byte {match.start()}" for what in _in_bytes(decoded)]
        if PICTURES.match(decoded):
            found.append(f"a picture, in Base64 at byte {match.start()}")
    return found


def _in_bytes(content: bytes) -> list[str]:
    found = []
    if has_template(content):
        found.append("128 numbers of unit length")
    if has_rows(content):
        found.append("rows of a frame")
    return found


def has_template(content: bytes) -> bool:
    """Tell whether 128 float32 or float64 in a row, at any alignment, have unit length as a template has."""
    return any(
        _has_unit_run(np.frombuffer(content[start : start + (len(content) - start) // size * size], kind))
        for kind, size in (("<f4", 4), ("<f8", 8))
        for start in range(min(size, len(content)))
    )


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
    with np.errstate(all="ignore"):
        small = np.isfinite(values) & (np.abs(values) < 1.0)
        squares = np.where(small, values.astype(np.float64) ** 2, 0.0)
        big = np.where(small & (np.abs(values) > 1e-6), 1, 0)
    if len(values) < TEMPLATE_SIZE:
        return False
    lengths = _windowed(squares)
    # A template has hardly a zero; a page of small integers is all zeros as floats.
    counted = _windowed(big.astype(np.float64))
    return bool(np.any((np.abs(lengths - 1.0) < 1e-3) & (counted >= TEMPLATE_SIZE - 4)))  # rounding


def _windowed(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[TEMPLATE_SIZE:] - sums[:-TEMPLATE_SIZE])
