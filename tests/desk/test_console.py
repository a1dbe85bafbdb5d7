"""What officers note beside a ticket, and how a seat is left for a while or handed over."""

from __future__ import annotations

import pytest

from kiosk.domain import commands as c
from kiosk.domain.noting import read_dossier
from kiosk.domain.papers import Sign
from kiosk.domain.snapshot import CounterView, TicketView
from kiosk.errors import CommandRefused
from tests.offices import Setup, ticket_of


def called(office: Setup) -> tuple[TicketView, object]:
    office.plain("ho_tich")
    caller = office.seat(2)
    return ticket_of(office.call_next(2, caller)), caller


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
