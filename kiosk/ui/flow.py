"""The citizen's way through the screens, as a pure state machine.

::

    start ─field─► choice ─agree─► ring ─look─► working ─► ticket | existing | unsure | refused
                     │              └─ camera lost ─► camera_gone     look failed ─► look_failed
                     └─plain number──────────────► working
    start = closed outside the office's hours = desk_away while the desk does not answer

The camera is on exactly while the screen is the ring. One time limit runs at most beside the one of
the call for help.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kiosk.ui.effects import (
    CallHelp,
    CheckInByCode,
    CheckInFace,
    CheckInPlain,
    CloseCamera,
    Consent,
    DisputeMatch,
    Effect,
    OpenCamera,
    Purpose,
    StartTimer,
    StopTimer,
    TimerName,
)
from kiosk.ui.happenings import (
    BackTapped,
    CameraLost,
    CameraNews,
    CodeEntered,
    CodeTapped,
    ConsentTapped,
    DeskAnswer,
    DeskBack,
    DeskLost,
    DeskNews,
    DeskRefused,
    DeskUnsure,
    DoneTapped,
    FieldTapped,
    GlanceSeen,
    Happening,
    HelpAnswer,
    HelpClosed,
    HelpConfirmed,
    HelpTapped,
    LanguageTapped,
    LookDone,
    LookFailed,
    NotMeTapped,
    PlainTapped,
    RetryTapped,
    SnapshotArrived,
    TicketExists,
    TicketGiven,
    TimeoutReached,
    Touch,
)
from kiosk.ui.view_state import IN_BETWEEN, Help, NoticeView, Screen, ViewState

NO_ANSWER = "no_answer"
"""Refusal shown when the desk left a request unanswered."""

FACE_NOT_USABLE = "face_not_usable"
"""Refusal of the face alone: the citizen is offered another look or the plain number."""

_TIMER_OF = {
    Screen.START: TimerName.IDLE,
    Screen.CHOICE: TimerName.IDLE,
    Screen.RING: TimerName.RING,
    Screen.WORKING: TimerName.WORKING,
    Screen.TICKET: TimerName.TICKET,
    Screen.EXISTING: TimerName.IDLE,
    Screen.UNSURE: TimerName.IDLE,
    Screen.LOOK_FAILED: TimerName.IDLE,
    Screen.CODE: TimerName.IDLE,
    Screen.CAMERA_GONE: TimerName.IDLE,
    Screen.REFUSED: TimerName.IDLE,
}
_HOMES = frozenset({Screen.START, Screen.CLOSED, Screen.DESK_AWAY})
_OFFER_RETRY = frozenset({Screen.UNSURE, Screen.LOOK_FAILED})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each screen waits, in seconds.

    Source: a prompt well before an untouched screen clears, and 20 s to answer it, are WCAG 2.2's
    2.2.1; the desk refuses commands older than 10 s, so an answer after 12 s cannot come any more.
    """

    idle_s: int = 60
    more_time_s: int = 20
    ring_s: int = 30
    working_s: int = 12
    ticket_s: int = 30
    help_s: int = 30

    def seconds(self, timer: TimerName) -> int:
        """Tell how long ``timer`` runs."""
        return {
            TimerName.IDLE: self.idle_s,
            TimerName.RING: self.ring_s,
            TimerName.WORKING: self.working_s,
            TimerName.TICKET: self.ticket_s,
            TimerName.HELP: self.help_s,
        }[timer]


@dataclass(frozen=True, slots=True)
class FlowState:
    """Where the citizen is, and what the screen must remember besides what it shows.

    Attributes:
        view: What is shown.
        home_language: The language that the next citizen finds.
        limits: The time limits.
        is_open: Whether the office takes people now.
        desk_is_away: Whether the desk failed to answer last.
        request: Number of the last request to camera or desk.
        help_request: Number of the last call for help.
        look: The finished look, kept until this citizen is done; None without one.
    """

    view: ViewState
    home_language: str
    limits: Limits = Limits()
    is_open: bool = True
    desk_is_away: bool = False
    request: int = 0
    help_request: int = 0
    look: object | None = None


Step = tuple[FlowState, tuple[Effect, ...]]


def begin(
    notice: NoticeView, language: str, *, limits: Limits | None = None, can_enter_code: bool = True
) -> FlowState:
    """Give the state at power-on: the desk has not answered yet."""
    limits = limits or Limits()
    view = ViewState(
        screen=Screen.DESK_AWAY,
        language=language,
        fields=(),
        notice=notice,
        can_enter_code=can_enter_code,
        closes_after_s=limits.ticket_s,
    )
    return FlowState(view=view, home_language=language, limits=limits, desk_is_away=True)


