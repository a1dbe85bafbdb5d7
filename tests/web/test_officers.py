"""What the counter page's requests promise officers."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kiosk.desk.accounts import SESSION_MS
from kiosk.domain.commands import AskHelp
from kiosk.domain.ids import CommandId, CounterNo
from tests.offices import Setup
from tests.web.server import PIN, updates

if TYPE_CHECKING:
    from tests.web.server import Officer, PageServer


AT_ONCE = 200
"""Twice as many calls; each pair starts at one barrier."""


def arrive(pages: PageServer, *fields: str) -> None:
    for field in fields:
        pages.on_desk(lambda office, field=field: office.plain(field))  # type: ignore[misc]


def seated(pages: PageServer, counter: int) -> str | None:
    views = pages.on_desk(lambda office: office.desk.snapshot().counters)
    return next(view.officer for view in views if view.number == counter)


def test_a_person_is_called_recalled_started_and_finished(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    called = officer.call_next().json()["ticket"]
    assert (called["code"], called["state"], called["counter"]) == ("B001", "called", 2)
    again = officer.act("Recall", called)
    assert again["calls"] == 2
    serving = officer.act("Start", again)
    assert officer.act("Finish", serving)["state"] == "served"
    (visit,) = pages.on_desk(Setup.visits)
    assert (visit["officer"], visit["counter"]) == ("cb-01", 2)


def test_an_absent_person_keeps_the_place_and_waits_again_after_the_pause(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    absent = officer.act("MarkAbsent", officer.call_next().json()["ticket"])
    assert absent["state"] == "cooling"
    assert officer.call_next().json()["events"] == []

    def pause_ends(office: Setup) -> None:
        office.clock.advance(301)
        office.desk.tick()

    pages.on_desk(pause_ends)
    assert officer.call_next().json()["ticket"]["code"] == "B001"


def test_two_officers_who_press_next_at_once_200_times_never_get_the_same_person(pages: PageServer) -> None:
    arrive(pages, *["chung_thuc"] * 2 * AT_ONCE)
    officers = [pages.officer("cb-01", 1), pages.officer("cb-02", 2)]
    called: list[str] = []
    start = threading.Barrier(2, timeout=10)

    def call_all(officer: Officer) -> None:
        for _ in range(AT_ONCE):
            start.wait()
            ticket = officer.call_next().json()["ticket"]
            called.append(ticket["code"])
            officer.act("Cancel", ticket)

    threads = [threading.Thread(target=call_all, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(called) == [f"A{number:03d}" for number in range(1, 2 * AT_ONCE + 1)]


def test_a_repeated_command_gets_the_same_answer_and_calls_nobody_else(pages: PageServer) -> None:
    arrive(pages, "ho_tich", "ho_tich")
    officer = pages.officer()
    first = officer.call_next("one-click").json()
    second = officer.call_next("one-click").json()
    assert second["repeated"]
    assert second["events"] == first["events"]
    assert pages.on_desk(Setup.kinds).count("TicketCalled") == 1


def test_a_command_that_comes_too_late_is_refused_and_not_carried_out(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    issued = pages.on_desk(Setup.issued)
    late = {"boot": issued.boot, "boot_ms": issued.boot_ms - 10_500}
    answer = officer.give("CallNext", counter=2, issued=late)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert "TicketCalled" not in pages.on_desk(Setup.kinds)


def test_a_ticket_that_changed_meanwhile_is_refused_with_its_holder(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    called = officer.call_next().json()["ticket"]
    officer.act("Start", called)
    answer = officer.give("Recall", ticket=called["ticket"], version=called["version"])
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["holder"]) == ("changed", "cb-01")


def test_a_taken_counter_is_refused_with_who_sits_there_and_leaves_no_session(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    client = pages.client()
    answer = client.post("/api/session", json={"officer": "cb-02", "pin": PIN, "counter": 2})
    assert (answer.status_code, answer.json()["holder"]) == (409, "cb-01")
    assert not client.cookies
    assert client.get("/api/session").status_code == 401


def test_leaving_gives_the_counter_and_the_session_back(pages: PageServer) -> None:
    officer = pages.officer()
    assert officer.client.delete("/api/session").status_code == 204
    assert seated(pages, 2) is None
    assert officer.call_next().status_code == 401


def test_nobody_leaves_while_a_person_stands_at_the_counter(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    officer.call_next()
    answer = officer.client.delete("/api/session")
    assert (answer.status_code, answer.json()["code"]) == (409, "counter_busy")
    assert officer.client.get("/api/session").json() == {
        "officer": "cb-01",
        "role": "officer",
        "counter": 2,
        "must_confirm": False,
    }


def test_a_closed_day_is_opened_again_from_the_counter_that_the_supervisor_signed_in_at(
    pages: PageServer,
) -> None:
    supervisor = pages.officer("pt-01", 1)
    assert supervisor.give("CloseDay").status_code == 200
    again = pages.officer("pt-01", 1)
    assert seated(pages, 1) is None
    assert again.give("OpenDay").status_code == 200
    assert again.give("SignIn", counter=1).status_code == 200
    assert seated(pages, 1) == "pt-01"


def test_a_call_for_help_is_answered_once(pages: PageServer) -> None:
    request = pages.on_desk(_ask_help)
    first, second = pages.officer("cb-01", 1), pages.officer("cb-02", 2)
    assert first.give("AnswerHelp", request=request).status_code == 200
    assert second.give("AnswerHelp", request=request).json()["code"] == "help_answered"


def test_updates_give_the_office_at_once_and_after_a_call(pages: PageServer) -> None:
    arrive(pages, "ho_tich")
    officer = pages.officer()
    with updates(officer.client, "/api/updates") as states:
        first = next(states)
        assert [ticket["code"] for ticket in first["waiting"]] == ["B001"]
        pages.officer("cb-02", 1)
        officer.call_next()
        counter = CounterNo(2)
        called = next(state for state in states if not state["waiting"])
        view = next(view for view in called["counters"] if view["number"] == counter)
        assert view["ticket"]["code"] == "B001"


def test_updates_end_with_the_session(pages: PageServer) -> None:
    officer = pages.officer()
    with updates(officer.client, "/api/updates") as states:
        next(states)
        pages.on_desk(lambda office: office.clock.advance(SESSION_MS / 1000 + 1))
        arrive(pages, "ho_tich")
        assert list(states) == []
    assert officer.client.get("/api/session").status_code == 401


def _ask_help(office: Setup) -> str:
    office.desk.handle(AskHelp(CommandId("help"), office.issued(), "start"), office.citizen())
    return "help"
