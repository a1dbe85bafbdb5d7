"""What the pages' own code must keep to, read as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk

PACKAGE = Path(kiosk.__file__).parent
STATIC = PACKAGE / "web" / "static"

NEWER_THAN_ES2015 = re.compile(
    r"\?\.|\?\?|\basync\b|\bawait\b|\*\*|\.padStart\(|\.padEnd\(|Object\.entries|Object\.values|\.flat\("
    r"|\.flatMap\(|\.includes\(|\.replaceAll\(|\.replaceChildren\(|\.append\(|\{ *\.\.\.|\bimport\b|\bexport\b"
)
NEWER_THAN_2018 = re.compile(
    r"\bgap:|\binset:|\bclamp\(|\bmin\(|\bmax\(|:is\(|:where\(|:has\(|aspect-ratio|\bdvh\b|:focus-visible|@layer"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
REFUSAL_CODE = re.compile(r'code="([a-z_]+)"')
KIOSK_ONLY = {
    "no_printer",
    "locked",
    "no_consent",
    "bad_id",
    "baseline",
    "quota",
    "bad_look",
    "no_look",
    "flat",
    "not_live",
    "other_engine",
}
"""What only a citizen's own command can be refused for."""


def static_files(ending: str) -> list[Path]:
    return sorted(STATIC.glob(f"*.{ending}"))


@pytest.mark.parametrize("path", static_files("js"), ids=lambda path: path.name)
def test_scripts_run_on_a_browser_of_es2015(path: Path) -> None:
    assert NEWER_THAN_ES2015.findall(COMMENT.sub("", path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", static_files("css"), ids=lambda path: path.name)
def test_styles_are_known_to_a_television_of_2018(path: Path) -> None:
    assert NEWER_THAN_2018.findall(COMMENT.sub("", path.read_text("utf-8"))) == []


def test_every_refusal_an_officer_can_meet_is_told_in_vietnamese() -> None:
    sources = [*(PACKAGE / "domain").glob("*.py"), *(PACKAGE / "desk").glob("*.py")]
    codes = {code for source in sources for code in REFUSAL_CODE.findall(source.read_text("utf-8"))}
    codes |= {"not_called", "not_serving", "bad_input", "not_signed_in", "not_allowed", "DiskFull", "unsent"}
    table = (STATIC / "messages.js").read_text("utf-8")
    assert {code for code in codes - KIOSK_ONLY if f"    {code}: '" not in table} == set()


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in sorted((PACKAGE / "web" / "templates").glob("*.html")):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src=)", text), path.name
