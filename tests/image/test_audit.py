"""The audit of dependencies says what is known, and says plainly when nobody could be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from images.audit import NOBODY_ASKED, NONE_KNOWN, SOME_KNOWN, main

CLEAN = '{"dependencies": [{"name": "idna", "version": "3.10", "vulns": []}], "fixes": []}'
FAULTY = (
    '{"dependencies": [{"name": "idna", "version": "3.6", "vulns":'
    ' [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"], "aliases": [], "description": ""}]}], "fixes": []}'
)


def standing_in(folder: Path, answer: str, said: str, code: int) -> str:
    """Make a program that answers as pip-audit does."""
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\necho '{answer}'\nexit {code}\n", "utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ((CLEAN, "No known vulnerabilities found", 0), NONE_KNOWN),
        ((FAULTY, "Found 1 known vulnerability", 1), SOME_KNOWN),
        (("", "ERROR: Failed to connect to the service", 1), NOBODY_ASKED),
    ],
)
def test_a_lock_is_clean_faulty_or_could_not_be_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: tuple[str, str, int], verdict: int
) -> None:
    lock = tmp_path / "desk.txt"
    assert main(["--program", standing_in(tmp_path, *answers), str(lock)]) == verdict
    told = capsys.readouterr()
    assert ("PYSEC-2024-60, mended in 3.7" in told.out) == (verdict == SOME_KNOWN)
    assert ("Failed to connect" in told.err) == (verdict == NOBODY_ASKED)


def test_without_the_program_it_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--program", "no-such-program"]) == NOBODY_ASKED
    assert "pip install pip-audit" in capsys.readouterr().err
