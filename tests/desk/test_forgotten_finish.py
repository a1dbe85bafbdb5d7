"""A service that goes on for too long: the officer is asked, and a forgotten finish spoils the serve alone."""

from __future__ import annotations

from kiosk.domain import commands as c
from tests.offices import Setup, ticket_of


def test_an_officer_is_asked_once_about_a_long_service_and_a_forgotten_finish_spoils_the_serve_only(
    office: Setup,
) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    office.clock.advance(60)
    serving = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(36 * 60)
    office.desk.tick()
    office.desk.tick()
    (question,) = office.desk.snapshot().questions
    assert (question.ticket, question.counter, question.officer) == (serving.ticket, 2, "cb-01")
    assert office.kinds().count("FinishAsked") == 1
    asked = office.desk.snapshot().counters[1].ticket
    assert asked is not None
    office.act(c.AnswerForgotten, asked, caller, forgotten=True)
    row = office.database.conn.execute("SELECT outcome, wait_ms, flags FROM leg").fetchone()
    assert row == ("served", 60_000, "serve:forgot_finish")
    assert office.desk.snapshot().questions == ()


def test_a_service_that_is_still_going_on_is_not_flagged(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(36 * 60)
    office.desk.tick()
    asked = office.desk.snapshot().counters[1].ticket
    assert asked is not None
    goes_on = office.act(c.AnswerForgotten, asked, caller, forgotten=False)
    office.clock.advance(600)
    office.act(c.Finish, goes_on, caller)
    assert office.database.conn.execute("SELECT serve_ms, flags FROM leg").fetchone() == (46 * 60_000, "")


def test_calling_the_next_answers_an_open_question(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(36 * 60)
    office.desk.tick()
    answer = office.call_next(2, caller)
    assert [event["kind"] for event in answer.events][-1] == "TicketCalled"
    assert office.database.conn.execute("SELECT flags FROM leg WHERE code = 'B001'").fetchone() == (
        "serve:forgot_finish",
    )


def test_what_is_asked_about_follows_this_offices_own_services(office: Setup) -> None:
    caller = office.seat(1)
    for _ in range(30):
        office.plain("chung_thuc")
        office.serve(1, caller)
    office.clock.advance(24 * 3600)
    office.desk.tick()
    caller = office.seat(1)
    office.plain("chung_thuc")
    office.act(c.Start, ticket_of(office.call_next(1, caller)), caller)
    office.clock.advance(61)
    office.desk.tick()
    assert len(office.desk.snapshot().questions) == 1
