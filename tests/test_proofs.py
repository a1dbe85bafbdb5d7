"""A row of a table counts as proved only where each of its tests was tried and held."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs import Outcome, Proofs, prove

TESTS = """
import pytest

@pytest.fixture
def broken():
    raise OSError("no disk")

def test_holds(): pass
def test_fails(): assert False
def test_is_left_out(): pytest.skip("only root can do that")
def test_stands_on_nothing(broken): pass

@pytest.mark.parametrize("number", [1, 2])
def test_is_tried_in_part(number):
    if number == 1:
        pytest.skip("not here")
"""


def test_only_what_was_tried_and_held_counts_as_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("", "one", "two"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "conftest.py").touch()
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    (tmp_path / "one" / "test_one.py").write_text("def test_holds(): pass", "utf-8")
    some = "test_some.py::test_"
    rows = {
        "holds": [f"{some}holds", "one/test_one.py::test_holds"],
        "fails": [f"{some}holds", f"{some}fails"],
        "is left out": [f"{some}holds", f"{some}is_left_out"],
        "stands on nothing": [f"{some}stands_on_nothing"],
        "is tried in part": [f"{some}is_tried_in_part"],
        "a whole file": ["test_some.py"],
    }
    assert prove(rows, tmp_path) == {
        "holds": Outcome.HELD,
        "fails": Outcome.FAILED,
        "is left out": Outcome.NOT_TRIED,
        "stands on nothing": Outcome.FAILED,
        "is tried in part": Outcome.NOT_TRIED,
        "a whole file": Outcome.FAILED,
    }
    said = capsys.readouterr().out
    assert f"NOT TRIED: {some}is_left_out Skipped: only root can do that" in said
    assert f"FAILED: {some}fails" in said


def test_a_test_that_is_not_there_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    rows = {"holds": ["test_some.py::test_holds"], "was renamed": ["test_some.py::test_held"]}
    assert prove(rows, tmp_path)["was renamed"] is Outcome.NOT_TRIED
    assert Proofs().of_row([]) is Outcome.NOT_TRIED
