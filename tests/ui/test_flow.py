"""A citizen's way to a number and back to the start, happening by happening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.ui.effects import (
    CheckInByCode,
    CheckInCard,
    CheckInFace,
    CheckInPlain,
    CloseCamera,
    DisputeMatch,
    OpenCamera,
    Place,
    PrintSlips,
    Purpose,
    StartTimer,
    TimerName,
)
from kiosk.ui.field_icons import FOLDER, OTHER, field_icon
from kiosk.ui.flow import Limits, begin, step
from kiosk.ui.happenings import (
    CameraLost,
    CardRead,
    DeskRefused,
    GlanceSeen,
    Happening,
    LookDone,
    LookFailed,
    OfficeChanged,
    OtherCodeRead,
    SlipRead,
    TicketGiven,
    TimeoutReached,
)
from kiosk.ui.parts import Aid, OfficeNow, OfficeView, Paper, Service
from kiosk.ui.presenter import present
from kiosk.ui.touches import (
    AidTapped,
    BackTapped,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    ContinueTapped,
    DoneTapped,
    FieldTapped,
    LanguageTapped,
    LevelTapped,
    MoreFieldsTapped,
    MoreTimeTapped,
    NotMeTapped,
    PaperTapped,
    PlainTapped,
    RetryTapped,
    SendTapped,
    ServiceTapped,
)
from kiosk.ui.view_state import FieldView, Hint, Screen
from kiosk.ui.wording import load_wording
from tests.ui.played import SNAPSHOT, at_existing, at_ring, at_unsure, play
from tests.ui.views import LOOK, NOTICE, OFFERS, OFFICE, TICKET, every_view


def test_a_face_gives_a_ticket_in_two_touches() -> None:
    state, effects = play(
        SNAPSHOT,
        FieldTapped("chung_thuc"),
        ConsentTapped(),
        GlanceSeen(1, Hint.HOLD_STILL, 0.5),
        LookDone(1, LOOK),
        TicketGiven(2, TICKET),
    )
    assert state.view.screen is Screen.TICKET
    assert state.view.ticket == TICKET
    asked = next(effect for effect in effects if isinstance(effect, CheckInFace))
    assert (asked.place, asked.look) == (Place("chung_thuc"), LOOK)
    assert asked.consent.notice_sha256 == NOTICE.sha256


def test_a_plain_number_takes_as_many_touches_as_a_face() -> None:
    state, effects = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), TicketGiven(1, TICKET))
    assert state.view.screen is Screen.TICKET
    assert CheckInPlain(1, Place("ho_tich")) in effects
    assert not any(isinstance(effect, OpenCamera) for effect in effects)


def test_new_settings_hold_at_once_where_nobody_stands_and_else_for_the_next_citizen() -> None:
    other = replace(NOTICE, version="next", sha256="f" * 64)
    changed = OfficeChanged(other, OfficeView(hotline="1022"))
    state, _ = play(SNAPSHOT, changed)
    assert (state.view.notice, state.view.office.hotline) == (other, "1022")
    state, effects = play(changed, LookDone(1, LOOK), state=at_ring())
    asked = next(effect for effect in effects if isinstance(effect, CheckInFace))
    assert asked.consent.notice_sha256 == NOTICE.sha256, "what was read is what was agreed to"
    state, _ = play(TicketGiven(2, TICKET), DoneTapped(), state=state)
    assert (state.view.screen, state.view.notice) == (Screen.START, other)


def test_the_camera_opens_only_after_consent_and_closes_before_the_desk_is_asked() -> None:
    _, before = play(SNAPSHOT, FieldTapped("chung_thuc"))
    assert not any(isinstance(effect, OpenCamera) for effect in before)
    _, effects = play(LookDone(1, LOOK), state=at_ring())
    kinds = [type(effect) for effect in effects]
    assert kinds.index(CloseCamera) < kinds.index(CheckInFace)


def test_a_late_look_of_the_last_citizen_is_not_used_for_the_next() -> None:
    state, _ = play(BackTapped(), ConsentTapped(), state=at_ring())
    assert play(LookDone(1, LOOK), state=state) == (state, [])
    assert play(LookDone(2, LOOK), state=state)[0].view.screen is Screen.WORKING


def test_a_late_ticket_is_not_shown_to_the_next_citizen() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), TimeoutReached(TimerName.WORKING))
    state, _ = play(DoneTapped(), FieldTapped("chung_thuc"), PlainTapped(), state=state)
    assert play(TicketGiven(1, TICKET), state=state) == (state, [])


def test_an_answer_just_after_the_limit_still_reaches_who_waits() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), TimeoutReached(TimerName.WORKING))
    assert (state.view.screen, state.view.refusal) == (Screen.REFUSED, "no_answer")
    assert play(TicketGiven(1, TICKET), state=state)[0].view.screen is Screen.TICKET


def test_the_same_face_sees_its_ticket_and_can_say_that_it_is_not_theirs() -> None:
    state, effects = play(NotMeTapped(), state=at_existing())
    assert state.view.screen is Screen.WORKING
    assert DisputeMatch(3, Place("chung_thuc"), TICKET.ticket_id) in effects
    assert state.view.ticket is None


def test_when_unsure_nothing_of_another_ticket_is_shown_and_three_ways_lead_on() -> None:
    state = at_unsure()
    assert state.view.ticket is None
    assert play(PlainTapped(), state=state)[1].count(CheckInPlain(3, Place("chung_thuc"))) == 1
    assert play(RetryTapped(), state=state)[0].view.screen is Screen.RING
    _, effects = play(CodeTapped(), CodeEntered("A017"), state=state)
    (ask,) = (effect for effect in effects if isinstance(effect, CheckInByCode))
    assert (ask.place.field, ask.code, ask.look) == ("chung_thuc", "A017", LOOK)


def test_a_lost_camera_offers_the_plain_number() -> None:
    lost, effects = play(CameraLost(1), state=at_ring())
    assert lost.view.screen is Screen.CAMERA_GONE
    assert CloseCamera() in effects
    state, _ = play(PlainTapped(), state=lost)
    assert state.view.screen is Screen.WORKING


@pytest.mark.parametrize("end", [LookFailed(1), TimeoutReached(TimerName.RING)])
def test_a_look_that_fails_offers_another_and_the_plain_number(end: Happening) -> None:
    state, _ = play(end, state=at_ring())
    assert state.view.screen is Screen.LOOK_FAILED
    assert play(RetryTapped(), state=state)[0].view.screen is Screen.RING
    assert play(PlainTapped(), state=state)[0].view.screen is Screen.WORKING


def test_a_face_the_desk_cannot_use_is_no_refusal_of_service() -> None:
    state, _ = play(LookDone(1, LOOK), DeskRefused(2, "face_not_usable"), state=at_ring())
    assert state.view.screen is Screen.LOOK_FAILED


def test_a_refusal_is_told_and_then_forgotten() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), DeskRefused(1, "disk_full"))
    assert (state.view.screen, state.view.refusal) == (Screen.REFUSED, "disk_full")
    assert play(DoneTapped(), state=state)[0].view.refusal == ""


def test_a_field_that_no_counter_serves_cannot_be_chosen() -> None:
    assert play(SNAPSHOT, FieldTapped("cu_tru_can_cuoc"))[0].view.screen is Screen.START


def test_the_ticket_clears_itself_and_leaves_nothing_of_the_citizen() -> None:
    state, _ = play(
        SNAPSHOT, LanguageTapped("en"), FieldTapped("ho_tich"), PlainTapped(), TicketGiven(1, TICKET)
    )
    state, _ = play(TimeoutReached(TimerName.TICKET), state=state)
    view = state.view
    assert (view.screen, view.chosen, view.ticket, view.language) == (Screen.START, "", None, "vi")


def test_more_time_keeps_the_ticket_on_the_screen() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("ho_tich"), PlainTapped(), TicketGiven(1, TICKET))
    after, effects = play(MoreTimeTapped(), state=state)
    assert after.view.screen is Screen.TICKET
    assert effects == [StartTimer(TimerName.TICKET, Limits().ticket_s)]


def test_an_untouched_screen_asks_before_it_returns_to_the_start() -> None:
    state, effects = play(TimeoutReached(TimerName.IDLE), state=at_existing())
    assert state.view.asks_more_time
    assert effects == [StartTimer(TimerName.IDLE, Limits().more_time_s)]
    stays, effects = play(MoreTimeTapped(), state=state)
    assert stays.view.screen is Screen.EXISTING
    assert not stays.view.asks_more_time
    assert effects == [StartTimer(TimerName.IDLE, Limits().idle_s)]
    assert play(TimeoutReached(TimerName.IDLE), state=state)[0].view.screen is Screen.START


def test_a_language_left_behind_on_the_start_screen_goes_back() -> None:
    state, _ = play(SNAPSHOT, LanguageTapped("en"), TimeoutReached(TimerName.IDLE))
    assert (state.view.screen, state.view.language) == (Screen.START, "vi")


def test_going_back_from_the_choice_keeps_the_language() -> None:
    state, _ = play(SNAPSHOT, LanguageTapped("en"), FieldTapped("ho_tich"), BackTapped())
    assert (state.view.screen, state.view.language) == (Screen.START, "en")


def test_a_card_is_read_for_its_number_alone_and_a_slip_is_not_taken_for_one() -> None:
    start = begin(NOTICE, "vi", office=OFFERS)
    state, effects = play(
        SNAPSHOT, ServiceTapped(Service.CARD), FieldTapped("ho_tich"), ContinueTapped(), state=start
    )
    assert OpenCamera(1, Purpose.QR) in effects
    other, effects = play(SlipRead(1, "token"), OtherCodeRead(1, "health"), state=state)
    assert (other.view.screen, other.view.other_code, effects) == (Screen.SCAN, "health", [])
    after, effects = play(CardRead(1, "001199012345"), state=other)
    assert CheckInCard(2, Place("ho_tich"), "001199012345") in effects
    assert "001199012345" not in repr(after) + repr(effects)
    gone, _ = play(TicketGiven(2, TICKET), DoneTapped(), state=after)
    assert gone.asked is None


def test_a_code_that_cannot_be_read_offers_the_plain_number() -> None:
    start = begin(NOTICE, "vi", office=OFFERS)
    state, effects = play(
        SNAPSHOT,
        ServiceTapped(Service.CARD),
        FieldTapped("ho_tich"),
        ContinueTapped(),
        TimeoutReached(TimerName.RING),
        state=start,
    )
    assert state.view.screen is Screen.SCAN_FAILED
    assert CloseCamera() in effects
    assert CheckInPlain(2, Place("ho_tich")) in play(PlainTapped(), state=state)[1]


def test_several_fields_are_chosen_and_taken_back_by_touch() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("chung_thuc"), MoreFieldsTapped(), FieldTapped("ho_tich"))
    assert (state.view.chosen, state.view.also) == ("chung_thuc", ("ho_tich",))
    state, _ = play(FieldTapped("chung_thuc"), FieldTapped("huong_dan"), ContinueTapped(), state=state)
    assert state.view.screen is Screen.CHOICE
    assert CheckInPlain(1, Place("ho_tich", ("huong_dan",))) in play(PlainTapped(), state=state)[1]


def test_without_a_field_there_is_no_going_on() -> None:
    state, _ = play(SNAPSHOT, FieldTapped("chung_thuc"), MoreFieldsTapped(), FieldTapped("chung_thuc"))
    assert play(ContinueTapped(), state=state)[0].view.screen is Screen.FIELDS
    assert play(BackTapped(), state=state)[0].view.screen is Screen.START


def test_what_one_citizen_switched_on_is_off_for_the_next() -> None:
    state, _ = play(SNAPSHOT, AidTapped(Aid.LARGE_TEXT), FieldTapped("ho_tich"), BackTapped())
    assert state.view.aids == {Aid.LARGE_TEXT}
    state, _ = play(FieldTapped("ho_tich"), PlainTapped(), TicketGiven(1, TICKET), DoneTapped(), state=state)
    assert state.view.aids == frozenset()
    usual = begin(NOTICE, "vi", aids=(Aid.LOW,))
    state, _ = play(SNAPSHOT, AidTapped(Aid.LOW), TimeoutReached(TimerName.IDLE), state=usual)
    assert state.view.aids == {Aid.LOW}


def test_a_ticket_is_printed_once_for_who_wants_it_on_paper() -> None:
    view = replace(every_view("vi")["ticket"], now=OfficeNow(paper=Paper.READY))
    state = replace(begin(NOTICE, "vi"), view=replace(view, tickets=(TICKET,)))
    asked, effects = step(state, PaperTapped())
    assert PrintSlips((TICKET.ticket_id,)) in effects
    assert asked.view.paper_asked
    _, again = step(asked, PaperTapped())
    assert not any(isinstance(effect, PrintSlips) for effect in again)
    out = replace(state, view=replace(state.view, now=OfficeNow(paper=Paper.OUT)))
    assert not any(isinstance(effect, PrintSlips) for effect in step(out, PaperTapped())[1])


@pytest.mark.parametrize(
    ("paper", "tokens", "by_face", "key"),
    [
        (Paper.NONE, False, False, "next_wait"),
        (Paper.NONE, True, False, "next_token"),
        (Paper.READY, False, False, "next_slip"),
        (Paper.READY, True, False, "next_slip"),
        (Paper.READY, False, True, "next_wait"),
        (Paper.OUT, False, False, "next_photo"),
        (Paper.OUT, True, False, "next_token"),
    ],
)
def test_who_gets_no_slip_takes_a_photo_or_a_token(
    paper: Paper, key: str, *, tokens: bool, by_face: bool
) -> None:
    ticket = replace(TICKET, by_face=by_face)
    view = replace(
        every_view("vi")["ticket"],
        now=OfficeNow(paper=paper),
        office=OfficeView(hands_tokens=tokens),
        ticket=ticket,
        tickets=(ticket,),
    )
    words = load_wording()["vi"]
    shown = present(view, words, office=OFFICE, more_time_s=20)
    assert shown["ticket"]["next"] == words[key]
    offers = "paper" in [action["name"] for action in shown["actions"]]
    assert offers is (paper is Paper.READY and by_face)


def test_a_refusal_names_what_was_asked_for() -> None:
    number = (FieldTapped("ho_tich"), PlainTapped())
    turn = (ServiceTapped(Service.TURN), CodeTapped(), CodeEntered("A017"))
    rating = (ServiceTapped(Service.RATE), CodeEntered("A017"), LevelTapped(3), SendTapped())
    words = load_wording()["vi"]
    for touches, title in (
        (number, "Chưa lấy được số"),
        (turn, "Chưa xem được lượt"),
        (rating, "Chưa gửi được đánh giá"),
    ):
        state, _ = play(SNAPSHOT, *touches)
        state, _ = play(DeskRefused(state.request, "other"), state=state)
        shown = present(state.view, words, office={}, more_time_s=20)
        assert (shown["screen"], shown["message"]["title"]) == ("refused", title)


def test_a_field_that_an_office_added_has_a_drawing() -> None:
    known, added = FieldView("ho_tich", {"vi": "Hộ tịch"}, "B"), FieldView("van_hoa", {"vi": "Văn hóa"}, "K")

    assert [field_icon(known), field_icon(added)] == ["ho_tich", OTHER]
    assert (FOLDER / f"{OTHER}.svg").is_file()
