from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ui.effects import (
    CallHelp,
    CheckInByCode,
    CheckInCard,
    CheckInFace,
    CheckInPlain,
    CloseCamera,
    DisputeMatch,
    Effect,
    KeepPlaces,
    OpenCamera,
    Place,
    PrintSlips,
    Purpose,
    RateService,
    RedeemPlace,
    SeeTurnByCode,
    SeeTurnByFace,
    StartTimer,
    StopFace,
    StopTimer,
    TimerName,
)
from kiosk.ui.flow import FlowState, Limits, begin, step
from kiosk.ui.happenings import (
    CameraLost,
    CardNeeded,
    CardRead,
    DeskBack,
    DeskLost,
    DeskRefused,
    DeskUnsure,
    FaceStopped,
    GlanceSeen,
    Happening,
    HelpComing,
    HelpConfirmed,
    HelpUnheard,
    LookDone,
    LookFailed,
    OfficeChanged,
    OtherCodeRead,
    PlaceOffered,
    PlacesKept,
    PlaceSlipRead,
    RatingTaken,
    SlipRead,
    SnapshotArrived,
    TicketExists,
    TicketGiven,
    TicketsChanged,
    TimeoutReached,
    TurnFound,
)
from kiosk.ui.parts import Aid, Errand, OfficeNow, OfficeView, Paper, Service
from kiosk.ui.presenter import present
from kiosk.ui.touches import (
    AidTapped,
    BackTapped,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    ContinueTapped,
    DoneTapped,
    FetchTapped,
    FieldTapped,
    GroupTapped,
    HelpClosed,
    HelpTapped,
    KeepTapped,
    KeptCodeEntered,
    KeptCodeTapped,
    LanguageTapped,
    LevelTapped,
    MarkTapped,
    MoreFieldsTapped,
    MoreTimeTapped,
    NoticeTapped,
    NotMeTapped,
    PaperTapped,
    PlainTapped,
    PriorityTapped,
    ProcedureTapped,
    RetryTapped,
    SearchTyped,
    SendTapped,
    ServiceTapped,
    SlipTapped,
    StopFaceTapped,
    TodayTapped,
)
from kiosk.ui.view_state import CAMERA_SCREENS, Help, Hint, Screen
from kiosk.ui.wording import load_wording
from tests.ui.views import FIELDS, LOOK, NOTICE, OFFER, OFFERS, OFFICE, SLIP, TICKET, every_view

SNAPSHOT = SnapshotArrived(FIELDS, is_open=True)


def play(*happenings: Happening, state: FlowState | None = None) -> tuple[FlowState, list[Effect]]:
    state = state or begin(NOTICE, "vi")
    effects: list[Effect] = []
    for happening in happenings:
        state, more = step(state, happening)
        effects += more
    return state, effects


def at_ring() -> FlowState:
    return play(SNAPSHOT, FieldTapped("chung_thuc"), ConsentTapped())[0]


def at_existing() -> FlowState:
    return play(LookDone(1, LOOK), TicketExists(2, TICKET), state=at_ring())[0]


def at_unsure() -> FlowState:
    return play(LookDone(1, LOOK), DeskUnsure(2), state=at_ring())[0]


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


def test_a_code_cannot_be_typed_where_the_office_does_not_take_it() -> None:
    state = at_unsure()
    state = replace(state, view=replace(state.view, can_enter_code=False))
    assert play(CodeTapped(), state=state)[0].view.screen is Screen.UNSURE


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


def coming(call: str = "call-1", counter: int | None = 2) -> SnapshotArrived:
    return replace(SNAPSHOT, help_coming=HelpComing(call, counter))


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


def at_choice_of_turn() -> FlowState:
    return play(SNAPSHOT, ServiceTapped(Service.TURN), state=begin(NOTICE, "vi", office=OFFERS))[0]


def test_who_looks_for_their_turn_is_asked_for_consent_and_gets_no_place() -> None:
    state, effects = play(ConsentTapped(), LookDone(1, LOOK), state=at_choice_of_turn())
    (ask,) = (effect for effect in effects if isinstance(effect, SeeTurnByFace))
    assert (ask.look, ask.code, ask.consent.notice_sha256) == (LOOK, "", NOTICE.sha256)
    assert not any(isinstance(effect, CheckInFace | CheckInPlain) for effect in effects)
    found, _ = play(TurnFound(2, (TICKET,)), state=state)
    assert (found.view.screen, found.view.tickets) == (Screen.TURN, (TICKET,))
    assert found.look is None
    nobody, _ = play(TurnFound(2, ()), state=state)
    assert (nobody.view.screen, nobody.view.told) == (Screen.TOLD, "no_turn")


