"""What the documents tell a stranger to type is what the program takes."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli import _parser

ROOT = Path(__file__).parents[1]
ENGLISH, VIETNAMESE = ROOT / "README.md", ROOT / "docs/README.vi.md"
PAGES = sorted([ENGLISH, *(ROOT / "docs").rglob("*.md")])

COMMANDS = ROOT / "docs/commands.md"
ROW = re.compile(r"^\| `kiosk((?: [a-z][a-z-]*)+)(?: [A-Z]+)*` \|", re.MULTILINE)

RUNNABLE = re.compile(r"^```sh run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""Blocks that need no root, network or other process; those of one page go on from each other."""

BLOCK = re.compile(r"^```sh[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)

REMARK = re.compile(r" +# .*$", re.MULTILINE)

WHOLE_PAGE_LIMIT_S = 300.0
SECRET = "1357908642"
"""Long enough for a password, and digits only for a PIN."""


def commands_of(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every command that can be carried out, as words behind ``kiosk``."""
    if parser.get_default("run") is not None:
        yield " ".join(path)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, under in action.choices.items():
                yield from commands_of(under, (*path, name))


def blocks_of(page: Path) -> list[str]:
    return RUNNABLE.findall(page.read_text("utf-8"))


def without_remarks(block: str) -> str:
    return REMARK.sub("", block)


def test_every_command_has_its_row_and_every_row_its_command() -> None:
    rows = [row.strip() for row in ROW.findall(COMMANDS.read_text("utf-8"))]

    assert len(rows) == len(set(rows))
    assert set(rows) == set(commands_of(_parser()))


def test_both_languages_tell_to_type_the_same_and_have_the_same_parts() -> None:
    english, vietnamese = (page.read_text("utf-8") for page in (ENGLISH, VIETNAMESE))

    def typed(page: str) -> list[str]:
        return [without_remarks(block) for block in BLOCK.findall(page)]

    assert typed(english)
    assert typed(vietnamese) == typed(english)
    assert vietnamese.count("\n## ") == english.count("\n## ")


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page != VIETNAMESE and blocks_of(page)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_what_a_page_tells_to_type_runs_as_it_stands(page: Path, tmp_path: Path) -> None:
    """Run the blocks in an empty folder; whoever is asked for a PIN or a password types the same one."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    program = bin_ / "kiosk"
    program.write_text(f'#!/bin/sh\necho {SECRET} | exec "{sys.executable}" -m kiosk "$@"\n')
    program.chmod(0o755)
    desk = tmp_path / "office"
    desk.mkdir()

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks_of(page))],
        cwd=desk,
        env=os.environ | {"PATH": f"{bin_}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WHOLE_PAGE_LIMIT_S,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
