"""The search for what must be found nowhere finds it when it is there, in each form."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests import faces
from tests.offices import Setup, unit
from tests.run.traces import traces

TEMPLATE = unit(7).astype("<f4").tobytes()
AROUND = json.dumps({"chain": "c" * 36, "seq": 7, "hash": "ab" * 32, "text": "Mời công dân"}).encode() * 40


def rows_of_a_frame() -> bytes:
    picture = Image.open(faces.astronaut()).convert("RGB").resize((640, 640))
    return np.asarray(picture)[200:204].tobytes()


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(600)


@pytest.mark.parametrize(
    "planted",
    [
        TEMPLATE,
        unit(8).astype("<f8").tobytes(),
        base64.b64encode(TEMPLATE),
        json.dumps(unit(9).tolist()).encode(),
        jpeg(),
        base64.b64encode(jpeg()),
        b"\x89PNG\r\n\x1a\n",
        b'{"id_number": "001203004567"}',
        "Nguyễn Thị A".encode(),
    ],
)
@pytest.mark.parametrize("shift", [0, 1, 3])
def test_what_is_planted_is_found(planted: bytes, shift: int) -> None:
    content = AROUND + b"x" * shift + b'"' + planted + b'"' + AROUND
    assert traces(content, names=("Nguyễn Thị A",))


def test_rows_of_a_frame_are_found() -> None:
    rows = rows_of_a_frame()
    assert "rows of a frame" in traces(AROUND + rows + AROUND)
    assert any("rows of a frame" in trace for trace in traces(AROUND + base64.b64encode(rows)))


def test_what_an_office_writes_shows_nothing(office: Setup, tmp_path: Path) -> None:
    office.plain("ho_tich")
    office.face("ho_tich", unit(3))
    office.seat(1)
    contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))
    assert [traces(content, names=("Nguyễn",)) for content in [*contents, AROUND, noise]] == [[]] * (
        len(contents) + 2
    )