def step(state: FlowState, happening: Happening) -> Step:
    """Tell what follows from ``happening``; what makes no sense on this screen changes nothing."""
    if isinstance(happening, Touch):
        return _touched(state, happening)
    if isinstance(happening, CameraNews):
        return _camera_told(state, happening)
    if isinstance(happening, DeskAnswer):
        return _desk_answered(state, happening)
    if isinstance(happening, HelpAnswer):
        return _help_answered(state, happening)
    if isinstance(happening, DeskNews):
        return _desk_told(state, happening)
    return _timed_out(state, happening)


def _touched(state: FlowState, touch: Touch) -> Step:
    """Follow a touch; it also restarts the time limit of a screen that stays."""
    after, effects = _follow_touch(_show(state, asks_more_time=False), touch)
    timer = _TIMER_OF.get(after.view.screen)
    stays = after.view.screen is state.view.screen and after.request == state.request
    if stays and timer in {TimerName.IDLE, TimerName.TICKET}:
        effects = (*effects, StartTimer(timer, after.limits.seconds(timer)))
    return after, effects


def _follow_touch(state: FlowState, touch: Touch) -> Step:
    screen = state.view.screen
    match touch:
        case FieldTapped(code) if screen is Screen.START:
            field = state.view.field(code)
            served = field is not None and field.is_served
            return _go(state, Screen.CHOICE, chosen=code) if served else (state, ())
        case ConsentTapped() if screen is Screen.CHOICE:
            return _open_camera(state)
        case RetryTapped() if screen in _OFFER_RETRY:
            return _open_camera(state)
        case PlainTapped() if screen in IN_BETWEEN:
            state = _next_request(state)
            return _go(state, Screen.WORKING, CheckInPlain(state.request, state.view.chosen))
        case CodeTapped() | CodeEntered():
            return _take_code(state, touch)
        case NotMeTapped() if screen is Screen.EXISTING:
            return _dispute(state)
        case DoneTapped() if screen not in _HOMES and screen is not Screen.WORKING:
            return _go_home(state)
        case BackTapped() if screen in IN_BETWEEN:
            return _go_back(state)
        case HelpTapped():
            return _call_help(state)
        case HelpClosed():
            return _show(state, help=Help.NONE), (StopTimer(TimerName.HELP),)
        case LanguageTapped(language):
            return _show(state, language=language), ()
        case _:
            return state, ()


def _camera_told(state: FlowState, news: CameraNews) -> Step:
    """Follow the camera, while it is open for this very request."""
    if state.view.screen is not Screen.RING or news.request != state.request:
        return state, ()
    match news:
        case GlanceSeen(_, hint, progress, dot):
            return _show(state, hint=hint, progress=min(max(progress, 0.0), 1.0), dot=dot), ()
        case LookDone(_, look):
            state = replace(_next_request(state), look=look)
            ask = CheckInFace(state.request, state.view.chosen, look, _consent(state))
            return _go(state, Screen.WORKING, ask)
        case LookFailed():
            return _go(state, Screen.LOOK_FAILED)
        case CameraLost():
            return _go(state, Screen.CAMERA_GONE)


def _desk_answered(state: FlowState, answer: DeskAnswer) -> Step:
    """Follow the desk's answer, while this very citizen still waits for it."""
    view = state.view
    gave_up = view.screen is Screen.REFUSED and view.refusal == NO_ANSWER
    if answer.request != state.request or not (view.screen is Screen.WORKING or gave_up):
        return state, ()
    match answer:
        case TicketGiven(_, ticket):
            return _go(replace(state, look=None), Screen.TICKET, ticket=ticket)
        case TicketExists(_, ticket):
            return _go(state, Screen.EXISTING, ticket=ticket)
        case DeskUnsure():
            return _go(state, Screen.UNSURE)
        case DeskRefused(_, reason) if reason == FACE_NOT_USABLE:
            return _go(replace(state, look=None), Screen.LOOK_FAILED)
        case DeskRefused(_, reason):
            return _go(replace(state, look=None), Screen.REFUSED, refusal=reason)


def _help_answered(state: FlowState, answer: HelpAnswer) -> Step:
    if answer.request != state.help_request or state.view.help is not Help.CALLING:
        return state, ()
    coming = isinstance(answer, HelpConfirmed)
    return _show(state, help=Help.COMING if coming else Help.FAILED), ()


def _desk_told(state: FlowState, news: DeskNews) -> Step:
    """Take over the desk's news; a citizen in mid-answer or reading a ticket is left in peace."""
    match news:
        case SnapshotArrived(fields, is_open):
            state = replace(_show(state, fields=fields), is_open=is_open, desk_is_away=False)
        case DeskBack():
            state = replace(state, desk_is_away=False)
        case DeskLost():
            state = replace(state, desk_is_away=True)
    at_home = state.view.screen in _HOMES
    if at_home and state.view.screen is not _home_of(state):
        return _go_home(state)
    left_in_peace = {Screen.WORKING, Screen.TICKET, Screen.EXISTING}
    if state.desk_is_away and not at_home and state.view.screen not in left_in_peace:
        return _go_home(state)
    return state, ()