def test_a_plain_number_cannot_be_taken_while_looking_for_a_turn() -> None:
    assert play(PlainTapped(), state=at_choice_of_turn())[1] == [StartTimer(TimerName.IDLE, Limits().idle_s)]


def test_an_unsure_look_for_a_turn_is_decided_by_the_code() -> None:
    state, _ = play(ConsentTapped(), LookDone(1, LOOK), DeskUnsure(2), state=at_choice_of_turn())
    _, effects = play(CodeTapped(), CodeEntered("A017"), state=state)
    (ask,) = (effect for effect in effects if isinstance(effect, SeeTurnByFace))
    assert (ask.look, ask.code) == (LOOK, "A017")
    _, effects = play(CodeTapped(), CodeEntered("A017"), state=at_choice_of_turn())
    assert SeeTurnByCode(1, "A017") in effects


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


def test_a_face_is_stopped_with_a_receipt_and_the_numbers_stay() -> None:
    faced = replace(TICKET, by_face=True)
    state, _ = play(ConsentTapped(), LookDone(1, LOOK), TurnFound(2, (faced,)), state=at_choice_of_turn())
    state, effects = play(StopFaceTapped(), FaceStopped(3, "3f7ac0de"), state=state)
    assert StopFace(3, TICKET.ticket_id) in effects
    assert (state.view.screen, state.view.told) == (Screen.TOLD, "face_stopped")
    assert state.view.told_values == {"codes": "A017", "receipt": "3f7ac0de"}
    assert play(TimeoutReached(TimerName.TICKET), state=state)[0].view.tickets == ()


def test_a_place_for_another_day_is_kept_or_left_for_today() -> None:
    offered, _ = play(SNAPSHOT, FieldTapped("chung_thuc"), PlainTapped(), PlaceOffered(1, (OFFER,)))
    assert offered.view.screen is Screen.OFFER
    kept, effects = play(KeepTapped(), PlacesKept(2, (SLIP,)), state=offered)
    assert KeepPlaces(2, (OFFER,), "vi") in effects
    assert (kept.view.screen, kept.view.slips) == (Screen.SLIP, (SLIP,))
    _, effects = play(TodayTapped(), state=offered)
    assert CheckInPlain(2, Place("chung_thuc", today=True)) in effects


def test_the_tickets_of_the_other_fields_are_shown_after_the_slip() -> None:
    both = PlaceOffered(1, (OFFER,), (TICKET,))
    state, _ = play(SNAPSHOT, FieldTapped("chung_thuc"), PlainTapped(), both)
    assert play(BackTapped(), state=state)[0].view.ticket == TICKET
    state, _ = play(KeepTapped(), PlacesKept(2, (SLIP,)), DoneTapped(), state=state)
    assert (state.view.screen, state.view.ticket) == (Screen.TICKET, TICKET)


def test_a_slip_of_another_day_asks_for_its_bearers_card_only_when_the_desk_does() -> None:
    state, effects = play(SlipTapped(), PlaceSlipRead(1, SLIP.text), state=at_choice_of_turn())
    assert RedeemPlace(2, SLIP.text, "vi") in effects
    assert play(TicketGiven(2, TICKET), state=state)[0].view.screen is Screen.TICKET
    state, effects = play(CardNeeded(2), CardRead(3, "001199012345"), state=state)
    assert OpenCamera(3, Purpose.QR) in effects
    assert RedeemPlace(4, SLIP.text, "vi", "001199012345") in effects


def at_kept_code() -> FlowState:
    return play(SlipTapped(), KeptCodeTapped(), state=at_choice_of_turn())[0]


def test_the_code_of_a_kept_place_is_typed_where_its_slip_would_be_read() -> None:
    state, effects = play(SlipTapped(), KeptCodeTapped(), state=at_choice_of_turn())
    assert state.view.screen is Screen.KEPT
    assert CloseCamera() in effects
    after, effects = play(KeptCodeEntered(SLIP.token), state=state)
    assert RedeemPlace(2, SLIP.token, "vi") in effects
    assert SLIP.token not in repr(after)
    given, _ = play(TicketGiven(2, TICKET), state=after)
    assert (given.view.screen, given.view.ticket, given.view.kept_code) == (Screen.TICKET, TICKET, "")


@pytest.mark.parametrize("reason", ["bad_slip", "redeemed", "expired", "not_today", "needs_card"])
def test_a_wrong_code_stays_in_sight_with_what_is_wrong_and_can_be_typed_again(reason: str) -> None:
    state, _ = play(KeptCodeEntered("22222222"), DeskRefused(2, reason), state=at_kept_code())
    assert (state.view.screen, state.view.kept_code, state.view.refusal) == (Screen.KEPT, "22222222", reason)
    assert RedeemPlace(3, SLIP.token, "vi") in play(KeptCodeEntered(SLIP.token), state=state)[1]
    back, _ = play(BackTapped(), CodeTapped(), CodeEntered("A017"), DeskRefused(3, "other"), state=state)
    assert back.view.screen is Screen.REFUSED


