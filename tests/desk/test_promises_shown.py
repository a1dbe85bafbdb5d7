"""What those who wait are told does not jump about, and says why when it must grow."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kiosk.domain import commands as c
from kiosk.domain.moves import Order
from kiosk.domain.promise import Promise
from kiosk.domain.shown import Why
from kiosk.domain.snapshot_views import TicketView
from tests.offices import Setup, ticket_of


@dataclass
class Said:
    """Promises what the test says; None for no number."""

    p50_min: int | None = 10
    p90_min: int | None = 20
    method: str = "rollout"
    version: str = "1"
    ahead: int = 0
    provisional: bool = False

    def promise(self, *_about: object) -> Promise:
        return Said(self.p50_min, self.p90_min)

    def comes_after(self, *_about: object, limit_min: float) -> bool:
        return limit_min < 0


@pytest.fixture
def said(office: Setup) -> Said:
    office.promiser = said = Said()
    office.restart()
    return said


def waits(office: Setup, minutes: float = 0) -> TicketView:
    """Let time pass, and look at who waits first."""
    office.clock.advance(minutes * 60)
    office.desk.tick()
    return office.desk.snapshot().waiting[0]


def promises(office: Setup) -> int:
    return office.kinds().count("PromiseShown")


def test_what_was_told_counts_down_without_new_promises(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min, said.p90_min = 5, 15
    assert (waits(office, 5).wait_min, promises(office)) == ((5, 15), 1)


def test_a_longer_wait_is_told_with_its_reason_and_recorded(office: Setup, said: Said) -> None:
    office.seat(2)
    ticket = ticket_of(office.plain("ho_tich"))
    office.send(c.SignOut, office.officer(), counter=2)
    said.p50_min, said.p90_min = 20, 34
    view = waits(office, 2)
    assert (view.wait_min, view.wait_why) == ((20, 35), Why.COUNTER_CLOSED)
    assert promises(office) == 2
    page = office.desk.tickets.by_token(ticket.token)
    assert page is not None
    assert (page.wait_min, page.wait_why) == ((20, 35), Why.COUNTER_CLOSED)


def test_a_little_longer_is_not_told(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min, said.p90_min = 12, 23
    assert (waits(office, 2).wait_min, promises(office)) == ((5, 20), 1)


def test_a_shorter_wait_is_told_and_stays(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min, said.p90_min = 3, 8
    assert (waits(office, 1).wait_min, waits(office).wait_why) == ((0, 10), None)
    said.p90_min = 12
    assert (waits(office, 1).wait_min, promises(office)) == ((0, 10), 2)


def test_what_was_told_survives_a_crash(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min, said.p90_min = 20, 35
    before = waits(office, 2)
    office.restart()
    assert waits(office).wait_min == before.wait_min
    assert waits(office).wait_why == before.wait_why
    assert promises(office) == 2


def test_the_ledger_scores_the_first_promise_only(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min, said.p90_min = 20, 35
    waits(office, 2)
    (ticket,) = office.journal.office.tickets.values()
    assert ticket.promise is not None
    assert (ticket.promise.p90_min, ticket.promise.renewed) == (20, False)


def test_promises_are_renewed_once_a_minute_at_most(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    waits(office, 1)
    said.p50_min, said.p90_min = 30, 60
    office.clock.advance(1)
    assert waits(office).wait_min == (5, 20)
    assert waits(office, 1).wait_min == (30, 60)


def test_where_the_last_counter_closes_no_number_is_shown_until_one_opens(office: Setup, said: Said) -> None:
    office.plain("ho_tich")
    said.p50_min = said.p90_min = None
    assert waits(office, 2).wait_min is None
    said.p50_min, said.p90_min = 10, 20
    assert waits(office, 2).wait_min == (10, 20)


def test_a_new_leg_is_told_its_own_wait(office: Setup, said: Said) -> None:
    caller = office.seat(2)
    office.plain("ho_tich")
    called = ticket_of(office.call_next(2, caller))
    serving = office.act(c.Start, called, caller)
    office.act(c.Transfer, serving, caller, order=Order.LAST, field="chung_thuc")
    assert office.desk.snapshot().waiting[0].wait_min is None
    said.p50_min, said.p90_min = 30, 60
    view = waits(office, 2)
    assert (view.wait_min, view.wait_why) == ((30, 60), None)
