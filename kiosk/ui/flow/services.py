"""What the start screen offers besides the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.flow.state import FlowState, Step, go
from kiosk.ui.happenings import ServiceTapped
from kiosk.ui.parts import Errand, Service
from kiosk.ui.view_state import Screen

if TYPE_CHECKING:
    from kiosk.ui.happenings import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow a service from the start screen, or from the list of the other ones."""
    if not isinstance(touch, ServiceTapped) or state.view.screen not in {Screen.START, Screen.MORE}:
        return None
    office = state.view.office
    match touch.service:
        case Service.TURN | Service.STOP_FACE:
            return go(state, Screen.CHOICE, errand=Errand.TURN)
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
