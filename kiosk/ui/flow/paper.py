"""The ticket on paper, for who wants it in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.ui.effects import PrintSlips
from kiosk.ui.flow.state import FlowState, Step, show
from kiosk.ui.parts import Paper
from kiosk.ui.touches import PaperTapped
from kiosk.ui.view_state import Screen

if TYPE_CHECKING:
    from kiosk.ui.touches import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Have the tickets that are shown printed, once."""
    view = state.view
    may_print = view.screen in {Screen.TICKET, Screen.TURN} and view.now.paper is Paper.READY
    if not isinstance(touch, PaperTapped) or not may_print or view.paper_asked:
        return None
    printed = PrintSlips(tuple(ticket.ticket_id for ticket in view.tickets))
    return show(state, paper_asked=True), (printed,)
