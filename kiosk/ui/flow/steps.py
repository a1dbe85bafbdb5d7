"""Which journey follows what happened."""

from __future__ import annotations

from kiosk.ui.effects import StartTimer, TimerName
from kiosk.ui.flow import camera, check_in, desk, help_call, lookup, paper, services, turn, ways
from kiosk.ui.flow.state import TIMER_OF, FlowState, Step, show
from kiosk.ui.happenings import (
    CameraNews,
    DeskAnswer,
    DeskNews,
    Happening,
    HelpAnswer,
)
from kiosk.ui.touches import Touch

_JOURNEYS = (
    help_call.touched,
    ways.touched,
    services.touched,
    check_in.touched,
    turn.touched,
    paper.touched,
    lookup.touched,
)


def step(state: FlowState, happening: Happening) -> Step:
    """Tell what follows from ``happening``; what makes no sense on this screen changes nothing."""
    if isinstance(happening, Touch):
        return _touched(state, happening)
    if isinstance(happening, CameraNews):
        return camera.told(state, happening)
    if isinstance(happening, DeskAnswer):
        return desk.answered(state, happening)
    if isinstance(happening, HelpAnswer):
        return help_call.answered(state, happening)
    if isinstance(happening, DeskNews):
        return desk.told(state, happening)
    return ways.timed_out(state, happening)


def _touched(state: FlowState, touch: Touch) -> Step:
    """Follow a touch; it also restarts the time limit of a screen that stays."""
    after, effects = _follow(show(state, asks_more_time=False), touch)
    timer = TIMER_OF.get(after.view.screen)
    stays = after.view.screen is state.view.screen and after.request == state.request
    if stays and timer in {TimerName.IDLE, TimerName.TICKET}:
        effects = (*effects, StartTimer(timer, after.limits.seconds(timer)))
    return after, effects


def _follow(state: FlowState, touch: Touch) -> Step:
    for journey in _JOURNEYS:
        followed = journey(state, touch)
        if followed is not None:
            return followed
    return state, ()
