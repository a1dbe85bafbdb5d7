"""Taking a place: a field or several, then the face, the card, or a plain number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import CheckInByCode, CheckInCard, CheckInPlain, DisputeMatch, KeepPlaces, Purpose
from kiosk.ui.flow.state import FlowState, Step, ask_desk, consent_of, go, next_request, open_camera, place_of
from kiosk.ui.parts import Errand
from kiosk.ui.touches import (
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    ContinueTapped,
    FieldTapped,
    KeepTapped,
    MoreFieldsTapped,
    NotMeTapped,
    PlainTapped,
    RetryTapped,
    TodayTapped,
)
from kiosk.ui.view_state import IN_BETWEEN, Screen

if TYPE_CHECKING:
    from kiosk.ui.effects import CheckIn
    from kiosk.ui.touches import Touch

_OFFER_RETRY = frozenset({Screen.UNSURE, Screen.LOOK_FAILED, Screen.SCAN_FAILED})
_TAKES_A_PLACE = frozenset({Errand.TAKE, Errand.CARD})


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow the touches between a field and its ticket."""
    view = state.view
    takes = view.errand in _TAKES_A_PLACE
    match touch:
        case FieldTapped(code):
            return _choose(state, code)
        case MoreFieldsTapped() if view.screen is Screen.CHOICE and takes:
            return go(state, Screen.FIELDS)
        case ContinueTapped() if view.screen is Screen.FIELDS and view.chosen:
            by_card = view.errand is Errand.CARD
            return open_camera(state, Purpose.QR) if by_card else go(state, Screen.CHOICE)
        case ConsentTapped() if view.screen is Screen.CHOICE:
            return open_camera(state, Purpose.FACE)
        case RetryTapped() if view.screen in _OFFER_RETRY:
            return open_camera(state, Purpose.QR if view.screen is Screen.SCAN_FAILED else Purpose.FACE)
        case PlainTapped() if view.screen in IN_BETWEEN and takes:
            state = next_request(state)
            return ask_desk(state, CheckInPlain(state.request, place_of(state)))
        case CodeTapped() if view.screen is Screen.UNSURE and takes:
            return go(state, Screen.CODE)
        case CodeEntered(code) if view.screen is Screen.CODE and takes:
            state = next_request(state)
            consent = consent_of(state)
            return ask_desk(state, CheckInByCode(state.request, place_of(state), state.look, consent, code))
        case KeepTapped() if view.screen is Screen.OFFER:
            return _keep_places(state)
        case TodayTapped() if view.screen is Screen.OFFER and state.asked is not None:
            return _wait_today(next_request(state), state.asked)
        case NotMeTapped() if view.screen is Screen.EXISTING:
            return _dispute(state)
        case _:
            return None


def _choose(state: FlowState, code: str) -> Step | None:
    """Choose a field at the start; where several may be chosen, a second touch takes it back."""
    view = state.view
    field = view.field(code)
    if field is None or not field.is_served:
        return None
    if view.screen in {Screen.START, Screen.RESULT}:
        return go(state, Screen.CHOICE, chosen=code)
    if view.screen is not Screen.FIELDS:
        return None
    chosen = [one for one in (view.chosen, *view.also) if one]
    chosen.remove(code) if code in chosen else chosen.append(code)
    first, *also = chosen or [""]
    return go(state, Screen.FIELDS, chosen=first, also=tuple(also))


def _wait_today(state: FlowState, asked: CheckIn) -> Step:
    """Ask for the same again, and this time for a ticket in any case."""
    return ask_desk(state, replace(asked, request=state.request, place=replace(asked.place, today=True)))


def _keep_places(state: FlowState) -> Step:
    """Keep the places; one who showed a card gets a slip that nobody else can use."""
    number = state.asked.number if isinstance(state.asked, CheckInCard) else ""
    state = next_request(state)
    view = state.view
    return ask_desk(state, KeepPlaces(state.request, view.offers, view.language, number))


def _dispute(state: FlowState) -> Step:
    ticket = state.view.ticket
    assert ticket is not None, "an existing ticket is shown"
    state = next_request(state)
    # Who took up a kept place chose no field here.
    place = replace(place_of(state), field=state.view.chosen or ticket.field)
    ask = DisputeMatch(state.request, place, ticket.ticket_id)
    return go(state, Screen.WORKING, ask, ticket=None, tickets=())
