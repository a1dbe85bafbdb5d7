"""Seeing one's turn, and what can be said there: a priority, that the face shall not be used any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import (
    AskFetch,
    DeclarePriority,
    Purpose,
    RedeemPlace,
    SeeTurnByCode,
    SeeTurnByFace,
    StopFace,
)
from kiosk.ui.flow.state import FlowState, Step, ask_desk, consent_of, go, next_request, open_camera, show
from kiosk.ui.parts import Errand
from kiosk.ui.touches import (
    CodeEntered,
    CodeTapped,
    FetchTapped,
    GroupTapped,
    KeptCodeEntered,
    KeptCodeTapped,
    PriorityTapped,
    SlipTapped,
    StopFaceTapped,
)
from kiosk.ui.view_state import IN_BETWEEN, STILL_TO_COME, Screen

if TYPE_CHECKING:
    from kiosk.ui.touches import Touch

_SHOWS_TICKETS = frozenset({Screen.TICKET, Screen.TURN})


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow the touches of who looks for their turn, and of who sees it."""
    screen = state.view.screen
    seeks = state.view.errand is Errand.TURN and screen in IN_BETWEEN
    match touch:
        case CodeTapped() if seeks:
            return go(state, Screen.CODE)
        case SlipTapped() if seeks:
            return open_camera(state, Purpose.QR)
        case CodeEntered(code) if seeks and screen is Screen.CODE:
            return _seek(state, code)
        case KeptCodeTapped() if seeks:
            return go(state, Screen.KEPT)
        case KeptCodeEntered(code) if screen is Screen.KEPT:
            return _take_up(state, code)
        case StopFaceTapped() if screen in _SHOWS_TICKETS:
            return _stop_face(state)
        case PriorityTapped() if screen in _SHOWS_TICKETS:
            return go(replace(state, came_from=screen), Screen.PRIORITY)
        case FetchTapped() if screen is Screen.PRIORITY:
            state = next_request(state)
            return ask_desk(state, AskFetch(state.request, _waiting(state)))
        case GroupTapped(group) if screen is Screen.PRIORITY:
            state = next_request(state)
            return ask_desk(state, DeclarePriority(state.request, _waiting(state), group))
        case _:
            return None


def _waiting(state: FlowState) -> tuple[str, ...]:
    """Give the tickets whose turn is still to come."""
    return tuple(ticket.ticket_id for ticket in state.view.tickets if ticket.state in STILL_TO_COME)


def _seek(state: FlowState, code: str) -> Step:
    """Ask by code; after an unsure look the face must be like its owner's."""
    state = next_request(state)
    if state.look is not None:
        return ask_desk(state, SeeTurnByFace(state.request, state.look, consent_of(state), code))
    return ask_desk(state, SeeTurnByCode(state.request, code))


def _take_up(state: FlowState, code: str) -> Step:
    """Take up a kept place by its code, which stays in sight should it be wrong."""
    state = next_request(state)
    state, effects = ask_desk(state, RedeemPlace(state.request, code, state.view.language))
    return show(state, kept_code=code), effects


def _stop_face(state: FlowState) -> Step | None:
    mine = next((ticket for ticket in state.view.tickets if ticket.by_face), None)
    if mine is None:
        return None
    state = next_request(state)
    return ask_desk(state, StopFace(state.request, mine.ticket_id))
