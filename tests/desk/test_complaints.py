"""Complaints about other queue systems, each made impossible here."""

from __future__ import annotations

import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.moves import Order, ParkReason, ResumeTo
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused, IllegalMove, VersionConflict
from tests.offices import Setup, leaning, ticket_of, unit


def test_of_two_officers_who_call_the_same_person_one_is_told_who_has_them(office: Setup) -> None:
    ticket = ticket_of(office.plain("chung_thuc"))
    first, second = office.seat(1, 1), office.seat(2, 2)
    office.act(c.CallTicket, ticket, first, counter=1)
    with pytest.raises(VersionConflict, match="with cb-01") as refusal:
        office.act(c.CallTicket, ticket, second, counter=2)
    assert refusal.value.holder == "cb-01"
    assert office.kinds().count("TicketCalled") == 1


def test_nobody_is_called_but_by_an_officers_action(office: Setup) -> None:
    office.seat(2)
    office.plain("ho_tich")
    office.plain("ho_tich")
    for _ in range(10):
        office.clock.advance(600)
        office.desk.tick()
    assert "TicketCalled" not in office.kinds()


def test_a_parked_ticket_is_not_called_by_next(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    serving = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    parked = office.act(c.Park, serving, caller, reason=ParkReason.COPIES, room="P. 204")
    assert (parked.state, parked.room) == (State.PARKED, "P. 204")
    assert office.call_next(2, caller).events == []
    with pytest.raises(IllegalMove, match="parked"):
        office.act(c.CallTicket, parked, caller, counter=2)


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        (Order.FIRST, ["A001", "B001", "B002"]),
        (Order.IN_ORDER, ["B001", "A001", "B002"]),
        (Order.LAST, ["B001", "B002", "A001"]),
    ],
)
def test_a_transfer_keeps_the_place_unless_the_officer_chose_otherwise(
    office: Setup, order: Order, codes: list[str]
) -> None:
    office.plain("ho_tich")
    office.plain("chung_thuc")
    office.plain("ho_tich")
    caller = office.seat(1)
    serving = office.act(c.Start, ticket_of(office.call_next(1, caller)), caller)
    office.act(c.Transfer, serving, caller, order=order, field="ho_tich")
    waiting = [view.code for view in office.desk.snapshot().waiting]
    assert waiting == codes
    assert [view.ahead for view in office.desk.snapshot().waiting] == [0, 1, 2]


