"""Calls for help from several kiosks: each has its own officer, or is told the truth."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.config_devices import KioskSection
from kiosk.desk.caller import Caller
from kiosk.domain.commands import AnswerHelp, AskHelp
from kiosk.domain.ids import CommandId, CounterNo, DeviceId, citizen_at
from kiosk.domain.snapshot_views import HelpComingView
from kiosk.errors import IllegalMove
from tests.offices import Setup

SECOND = Caller(citizen_at(DeviceId("kiosk-2")))


def test_two_kiosks_that_call_at_once_are_each_told_who_comes_to_them(office: Setup) -> None:
    first = office.citizen()
    here, there = ask(office, first), ask(office, SECOND)
    answer(office, here, counter=1)
    assert coming(office, first) == HelpComingView(here, CounterNo(1))
    assert coming(office, SECOND) is None, "nobody goes there yet"
    assert [call.request for call in office.desk.snapshot().help] == [there], (
        "other officers still hear it ring"
    )
    answer(office, there, counter=2)
    assert coming(office, SECOND) == HelpComingView(there, CounterNo(2))
    assert coming(office, first) == HelpComingView(here, CounterNo(1))


def test_who_goes_to_both_is_said_to_be_late_at_the_second(office: Setup) -> None:
    first = office.citizen()
    here, there = ask(office, first), ask(office, SECOND)
    answer(office, here, counter=1)
    answer(office, there, counter=1)
    assert coming(office, SECOND) == HelpComingView(there, CounterNo(1), after_another=True)
    office.clock.advance(600)
    answer(office, ask(office, first), counter=1)
    shown = coming(office, first)
    assert shown is not None
    assert not shown.after_another, "ten minutes later they have long come back"


def test_a_kiosk_that_calls_twice_rings_once(office: Setup) -> None:
    request = ask(office, office.citizen())
    office.send(AskHelp, office.citizen(), screen="fields")
    assert [call.request for call in office.desk.snapshot().help] == [request]
    answer(office, request, counter=1)
    with pytest.raises(IllegalMove):
        office.send(AnswerHelp, office.officer(2), request=request)


def test_a_restart_forgets_neither_call_nor_helper(office: Setup) -> None:
    here, there = ask(office, office.citizen()), ask(office, SECOND)
    answer(office, here, counter=1)
    office.restart()
    assert coming(office, office.citizen()) == HelpComingView(here, CounterNo(1))
    assert [call.request for call in office.desk.snapshot().help] == [there]


def test_officers_read_which_kiosk_calls_where_there_are_several(office: Setup) -> None:
    ask(office, SECOND)
    assert [call.kiosk for call in office.desk.snapshot().help] == [""]
    office.config = msgspec.structs.replace(office.config, kiosk=[KioskSection("kiosk-2", "")])
    office.restart()
    assert [call.kiosk for call in office.desk.snapshot().help] == ["kiosk-2"]


def ask(office: Setup, citizen: Caller) -> CommandId:
    office.send(AskHelp, citizen, screen="start")
    return office.desk.snapshot().help[-1].request


def answer(office: Setup, request: CommandId, counter: int) -> None:
    officer = office.seat(counter, officer=counter)
    office.send(AnswerHelp, officer, request=request)


def coming(office: Setup, citizen: Caller) -> HelpComingView | None:
    return office.desk.snapshot(citizen.actor).help_coming
