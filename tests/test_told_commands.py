"""Each command that a document, a message or a unit tells to run is one that the program understands; none is run here."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kiosk.cli import _parser

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SPEAKING = sorted(
    path
    for tree in ("kiosk", "systemd", "images")
    for path in (ROOT / tree).rglob("*")
    if path.suffix in {".py", ".json", ".toml", ".sh"}
)
"""What writes messages to people: code, words, settings."""

UNITS = sorted((ROOT / "systemd/system").glob("*.service"))

BLOCK = re.compile(r"^ *```sh(?: run)?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
HEREDOC = re.compile(r"<<-?'?(\w+)'?.*?^\1$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
STARTED = re.compile(r"^Exec\w+=[-+]*(/opt/kiosk/\w+/bin/kiosk .*)$", re.MULTILINE)
VARIABLE = re.compile(r"\$\{\w+\}")
PROGRAM = re.compile(r"(?:.*/)?kiosk")
SCRIPT = re.compile(r"(?:.*/)?(install\.sh|images/[a-z-]+\.sh)")
OPTION = re.compile(r"--[a-z][a-z-]*")
BRACKETS = str.maketrans("", "", "[]")
ANY = frozenset({"…", "...", "COMMAND"})
"""In the place of a command's name: whichever it may be."""
SHORTHAND = {"$D": "--database sqlite:///central.db"}
"""What the pages have the shell remember."""

PASSED_ON = {"install.sh test": None, "install.sh demo": "demo"}
"""Uses of install.sh whose arguments are another program's: pytest's, or those of a command of ours."""

HELP_WITHIN_S = 20.0


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _commands(line: str) -> Iterator[list[str]]:
    """Give the commands of a line for the shell, each as words; where output goes is left out with what follows."""
    splitter = shlex.shlex(line, posix=True, punctuation_chars=True)
    splitter.whitespace_split = True
    words: list[str] = []
    for word in splitter:
        if set(word) <= set("|;&<>()"):
            yield words
            words = []
        else:
            words.append(word)
    yield words


def _typed(page: Path) -> Iterator[list[str]]:
    for block in BLOCK.findall(page.read_text("utf-8")):
        text = HEREDOC.sub("", block).translate(BRACKETS).replace("\\\n", " ")
        for short, meant in SHORTHAND.items():
            text = text.replace(short, meant)
        for line in text.splitlines():
            yield from _commands(line)


def _behind(program: re.Pattern[str], words: list[str]) -> tuple[str, list[str]] | None:
    """Find a program among words; give its name and what stands behind it."""
    for place, word in enumerate(words):
        if found := program.fullmatch(word):
            return found[found.re.groups], words[place + 1 :]
    return None


def _not_taken(words: list[str]) -> str | None:
    """Say what `kiosk` has against these words; None where it would carry them out."""
    try:
        _parser().parse_args(words)
    except SystemExit as end:
        return None if end.code == 0 else f"not understood: kiosk {shlex.join(words)}"
    return None


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: under
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, under in action.choices.items()
    }


def _unknown_in(mention: list[str]) -> str | None:
    """Say which word of a command that is named, not typed, is none; values and what is left out are not looked at."""
    path = [_parser()]
    words = iter(mention)
    for word in words:
        if word in ANY and len(path) == 1:
            return None
        if word == "|":
            path.pop()
        elif word.startswith("--"):
            option = path[-1]._option_string_actions.get(word)
            if option is None:
                return word
            if option.nargs != 0:
                next(words, None)
        elif choices := _choices(path[-1]):
            if word not in choices:
                return word
            path.append(choices[word])
    return None


@cache
def _help_of(script: str, command: str) -> str:
    """What a script tells of itself, or of one of its commands; empty where it has no such command."""
    words = [command, "--help"] if command in {"device", "bundle"} else ["--help"]
    told = subprocess.run(
        [ROOT / script, *words], capture_output=True, text=True, timeout=HELP_WITHIN_S, check=True
    ).stdout
    return told if re.search(rf"\b{command}\b", told) else ""


def _unknown_to(script: str, words: list[str]) -> str | None:
    """Say which word a script's help does not know; values are not looked at."""
    words = [word for word in " ".join(words).translate(BRACKETS).split() if word != "|"]
    if not words or words[0].isupper() or words[0].startswith("--help"):
        return None
    use = f"{script} {words[0]}"
    if use in PASSED_ON:
        command = PASSED_ON[use]
        return None if command is None else _unknown_in([command, *words[1:]])
    told = _help_of(script, words[0])
    if not told:
        return words[0]
    return next((word for word in words[1:] if OPTION.fullmatch(word) and word not in told), None)


@pytest.mark.parametrize("page", [page for page in PAGES if BLOCK.search(page.read_text("utf-8"))], ids=_id)
def test_what_a_page_tells_to_type_is_taken(page: Path) -> None:
    typed = list(_typed(page))
    kiosk = [found[1] for words in typed if (found := _behind(PROGRAM, words))]
    scripts = [found for words in typed if (found := _behind(SCRIPT, words))]

    assert [why for words in kiosk if (why := _not_taken(words))] == []
    assert [(script, words) for script, words in scripts if _unknown_to(script, words)] == []


@pytest.mark.parametrize("text", [*PAGES, *SPEAKING], ids=_id)
def test_a_command_that_is_named_is_there_with_its_options(text: Path) -> None:
    spans = [span.translate(BRACKETS).split() for span in SPAN.findall(text.read_text("utf-8"))]
    kiosk = [found[1] for words in spans if (found := _behind(PROGRAM, words))]
    scripts = [found for words in spans if (found := _behind(SCRIPT, words))]

    assert [(unknown, words) for words in kiosk if (unknown := _unknown_in(words))] == []
    assert [(script, words) for script, words in scripts if _unknown_to(script, words)] == []


@pytest.mark.parametrize("unit", UNITS, ids=_id)
def test_what_a_unit_starts_is_taken(unit: Path) -> None:
    started = STARTED.findall(VARIABLE.sub("1", unit.read_text("utf-8")))

    assert [why for line in started if (why := _not_taken(shlex.split(line)[1:]))] == []


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["doctor", "--no-such"],
        ["central", "fly"],
        ["logs", "export"],
        ["update", "apply", "a", "b"],
    ],
)
def test_what_the_program_does_not_take_is_told(words: list[str]) -> None:
    assert _not_taken(words) is not None
    assert _unknown_to("install.sh", ["fly"]) == "fly"
    assert _unknown_to("install.sh", ["device", "--fly"]) == "--fly"
