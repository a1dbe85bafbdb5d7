"""What the hall is told aloud: in order, none lost, by one output, and noticed when nobody speaks."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind
from kiosk.domain.kept import Kept
from kiosk.domain.moves import PromiseShown
from kiosk.domain.snapshot_views import TicketView
from kiosk.domain.speaking import SILENT_AFTER_MS, Kind
from kiosk.errors import BadInput
from tests.offices import Setup, ticket_of


@pytest.fixture
def hall(office: Setup) -> Setup:
    """An office whose board speaks, with three people who wait and one officer at counter 2."""
    section = msgspec.structs.replace(office.config.hall, speaks="board")
    policy = msgspec.structs.replace(office.config.policy, direct_to_counter=False)
    office.config = msgspec.structs.replace(office.config, hall=section, policy=policy)
    office.restart()
    for _ in range(3):
        office.plain("ho_tich")
    return office


def due(office: Setup) -> list[tuple[Kind, str, int]]:
    return [(said.kind, said.code, said.counter) for said in office.desk.snapshot().speech.due]


def is_silent(office: Setup) -> bool:
    snapshot = office.desk.snapshot()
    alerted = AlertKind.SPEAKER_SILENT in {alert.kind for alert in snapshot.alerts}
    assert alerted is snapshot.speech.silent
    return alerted


def call(office: Setup, counter: int, officer: int) -> TicketView:
    return ticket_of(office.call_next(counter, office.seat(counter, officer)))


def test_calls_made_together_are_spoken_in_their_order_and_leave_the_list_one_by_one(hall: Setup) -> None:
    hall.plain("chung_thuc")
    call(hall, 2, 1)
    call(hall, 1, 2)
    assert due(hall) == [(Kind.CALL, "B001", 2), (Kind.CALL, "A001", 1)]
    hall.desk.speech.acknowledge("board", hall.desk.snapshot().speech.due[0].no)
    assert due(hall) == [(Kind.CALL, "A001", 1)]


def test_who_stands_at_the_counter_is_not_called_any_more(hall: Setup) -> None:
    ticket = call(hall, 2, 1)
    hall.act(c.Start, ticket, hall.officer(1))
    assert due(hall) == []


def test_a_recall_is_spoken_again(hall: Setup) -> None:
    ticket = call(hall, 2, 1)
    hall.desk.speech.acknowledge("board", hall.desk.snapshot().speech.due[0].no)
    hall.act(c.Recall, ticket, hall.officer(1))
    assert due(hall) == [(Kind.CALL, "B001", 2)]


def test_the_last_call_says_so_and_the_missed_one_is_told_for_two_minutes(hall: Setup) -> None:
    ticket = call(hall, 2, 1)
    officer = hall.officer(1)
    hall.act(c.MarkAbsent, ticket, officer)
    hall.clock.advance(301)
    hall.desk.tick()
    last = ticket_of(hall.call_next(2, officer))
    assert due(hall) == [(Kind.LAST_CALL, "B001", 2)]
    hall.act(c.MarkAbsent, last, officer)
    assert due(hall) == [(Kind.MISSED, "B001", 2)]
    hall.clock.advance(121)
    assert due(hall) == []


def test_an_output_that_acknowledges_nothing_is_noticed_and_everybody_is_told(hall: Setup) -> None:
    told: list[bool] = []
    hall.desk.on_change.append(lambda: told.append(True))
    call(hall, 2, 1)
    told.clear()
    hall.clock.advance(SILENT_AFTER_MS / 1000 - 1)
    hall.desk.tick()
    assert not is_silent(hall)
    assert told == []
    hall.clock.advance(2)
    hall.desk.tick()
    assert is_silent(hall)
    assert told == [True]
    hall.desk.speech.acknowledge("board", hall.desk.snapshot().speech.due[0].no)
    hall.desk.tick()
    assert not is_silent(hall)
    assert told == [True, True]


def test_many_calls_at_once_do_not_make_a_working_output_silent(hall: Setup) -> None:
    for counter, officer in ((1, 1), (2, 2), (3, 3)):
        hall.plain("chung_thuc" if counter == 1 else "ho_kinh_doanh")
        call(hall, counter, officer)
    for _ in range(3):
        hall.clock.advance(20)
        assert not is_silent(hall)
        hall.desk.speech.acknowledge("board", hall.desk.snapshot().speech.due[0].no)
    assert due(hall) == []


def test_only_the_halls_own_output_acknowledges_and_only_what_there_was(hall: Setup) -> None:
    call(hall, 2, 1)
    with pytest.raises(BadInput, match="does not speak"):
        hall.desk.speech.acknowledge("page", 1)
    with pytest.raises(BadInput, match="no announcement"):
        hall.desk.speech.acknowledge("board", 10_000)
    assert len(due(hall)) == 1


def test_after_a_restart_who_is_still_called_is_called_again(hall: Setup) -> None:
    call(hall, 2, 1)
    hall.desk.speech.acknowledge("board", hall.desk.snapshot().speech.due[0].no)
    hall.restart()
    assert due(hall) == [(Kind.CALL, "B001", 2)]


def test_a_hall_without_an_output_is_never_silent(office: Setup) -> None:
    office.plain("ho_tich")
    call(office, 2, 1)
    office.clock.advance(3600)
    assert due(office) == []
    assert not is_silent(office)


def test_the_board_shows_how_many_of_todays_promises_were_kept(hall: Setup) -> None:
    tickets = [view.ticket for view in hall.desk.snapshot().waiting]
    told = [
        PromiseShown(ticket, "rule", "1", 0, 3, upto, provisional=False)
        for ticket, upto in zip(tickets, (5, 8), strict=False)
    ]
    hall.journal.record(told, hall.officer().actor, None)
    caller = hall.seat(2)
    hall.clock.advance(300)
    hall.serve(2, caller)
    assert hall.desk.snapshot().kept == Kept(called=1, in_time=1)
    hall.clock.advance(400)
    hall.serve(2, caller)
    assert hall.desk.snapshot().kept == Kept(called=2, in_time=1)
    hall.serve(2, caller)
    assert hall.desk.snapshot().kept == Kept(called=2, in_time=1)


def test_who_is_fetched_by_an_officer_is_not_called_aloud(hall: Setup) -> None:
    waiting = hall.desk.snapshot().waiting[0]
    hall.send(c.AskFetch, hall.citizen(), ticket=waiting.ticket)
    assert call(hall, 2, 1).code == waiting.code
    assert due(hall) == []
