"""Looking a procedure up: what to bring, how long, what it costs; then a number for its field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.flow.state import FlowState, Step, go, show
from kiosk.ui.touches import FieldTapped, ProcedureTapped, SearchTyped
from kiosk.ui.view_state import Screen

if TYPE_CHECKING:
    from kiosk.ui.touches import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow the touches of the look-up."""
    view = state.view
    match touch:
        case SearchTyped(text) if view.screen is Screen.SEARCH:
            found = view.office.procedures.search(text)
            return show(state, search=replace(view.search, text=text, found=found)), ()
        case ProcedureTapped(code) if view.screen is Screen.SEARCH:
            chosen = next((one for one in view.search.found if one.code == code), None)
            if chosen is None:
                return None
            return go(state, Screen.PROCEDURE, search=replace(view.search, chosen=chosen))
        case FieldTapped(code) if view.screen is Screen.PROCEDURE:
            field = view.field(code)
            if field is None or not field.is_served:
                return None
            return go(replace(state, came_from=Screen.PROCEDURE), Screen.CHOICE, chosen=code)
        case _:
            return None