def test_where_the_camera_is_gone_the_code_of_a_kept_place_can_still_be_typed() -> None:
    state, _ = play(SlipTapped(), CameraLost(1), KeptCodeTapped(), state=at_choice_of_turn())
    assert state.view.screen is Screen.KEPT


def test_who_has_the_slip_and_not_the_card_is_not_led_to_a_plain_number() -> None:
    state, _ = play(SlipTapped(), PlaceSlipRead(1, SLIP.text), CardNeeded(2), state=at_choice_of_turn())
    words = load_wording()["vi"]
    assert [way["name"] for way in present(state.view, words, office={}, more_time_s=20)["waysOut"]] == [
        "done"
    ]
    assert play(DoneTapped(), state=state)[0].view.screen is Screen.START
    called, effects = play(HelpTapped(), state=state)
    assert (called.view.screen, called.slip) == (Screen.START, "")
    assert CloseCamera() in effects


def test_a_ticket_found_for_a_kept_place_can_be_said_to_be_somebody_elses() -> None:
    _, effects = play(
        KeptCodeEntered(SLIP.token), TicketExists(2, TICKET), NotMeTapped(), state=at_kept_code()
    )
    assert DisputeMatch(3, Place(TICKET.field), TICKET.ticket_id) in effects


def test_a_result_is_collected_with_todays_number_or_a_number_for_it() -> None:
    office = replace(OFFERS, results_field="ho_tich")
    state, _ = play(SNAPSHOT, ServiceTapped(Service.RESULT), state=begin(NOTICE, "vi", office=office))
    assert state.view.screen is Screen.RESULT
    _, effects = play(FieldTapped("ho_tich"), PlainTapped(), state=state)
    assert CheckInPlain(1, Place("ho_tich")) in effects
    turn, _ = play(ServiceTapped(Service.TURN), state=state)
    assert (turn.view.screen, turn.view.errand) == (Screen.CHOICE, Errand.TURN)
    assert play(BackTapped(), state=state)[0].view.screen is Screen.START


def test_an_opinion_counts_even_when_its_details_are_left_out() -> None:
    start = begin(NOTICE, "vi", office=OFFERS)
    rate = (ServiceTapped(Service.MORE), ServiceTapped(Service.RATE), CodeEntered("A017"), LevelTapped(3))
    state, _ = play(SNAPSHOT, *rate, MarkTapped(0, 5), state=start)
    assert state.view.rating.marks == (5, 0, 0, 0, 0)
    assert RateService(1, "A017", 3) in play(SendTapped(), state=state)[1]
    left = play(TimeoutReached(TimerName.IDLE), TimeoutReached(TimerName.IDLE), state=state)
    assert RateService(1, "A017", 3) in left[1]
    full, _ = play(*(MarkTapped(factor, 4) for factor in range(5)), state=state)
    assert RateService(1, "A017", 3, (4,) * 5) in play(SendTapped(), state=full)[1]


def test_a_procedure_leads_to_its_field_and_back() -> None:
    start = begin(NOTICE, "vi", office=OFFERS)
    state, _ = play(SNAPSHOT, ServiceTapped(Service.SEARCH), SearchTyped("sao y"), state=start)
    assert [one.code for one in state.view.search.found] == ["2.000815"]
    state, _ = play(ProcedureTapped("2.000815"), FieldTapped("chung_thuc"), state=state)
    assert (state.view.screen, state.view.chosen) == (Screen.CHOICE, "chung_thuc")
    state, _ = play(BackTapped(), BackTapped(), state=state)
    assert (state.view.screen, state.view.search.text) == (Screen.SEARCH, "sao y")


def test_what_one_citizen_switched_on_is_off_for_the_next() -> None:
    state, _ = play(SNAPSHOT, AidTapped(Aid.LARGE_TEXT), FieldTapped("ho_tich"), BackTapped())
    assert state.view.aids == {Aid.LARGE_TEXT}
    state, _ = play(FieldTapped("ho_tich"), PlainTapped(), TicketGiven(1, TICKET), DoneTapped(), state=state)
    assert state.view.aids == frozenset()
    usual = begin(NOTICE, "vi", aids=(Aid.LOW,))
    state, _ = play(SNAPSHOT, AidTapped(Aid.LOW), TimeoutReached(TimerName.IDLE), state=usual)
    assert state.view.aids == {Aid.LOW}


