"""What the desk answers to this citizen, and what it tells of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.ui.effects import Purpose
from kiosk.ui.flow.help_call import somebody_comes
from kiosk.ui.flow.state import (
    FACE_NOT_USABLE,
    NO_ANSWER,
    FlowState,
    Step,
    go,
    go_home,
    home_of,
    open_camera,
    show,
    take_over,
)
from kiosk.ui.happenings import (
    CardNeeded,
    DeskAnswer,
    DeskBack,
    DeskLost,
    DeskNews,
    DeskRefused,
    DeskUnsure,
    FaceStopped,
    OfficeChanged,
    PlaceOffered,
    PlacesKept,
    RatingTaken,
    SnapshotArrived,
    TicketExists,
    TicketGiven,
    TicketsChanged,
    TurnFound,
)
from kiosk.ui.parts import Errand
from kiosk.ui.view_state import HOMES, Screen

if TYPE_CHECKING:
    from kiosk.ui.effects import Effect
    from kiosk.ui.happenings import Wish
    from kiosk.ui.view_state import TicketView

_LEFT_IN_PEACE = frozenset(
    {Screen.WORKING, Screen.TICKET, Screen.EXISTING, Screen.TURN, Screen.TOLD, Screen.SLIP}
)
"""Who waits for an answer or reads one is not sent away because the desk restarts."""


def answered(state: FlowState, answer: DeskAnswer) -> Step:
    """Follow the desk's answer, while this very citizen still waits for it."""
    view = state.view
    gave_up = view.screen is Screen.REFUSED and view.refusal == NO_ANSWER
    if answer.request != state.request or not (view.screen is Screen.WORKING or gave_up):
        return state, ()
    match answer:
        case TicketGiven(_, ticket, also):
            return _show_tickets(replace(state, look=None), Screen.TICKET, (ticket, *also))
        case TicketExists(_, ticket):
            return _show_tickets(state, Screen.EXISTING, (ticket,))
        case PlaceOffered(_, offers, tickets):
            return go(state, Screen.OFFER, offers=offers, tickets=tickets)
        case DeskUnsure():
            return go(state, Screen.UNSURE)
        case DeskRefused(_, reason) if reason == FACE_NOT_USABLE:
            return go(replace(state, look=None), Screen.LOOK_FAILED)
        case DeskRefused(_, reason) if view.kept_code:
            return go(state, Screen.KEPT, refusal=reason, kept_code=view.kept_code)
        case DeskRefused(_, reason):
            return go(replace(state, look=None), Screen.REFUSED, refusal=reason)
        case _:
            return _answered_wish(state, answer)


def _answered_wish(state: FlowState, answer: Wish) -> Step:
    match answer:
        case TurnFound(_, tickets) if tickets:
            return _show_tickets(replace(state, look=None), Screen.TURN, tickets)
        case TurnFound():
            return go(replace(state, look=None), Screen.TOLD, told="no_turn", told_values={})
        case TicketsChanged(_, tickets):
            return _show_tickets(state, state.came_from, tickets or state.view.tickets)
        case FaceStopped(_, receipt):
            codes = ", ".join(ticket.code for ticket in state.view.tickets)
            values = {"codes": codes, "receipt": receipt}
            return go(state, Screen.TOLD, told="face_stopped", told_values=values, ticket=None, tickets=())
        case PlacesKept(_, slips):
            return go(replace(state, look=None, asked=None), Screen.SLIP, slips=slips)
        case CardNeeded():
            return open_camera(show(state, errand=Errand.REDEEM), Purpose.QR)
        case RatingTaken():
            return go(state, Screen.TOLD, told="rated", told_values={})


def told(state: FlowState, news: DeskNews) -> Step:
    """Take over the desk's news; a citizen in mid-answer or reading a ticket is left in peace."""
    effects: tuple[Effect, ...] = ()
    match news:
        case SnapshotArrived(fields, is_open, now, coming):
            state = replace(show(state, fields=fields, now=now), is_open=is_open, desk_is_away=False)
            state, effects = somebody_comes(state, coming)
        case DeskBack():
            state = replace(state, desk_is_away=False)
        case DeskLost():
            state = replace(state, desk_is_away=True)
        case OfficeChanged():
            state = replace(state, changed=news)
    state, moved = _placed(state)
    return state, (*effects, *moved)


def _placed(state: FlowState) -> Step:
    """Go where one is to be now that the desk's news are known."""
    at_home = state.view.screen in HOMES
    if at_home:
        state = take_over(state)
    if at_home and state.view.screen is not home_of(state):
        return go_home(state)
    if state.desk_is_away and not at_home and state.view.screen not in _LEFT_IN_PEACE:
        return go_home(state)
    return state, ()


def _show_tickets(state: FlowState, screen: Screen, tickets: tuple[TicketView, ...]) -> Step:
    return go(state, screen, ticket=tickets[0], tickets=tickets)
