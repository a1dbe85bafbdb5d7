"""The pages' own code, parsed: a browser of 2018 understands every part of it."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kiosk
from tests.web.css2018 import AT_RULES, FUNCTIONS, MEDIA_FEATURES, PROPERTIES, PSEUDO, UNITS

tinycss2 = pytest.importorskip("tinycss2", reason="tinycss2 is not installed")

STATIC = Path(kiosk.__file__).parent / "web" / "static"
ACORN = shutil.which("acorn")

NEWER_NAMES = re.compile(
    r"\.(padStart|padEnd|includes|flat|flatMap|replaceAll|replaceChildren|append|prepend|before|after|remove"
    r"|toggleAttribute|matchAll|trimStart|trimEnd|finally|at)\("
    r"|Object\.(entries|values|fromEntries|getOwnPropertyDescriptors)|\b(globalThis|queueMicrotask|structuredClone)\b"
    r"|Promise\.(allSettled|any)|\b(ResizeObserver|AbortController|BigInt)\b"
)
"""Methods that came after ES2015, or to Chrome after 61 and to Firefox after 60; a parser cannot know them.

``remove`` of elements is older, but televisions of 2018 ship engines that lack its siblings; ``classList`` has its own.
"""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS_LIST = re.compile(r"\.classList\.remove\(")


def files(ending: str) -> list[Path]:
    found = sorted(STATIC.glob(f"*.{ending}"))
    assert found
    return found


@pytest.mark.skipif(ACORN is None, reason="acorn is not installed")
@pytest.mark.parametrize("path", files("js"), ids=lambda path: path.name)
def test_scripts_are_es2015(path: Path) -> None:
    assert ACORN is not None
    parsed = subprocess.run(
        [ACORN, "--ecma2015", "--silent", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert parsed.returncode == 0, parsed.stderr


@pytest.mark.skipif(ACORN is None, reason="acorn is not installed")
def test_the_parser_refuses_what_came_later(tmp_path: Path) -> None:
    assert ACORN is not None
    for newer in (
        "const a = b?.c;",
        "async function f() {}",
        "const a = {...b};",
        "try {} catch {}",
        "a **= 2;",
    ):
        script = tmp_path / "newer.js"
        script.write_text(newer, encoding="utf-8")
        parsed = subprocess.run(
            [ACORN, "--ecma2015", "--silent", str(script)], capture_output=True, timeout=60, check=False
        )
        assert parsed.returncode != 0, newer


@pytest.mark.parametrize("path", files("js"), ids=lambda path: path.name)
def test_scripts_call_nothing_that_came_later(path: Path) -> None:
    text = CLASS_LIST.sub("", COMMENT.sub("", path.read_text("utf-8")))
    assert [match.group() for match in NEWER_NAMES.finditer(text)] == []


@pytest.mark.parametrize("path", files("css"), ids=lambda path: path.name)
def test_styles_use_what_a_browser_of_2018_knows(path: Path) -> None:
    assert list(strangers(path.read_text("utf-8"))) == []


def test_the_list_refuses_what_came_later() -> None:
    for newer in (
        "a { gap: 1px }",
        "a { inset: 0 }",
        "a { width: min(1px, 2px) }",
        "a:focus-visible { color: red }",
        "a:is(b) { color: red }",
        "@layer x { a { color: red } }",
        "a { height: 1dvh }",
        "a { b { color: red } }",
        "a { aspect-ratio: 1 }",
    ):
        assert list(strangers(newer)), newer


def strangers(css: str) -> Iterator[str]:
    """List what is not known, with the line it is on."""
    yield from in_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def in_rules(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        kind = getattr(rule, "type", "")
        if kind == "at-rule":
            yield from in_at_rule(rule)
        elif kind == "qualified-rule":
            yield from in_selector(rule.prelude)
            yield from in_declarations(rule.content)
        else:
            yield f"{kind} {rule}"


def in_at_rule(rule: Any) -> Iterator[str]:
    name = rule.at_keyword.lower()
    if name not in AT_RULES:
        yield f"@{name}"
        return
    content = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    if name == "media":
        yield from (
            w for w in idents(rule.prelude) if w not in MEDIA_FEATURES | {"reduce", "more", "portrait"}
        )
        yield from in_rules(content)
    else:
        for frame in content:
            yield from in_declarations(frame.content)


def in_selector(tokens: list[Any]) -> Iterator[str]:
    for before, token in itertools.pairwise(tokens):
        if getattr(before, "value", None) != ":":
            continue
        name = getattr(token, "lower_name", None) or getattr(token, "lower_value", None)
        if name is not None and name not in PSEUDO:
            yield f":{name}"


def in_declarations(content: list[Any]) -> Iterator[str]:
    for item in tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True):
        if item.type != "declaration":
            yield f"{item.type} at line {item.source_line}"
        elif not item.name.startswith("--") and item.lower_name not in PROPERTIES:
            yield f"{item.name} at line {item.source_line}"
        else:
            yield from in_value(item.value)


def in_value(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        kind = getattr(token, "type", "")
        if kind == "function":
            if token.lower_name not in FUNCTIONS:
                yield f"{token.name}()"
            yield from in_value(token.arguments)
        elif kind == "dimension" and token.lower_unit not in UNITS:
            yield f"unit {token.unit}"


def idents(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        kind = getattr(token, "type", "")
        if kind == "ident":
            yield token.lower_value
        elif kind == "() block":
            yield from idents(token.content)