def test_a_no_show_who_comes_back_has_the_old_place(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    for _ in range(2):
        missed = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
        office.clock.advance(301)
        office.desk.tick()
    assert missed.state is State.NO_SHOW
    office.act(c.Return, missed, caller)
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001", "B002"]


def test_a_requeue_keeps_the_place_or_goes_to_the_end_as_chosen(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    office.act(c.Requeue, ticket_of(office.call_next(2, caller)), caller, keep_place=True)
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001", "B002"]
    office.act(c.Requeue, ticket_of(office.call_next(2, caller)), caller, keep_place=False)
    assert [view.code for view in office.desk.snapshot().waiting] == ["B002", "B001"]


def test_an_undone_step_leaves_the_ticket_as_it_was(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    caller = office.seat(2)
    called = ticket_of(office.call_next(2, caller))
    before = office.journal.office.tickets
    office.clock.advance(30)
    missed = office.act(c.MarkAbsent, called, caller)
    undone = office.act(c.Undo, missed, caller)
    assert undone.state is State.CALLED
    (ticket,) = before.values()
    (restored,) = office.journal.office.tickets.values()
    assert (restored.legs, restored.state, restored.missed) == (ticket.legs, ticket.state, ticket.missed)


def test_an_undone_transfer_takes_its_leg_back(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    serving = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    sent = office.act(c.Transfer, serving, caller, order=Order.LAST, field="chung_thuc")
    office.act(c.Undo, sent, caller)
    assert office.database.conn.execute("SELECT leg, outcome, field FROM leg").fetchall() == [
        (1, None, "ho_tich")
    ]


def test_an_undo_never_puts_two_people_at_one_counter(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    served = office.serve(2, caller)
    office.call_next(2, caller)
    with pytest.raises(IllegalMove, match="no longer free"):
        office.act(c.Undo, served, caller)


def test_a_ticket_sent_to_a_counter_that_closed_is_called_elsewhere(office: Setup) -> None:
    office.plain("chung_thuc")
    first, second = office.seat(1, 1), office.seat(2, 2)
    serving = office.act(c.Start, ticket_of(office.call_next(1, first)), first)
    office.act(c.Transfer, serving, first, order=Order.FIRST, counter=2)
    assert office.call_next(1, first).events == []
    office.send(c.SignOut, second, counter=2)
    assert ticket_of(office.call_next(1, first)).code == "A001"


def test_a_person_cancelled_at_the_second_call_vanishes_from_no_list_before(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    caller = office.seat(2)
    office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(301)
    office.desk.tick()
    again = ticket_of(office.call_next(2, caller))
    (counter,) = [each for each in office.desk.snapshot().counters if each.ticket is not None]
    assert counter.ticket is not None
    assert counter.ticket.code == "B001"
    closed = office.act(c.Cancel, again, caller)
    assert [view.code for view in office.desk.snapshot().recent] == ["B001"]
    assert office.act(c.Undo, closed, caller).state is State.CALLED


def test_calls_at_once_are_all_on_the_board_newest_first(office: Setup) -> None:
    office.plain("chung_thuc")
    office.plain("ho_tich")
    first, second = office.seat(1, 1), office.seat(2, 2)
    office.call_next(1, first)
    office.call_next(2, second)
    assert [(call.code, call.counter) for call in office.desk.snapshot().calls] == [("B001", 2), ("A001", 1)]


def test_one_person_holds_one_ticket_of_a_field_by_the_id_cards_code(office: Setup) -> None:
    first = ticket_of(office.by_card("ho_tich", "001099012345"))
    again = office.by_card("ho_tich", "001099012345")
    assert ticket_of(again).code == first.code
    assert office.kinds().count("TicketIssued") == 1
    office.restart()
    assert ticket_of(office.by_card("ho_tich", "001099012345")).code == first.code
    assert ticket_of(office.by_card("ho_tich", "001099012346")).code == "B002"


def test_the_id_number_is_nowhere_on_disk(office: Setup) -> None:
    office.by_card("ho_tich", "001099012345")
    code = office.gallery.daily_code("001099012345")
    office.database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in office.folder.rglob("*"):
        if path.is_file():
            found = path.read_bytes()
            assert b"001099012345" not in found
            assert code.encode() not in found


def test_the_id_code_is_forgotten_with_the_last_open_ticket(office: Setup) -> None:
    office.by_card("ho_tich", "001099012345")
    office.serve(2, office.seat(2))
    assert list((office.folder / "run" / "gallery").iterdir()) == []
    assert ticket_of(office.by_card("ho_tich", "001099012345")).code == "B002"


def test_a_look_shows_ones_turn_and_revives_a_no_show(office: Setup) -> None:
    ticket = ticket_of(office.face("ho_tich", unit(1)))
    caller = office.seat(2)
    for _ in range(3):
        office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
        office.clock.advance(301)
        office.desk.tick()
    assert [view.code for view in office.desk.snapshot().no_show] == ["B001"]
    answer = office.desk.handle(office.looking(leaning(unit(1), 0.8)), office.citizen())
    found = ticket_of(answer)
    assert (found.ticket, found.state, found.seen) == (ticket.ticket, State.WAITING, True)
    stranger = office.desk.handle(office.looking(unit(7)), office.citizen())
    assert stranger.tickets == ()


def test_stop_using_my_face_erases_it_and_keeps_the_place(office: Setup) -> None:
    ticket = ticket_of(office.face("ho_tich", unit(1)))
    office.plain("ho_tich")
    office.send(c.StopFace, office.citizen(), ticket=ticket.ticket)
    assert office.gallery.people()[0] == []
    assert list((office.folder / "run" / "gallery").iterdir()) == []
    first = office.desk.snapshot().waiting[0]
    assert (first.code, first.how, first.seen) == ("B001", "plain", True)
    with pytest.raises(IllegalMove):
        office.send(c.StopFace, office.citizen(), ticket=ticket.ticket)


def test_day_close_ends_what_is_open_and_the_next_day_begins_at_one(office: Setup) -> None:
    office.plain("ho_tich")
    office.send(c.CloseDay, office.officer())
    office.clock.advance(16 * 3600)
    office.desk.tick()
    assert office.desk.snapshot().waiting == ()
    assert ticket_of(office.plain("ho_tich")).code == "B001"


def test_places_carried_over_keep_code_slip_and_order(office: Setup) -> None:
    first, second = ticket_of(office.plain("ho_tich")), ticket_of(office.plain("ho_tich"))
    office.send(c.CloseDay, office.officer(), carry_over=True)
    office.clock.advance(16 * 3600)
    office.desk.tick()
    carried = office.desk.snapshot().waiting
    assert [(v.code, v.token) for v in carried] == [("B001", first.token), ("B002", second.token)]
    assert ticket_of(office.plain("ho_tich")).code == "B003"


def test_several_fields_of_one_visit_are_taken_at_once(office: Setup) -> None:
    command = c.CheckIn(
        CommandId("three"),
        office.issued(),
        FieldCode("nhan_ket_qua"),
        How.PLAIN,
        also=(FieldCode("ho_tich"), FieldCode("chung_thuc")),
    )
    answer = office.desk.handle(command, office.citizen())
    assert [view.code for view in answer.tickets] == ["K001", "B001", "A001"]
    assert ticket_of(answer).code == "K001"
    assert len({ticket.visit for ticket in office.journal.office.tickets.values()}) == 1


def test_when_nobody_waits_the_answer_names_a_free_counter_and_its_officer_may_begin(office: Setup) -> None:
    caller = office.seat(2)
    ticket = ticket_of(office.plain("ho_tich"))
    assert (ticket.state, ticket.directed) == (State.WAITING, 2)
    assert ticket_of(office.plain("ho_tich")).directed is None
    serving = office.act(c.Start, ticket, caller)
    assert (serving.state, serving.counter, serving.reason) == (State.SERVING, 2, "direct")


def test_whoever_awaits_a_result_comes_back_to_the_old_place_and_counts_as_served_at_the_end(
    office: Setup,
) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    for _ in range(2):
        serving = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
        office.clock.advance(60)
        waits = office.act(c.FinishAwaitResult, serving, caller)
    assert [view.code for view in office.desk.snapshot().await_result] == ["B001", "B002"]
    back = office.act(c.Return, waits, caller)
    assert (back.state, back.code) == (State.WAITING, "B002")
    office.serve(2, caller)
    office.clock.advance(3600)
    office.send(c.CloseDay, office.officer())
    rows = office.database.conn.execute(
        "SELECT code, leg, outcome, serve_ms FROM leg ORDER BY code, leg"
    ).fetchall()
    assert rows == [
        ("B001", 1, "served", 60_000),
        ("B002", 1, "served", 60_000),
        ("B002", 2, "served", 60_000),
    ]


def test_time_set_aside_is_not_service(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    serving = office.act(c.Start, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(100)
    parked = office.act(c.Park, serving, caller, reason=ParkReason.PAYMENT)
    office.clock.advance(1000)
    again = office.act(c.Resume, parked, caller, to=ResumeTo.SERVING, counter=2)
    office.clock.advance(50)
    office.act(c.Finish, again, caller)
    assert office.visits()[0]["serve_s"] == 150.0


def test_two_tickets_of_one_person_are_joined_into_the_older(office: Setup) -> None:
    older = ticket_of(office.plain("ho_tich"))
    younger = ticket_of(office.plain("ho_tich"))
    caller = office.seat(2)
    office.act(c.Merge, older, caller, other=younger.ticket)
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001"]
    outcome = office.database.conn.execute("SELECT outcome FROM leg WHERE code = 'B002'").fetchone()
    assert outcome == ("merged_duplicate",)


def test_a_transfer_never_gives_a_visit_two_tickets_of_a_field(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.face("chung_thuc", unit(1))
    caller = office.seat(1)
    serving = office.act(c.Start, ticket_of(office.call_next(1, caller)), caller)
    with pytest.raises(CommandRefused, match="B001"):
        office.act(c.Transfer, serving, caller, order=Order.LAST, field="ho_tich")


def test_a_counter_left_without_sign_out_can_be_freed_and_its_person_keeps_the_place(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    office.call_next(2, caller)
    office.send(c.FreeCounter, office.officer(9), counter=2)
    assert [view.code for view in office.desk.snapshot().waiting] == ["B001", "B002"]
    assert ticket_of(office.call_next(2, office.seat(2, 3))).code == "B001"
