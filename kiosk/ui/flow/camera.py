"""What the camera sees while it is open: a face in the ring, or a code held before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import CheckInCard, CheckInFace, DeskRequest, RedeemPlace, SeeTurnByFace, SeeTurnBySlip
from kiosk.ui.flow.state import FlowState, Step, ask_desk, consent_of, go, next_request, place_of, show
from kiosk.ui.happenings import (
    CameraLost,
    CameraNews,
    CardRead,
    GlanceSeen,
    LookDone,
    LookFailed,
    OtherCodeRead,
    PlaceSlipRead,
    SlipRead,
)
from kiosk.ui.parts import Errand
from kiosk.ui.view_state import CAMERA_SCREENS, Screen

if TYPE_CHECKING:
    from collections.abc import Callable

CARD, SLIP = "card", "slip"
"""Kinds of codes that are right on one errand and wrong on the other."""


def told(state: FlowState, news: CameraNews) -> Step:
    """Follow the camera, while it is open for this very request."""
    if state.view.screen not in CAMERA_SCREENS or news.request != state.request:
        return state, ()
    if isinstance(news, CameraLost):
        return go(state, Screen.CAMERA_GONE)
    return _seen_in_ring(state, news) if state.view.screen is Screen.RING else _code_shown(state, news)


def _seen_in_ring(state: FlowState, news: CameraNews) -> Step:
    match news:
        case GlanceSeen(_, hint, progress, dot, face):
            # A face that is lost for a moment leaves the ring where it is.
            face = face or state.view.face
            return show(state, hint=hint, progress=min(max(progress, 0.0), 1.0), dot=dot, face=face), ()
        case LookDone(_, look):
            return _ask(replace(state, look=look), lambda after: _about_face(after, look))
        case LookFailed():
            return go(state, Screen.LOOK_FAILED)
        case _:
            return state, ()


def _code_shown(state: FlowState, news: CameraNews) -> Step:
    """Take the code that this errand needs; any other is named, and the camera goes on looking."""
    errand, language = state.view.errand, state.view.language
    wants_card = errand in {Errand.CARD, Errand.REDEEM}
    match news:
        case CardRead(_, number) if errand is Errand.CARD:
            return _ask(state, lambda after: CheckInCard(after.request, place_of(after), number))
        case CardRead(_, number) if errand is Errand.REDEEM:
            return _ask(state, lambda after: RedeemPlace(after.request, after.slip, language, number))
        case SlipRead(_, token) if not wants_card:
            return _ask(state, lambda after: SeeTurnBySlip(after.request, token))
        case PlaceSlipRead(_, text) if not wants_card:
            state = replace(state, slip=text)
            return _ask(state, lambda after: RedeemPlace(after.request, text, language))
        case CardRead():
            return show(state, other_code=CARD), ()
        case SlipRead() | PlaceSlipRead():
            return show(state, other_code=SLIP), ()
        case OtherCodeRead(_, kind):
            return show(state, other_code=kind), ()
        case _:
            return state, ()


def _about_face(state: FlowState, look: object) -> DeskRequest:
    if state.view.errand is Errand.TURN:
        return SeeTurnByFace(state.request, look, consent_of(state))
    return CheckInFace(state.request, place_of(state), look, consent_of(state))


def _ask(state: FlowState, ask: Callable[[FlowState], DeskRequest]) -> Step:
    state = next_request(state)
    return ask_desk(state, ask(state))
