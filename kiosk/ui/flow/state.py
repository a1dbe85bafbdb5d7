"""What the screen remembers, and the few moves that every journey is made of."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kiosk.ui.effects import (
    AskFetch,
    CheckIn,
    CloseCamera,
    Consent,
    DeclarePriority,
    DeskRequest,
    Effect,
    KeepPlaces,
    OpenCamera,
    Place,
    Purpose,
    RateService,
    RedeemPlace,
    SeeTurn,
    StartTimer,
    StopFace,
    StopTimer,
    TimerName,
)
from kiosk.ui.happenings import OfficeChanged
from kiosk.ui.parts import Aid, Errand, OfficeView, RatingView, SearchView
from kiosk.ui.view_state import CAMERA_SCREENS, Asked, NoticeView, Screen, ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_ANSWER = "no_answer"
"""Refusal shown when the desk left a request unanswered."""

FACE_NOT_USABLE = "face_not_usable"
"""Refusal of the face alone: the citizen is offered another look or the plain number."""

TIMER_OF = dict.fromkeys(Screen, TimerName.IDLE) | {
    Screen.RING: TimerName.RING,
    Screen.SCAN: TimerName.RING,
    Screen.WORKING: TimerName.WORKING,
    Screen.TICKET: TimerName.TICKET,
    Screen.TOLD: TimerName.TICKET,
    Screen.SLIP: TimerName.TICKET,
}
for _waiting in (Screen.CLOSED, Screen.DESK_AWAY):
    del TIMER_OF[_waiting]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each screen waits, in seconds.

    Whoever comes to help has walked over in a minute; until then the screen says so.

    Source: a prompt well before an untouched screen clears, and 20 s to answer it, are WCAG 2.2's
    2.2.1; the desk refuses commands older than 10 s, so an answer after 12 s cannot come any more.
    """

    idle_s: int = 60
    more_time_s: int = 20
    ring_s: int = 30
    working_s: int = 12
    ticket_s: int = 30
    help_s: int = 30
    helper_s: int = 60

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
        home_aids: What is switched on for the next citizen.
        limits: The time limits.
        is_open: Whether the office takes people now.
        desk_is_away: Whether the desk failed to answer last.
        request: Number of the last request to camera or desk.
        help_request: Number of the last call for help.
        help_is_awaited: Whether a citizen called for help and nobody has said yet that they come.
        help_answered: The desk's id of the call that was answered last.
        look: The finished look, kept until this citizen is done; None without one.
        came_from: Where the way back of a side screen leads.
        asked: The last check-in, to be asked anew when a place for another day is not wanted.
        changed: Settings that hold as soon as nobody is in the midst of something; None without any.
        slip: Text of a slip that needs its bearer's card; empty without one.
    """

    view: ViewState
    home_language: str
    home_aids: frozenset[Aid] = frozenset()
    limits: Limits = Limits()
    is_open: bool = True
    desk_is_away: bool = False
    request: int = 0
    help_request: int = 0
    help_is_awaited: bool = False
    help_answered: str = ""
    look: object | None = None
    came_from: Screen = Screen.START
    asked: CheckIn | None = None
    changed: OfficeChanged | None = None
    slip: str = dataclasses.field(default="", repr=False)


Step = tuple[FlowState, tuple[Effect, ...]]


def begin(
    notice: NoticeView,
    language: str,
    *,
    limits: Limits | None = None,
    office: OfficeView | None = None,
    aids: Iterable[Aid] = (),
) -> FlowState:
    """Give the state at power-on: the desk has not answered yet."""
    limits = limits or Limits()
    view = ViewState(
        screen=Screen.DESK_AWAY,
        language=language,
        fields=(),
        notice=notice,
        closes_after_s=limits.ticket_s,
        office=office or OfficeView(),
        aids=frozenset(aids),
    )
    return FlowState(view=view, home_language=language, home_aids=view.aids, limits=limits, desk_is_away=True)


def go(state: FlowState, screen: Screen, *asks: Effect, **shown: Any) -> Step:
    """Change the screen with what belongs to it: the camera's closing, the old and new time limit."""
    old, new = TIMER_OF.get(state.view.screen), TIMER_OF.get(screen)
    effects: list[Effect] = []
    if state.view.screen in CAMERA_SCREENS:
        effects.append(CloseCamera())
    if old is not None and old is not new:
        effects.append(StopTimer(old))
    effects.extend(asks)
    if new is not None:
        effects.append(StartTimer(new, state.limits.seconds(new)))
    fresh = {
        "hint": None,
        "progress": 0.0,
        "dot": None,
        "face": None,
        "refusal": "",
        "other_code": "",
        "asks_more_time": False,
        "paper_asked": False,
        "kept_code": "",
    }
    is_on = screen in CAMERA_SCREENS
    return show(state, screen=screen, camera_is_on=is_on, **(fresh | shown)), tuple(effects)


def go_home(state: FlowState, *, keeps_reading: bool = False) -> Step:
    """Forget this citizen; ``keeps_reading`` leaves their language and aids, as they are still there."""
    view = state.view
    return go(
        replace(take_over(state), look=None, came_from=Screen.START, asked=None, slip=""),
        home_of(state),
        chosen="",
        also=(),
        errand=Errand.TAKE,
        ticket=None,
        tickets=(),
        offers=(),
        slips=(),
        told="",
        told_values={},
        search=SearchView(),
        rating=RatingView(),
        language=view.language if keeps_reading else state.home_language,
        aids=view.aids if keeps_reading else state.home_aids,
    )


def take_over(state: FlowState) -> FlowState:
    """Let changed settings hold."""
    if state.changed is None:
        return state
    changed = state.changed
    return show(replace(state, changed=None), notice=changed.notice, office=changed.office)


def home_of(state: FlowState) -> Screen:
    """Tell where one starts now."""
    if state.desk_is_away:
        return Screen.DESK_AWAY
    return Screen.START if state.is_open else Screen.CLOSED


def ask_desk(state: FlowState, ask: DeskRequest) -> Step:
    """Wait for the desk's answer; ``ask`` carries the state's present request."""
    if isinstance(ask, CheckIn):
        state = replace(state, asked=ask)
    return go(state, Screen.WORKING, ask, asked=_asked_for(ask))


def _asked_for(ask: DeskRequest) -> Asked:
    match ask:
        case KeepPlaces() | RedeemPlace():
            return Asked.PLACE
        case DeclarePriority() | AskFetch():
            return Asked.WISH
        case StopFace():
            return Asked.STOP_FACE
        case RateService():
            return Asked.RATING
        case _:
            return Asked.TURN if isinstance(ask, SeeTurn) else Asked.NUMBER


def open_camera(state: FlowState, purpose: Purpose) -> Step:
    """Open the camera anew; an earlier look is forgotten."""
    state = replace(next_request(state), look=None)
    screen = Screen.RING if purpose is Purpose.FACE else Screen.SCAN
    return go(state, screen, OpenCamera(state.request, purpose))


def show(state: FlowState, **shown: Any) -> FlowState:
    """Change what is shown."""
    return replace(state, view=replace(state.view, **shown))


def next_request(state: FlowState) -> FlowState:
    """Number the next request, so that answers to earlier ones are ignored."""
    return replace(state, request=state.request + 1)


def consent_of(state: FlowState) -> Consent:
    """Tell what was agreed to."""
    notice = state.view.notice
    return Consent(notice.version, notice.sha256, state.view.language)


def place_of(state: FlowState) -> Place:
    """Tell where a place is wanted."""
    return Place(state.view.chosen, state.view.also, state.view.language)
