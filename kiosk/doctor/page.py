"""What doctor found as one page with a signed QR code, so that forty devices make one acceptance sheet."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import __version__
from kiosk.doctor.check import Level
from kiosk.doctor.examine import worst
from kiosk.errors import BadInput
from kiosk.lib.qr import qr_svg
from kiosk.lib.signing import public_text, sign, verify
from kiosk.lib.units import MS_PER_S
from kiosk.run.finding_words import in_vietnamese
from kiosk.run.technician_words import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from kiosk.doctor.check import Context, Finding
    from kiosk.doctor.examine import Examined

MARK = "KIOSKDOCTOR1"
COLUMNS = ("office", "device", "time", "version", "result", "faults", "warnings")
PURPOSE = "kiosk doctor\n"

WORDS = {Level.OK: "Đạt – in order", Level.WARNING: "Lưu ý – look at it", Level.FAULT: "Lỗi – out of order"}
COLOURS = {Level.OK: "#38761d", Level.WARNING: "#7f4a00", Level.FAULT: "#990000"}

STYLE = (
    "body{font:16px/1.5 'Noto Sans',sans-serif;margin:2rem auto;max-width:52rem;color:#111}svg{width:14rem;height:14rem}"
    "h1{font-size:1.6rem;margin:0}table{border-collapse:collapse;width:100%;margin-top:1rem}header{display:flex;"
    "justify-content:space-between;align-items:flex-start;gap:2rem}td{border-top:1px solid #bbb;padding:.4rem .5rem;"
    "vertical-align:top;overflow-wrap:anywhere}td:first-child,td:nth-child(2){white-space:nowrap}td:first-child{font-weight:600}small{color:#444}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page's code, read back.

    Attributes:
        values: In the order of ``COLUMNS``.
        public: The key that signed it: central knows each device's.
    """

    values: tuple[str, ...]
    public: str


def code_of(examined: list[Examined], context: Context, key: Ed25519PrivateKey) -> str:
    """Write the text of the QR code: what was found, and the device's signature."""
    when = datetime.fromtimestamp(context.now // MS_PER_S, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = context.config
    faults, warnings = (_names(examined, level) for level in (Level.FAULT, Level.WARNING))
    values = (config.office.id, config.device.id, when, __version__, str(worst(examined)), faults, warnings)
    text = "|".join((MARK, *values))
    return f"{text}|{public_text(key)}|{sign(key, PURPOSE + text)}"


def read_code(code: str) -> Reading:
    """Read a code that a scanner typed, and check its signature.

    Raises:
        BadInput: It is none, or was changed.
    """
    mark, *parts = code.strip().split("|")
    if mark != MARK or len(parts) != len(COLUMNS) + 2:
        raise BadInput(f"{code[:20]!r} is no code of a doctor's page; scan it again")
    *values, public, signature = parts
    if not verify(public, PURPOSE + "|".join((MARK, *values)), signature):
        raise BadInput(f"the code of {values[1]} does not verify; scan it again")
    return Reading(tuple(values), public)


def page_of(examined: list[Examined], context: Context, code: str) -> str:
    """Write the page, Vietnamese before English: one HTML file that needs nothing else and prints on one or two sheets."""
    config = context.config
    local = datetime.fromtimestamp(context.now // MS_PER_S, ZoneInfo(config.office.timezone))
    level = worst(examined)
    rows = "".join(
        f'<tr><td style="color:{COLOURS[one.finding.level]}">{WORDS[one.finding.level]}</td>'
        f"<td>{'<br>'.join(CHECKS.get(one.name, (one.name,)))}</td><td>{_said(one.finding)}</td></tr>"
        for one in examined
    )
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{html.escape(config.device.id)}</title>'
        f"<style>{STYLE}</style><header><div><h1>{html.escape(config.office.name)}</h1>"
        f"<p>{html.escape(config.office.id)} · {html.escape(config.device.id)} · kiosk {__version__}<br>"
        f'{local:%d/%m/%Y %H:%M}</p><p style="font-size:1.4rem;color:{COLOURS[level]}">{WORDS[level]}</p></div>'
        f"{qr_svg(code).decode()}</header><table>{rows}</table></html>\n"
    )


def _said(finding: Finding) -> str:
    english = finding.what, finding.remedy
    vietnamese = tuple(map(in_vietnamese, english))
    first, second = (html.escape(" → ".join(filter(None, said))) for said in (vietnamese, english))
    return first if first == second else f"{first}<br><small>{second}</small>"


def _names(examined: Iterable[Examined], level: Level) -> str:
    return ",".join(one.name.replace("|", " ") for one in examined if one.finding.level is level)
