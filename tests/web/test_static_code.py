"""What the pages' own code must keep to, read as text."""

from __future__ import annotations

import re
from pathlib import Path

import kiosk
from kiosk.domain.alerts import AlertKind

PACKAGE = Path(kiosk.__file__).parent
STATIC = PACKAGE / "web" / "static"

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
REFUSAL_CODE = re.compile(r'code="([a-z_]+)"')
KIOSK_ONLY = {
    "no_printer",
    "printer_out",
    "locked",
    "no_consent",
    "bad_id",
    "bad_rating",
    "baseline",
    "not_served",
    "rated",
    "bad_slip",
    "needs_card",
    "no_offer",
    "redeemed",
    "quota",
    "bad_look",
    "no_look",
    "flat",
    "not_live",
    "other_engine",
}
"""What only a citizen's own command can be refused for."""


def test_every_refusal_an_officer_can_meet_is_told_in_vietnamese() -> None:
    sources = [*(PACKAGE / "domain").glob("*.py"), *(PACKAGE / "desk").glob("*.py")]
    codes = {code for source in sources for code in REFUSAL_CODE.findall(source.read_text("utf-8"))}
    codes |= {"not_called", "not_serving", "bad_input", "not_signed_in", "not_allowed", "DiskFull", "unsent"}
    table = (STATIC / "messages.js").read_text("utf-8")
    assert {code for code in codes - KIOSK_ONLY if f"    {code}: '" not in table} == set()


def test_every_alert_is_told_in_vietnamese() -> None:
    table = (STATIC / "words.js").read_text("utf-8")
    assert [kind for kind in AlertKind if f"    {kind}: '" not in table] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in sorted((PACKAGE / "web" / "templates").glob("*.html")):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src=)", text), path.name
