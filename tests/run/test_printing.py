"""A ticket comes out of a printer on the network, and the desk knows when none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.ids import TicketId
from kiosk.errors import CommandRefused
from kiosk.link.client import DeskLink
from tests.printer.fake_printer import FINE, OUT_OF_PAPER, FakePrinter
from tests.printer.test_worker import until
from tests.run.processes import Site
from tests.run.test_crash import take_plain


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    made = FakePrinter()
    yield made
    made.close()


@pytest.fixture
def site(tmp_path: Path, printer: FakePrinter) -> Iterator[Site]:
    """A running desk with this printer."""
    site = Site(tmp_path)
    with site.config.open("a", encoding="utf-8") as file:
        file.write(f'[printer]\ndevice = "{printer.device}"\n')
    desk = site.start_desk()
    yield site
    desk.terminate()
    assert desk.wait(30) == 0


def state(link: DeskLink) -> Callable[[], Any]:
    return lambda: link.snapshot()["printer"]["state"]


def test_the_desk_prints_tells_when_the_paper_is_out_and_prints_again(
    site: Site, printer: FakePrinter
) -> None:
    with closing(DeskLink(site.socket)) as link:
        told = state(link)
        until(lambda: told() == "ready")
        first = take_plain(link, "ho_tich")
        until(lambda: len(printer.slips) == 1)
        link.want_slip(TicketId(first["ticket"]["ticket"]))
        until(lambda: len(printer.slips) == 2)
        with pytest.raises(CommandRefused, match="no such ticket"):
            link.want_slip(TicketId("another"))
        printer.answers = OUT_OF_PAPER
        take_plain(link, "ho_tich")
        until(lambda: told() == "paper_out")
        assert [alert["kind"] for alert in link.snapshot()["alerts"]] == ["no_counter_open", "printer_out"]
        missed = take_plain(link, "ho_tich")
        assert missed["ticket"]["code"] == "B003"
        until(lambda: link.snapshot()["printer"]["waiting"] == 2)
        printer.answers = (FINE, FINE)
        until(lambda: link.snapshot()["printer"] == {"state": "ready", "waiting": 0})
        assert len(printer.slips) == 4
        assert printer.slips[2] != printer.slips[3]
        assert [alert["kind"] for alert in link.snapshot()["alerts"]] == ["no_counter_open"]
