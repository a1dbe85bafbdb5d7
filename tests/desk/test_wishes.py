"""To be fetched, and to say how it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kiosk.domain import commands as c
from kiosk.domain.ticket import Fetch
from kiosk.errors import CommandRefused, IllegalMove
from tests.offices import Setup, ticket_of

if TYPE_CHECKING:
    from kiosk.desk.answers import Answer
    from kiosk.domain.snapshot_views import TicketView


def served(office: Setup) -> TicketView:
    ticket = ticket_of(office.plain("ho_tich"))
    office.serve(2, office.seat(2))
    return ticket


def rate(office: Setup, **values: Any) -> Answer:
    return office.send(c.RateService, office.citizen(), **values)


@pytest.mark.parametrize("by", ["token", "code"])
def test_whoever_was_served_rates_it_once_by_slip_or_code(office: Setup, by: str) -> None:
    ticket = served(office)
    name = {by: getattr(ticket, by)}
    (event,) = rate(office, level=3, factors=(5, 4, 5, 5, 3), **name).events
    assert event["kind"] == "ServiceRated"
    data = event["data"]
    assert isinstance(data, dict)
    assert (data["officer"], data["level"], data["factors"]) == ("cb-01", 3, (5, 4, 5, 5, 3))
    with pytest.raises(CommandRefused) as refused:
        rate(office, level=1, token=ticket.token)
    assert refused.value.code == "rated"


def test_a_rating_names_no_officer_as_its_author(office: Setup) -> None:
    rate(office, level=1, token=served(office).token)
    row = office.database.conn.execute("SELECT body FROM event WHERE kind = 'ServiceRated'").fetchone()
    assert b'"actor":"citizen@' in row[0]


@pytest.mark.parametrize("level", [0, 4])
def test_there_are_three_levels(office: Setup, level: int) -> None:
    with pytest.raises(CommandRefused) as refused:
        rate(office, level=level, token=served(office).token)
    assert refused.value.code == "bad_rating"


@pytest.mark.parametrize("factors", [(5,), (5, 5, 5, 5, 6), (0, 5, 5, 5, 5), (5,) * 6])
def test_factors_are_five_marks_of_one_to_five(office: Setup, factors: tuple[int, ...]) -> None:
    with pytest.raises(CommandRefused) as refused:
        rate(office, level=2, factors=factors, token=served(office).token)
    assert refused.value.code == "bad_rating"


def test_only_who_was_served_rates(office: Setup) -> None:
    ticket = ticket_of(office.plain("ho_tich"))
    with pytest.raises(IllegalMove):
        rate(office, level=2, token=ticket.token)
    for name in ({}, {"token": "x"}, {"code": "Z999"}):
        with pytest.raises(CommandRefused) as refused:
            rate(office, level=2, **name)
        assert refused.value.code == "unknown_ticket"


def test_a_finish_undone_and_repeated_gives_no_second_rating(office: Setup) -> None:
    ticket = served(office)
    rate(office, level=2, token=ticket.token)
    caller = office.officer()
    view = office.desk.tickets.by_token(ticket.token)
    assert view is not None
    back = office.act(c.Undo, view, caller)
    office.act(c.Finish, back, caller)
    with pytest.raises(CommandRefused) as refused:
        rate(office, level=2, token=ticket.token)
    assert refused.value.code == "rated"


def test_a_rating_does_not_make_an_officers_press_fail(office: Setup) -> None:
    ticket = served(office)
    seen = office.desk.tickets.by_token(ticket.token)
    assert seen is not None
    rate(office, level=2, token=ticket.token)
    assert office.act(c.Undo, seen, office.officer()).state == "serving"


def test_who_asked_to_be_fetched_is_shown_to_officers_until_someone_goes(office: Setup) -> None:
    ticket = ticket_of(office.plain("ho_tich"))
    assert ticket_of(office.send(c.AskFetch, office.citizen(), ticket=ticket.ticket)).fetch is Fetch.ASKED
    again = office.send(c.AskFetch, office.citizen(), ticket=ticket.ticket)
    assert again.events == []
    assert office.desk.snapshot().waiting[0].fetch is Fetch.ASKED
    caller = office.seat(2)
    called = ticket_of(office.call_next(2, caller))
    assert (called.fetch, office.desk.snapshot().calls[0].fetch) == (Fetch.ASKED, True)
    coming = ticket_of(office.send(c.AnswerFetch, caller, ticket=ticket.ticket))
    assert coming.fetch is Fetch.COMING
    with pytest.raises(IllegalMove):
        office.send(c.AnswerFetch, caller, ticket=ticket.ticket)


def test_nobody_at_a_counter_waits_to_be_fetched(office: Setup) -> None:
    ticket = served(office)
    with pytest.raises(IllegalMove):
        office.send(c.AskFetch, office.citizen(), ticket=ticket.ticket)
