"""What the screen does besides giving a number: one's turn, kept places, results, ratings, procedures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.ui.effects import (
    CheckInFace,
    CheckInPlain,
    CloseCamera,
    DisputeMatch,
    KeepPlaces,
    OpenCamera,
    Place,
    Purpose,
    RateService,
    RedeemPlace,
    SeeTurnByCode,
    SeeTurnByFace,
    StartTimer,
    StopFace,
    TimerName,
)
from kiosk.ui.flow import FlowState, Limits, begin
from kiosk.ui.happenings import (
    CameraLost,
    CardNeeded,
    CardRead,
    DeskRefused,
    DeskUnsure,
    FaceStopped,
    LookDone,
    PlaceOffered,
    PlacesKept,
    PlaceSlipRead,
    TicketExists,
    TicketGiven,
    TimeoutReached,
    TurnFound,
)
from kiosk.ui.parts import Errand, Service
from kiosk.ui.presenter import present
from kiosk.ui.touches import (
    BackTapped,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    DoneTapped,
    FieldTapped,
    HelpTapped,
    KeepTapped,
    KeptCodeEntered,
    KeptCodeTapped,
    LevelTapped,
    MarkTapped,
    NotMeTapped,
    PlainTapped,
    ProcedureTapped,
    SearchTyped,
    SendTapped,
    ServiceTapped,
    SlipTapped,
    StopFaceTapped,
    TodayTapped,
)
from kiosk.ui.view_state import Screen
from kiosk.ui.wording import load_wording
from tests.ui.played import SNAPSHOT, at_choice_of_turn, play
from tests.ui.views import LOOK, NOTICE, OFFER, OFFERS, SLIP, TICKET


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
