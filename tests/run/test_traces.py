"""The search for what must be found nowhere finds it when it is there, in each form."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import unicodedata
from pathlib import Path
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests import faces
from tests.offices import Setup, unit
from tests.run.traces import KINDS, has_template, traces

TEMPLATE = unit(7).astype("<f4").tobytes()
AROUND = json.dumps({"chain": "c" * 36, "seq": 7, "hash": "ab" * 32, "text": "Mời công dân"}).encode() * 40


def rows_of_a_frame() -> bytes:
    picture = Image.open(faces.astronaut()).convert("RGB").resize((640, 640))
    return np.asarray(picture)[200:204].tobytes()


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(600)


NAME = "Nguyễn Thị A"
ID_NUMBER = "001203004567"


def picture(kind: str) -> bytes:
    """Draw a small picture and pack it as files of its kind are."""
    out = io.BytesIO()
    Image.fromarray(np.full((40, 30, 3), 90, np.uint8)).save(out, kind)
    return out.getvalue()


def saved(values: npt.NDArray[np.float32]) -> bytes:
    out = io.BytesIO()
    np.save(out, values)
    return out.getvalue()


PLANTED = {
    **{f"template, {kind}": unit(8).astype(kind).tobytes() for kind in KINDS},
    **{f"template, {kind}, hex": unit(8).astype(kind).tobytes().hex().encode() for kind in KINDS},
    **{f"template, {kind}, base64": base64.b64encode(unit(8).astype(kind).tobytes()) for kind in KINDS},
    "template, capital hex": TEMPLATE.hex().upper().encode(),
    "template, base64 for addresses": base64.urlsafe_b64encode(TEMPLATE),
    "template, base64 in lines": base64.encodebytes(TEMPLATE),
    "template, text": json.dumps(unit(9).tolist()).encode(),
    "template, by numpy": saved(unit(9)),
    "head of a JPEG": jpeg(),
    "head of a JPEG, base64": base64.b64encode(jpeg()),
    "head of a PNG": b"\x89PNG\r\n\x1a\n",
    **{kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "PPM")},
    "ID number": json.dumps({"id_number": ID_NUMBER}).encode(),
    "ID number in threes": b"001 203 004 567",
    "ID number in fours": b"0012.0300.4567",
    "ID number, UTF-16": ID_NUMBER.encode("utf-16-le"),
    "ID number, UTF-16, big end first": ID_NUMBER.encode("utf-16-be"),
    "name": NAME.encode(),
    "name, decomposed": unicodedata.normalize("NFD", NAME).encode(),
    "name, UTF-16": NAME.encode("utf-16-le"),
    "name, JSON": json.dumps({"name": NAME}).encode(),
    "name in an address": quote(NAME).encode(),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_what_is_planted_is_found(planted: bytes, shift: int) -> None:
    content = AROUND + b"x" * shift + b'"' + planted + b'"' + AROUND
    assert traces(content, names=(NAME,))


def test_base64_that_goes_on_from_other_letters_is_read() -> None:
    for before in range(4):
        assert traces(AROUND + b"sealed" + b"A" * before + base64.b64encode(TEMPLATE))


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_that_are_no_template_are_none(kind: str) -> None:
    long = (unit(8) * 1.5).astype(kind).tobytes()
    assert not has_template(AROUND + long + AROUND)
    assert not has_template(bytes(4096) + np.arange(2048, dtype=kind).tobytes())


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
