"""Whatever `kiosk doctor` can say is shown in Vietnamese, too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.doctor
from kiosk.domain.printing import PrinterState
from kiosk.run.finding_words import in_vietnamese

REPORTS = frozenset({"fine", "fault", "warning", "report"})
NAMED = frozenset(
    {"what", "remedy", "told", "about", "lacking", "source", "why", "where", "REMEDIES", "ENDS"}
)
"""What the checks call the texts that they report."""

VIETNAMESE = re.compile("[À-ỹ]")


def said() -> set[str]:
    """Collect every text that a check reports, as the source has it, with a value for each blank."""
    found: set[str] = set()
    for path in sorted(Path(kiosk.doctor.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if name in REPORTS:
                    found.update(text for argument in args for text in texts(argument))
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMED:
                    found.update(texts(value))
    return {text for text in found if re.search("[a-z]", text.replace("7", ""))}


def texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*texts(one), *texts(other))
        case ast.BoolOp(values=several) | ast.Dict(values=several):
            for one in several:
                yield from texts(one)
        case _:
            pass


def test_everything_that_a_check_reports_has_its_words() -> None:
    everything = said()
    assert len(everything) > 100
    plain = {"7 °C", "kiosk 7, Python 7, Linux 7"}
    assert {text for text in everything - plain if not VIETNAMESE.search(in_vietnamese(text))} == set()


def test_every_state_of_a_printer_that_is_not_right_has_its_words() -> None:
    wrong = set(PrinterState) - {PrinterState.READY, PrinterState.NONE}
    for state in wrong:
        assert VIETNAMESE.search(in_vietnamese(f"file:/dev/usb/lp0: {state.replace('_', ' ')}")), state


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("12 MiB free at /data", "còn trống 12 MiB tại /data"),
        (
            "no clock chip; the time is not set by the network since the start",
            "không có chip đồng hồ; giờ chưa theo mạng từ khi bật máy",
        ),
        (
            "3 events unsent, the oldest 9 minutes old; the last try said: timed out",
            "3 sự kiện chưa gửi, cũ nhất 9 phút; lần thử cuối báo: timed out",
        ),
        ("Errno 5: some program's own words", "Errno 5: some program's own words"),
    ],
)
def test_values_keep_their_place_and_foreign_words_stay(english: str, vietnamese: str) -> None:
    assert in_vietnamese(english) == vietnamese