_requests = st.integers(0, 4)
_happenings: st.SearchStrategy[Happening] = st.one_of(
    st.sampled_from(
        [
            ConsentTapped(),
            PlainTapped(),
            RetryTapped(),
            NotMeTapped(),
            CodeTapped(),
            CodeEntered("A001"),
            DoneTapped(),
            BackTapped(),
            HelpTapped(),
            HelpClosed(),
            MoreTimeTapped(),
            LanguageTapped("en"),
            DeskLost(),
            DeskBack(),
            SNAPSHOT,
            SnapshotArrived(FIELDS, is_open=False),
            MoreFieldsTapped(),
            ContinueTapped(),
            NoticeTapped(),
            SlipTapped(),
            StopFaceTapped(),
            PriorityTapped(),
            FetchTapped(),
            KeepTapped(),
            TodayTapped(),
            KeptCodeTapped(),
            KeptCodeEntered(SLIP.token),
            SendTapped(),
            LevelTapped(2),
            MarkTapped(1, 3),
            GroupTapped("tre_nho"),
            SearchTyped("chung"),
            ProcedureTapped("2.000815"),
            AidTapped(Aid.CALM),
        ]
    ),
    st.sampled_from(Service).map(ServiceTapped),
    st.sampled_from(FIELDS).map(lambda field: FieldTapped(field.code)),
    st.sampled_from(TimerName).map(TimeoutReached),
    st.builds(GlanceSeen, _requests, st.sampled_from(Hint), st.floats(-1, 2)),
    st.builds(LookDone, _requests, st.just(LOOK)),
    st.builds(LookFailed, _requests),
    st.builds(CameraLost, _requests),
    st.builds(TicketGiven, _requests, st.just(TICKET)),
    st.builds(TicketExists, _requests, st.just(TICKET)),
    st.builds(DeskUnsure, _requests),
    st.builds(DeskRefused, _requests, st.sampled_from(["disk_full", "face_not_usable"])),
    st.builds(HelpConfirmed, _requests),
    st.builds(coming, st.sampled_from(["a", "b"]), st.sampled_from([None, 2])),
    st.builds(CardRead, _requests, st.just("001199012345")),
    st.builds(SlipRead, _requests, st.just("token")),
    st.builds(PlaceSlipRead, _requests, st.just(SLIP.text)),
    st.builds(TurnFound, _requests, st.sampled_from([(), (TICKET,)])),
    st.builds(FaceStopped, _requests, st.just("3f7ac0de")),
    st.builds(TicketsChanged, _requests, st.sampled_from([(), (TICKET,)])),
    st.builds(PlaceOffered, _requests, st.just((OFFER,))),
    st.builds(PlacesKept, _requests, st.just((SLIP,))),
    st.builds(CardNeeded, _requests),
    st.builds(RatingTaken, _requests),
)


@settings(max_examples=300)
@given(st.lists(_happenings, max_size=40))
def test_whatever_happens_the_camera_time_and_help_are_in_order(happenings: list[Happening]) -> None:
    state, _ = play(SNAPSHOT, state=begin(NOTICE, "vi", office=OFFERS))
    camera_is_open = False
    running: set[TimerName] = {TimerName.IDLE}
    for happening in happenings:
        was, (state, effects) = state, step(state, happening)
        for effect in effects:
            match effect:
                case OpenCamera():
                    assert not camera_is_open
                    opens = ConsentTapped | RetryTapped | ContinueTapped | SlipTapped | CardNeeded
                    assert isinstance(happening, opens)
                    camera_is_open = True
                case CloseCamera():
                    assert camera_is_open
                    camera_is_open = False
                case StartTimer(timer):
                    running.add(timer)
                case StopTimer(timer):
                    running.discard(timer)
                case _:
                    pass
        view = state.view
        assert camera_is_open == view.camera_is_on == (view.screen in CAMERA_SCREENS)
        assert len(running - {TimerName.HELP}) <= 1
        assert 0 <= view.progress <= 1
        assert view.ticket is not None or view.screen not in {Screen.TICKET, Screen.EXISTING, Screen.TURN}
        if view.screen in {Screen.START, Screen.CLOSED, Screen.DESK_AWAY}:
            assert state.look is None
            assert view.chosen == ""
            nothing = (None, (), (), None, "", "")
            assert (view.ticket, view.tickets, view.slips, state.asked, state.slip, view.kept_code) == nothing
        else:
            assert running & {TimerName.IDLE, TimerName.RING, TimerName.WORKING, TimerName.TICKET}
        assert step(state, HelpTapped())[0].view.help is Help.CALLING
        assert state.request >= was.request


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
