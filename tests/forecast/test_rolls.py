"""The roll-outs play the real policy: the same office, the same calls."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.events import How
from kiosk.domain.ids import CounterNo, TicketId
from kiosk.domain.policy import Policy
from kiosk.domain.presence import doubted
from kiosk.domain.ticket import State
from kiosk.forecast.board import Board, set_up
from kiosk.forecast.rolls import Closed, roll_out
from tests.forecast.offices import (
    HOLD_MIN,
    MINUTE,
    POLICY,
    A,
    B,
    Morning,
    constant,
    random_morning,
)


def board_of(morning: Morning) -> Board:
    desk = morning.desk
    board = set_up(desk.office, desk.catalogue, desk.policy, desk.now())
    board.priority_per_min[:] = 0.0
    return board


def rolled(morning: Morning, closed: tuple[Closed, ...] = (), rolls: int = 3) -> dict[TicketId, float]:
    board = board_of(morning)
    called = roll_out(board, constant(), morning.desk.policy, closed, np.random.default_rng(0), rolls=rolls)
    assert (called == called[0]).all(), "with constant services all rolls are one"
    return {ticket.id: float(at) for ticket, at in zip(board.tickets, called[0], strict=True)}


def really_called(morning: Morning) -> dict[TicketId, float]:
    """Play the office on with the product's own decisions, each service as long as its field's constant."""
    desk = morning.desk
    start_ms = desk.now_ms
    ghosts = doubted(desk.office, desk.policy)
    free_ms: dict[int, float] = {}
    for counter in sorted(desk.office.seated):
        ticket = desk.office.at_counter(counter)
        called = ticket.leg.called if ticket else None
        rest = HOLD_MIN[ticket.leg.field] * MINUTE - (desk.now().at - called.at) if ticket and called else 0
        free_ms[counter] = start_ms + rest
    calls: dict[TicketId, float] = {}
    while free_ms and min(free_ms.values()) < math.inf:
        number = min(free_ms, key=lambda each: (free_ms[each], each))
        desk.now_ms = int(free_ms[number])
        morning.cool()
        if desk.office.at_counter(CounterNo(number)) is not None:
            morning.finish(number)
        ticket = morning.call(number)
        if ticket is not None:
            calls[ticket.id] = (desk.now_ms - start_ms) / MINUTE
            free_ms[number] = desk.now_ms + (
                0 if ticket.id in ghosts else HOLD_MIN[ticket.leg.field] * MINUTE
            )
        else:
            free_ms[number] = _next_end_of_cooling(morning)
    return calls


def _next_end_of_cooling(morning: Morning) -> float:
    cooling = morning.desk.office.in_state(State.COOLING)
    ends = [
        morning.desk.now_ms + ticket.cooling_ms - (morning.desk.now().at - ticket.missed.at)
        for ticket in cooling
        if ticket.missed is not None
    ]
    return min(ends, default=math.inf)


FEW_MAY_PASS = replace(POLICY, max_overtaken=2, max_overtaken_ms=10 * 60 * MINUTE, priority_every=1)
"""Rules under which the cap in people binds before the one in minutes."""


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 1_000_000), st.sampled_from([POLICY, FEW_MAY_PASS]))
def test_roll_outs_call_whom_the_real_queue_calls_and_when(seed: int, policy: Policy) -> None:
    morning = random_morning(seed, policy)
    foreseen = rolled(morning)
    came = really_called(morning)
    assert {ticket: came.get(ticket, math.inf) for ticket in foreseen} == pytest.approx(foreseen)


def test_nobody_is_called_in_the_lunch_break() -> None:
    morning = Morning((A,))
    morning.seat(1)
    tickets = [morning.take(A) for _ in range(4)]
    called = rolled(morning, (Closed(10, 100),))
    assert [called[ticket.id] for ticket in tickets] == [0, 8, 100, 108]


def test_whoever_is_not_called_before_closing_is_not_called() -> None:
    morning = Morning((A,))
    morning.seat(1)
    tickets = [morning.take(A) for _ in range(3)]
    called = rolled(morning, (Closed(10, math.inf),))
    assert [called[ticket.id] for ticket in tickets] == [0, 8, math.inf]


def test_only_numbers_of_a_burst_that_nobody_saw_do_not_lengthen_the_wait_of_others() -> None:
    def wait_behind(numbers: int) -> float:
        morning = Morning((A,))
        morning.seat(1)
        morning.take(A)
        for _ in range(numbers):
            morning.take(A, How.PLAIN)
        last = morning.take(A)
        return rolled(morning)[last.id]

    hold_of_the_first = HOLD_MIN[A]
    assert wait_behind(POLICY.burst_tickets) == hold_of_the_first
    assert wait_behind(POLICY.burst_tickets - 1) == POLICY.burst_tickets * hold_of_the_first


def test_priority_tickets_still_to_come_lengthen_the_wait_of_others() -> None:
    morning = Morning((A, B))
    morning.seat(1)
    tickets = [morning.take(A) for _ in range(6)]
    desk = morning.desk
    board = set_up(desk.office, desk.catalogue, POLICY, desk.now())
    quiet = roll_out(board, constant(), POLICY, (), np.random.default_rng(1)).mean(axis=0)
    board.priority_per_min[0] = 0.2
    busy = roll_out(board, constant(), POLICY, (), np.random.default_rng(1)).mean(axis=0)
    assert len(tickets) == len(quiet)
    assert busy[-1] > quiet[-1] + 5


def test_the_priority_arrivals_of_the_last_hour_are_the_rate() -> None:
    morning = Morning((A, B))
    for _ in range(6):
        morning.take(A, priority=True)
        morning.take(B)
        morning.pass_min(10)
    desk = morning.desk
    board = set_up(desk.office, desk.catalogue, POLICY, desk.now())
    assert board.priority_per_min.tolist() == pytest.approx([6 / 60, 0, 0])


def test_people_who_never_come_shorten_the_wait_and_are_called_again() -> None:
    morning = Morning((A,))
    morning.seat(1)
    for _ in range(10):
        morning.take(A)
    board = board_of(morning)
    rng = np.random.default_rng(2)
    everybody = roll_out(board, constant(), POLICY, (), rng)[:, -1].mean()
    half = roll_out(board, constant(gone_share=0.5), POLICY, (), rng)[:, -1].mean()
    assert everybody == 72
    assert 36 < half < 60


def test_an_empty_office_and_one_without_officers_need_no_rolling() -> None:
    morning = Morning((A,))
    assert rolled(morning) == {}
    ticket = morning.take(A)
    assert rolled(morning) == {ticket.id: math.inf}
