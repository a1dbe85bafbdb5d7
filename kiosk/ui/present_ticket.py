"""A ticket in words: what was given, or how it stands when its owner looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.parts import Paper, Service
from kiosk.ui.view_state import STILL_TO_COME, Screen, TicketView, ViewState, in_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ui.wording import Words

_NO_TICKET = TicketView("", "", "", "#ffffff", "", {}, 0)
_IN_LINE = frozenset({"waiting", "cooling"})
_AT_COUNTER = frozenset({"called", "serving"})


def ticket_of(view: ViewState, ticket: TicketView | None, words: Words) -> dict[str, Any]:
    """Word one ticket; blank without one."""
    ticket = ticket or _NO_TICKET
    field = view.field(ticket.field)
    counter = in_language(ticket.counter, view.language)
    is_direct = bool(counter) and ticket.state == "waiting"
    is_called = bool(counter) and ticket.state in _AT_COUNTER
    waits = ticket.state in _IN_LINE and not counter
    group = in_language(ticket.priority, view.language)
    prepare = in_language(ticket.prepare, view.language)
    return {
        "code": ticket.code,
        "icon": ticket.icon,
        "iconName": words.get(f"icon_{ticket.icon}", ""),
        "colour": ticket.colour,
        "field": in_language(field.names, view.language) if field else "",
        "area": in_language(ticket.area, view.language),
        "ahead": words["direct_text"] if is_direct else _ahead(ticket, words) if waits else "",
        "wait": _wait(ticket, words) if waits else "",
        "state": words[f"state_{ticket.state}"].format(counter=counter) if view.screen is Screen.TURN else "",
        "priority": words["priority_said"].format(group=group) if group else "",
        "fetch": words[f"fetch_{ticket.fetch}"] if ticket.fetch else "",
        "prepare": words["prepare"].format(papers=prepare) if prepare else "",
        "title": words["direct_title"].format(counter=counter) if is_direct else words["ticket_title"],
        "isDirect": is_direct or is_called,
        "next": words["next_direct" if is_direct else _next(view, ticket)],
        "qr": ticket.qr_text,
    }


def actions_of(view: ViewState, words: Words) -> list[dict[str, str]]:
    """Give what the owner may say about the tickets that are shown."""
    actions = []
    waiting = [ticket for ticket in view.tickets if ticket.state in STILL_TO_COME and not ticket.counter]
    if waiting:
        actions.append({"name": "priority", "label": words["priority"]})
    if any(ticket.by_face for ticket in view.tickets) and view.screen is Screen.TURN:
        actions.append({"name": "stop-face", "label": words[f"service_{Service.STOP_FACE}"]})
    if (
        view.now.paper is Paper.READY
        and not view.paper_asked
        and not all(map(_is_printed(view), view.tickets))
    ):
        actions.append({"name": "paper", "label": words["paper"]})
    return actions


def _is_printed(view: ViewState) -> Callable[[TicketView], bool]:
    """Tell which of the tickets just given have a slip without being asked for."""
    prints = view.office.prints
    is_new = view.screen is Screen.TICKET
    return lambda ticket: is_new and (prints == "all" or (prints == "plain" and not ticket.by_face))


def _next(view: ViewState, ticket: TicketView) -> str:
    """Say what to take along to the seats: the slip, or without one a photo or a token."""
    printed = view.paper_asked or _is_printed(view)(ticket)
    if view.now.paper is Paper.READY and printed:
        return "next_slip"
    if printed and view.office.hands_tokens:
        return "next_token"
    return "next_photo" if printed and view.now.paper is Paper.OUT else "next_wait"


def slips_of(view: ViewState, words: Words) -> list[dict[str, str]]:
    """Word the places that were kept for another day."""
    shown = []
    for slip in view.slips:
        field = view.field(slip.field)
        when = words["slip_until" if slip.until else "slip_bearer"]
        shown.append(
            {
                "qr": slip.text,
                "code": f"{slip.token[:4]} {slip.token[4:]}",
                "field": in_language(field.names, view.language) if field else "",
                "title": words["slip_title"].format(date=slip.date),
                "when": when.format(date=slip.date, opens=slip.opens, until=slip.until),
            }
        )
    return shown


def _ahead(ticket: TicketView, words: Words) -> str:
    return words["ahead_some"].format(count=ticket.ahead) if ticket.ahead else words["ahead_none"]


def _wait(ticket: TicketView, words: Words) -> str:
    if ticket.wait_min is None:
        return ""
    return words["wait_range"].format(**{"from": ticket.wait_min[0], "to": ticket.wait_min[1]})
