"""A real line to a printer that behaves like one, and every way in which it does not print."""

from __future__ import annotations

import os
import pty
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.printing import PrinterState
from kiosk.printer.device import EscposPrinter, Printer
from kiosk.printer.encoding import encode
from kiosk.printer.status import state_of
from tests.printer.fake_printer import COVER, NEAR_END, OUT_OF_PAPER, FakePrinter
from tests.printer.paper import Paper
from tests.printer.slips import SLIP


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    printer = FakePrinter()
    yield printer
    printer.close()


Turn = Callable[[PrinterState], None]


@pytest.fixture(params=["paper", "escpos"])
def printer(request: pytest.FixtureRequest, fake: FakePrinter) -> tuple[Printer, Turn, Callable[[], int]]:
    """Each printer, how its state is changed, and how many slips came out."""
    if request.param == "paper":
        paper = Paper()
        return paper, lambda state: setattr(paper, "now", state), lambda: len(paper.slips)
    answers = {
        PrinterState.READY: (0x12, 0x12),
        PrinterState.PAPER_LOW: NEAR_END,
        PrinterState.PAPER_OUT: OUT_OF_PAPER,
        PrinterState.COVER_OPEN: COVER,
    }

    def turn(state: PrinterState) -> None:
        fake.answers = answers[state]

    return EscposPrinter(fake.device, 576), turn, lambda: len(fake.slips)


@pytest.mark.parametrize("state", [PrinterState.READY, PrinterState.PAPER_LOW])
def test_a_slip_comes_out_while_there_is_paper(
    printer: tuple[Printer, Turn, Callable[[], int]], state: PrinterState
) -> None:
    device, turn, printed = printer
    turn(state)
    assert device.state() is state
    assert device.print_slip(SLIP) is state
    assert printed() == 1


@pytest.mark.parametrize("state", [PrinterState.PAPER_OUT, PrinterState.COVER_OPEN])
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    printer: tuple[Printer, Turn, Callable[[], int]], state: PrinterState
) -> None:
    device, turn, printed = printer
    turn(state)
    assert device.print_slip(SLIP) is state
    assert printed() == 0


def test_paper_that_ends_within_a_slip_is_noticed(fake: FakePrinter) -> None:
    fake.runs_out_after = 1
    assert EscposPrinter(fake.device, 576).print_slip(SLIP) is PrinterState.PAPER_OUT


def test_a_slip_is_one_picture_and_a_cut_and_holds_no_text(fake: FakePrinter) -> None:
    EscposPrinter(fake.device, 576).print_slip(SLIP)
    sent = fake.slips[0]
    assert sent.startswith(b"\x1b@\x1dv0")  # ESC @ (initialise), GS v 0 (raster picture)
    assert sent.endswith(b"\x1dVB\x00")  # GS V (cut)
    assert b"B017" not in sent
    assert len(sent) > 576 // 8 * 700


def test_a_picture_holds_nothing_that_a_printer_takes_for_a_command() -> None:
    commands = b"\x10\x04\x01\x10\x05\x02\x10\x14\x01\x10\x10\x04"
    picture = Image.frombytes("1", (8 * len(commands), 1), bytes(byte ^ 0xFF for byte in commands))
    sent = encode(picture)
    assert not re.search(rb"\x10[\x04\x05\x14]", sent)
    assert b"\x10\x0c\x01\x10\x0d\x02\x10\x1c\x01\x10\x10\x0c" in sent


def test_a_printer_that_knows_no_status_still_prints(fake: FakePrinter) -> None:
    fake.answers = None
    assert EscposPrinter(fake.device, 384).print_slip(SLIP) is PrinterState.READY
    assert len(fake.slips) == 1


def test_a_printer_that_is_off_or_unplugged_is_offline(tmp_path: Path) -> None:
    fake = FakePrinter()
    fake.close()
    for device in (fake.device, f"file:{tmp_path / 'lp0'}"):
        printer = EscposPrinter(device, 576)
        assert printer.state() is PrinterState.OFFLINE
        assert printer.print_slip(SLIP) is PrinterState.OFFLINE


def test_a_printer_that_takes_no_data_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.printer.line.WRITE_LIMIT_S", 0.3)
    ours, theirs = pty.openpty()
    try:
        printer = EscposPrinter(f"file:{os.ttyname(theirs)}", 576)
        # Nobody reads the other end: the terminal's buffer fills up.
        assert printer.print_slip(SLIP) is PrinterState.OFFLINE
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_device_file_gets_the_whole_slip(tmp_path: Path, fake: FakePrinter) -> None:
    file = tmp_path / "lp0"
    file.touch()
    assert EscposPrinter(f"file:{file}", 576).print_slip(SLIP) is PrinterState.READY
    EscposPrinter(fake.device, 576).print_slip(SLIP)
    assert fake.slips[0] in file.read_bytes()


def test_an_open_cover_is_told_before_the_paper_behind_it() -> None:
    assert state_of(0x36, 0x72) is PrinterState.COVER_OPEN
    assert state_of(None, 0x72) is PrinterState.PAPER_OUT
    assert state_of(None, None) is PrinterState.READY