def _timed_out(state: FlowState, timeout: TimeoutReached) -> Step:
    if timeout.timer is TimerName.HELP:
        help_ = Help.FAILED if state.view.help is Help.CALLING else Help.NONE
        again = (StartTimer(TimerName.HELP, state.limits.help_s),) if help_ is Help.FAILED else ()
        return _show(state, help=help_), again
    if timeout.timer is not _TIMER_OF.get(state.view.screen):
        return state, ()
    match state.view.screen:
        case Screen.START:
            return _show(state, language=state.home_language), ()
        case Screen.RING:
            return _go(state, Screen.LOOK_FAILED)
        case Screen.WORKING if not state.desk_is_away:
            return _go(state, Screen.REFUSED, refusal=NO_ANSWER)
        case Screen.WORKING | Screen.TICKET:
            return _go_home(state)
        case _ if state.view.asks_more_time:
            return _go_home(state)
        case _:
            prompt = StartTimer(TimerName.IDLE, state.limits.more_time_s)
            return _show(state, asks_more_time=True), (prompt,)


def _open_camera(state: FlowState) -> Step:
    state = replace(_next_request(state), look=None)
    opening = OpenCamera(state.request, Purpose.FACE, state.view.chosen, _consent(state))
    return _go(state, Screen.RING, opening)


def _take_code(state: FlowState, touch: CodeTapped | CodeEntered) -> Step:
    match touch:
        case CodeTapped() if state.view.screen is Screen.UNSURE and state.view.can_enter_code:
            return _go(state, Screen.CODE)
        case CodeEntered(code) if state.view.screen is Screen.CODE:
            state = _next_request(state)
            ask = CheckInByCode(state.request, state.view.chosen, state.look, _consent(state), code)
            return _go(state, Screen.WORKING, ask)
        case _:
            return state, ()


def _dispute(state: FlowState) -> Step:
    ticket = state.view.ticket
    assert ticket is not None, "an existing ticket is shown"
    state = _next_request(state)
    ask = DisputeMatch(state.request, state.view.chosen, ticket.ticket_id, state.look)
    return _go(state, Screen.WORKING, ask, ticket=None)


def _call_help(state: FlowState) -> Step:
    """Call a person; before the camera this also ends the look, as the citizen turns away."""
    came_from = state.view.screen
    effects: tuple[Effect, ...] = ()
    if came_from is Screen.RING:
        state, effects = _go(state, Screen.CHOICE)
    state = replace(_show(state, help=Help.CALLING), help_request=state.help_request + 1)
    timer = StartTimer(TimerName.HELP, state.limits.help_s)
    return state, (*effects, CallHelp(state.help_request, came_from.value), timer)


def _go_back(state: FlowState) -> Step:
    if state.view.screen is Screen.CHOICE:
        return _go_home(state, language=state.view.language)
    return _go(replace(state, look=None), Screen.CHOICE)


def _go_home(state: FlowState, *, language: str = "") -> Step:
    """Forget this citizen."""
    return _go(
        replace(state, look=None),
        _home_of(state),
        chosen="",
        ticket=None,
        language=language or state.home_language,
    )


def _home_of(state: FlowState) -> Screen:
    if state.desk_is_away:
        return Screen.DESK_AWAY
    return Screen.START if state.is_open else Screen.CLOSED


def _go(state: FlowState, screen: Screen, *asks: Effect, **shown: Any) -> Step:
    """Change the screen with what belongs to it: the camera's closing, the old and new time limit."""
    old, new = _TIMER_OF.get(state.view.screen), _TIMER_OF.get(screen)
    effects: list[Effect] = []
    if state.view.screen is Screen.RING:
        effects.append(CloseCamera())
    if old is not None and old is not new:
        effects.append(StopTimer(old))
    effects.extend(asks)
    if new is not None:
        effects.append(StartTimer(new, state.limits.seconds(new)))
    fresh = {"hint": None, "progress": 0.0, "dot": None, "refusal": "", "asks_more_time": False}
    is_on = screen is Screen.RING
    return _show(state, screen=screen, camera_is_on=is_on, **(fresh | shown)), tuple(effects)


def _show(state: FlowState, **shown: Any) -> FlowState:
    return replace(state, view=replace(state.view, **shown))


def _next_request(state: FlowState) -> FlowState:
    return replace(state, request=state.request + 1)


def _consent(state: FlowState) -> Consent:
    notice = state.view.notice
    return Consent(notice.version, notice.sha256, state.view.language)
