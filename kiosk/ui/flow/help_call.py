"""Calling a person: possible on every screen, beside whatever else goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import CallHelp, Effect, StartTimer, StopTimer, TimerName
from kiosk.ui.flow.state import FlowState, Step, go, go_home, show
from kiosk.ui.happenings import HelpAnswer, HelpConfirmed
from kiosk.ui.parts import Errand
from kiosk.ui.touches import HelpClosed, HelpTapped
from kiosk.ui.view_state import CAMERA_SCREENS, Help, Screen

if TYPE_CHECKING:
    from kiosk.ui.happenings import HelpComing
    from kiosk.ui.touches import Touch


def touched(state: FlowState, touch: Touch) -> Step | None:
    """Follow the touches of the call for help."""
    match touch:
        case HelpTapped():
            return _call(state)
        case HelpClosed():
            return show(state, help=Help.NONE), (StopTimer(TimerName.HELP),)
        case _:
            return None


def answered(state: FlowState, answer: HelpAnswer) -> Step:
    """Promise help only now that the desk has told the officers."""
    if answer.request != state.help_request or state.view.help is not Help.CALLING:
        return state, ()
    if isinstance(answer, HelpConfirmed):
        return show(state, help=Help.COMING), ()
    return replace(show(state, help=Help.FAILED), help_is_awaited=False), ()


def somebody_comes(state: FlowState, coming: HelpComing | None) -> Step:
    """Say who comes, whatever the screen shows by now; an answer is told once."""
    if coming is None or coming.call == state.help_answered:
        return state, ()
    was_awaited = state.help_is_awaited
    state = replace(state, help_answered=coming.call, help_is_awaited=False)
    if not was_awaited:
        return state, ()
    timer = StartTimer(TimerName.HELP, state.limits.helper_s)
    told = show(state, help=Help.ANSWERED, helper_counter=coming.counter, helper_is_late=coming.after_another)
    return told, (timer,)


def timed_out(state: FlowState) -> Step:
    """Own up that nobody was reached, or put the answer away."""
    help_ = Help.FAILED if state.view.help is Help.CALLING else Help.NONE
    again = (StartTimer(TimerName.HELP, state.limits.help_s),) if help_ is Help.FAILED else ()
    return show(state, help=help_), again


def _call(state: FlowState) -> Step:
    """Call a person; before the camera this also ends the look, as the citizen turns away."""
    came_from = state.view.screen
    effects: tuple[Effect, ...] = ()
    if came_from in CAMERA_SCREENS:
        state, effects = _leave_camera(state)
    state = show(state, help=Help.CALLING, helper_counter=None)
    state = replace(state, help_request=state.help_request + 1, help_is_awaited=True)
    timer = StartTimer(TimerName.HELP, state.limits.help_s)
    return state, (*effects, CallHelp(state.help_request, came_from.value), timer)


def _leave_camera(state: FlowState) -> Step:
    match state.view.errand:
        case Errand.CARD:
            return go(state, Screen.FIELDS)
        case Errand.REDEEM:
            return go_home(state, keeps_reading=True)
        case _:
            return go(state, Screen.CHOICE)
