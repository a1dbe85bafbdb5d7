"""Who calls for help, and what is shown while the desk is away or the office closed."""

from __future__ import annotations

from dataclasses import replace

from kiosk.ui.effects import (
    CallHelp,
    CloseCamera,
    StartTimer,
    StopTimer,
    TimerName,
)
from kiosk.ui.flow import Limits
from kiosk.ui.happenings import (
    DeskBack,
    DeskLost,
    HelpComing,
    HelpConfirmed,
    HelpUnheard,
    SnapshotArrived,
    TicketGiven,
    TimeoutReached,
)
from kiosk.ui.presenter import present
from kiosk.ui.touches import (
    DoneTapped,
    FieldTapped,
    HelpClosed,
    HelpTapped,
    PlainTapped,
)
from kiosk.ui.view_state import Help, Screen
from kiosk.ui.wording import load_wording
from tests.ui.played import SNAPSHOT, at_existing, at_ring, coming, play
from tests.ui.views import FIELDS, TICKET


def test_help_is_promised_only_when_the_desk_has_heard() -> None:
    state, effects = play(SNAPSHOT, HelpTapped())
    assert state.view.help is Help.CALLING
    assert CallHelp(1, "start") in effects
    assert play(HelpConfirmed(1), state=state)[0].view.help is Help.COMING
    assert play(HelpUnheard(1), state=state)[0].view.help is Help.FAILED
    assert play(TimeoutReached(TimerName.HELP), state=state)[0].view.help is Help.FAILED
    assert play(HelpConfirmed(7), state=state)[0].view.help is Help.CALLING


def test_help_before_the_camera_ends_the_look() -> None:
    state, effects = play(HelpTapped(), state=at_ring())
    assert (state.view.screen, state.view.help) == (Screen.CHOICE, Help.CALLING)
    assert CloseCamera() in effects
    assert CallHelp(1, "ring") in effects


def test_who_comes_is_told_once_on_whatever_screen_is_up() -> None:
    called, _ = play(SNAPSHOT, HelpTapped(), HelpConfirmed(1))
    for before in ((), (HelpClosed(),), (HelpClosed(), FieldTapped("ho_tich"))):
        state, _ = play(*before, state=called)
        told, effects = play(coming(), state=state)
        assert (told.view.help, told.view.helper_counter) == (Help.ANSWERED, 2)
        assert told.view.screen is state.view.screen
        assert effects == [StartTimer(TimerName.HELP, Limits().helper_s)]
        assert play(coming(), HelpConfirmed(1), state=told)[0].view.help is Help.ANSWERED
        for end in (HelpClosed(), TimeoutReached(TimerName.HELP)):
            assert play(end, coming(), state=told)[0].view.help is Help.NONE
    words = load_wording()["vi"]
    shown = present(play(coming(), state=called)[0].view, words, office={}, more_time_s=20)
    assert shown["helpTitle"] == "Cán bộ quầy 2 đang đến"
    shown = present(play(coming(counter=None), state=called)[0].view, words, office={}, more_time_s=20)
    assert shown["helpTitle"] == "Nhân viên hướng dẫn đang đến"


def test_who_helps_at_another_kiosk_first_is_said_to_do_so() -> None:
    called, _ = play(SNAPSHOT, HelpTapped(), HelpConfirmed(1))
    news = replace(SNAPSHOT, help_coming=HelpComing("call-1", 2, after_another=True))
    for language, said in (("vi", "máy khác trước"), ("en", "another kiosk first")):
        shown = present(play(news, state=called)[0].view, load_wording()[language], office={}, more_time_s=20)
        assert said in shown["helpText"]


def test_an_answer_that_overtakes_the_desks_own_is_told_too() -> None:
    state, _ = play(SNAPSHOT, HelpTapped(), coming(), HelpConfirmed(1))
    assert state.view.help is Help.ANSWERED


def test_an_answer_to_nobody_here_is_not_told() -> None:
    assert play(coming())[0].view.help is Help.NONE
    state, _ = play(coming("before"), HelpTapped(), HelpConfirmed(1), coming("before"))
    assert state.view.help is Help.COMING
    state, _ = play(SNAPSHOT, HelpTapped(), HelpUnheard(1), coming())
    assert state.view.help is Help.FAILED


def test_help_clears_itself() -> None:
    state, _ = play(SNAPSHOT, HelpTapped(), HelpConfirmed(1), TimeoutReached(TimerName.HELP))
    assert state.view.help is Help.NONE
    state, effects = play(SNAPSHOT, HelpTapped(), HelpClosed())
    assert state.view.help is Help.NONE
    assert StopTimer(TimerName.HELP) in effects


def test_a_lost_desk_ends_the_look_and_comes_back_to_the_start() -> None:
    state, effects = play(DeskLost(), state=at_ring())
    assert state.view.screen is Screen.DESK_AWAY
    assert CloseCamera() in effects
    assert play(DeskBack(), state=state)[0].view.screen is Screen.START
    assert play(SNAPSHOT, state=state)[0].view.screen is Screen.START


def test_a_lost_desk_leaves_who_reads_a_ticket_in_peace() -> None:
    state, _ = play(DeskLost(), state=at_existing())
    assert state.view.screen is Screen.EXISTING
    assert play(DoneTapped(), state=state)[0].view.screen is Screen.DESK_AWAY


def test_a_desk_lost_in_mid_request_may_still_answer_in_time() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), DeskLost())
    assert state.view.screen is Screen.WORKING
    assert play(TicketGiven(1, TICKET), state=state)[0].view.screen is Screen.TICKET
    assert play(TimeoutReached(TimerName.WORKING), state=state)[0].view.screen is Screen.DESK_AWAY


def test_a_closed_office_takes_nobody_and_opens_by_itself() -> None:
    closed = SnapshotArrived(FIELDS, is_open=False)
    state, _ = play(SNAPSHOT, closed)
    assert state.view.screen is Screen.CLOSED
    assert play(FieldTapped("ho_tich"), state=state)[0].view.screen is Screen.CLOSED
    assert play(SNAPSHOT, state=state)[0].view.screen is Screen.START
