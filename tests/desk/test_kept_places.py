"""A crash between two days, and the log of a day that began with places kept."""

from __future__ import annotations

from kiosk.domain import commands as c
from kiosk.store import projections
from tests.offices import Setup, ticket_of


def test_a_crash_between_close_and_opening_loses_no_kept_place(office: Setup) -> None:
    kept = ticket_of(office.send_check_in("ho_tich", priority="mang_thai"))
    office.send(c.CloseDay, office.officer(), carry_over=True)
    office.restart()
    assert office.desk.snapshot().waiting == ()
    office.clock.advance(16 * 3600)
    office.restart()
    (waiting,) = office.desk.snapshot().waiting
    assert (waiting.code, waiting.token, waiting.priority) == (kept.code, kept.token, "mang_thai")


def test_every_event_of_a_day_names_it_and_the_day_folds_to_the_live_office(office: Setup) -> None:
    office.plain("ho_tich")
    office.send(c.CloseDay, office.officer(), carry_over=True)
    office.clock.advance(16 * 3600)
    office.desk.tick()
    office.plain("ho_tich")
    conn = office.database.conn
    unnamed = conn.execute("SELECT DISTINCT kind FROM event WHERE day_id IS NULL").fetchall()
    assert unnamed == [("ChainStarted",)]
    assert projections.load_office(conn) == office.journal.office


def test_a_place_is_kept_for_one_day_and_not_given_twice(office: Setup) -> None:
    office.plain("ho_tich")
    office.send(c.CloseDay, office.officer(), carry_over=True)
    office.clock.advance(16 * 3600)
    office.desk.tick()
    assert len(office.desk.snapshot().waiting) == 1
    office.send(c.CloseDay, office.officer(), carry_over=False)
    office.clock.advance(24 * 3600)
    office.desk.tick()
    assert office.desk.snapshot().waiting == ()
