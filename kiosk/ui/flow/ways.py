"""The ways that every screen has: back, done, language, aids; and what happens when nobody touches it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import StartTimer, TimerName
from kiosk.ui.flow import help_call, services
from kiosk.ui.flow.state import NO_ANSWER, TIMER_OF, FlowState, Step, go, go_home, show
from kiosk.ui.parts import Errand
from kiosk.ui.touches import (
    AidTapped,
    BackTapped,
    DoneTapped,
    LanguageTapped,
    NoticeTapped,
)
from kiosk.ui.view_state import HOMES, IN_BETWEEN, SIDE_SCREENS, Screen

if TYPE_CHECKING:
    from kiosk.ui.happenings import TimeoutReached
    from kiosk.ui.touches import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow the touches that mean the same everywhere."""
    screen = state.view.screen
    match touch:
        case DoneTapped() | BackTapped() if screen in {Screen.SLIP, Screen.OFFER} and state.view.tickets:
            # Other fields of the same visit have a ticket today.
            return go(state, Screen.TICKET, ticket=state.view.tickets[0])
        case DoneTapped() if screen not in HOMES and screen is not Screen.WORKING:
            return go_home(state)
        case BackTapped() if screen in IN_BETWEEN | SIDE_SCREENS:
            return _go_back(state)
        case NoticeTapped() if screen is Screen.CHOICE:
            return go(state, Screen.NOTICE)
        case LanguageTapped(language):
            return show(state, language=language), ()
        case AidTapped(aid):
            return show(state, aids=state.view.aids ^ {aid}), ()
        case _:
            return None


def timed_out(state: FlowState, timeout: TimeoutReached) -> Step:
    """Follow the end of a time limit."""
    if timeout.timer is TimerName.HELP:
        return help_call.timed_out(state)
    if timeout.timer is not TIMER_OF.get(state.view.screen):
        return state, ()
    match state.view.screen:
        case Screen.START:
            return show(state, language=state.home_language, aids=state.home_aids), ()
        case Screen.RING:
            return go(state, Screen.LOOK_FAILED)
        case Screen.SCAN:
            return go(state, Screen.SCAN_FAILED)
        case Screen.WORKING if not state.desk_is_away:
            return go(state, Screen.REFUSED, refusal=NO_ANSWER)
        case Screen.WORKING | Screen.TICKET | Screen.TOLD | Screen.SLIP:
            return go_home(state)
        case Screen.FACTORS if state.view.asks_more_time:
            # The opinion itself is given; only its details were not.
            return services.send_rating(state)
        case _ if state.view.asks_more_time:
            return go_home(state)
        case _:
            prompt = StartTimer(TimerName.IDLE, state.limits.more_time_s)
            return show(state, asks_more_time=True), (prompt,)


def _go_back(state: FlowState) -> Step:
    view = state.view
    match view.screen:
        case Screen.NOTICE:
            return go(state, Screen.CHOICE)
        case Screen.PRIORITY:
            return go(state, state.came_from)
        case Screen.PROCEDURE:
            return go(state, Screen.SEARCH)
        case Screen.FACTORS:
            return go(state, Screen.RATE)
        case Screen.PAY | Screen.REPORT:
            return go(state, Screen.MORE)
        case Screen.FIELDS if view.errand is Errand.TAKE and view.chosen:
            return go(state, Screen.CHOICE)
        case Screen.CHOICE if state.came_from is Screen.PROCEDURE:
            return go(replace(state, came_from=Screen.START), Screen.PROCEDURE, chosen="", also=())
        case Screen.CHOICE | Screen.FIELDS | Screen.OFFER | Screen.MORE | Screen.RESULT | Screen.SEARCH:
            return go_home(state, keeps_reading=True)
        case _ if view.errand is Errand.CARD:
            return go(state, Screen.FIELDS)
        case _ if view.errand in {Errand.RATE, Errand.REDEEM}:
            return go_home(state, keeps_reading=True)
        case _:
            return go(replace(state, look=None), Screen.CHOICE)
