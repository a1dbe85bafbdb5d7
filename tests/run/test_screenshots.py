"""`kiosk screenshots`: pictures of what was asked for, an index, and an exit code that tells of flaws."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from kiosk.cli import EXIT_REFUSED, run
from kiosk.config import embedded_tables, load_config, parse_config
from kiosk.config_logo import LARGEST_SIDE_PX
from kiosk.config_theme import LARGEST_LOGO_BYTES, ThemeSection
from kiosk.errors import ConfigInvalid
from kiosk.run.office_look import look_of
from kiosk.ui.gallery.contrast import contrast, rgb_of
from kiosk.ui.look import Look

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="module", autouse=True)
def _application() -> Iterator[None]:
    """Keep Qt between the tests: it cannot be begun twice."""
    from kiosk.ui.app import open_application

    application = open_application()
    yield
    assert application


def test_pictures_of_the_asked_states_are_written_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--glass", "landscape-720p", "board-720p", "--manner", "contrast", "--only", "ticket*", "board"]
    assert run(["screenshots", "--out", str(tmp_path), *asked]) == 0
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")}
    assert {"landscape-720p/contrast-vi/ticket.png", "landscape-720p/contrast-en/ticket-direct.png"} <= names
    assert "board-720p/board.png" in names
    page = (tmp_path / "index.html").read_text("utf-8")
    assert all(name in page for name in names)
    assert f"{len(names)} pictures, 0 flaws" in capsys.readouterr().out


def draw_logo(path: Path, width: int = 480, height: int = 300) -> None:
    """Write a plain picture of this size."""
    assert cv2.imwrite(str(path), np.full((height, width, 3), (31, 31, 122), np.uint8))


PALEST = "#d0402b"
"""White has a contrast of 4.8 on it: just enough for the pages, and too little for a screen."""


@pytest.mark.parametrize("manner", ["usual", "contrast"])
def test_an_office_with_a_colour_and_a_logo_has_good_screens_and_boards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], manner: str
) -> None:
    config = tmp_path / "kiosk.toml"
    draw_logo(tmp_path / "logo.png")
    config.write_text(f'[theme]\ncolour = "{PALEST}"\nlogo = "{tmp_path}/logo.png"\n', "utf-8")
    glasses = ["small-720p", "portrait-1080p", "board-1080p", "board-portrait"]
    states = ["start", "start-lunch", "choice", "notice", "code-typed", "slip", "help-answered*", "board*"]
    asked = ["--glass", *glasses, "--manner", manner, "--only", *states, "--config", str(config)]
    assert run(["screenshots", "--out", str(tmp_path), *asked]) == 0, capsys.readouterr().out
    start = cv2.imread(str(tmp_path / f"portrait-1080p/{manner}-vi/start.png"))
    assert start is not None
    header = {tuple(map(int, start[5, x])) for x in range(400, 700)}
    red, _, blue = header.pop()[::-1]
    assert not header, "one colour"
    assert (red > 3 * blue) is (manner == "usual")
    assert ((31, 31, 122) in {tuple(map(int, start[60, x])) for x in range(300)}) is (manner == "usual")


def test_every_colour_becomes_a_shade_that_white_is_read_on() -> None:
    for colour in (PALEST, "#ffffff", "#00ff00", "#0a4a63", "#000000"):
        config = msgspec.structs.replace(load_config(None), theme=ThemeSection(colour=colour))
        look = look_of(config)
        for shown, least in ((look.colour, 7.0), (look.ground, 12.0), (look.card, 10.0)):
            if shown:
                assert contrast(rgb_of(shown), rgb_of("#ffffff")) >= least, (colour, shown)
    assert look_of(load_config(None)) == Look(), "who chose nothing keeps the screens' own"


def test_a_logo_that_cannot_be_shown_is_left_out_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    good, wide, text, large = (tmp_path / f"{name}.png" for name in ("good", "wide", "text", "large"))
    draw_logo(good)
    draw_logo(wide, width=LARGEST_SIDE_PX + 1)
    text.write_text("no picture", "ascii")
    large.write_bytes(bytes(LARGEST_LOGO_BYTES + 1))
    base = load_config(None)

    def shown(logo: Path) -> Path | None:
        return look_of(msgspec.structs.replace(base, theme=ThemeSection(logo=str(logo)))).logo

    assert shown(good) == good
    for wrong, why in (
        (wide, "at most 2000"),
        (text, "no PNG"),
        (large, "larger than 1024 KiB"),
        (tmp_path / "gone.png", "No such file"),
    ):
        assert shown(wrong) is None
        assert why in caplog.messages[-1]


def test_a_logo_that_is_no_png_file_of_the_device_is_refused_with_the_settings() -> None:
    for logo in ("logo.png", "/etc/kiosk/logo.svg", "https://example.vn/logo.png"):
        with pytest.raises(ConfigInvalid, match="logo"):
            parse_config({**embedded_tables(), "theme": {"logo": logo}}, "kiosk.toml")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--glass", "round"], "'round' is no glass; there are portrait-1080p"),
        (["--manner", "loud"], "'loud' is no manner"),
        (["--only", "nothing*"], "no state is called nothing*"),
    ],
)
def test_what_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert run(["screenshots", "--out", str(tmp_path), *asked]) == EXIT_REFUSED
    assert told in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    asked = ["--glass", "landscape-720p", "--manner", "usual", "--only", "pay"]
    assert run(["screenshots", "--out", str(tmp_path / "file"), *asked]) == EXIT_REFUSED
    assert "cannot be made" in capsys.readouterr().err
