"""`kiosk screenshots`: pictures of what was asked for, an index, and an exit code that tells of flaws."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli import EXIT_REFUSED, run

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
