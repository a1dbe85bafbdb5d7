"""The office's logo on its pages."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk.config import load_config
from kiosk.config_theme import ThemeSection
from tests.web.browsers import a_pc, chromium, needs_chromium, sign_in
from tests.web.server import BOARD, PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIDTH, HEIGHT = 600, 200


@pytest.fixture
def themed(tmp_path: Path) -> Iterator[PageServer]:
    """Pages of an office with a red logo, three times as wide as high."""
    logo = tmp_path / "logo.png"
    logo.write_bytes(red_png(WIDTH, HEIGHT))
    server = with_logo(tmp_path, logo)
    yield server
    server.stop()


def test_every_page_shows_the_logo_from_the_desk_itself(themed: PageServer) -> None:
    supervisor = themed.officer("pt-01")
    for path in ("/", "/counter", "/hall", "/figures", "/accounts", "/settings", BOARD, "/ca", "/t/none"):
        client = themed.client() if path in {"/", BOARD, "/ca", "/t/none"} else supervisor.client
        text = client.get(path).text
        assert text.count('<img class="logo" src="/logo.png?') == 1, path
    address = text.partition('class="logo" src="')[2].partition('"')[0]
    answer = themed.client().get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content == red_png(WIDTH, HEIGHT)
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_pages_do_without_a_logo_that_is_none_or_cannot_be_shown(
    tmp_path: Path, pages: PageServer, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "text.png").write_bytes(b"no picture")
    broken = with_logo(tmp_path / "broken", tmp_path / "text.png")
    for server in (pages, broken):
        assert "logo" not in server.client().get("/").text
        assert server.client().get("/logo.png").status_code == 404
    broken.stop()
    assert [record.getMessage() for record in caplog.records if "no PNG picture" in record.getMessage()]


@needs_chromium[0]
@needs_chromium[1]
def test_the_logo_is_whole_and_no_higher_than_the_header(themed: PageServer) -> None:
    with chromium() as browser, a_pc(browser) as page:
        sign_in(page, themed)
        picture = page.locator("header .logo")
        box, header = picture.bounding_box(), page.locator("header").bounding_box()
        assert box is not None
        assert header is not None
        assert page.evaluate("document.querySelector('.logo').naturalWidth") == WIDTH
        assert header["height"] <= 70
        assert header["y"] <= box["y"] < box["y"] + box["height"] <= header["y"] + header["height"]


def with_logo(folder: Path, logo: Path) -> PageServer:
    folder.mkdir(exist_ok=True)
    config = msgspec.structs.replace(load_config(None), theme=ThemeSection(logo=str(logo)))
    server = PageServer(folder, config=config)
    server.start()
    return server


def red_png(width: int, height: int) -> bytes:
    """Write a PNG by hand: one colour, eight bits a channel (ISO/IEC 15948)."""
    rows = (b"\0" + b"\xb0\x10\x10" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
