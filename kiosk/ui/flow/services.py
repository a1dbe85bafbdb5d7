"""What the start screen offers besides the fields."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import RateService
from kiosk.ui.flow.state import FlowState, Step, ask_desk, go, next_request, show
from kiosk.ui.parts import Errand, RatingView, Service
from kiosk.ui.touches import (
    CodeEntered,
    LevelTapped,
    MarkTapped,
    SendTapped,
    ServiceTapped,
)
from kiosk.ui.view_state import Screen

if TYPE_CHECKING:
    from kiosk.ui.touches import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow a service from the start screen or from the list of the other ones, and a rating."""
    view = state.view
    match touch:
        case ServiceTapped(service) if view.screen in {Screen.START, Screen.MORE, Screen.RESULT}:
            return _serve(state, service)
        case CodeEntered(code) if view.screen is Screen.CODE and view.errand is Errand.RATE:
            return go(state, Screen.RATE, rating=RatingView(code))
        case LevelTapped(level) if view.screen is Screen.RATE:
            rated = show(state, rating=replace(view.rating, level=level))
            return go(rated, Screen.FACTORS) if view.office.asks_factors else send_rating(rated)
        case MarkTapped(factor, mark) if view.screen is Screen.FACTORS:
            marks = tuple(mark if at == factor else old for at, old in enumerate(view.rating.marks))
            return show(state, rating=replace(view.rating, marks=marks)), ()
        case SendTapped() if view.screen is Screen.FACTORS:
            return send_rating(state)
        case _:
            return None


def send_rating(state: FlowState) -> Step:
    """Tell the desk how it was; factors count only when all five have a mark."""
    state = next_request(state)
    rating = state.view.rating
    marks = rating.marks if all(rating.marks) else ()
    return ask_desk(state, RateService(state.request, rating.code, rating.level, marks))


def _serve(state: FlowState, service: Service) -> Step | None:
    office = state.view.office
    match service:
        case Service.RATE:
            return go(state, Screen.CODE, errand=Errand.RATE)
        case Service.TURN | Service.STOP_FACE:
            return go(state, Screen.CHOICE, errand=Errand.TURN)
        case Service.RESULT:
            return go(state, Screen.RESULT)
        case Service.CARD:
            return go(state, Screen.FIELDS, errand=Errand.CARD)
        case Service.SEARCH:
            return go(state, Screen.SEARCH)
        case Service.MORE:
            return go(state, Screen.MORE)
        case Service.REPORT if office.hotline:
            return go(state, Screen.REPORT)
        case Service.PAY if office.payment_qr:
            return go(state, Screen.PAY)
        case _:
            return None
