"""What stands at a second kiosk works there: its printer, its keypad, its loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.ids import TicketId
from kiosk.errors import BadInput, CommandRefused, NotSignedIn
from kiosk.link.client import DeskLink
from tests.printer.fake_printer import OUT_OF_PAPER, FakePrinter
from tests.printer.test_worker import until
from tests.run.officer import PIN, add_officer
from tests.run.test_crash import take_plain
from tests.run.test_relay import TwoKiosks


@pytest.fixture
def printers() -> Iterator[tuple[FakePrinter, FakePrinter]]:
    """One beside each kiosk."""
    near, far = FakePrinter(), FakePrinter()
    yield near, far
    near.close()
    far.close()


@pytest.fixture
def kiosks(tmp_path: Path, printers: tuple[FakePrinter, FakePrinter]) -> Iterator[TwoKiosks]:
    """A running desk, and a second kiosk with a printer, a keypad for counter 2 and the hall's loudspeaker."""
    office = TwoKiosks(tmp_path)
    with office.first.config.open("a", encoding="utf-8") as file:
        file.write(f'printer = "{printers[1].device}"\ncounter = 2\n')
        file.write(f'[printer]\ndevice = "{printers[0].device}"\n[hall]\nspeaks = "board"\n')
    add_officer(office.first, "cb-01")
    desk = office.first.start_desk()
    yield office
    desk.terminate()
    assert desk.wait(30) == 0


def test_a_slip_comes_out_beside_whoever_took_the_number(
    kiosks: TwoKiosks, printers: tuple[FakePrinter, FakePrinter]
) -> None:
    near, far = printers
    with kiosks.relay() as there, closing(DeskLink(kiosks.first.socket)) as here:
        until(lambda: there.snapshot()["printer"]["state"] == "ready")
        ticket = take_plain(there, "ho_tich")
        until(lambda: len(far.slips) == 1)
        there.want_slip(TicketId(ticket["ticket"]["ticket"]))
        until(lambda: len(far.slips) == 2)
        take_plain(here, "ho_tich")
        until(lambda: len(near.slips) == 1)
        far.answers = OUT_OF_PAPER
        take_plain(there, "ho_tich")
        until(lambda: there.snapshot()["printer"]["state"] == "paper_out")
        assert here.snapshot()["printer"]["state"] == "ready"
        assert (len(near.slips), len(far.slips)) == (1, 2)


def test_a_keypad_there_works_for_its_own_counter(kiosks: TwoKiosks) -> None:
    with kiosks.relay() as there, closing(DeskLink(kiosks.first.socket)) as here:
        with pytest.raises(NotSignedIn):
            there.press({"do": "sign_in", "number": "1", "pin": "000000"})
        there.press({"do": "sign_in", "number": "1", "pin": PIN})
        seated = {counter["number"]: counter["officer"] for counter in here.snapshot()["counters"]}
        assert seated[2] == "cb-01"


def test_the_halls_loudspeaker_may_stand_there(kiosks: TwoKiosks) -> None:
    with kiosks.relay() as there:
        take_plain(there, "ho_tich")
        there.press({"do": "sign_in", "number": "1", "pin": PIN})
        there.press({"do": "act", "act": "next"})
        (due, *_) = there.snapshot()["speech"]["due"]
        with pytest.raises(BadInput, match="does not speak"):
            there.tell_spoken("screen", due["no"])
        there.tell_spoken("board", due["no"])
        assert due not in there.snapshot()["speech"]["due"]


def test_a_kiosk_without_a_printer_prints_nowhere_else(
    tmp_path: Path, printers: tuple[FakePrinter, FakePrinter]
) -> None:
    near, _ = printers
    office = TwoKiosks(tmp_path)
    with office.first.config.open("a", encoding="utf-8") as file:
        file.write(f'[printer]\ndevice = "{near.device}"\n')
    desk = office.first.start_desk()
    with office.relay() as there, closing(DeskLink(office.first.socket)) as here:
        ticket = take_plain(there, "ho_tich")
        with pytest.raises(CommandRefused, match="no printer"):
            there.want_slip(TicketId(ticket["ticket"]["ticket"]))
        take_plain(here, "ho_tich")
        until(lambda: len(near.slips) == 1)
        assert there.snapshot()["printer"]["state"] == "none"
    desk.terminate()
    assert desk.wait(30) == 0
