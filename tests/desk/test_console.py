"""What officers note beside a ticket, and how a seat is left for a while or handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.domain import commands as c
from kiosk.domain.ids import CounterNo, OfficerId
from kiosk.domain.noting import read_dossier
from kiosk.domain.papers import Sign
from kiosk.domain.snapshot_views import CounterView, TicketView
from kiosk.errors import CommandRefused, IllegalMove
from tests.offices import Setup, ticket_of, unit

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.desk.caller import Caller


def counter(office: Setup, number: int) -> CounterView:
    return next(view for view in office.desk.snapshot().counters if view.number == number)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" 000.00.01.h26-260930-0012 ", "000.00.01.H26-260930-0012"),
        ("H26.12.3-260930-0012", "H26.12.3-260930-0012"),
        ("G01-260930-000012", "G01-260930-000012"),
    ],
)
def test_a_dossier_is_taken_in_both_forms_and_kept_in_one_spelling(typed: str, number: str) -> None:
    assert read_dossier(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "H26", "H26-261330-0012", "H26-260231-0012", "Nguyễn Văn A", "012345678901"]
)
def test_what_is_no_dossiers_number_is_refused(typed: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        read_dossier(typed)
    assert refused.value.code == "bad_dossier"


def test_notes_beside_a_ticket_outlive_an_undone_step_and_a_restart(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    ticket = ticket_of(office.call_next(2, caller))
    ticket = office.act(c.Start, ticket, caller)
    ticket = office.act(c.NoteSign, ticket, caller, signs=(Sign.HARD_OF_HEARING,))
    ticket = office.act(c.NoteDossier, ticket, caller, dossier="H26.12-260930-0001")
    ticket = office.act(c.HandOverResult, ticket, caller, on_time=False)
    ticket = office.act(c.Undo, ticket, caller)
    assert ticket.state == "called"
    office.restart()
    here = counter(office, 2).ticket
    assert here is not None
    assert (here.signs, here.dossiers, here.on_time) == (
        (Sign.HARD_OF_HEARING,),
        ("H26.12-260930-0001",),
        False,
    )


def test_a_small_picture_is_for_the_calling_officer_alone_and_goes_with_the_ticket(tmp_path: Path) -> None:
    office = Setup(tmp_path, officer_picture=True)
    caller, other = office.seat(2, 1), office.officer(2)
    command = office.sealed("ho_tich", unit(1), office.fresh_id(), picture=b"a small picture")
    ticket = ticket_of(office.desk.handle(command, office.citizen()))
    assert shown(office, caller, ticket) is None, "nobody has called yet"
    ticket = ticket_of(office.call_next(2, caller))
    assert shown(office, caller, ticket) == b"a small picture"
    assert shown(office, other, ticket) is None
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"a small picture" in content for content in kept)
    ticket = office.act(c.Finish, office.act(c.Start, ticket, caller), caller)
    assert shown(office, caller, ticket) is None
    office.close()


def test_without_the_switch_no_small_picture_is_kept(office: Setup) -> None:
    caller = office.seat(2)
    command = office.sealed("ho_tich", unit(1), office.fresh_id(), picture=b"a small picture")
    office.desk.handle(command, office.citizen())
    assert shown(office, caller, ticket_of(office.call_next(2, caller))) is None


def test_a_counter_on_a_pause_calls_nobody_and_counts_as_closed(office: Setup) -> None:
    caller = office.seat(2)
    office.send(c.PauseCounter, caller, counter=CounterNo(2))
    assert all(not field.open_counters for field in office.desk.snapshot().fields)
    assert ticket_of(office.plain("ho_tich")).directed is None
    with pytest.raises(IllegalMove) as refused:
        office.call_next(2, caller)
    assert refused.value.code == "paused"
    office.send(c.EndPause, caller, counter=CounterNo(2))
    assert ticket_of(office.call_next(2, caller)).code == "B001"


def test_a_pause_ends_with_the_seat(office: Setup) -> None:
    caller = office.seat(2)
    office.send(c.PauseCounter, caller, counter=CounterNo(2))
    office.send(c.SignOut, caller, counter=CounterNo(2))
    office.seat(2)
    assert not counter(office, 2).paused


def test_a_seat_is_handed_over_only_to_who_asked_and_with_nobody_at_the_counter(office: Setup) -> None:
    holder, comer = office.seat(2, 1), office.officer(2)
    office.plain("ho_tich")
    office.send(c.AskHandover, comer, counter=CounterNo(2))
    assert counter(office, 2).asked_by == "cb-02"
    for to, refusal in ((OfficerId("cb-03"), "not_asked_for"), (OfficerId("cb-02"), "counter_busy")):
        if refusal == "counter_busy":
            office.call_next(2, holder)
        with pytest.raises(CommandRefused) as refused:
            office.send(c.HandOver, holder, counter=CounterNo(2), to=to)
        assert refused.value.code == refusal
    here = counter(office, 2).ticket
    assert here is not None
    office.act(c.Cancel, here, holder)
    office.send(c.HandOver, holder, counter=CounterNo(2), to=OfficerId("cb-02"))
    view = counter(office, 2)
    assert (view.officer, view.asked_by) == ("cb-02", None)


def test_a_declined_hand_over_leaves_everything_as_it_was(office: Setup) -> None:
    holder, comer = office.seat(2, 1), office.officer(2)
    office.send(c.AskHandover, comer, counter=CounterNo(2))
    office.send(c.HandOver, holder, counter=CounterNo(2), to=OfficerId("cb-02"), agreed=False)
    view = counter(office, 2)
    assert (view.officer, view.asked_by) == ("cb-01", None)


def test_a_counter_shows_whom_it_would_call_and_why(office: Setup) -> None:
    office.plain("ho_tich")
    office.send_check_in("ho_tich", priority="tu_75_tuoi")
    caller = office.seat(2)
    told = counter(office, 2).next
    called = ticket_of(office.call_next(2, caller))
    assert told is not None
    assert (told.ticket, told.reason) == (called.ticket, "priority:tu_75_tuoi")
    assert counter(office, 3).next is None, "nobody sits there"


def shown(office: Setup, caller: Caller, ticket: TicketView) -> bytes | None:
    assert caller.officer is not None
    return office.desk.tickets.picture_for(caller.officer, ticket.ticket)
