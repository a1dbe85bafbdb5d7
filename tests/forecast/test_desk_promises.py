"""The real desk with its own past: promises are shown, logged, and taught by what came."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.desk.promises import Promises
from kiosk.domain import commands as c
from kiosk.domain.moves import PromiseShown
from kiosk.run.promising import DailyPromiser
from kiosk.store.past import past_legs, past_promises
from tests.offices import Setup, ticket_of


def learn(office: Setup) -> None:
    """Let the desk promise from its own database, as it is now."""
    promiser = DailyPromiser(office.database.conn, office.config)
    office.desk._promises = Promises(office.journal, promiser)


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    office = Setup(tmp_path)
    learn(office)
    return office


def promises(setup: Setup) -> list[PromiseShown]:
    tickets = setup.journal.office.tickets.values()
    return [ticket.promise for ticket in tickets if ticket.promise is not None]


def test_a_new_office_promises_by_the_simple_rule(setup: Setup) -> None:
    officer = setup.seat(1)
    setup.plain("chung_thuc")
    setup.call_next(1, officer)
    setup.plain("chung_thuc")
    shown = promises(setup)[-1]
    assert (shown.method, shown.provisional, shown.ahead) == ("rule", True, 0)
    assert shown.p50_min is not None
    assert shown.p90_min is not None
    assert 0 < shown.p50_min <= shown.p90_min
    setup.close()


def test_without_an_open_counter_there_is_a_ticket_and_no_number_of_minutes(setup: Setup) -> None:
    ticket = ticket_of(setup.plain("chung_thuc"))
    shown = promises(setup)[-1]
    assert ticket.code == "A001"
    assert (shown.method, shown.p50_min, shown.p90_min) == ("closed", None, None)
    setup.close()


def test_a_desk_with_a_past_rolls_and_its_tables_hold_promise_and_wait(setup: Setup) -> None:
    officer = setup.seat(1)
    for _ in range(31):
        setup.plain("chung_thuc")
        setup.serve(1, officer)
    learn(setup)
    setup.plain("chung_thuc")
    called = ticket_of(setup.call_next(1, officer))
    setup.act(c.Start, called, officer)
    setup.plain("chung_thuc")
    shown = promises(setup)[-1]
    assert (shown.method, shown.provisional) == ("rollout", False)
    assert len(past_legs(setup.database.conn, 1)) == 33
    kept = past_promises(setup.database.conn, 1)
    assert len(kept) == 32
    assert {past.method for past in kept} == {"rule", "rollout"}
    assert all(past.wait_ms >= 0 for past in kept)
    assert past_legs(setup.database.conn, 0) == []
    setup.close()
