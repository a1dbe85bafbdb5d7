"""Slips in order, tried again while they are worth it, and nobody waits for a stuck printer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kiosk.domain.printing import PrinterState, PrinterView
from kiosk.printer import worker as worker_module
from kiosk.printer.slip import Slip
from kiosk.printer.worker import MOST_WAITING, WORTH_S, SlipWorker
from tests.printer.paper import Paper
from tests.printer.slips import SLIP


class Counter:
    """A printer's worker with a clock moved by hand."""

    def __init__(self) -> None:
        self.paper = Paper()
        self.now_s = 0.0
        self.views: list[PrinterView] = []
        self.worker = SlipWorker(
            self.paper, on_view=self.views.append, on_crash=lambda _: None, now_s=lambda: self.now_s
        )


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr(worker_module, "RETRY_S", 0.02)
    made = Counter()
    made.worker.start()
    yield made
    made.worker.stop()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def slip(number: int) -> Slip:
    return replace(SLIP, code=f"B{number:03d}")


def test_slips_come_out_in_the_order_they_were_asked_for(counter: Counter) -> None:
    for number in range(1, 6):
        counter.worker.offer(slip(number))
    until(lambda: len(counter.paper.slips) == 5)
    assert [printed.code for printed in counter.paper.slips] == ["B001", "B002", "B003", "B004", "B005"]
    until(lambda: counter.views[-1] == PrinterView(PrinterState.READY, 0))


def test_paper_out_is_told_at_once_and_the_slip_comes_when_there_is_paper_again(counter: Counter) -> None:
    counter.paper.now = PrinterState.PAPER_OUT
    counter.worker.offer(slip(1))
    until(lambda: PrinterView(PrinterState.PAPER_OUT, 1) in counter.views)
    assert counter.views[-1].is_out
    counter.paper.now = PrinterState.READY
    until(lambda: counter.views[-1] == PrinterView(PrinterState.READY, 0))
    assert [printed.code for printed in counter.paper.slips] == ["B001"]


def test_a_slip_that_comes_too_late_is_not_left_lying_for_anyone(counter: Counter) -> None:
    counter.paper.now = PrinterState.OFFLINE
    counter.worker.offer(slip(1))
    until(lambda: PrinterView(PrinterState.OFFLINE, 1) in counter.views)
    counter.now_s = WORTH_S + 1
    until(lambda: counter.views[-1] == PrinterView(PrinterState.OFFLINE, 0))
    counter.paper.now = PrinterState.READY
    until(lambda: counter.views[-1].state is PrinterState.READY)
    assert counter.paper.slips == []


def test_an_idle_printer_is_asked_before_somebody_needs_it(counter: Counter) -> None:
    until(lambda: counter.views == [PrinterView(PrinterState.READY, 0)])


def test_a_crowd_before_a_stuck_printer_fills_no_memory(counter: Counter) -> None:
    counter.paper.now = PrinterState.COVER_OPEN
    for number in range(3 * MOST_WAITING):
        counter.worker.offer(slip(number))
    until(lambda: counter.views[-1:] == [PrinterView(PrinterState.COVER_OPEN, MOST_WAITING)])
