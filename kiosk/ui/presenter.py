"""The view state in words: what QML binds to, ready to be drawn.

Every key is there on every screen, blank where it does not apply, so that a screen that is about
to go never binds to something missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.view_state import IN_BETWEEN, Help, Screen, Texts, TicketView, ViewState, in_language

if TYPE_CHECKING:
    from kiosk.ui.wording import Words

HASH_DIGITS = 8
"""How many digits of the notice's hash are shown: enough to tell two versions apart by eye."""

Shown = dict[str, Any]


def present(view: ViewState, words: Words, *, office: Texts, more_time_s: int) -> Shown:
    """Word the whole screen.

    Args:
        view: What is shown.
        words: Texts of the view's language.
        office: The office's name by language.
        more_time_s: How long the question for more time stays.
    """
    field = view.chosen_field()
    return {
        "screen": view.screen.value,
        "language": view.language,
        "office": in_language(office, view.language),
        "corner": _corner(view),
        "fields": [_tile(view, index, words) for index in range(len(view.fields))],
        "fieldName": in_language(field.names, view.language) if field else "",
        "fieldCode": view.chosen,
        "letter": field.letter if field else "",
        "notice": list(view.notice.paragraphs.get(view.language, view.notice.paragraphs.get("vi", ()))),
        "noticeVersion": words["notice_version"].format(
            version=view.notice.version, hash=view.notice.sha256[:HASH_DIGITS]
        ),
        "cameraIsOn": view.camera_is_on,
        "cameraText": words["camera_on" if view.camera_is_on else "camera_off"],
        "hint": words[f"hint_{view.hint or 'waiting'}"],
        "progress": view.progress,
        "hasDot": view.dot is not None,
        "dot": view.dot or 0.0,
        "ticket": _ticket(view, words),
        "message": _message(view, words),
        "codeText": words["code_text"].format(letter=field.letter if field else ""),
        "closesText": words["closes"].format(seconds=view.closes_after_s),
        "asksMoreTime": view.asks_more_time,
        "moreTimeText": words["more_time_text"].format(seconds=more_time_s),
        "helpIsShown": view.help is not Help.NONE,
        "helpIsBad": view.help is Help.FAILED,
        "helpTitle": "" if view.help is Help.NONE else words[f"help_{view.help}_title"],
        "helpText": "" if view.help is Help.NONE else words[f"help_{view.help}_text"],
    }


def _tile(view: ViewState, index: int, words: Words) -> Shown:
    field = view.fields[index]
    if not field.is_served:
        waiting = words["field_unserved"]
    elif field.waiting:
        waiting = words["waiting_some"].format(count=field.waiting)
    else:
        waiting = words["waiting_none"]
    return {
        "code": field.code,
        "name": in_language(field.names, view.language),
        "waiting": waiting,
        "isServed": field.is_served,
    }


def _corner(view: ViewState) -> str:
    """Tell what the corner opposite of help holds."""
    if view.screen is Screen.TICKET:
        return "keep"
    if view.screen in IN_BETWEEN:
        return "back"
    return "languages" if view.screen in {Screen.START, Screen.CLOSED, Screen.DESK_AWAY} else ""


_NO_TICKET = TicketView("", "", "", "#ffffff", "", {}, 0)


def _ticket(view: ViewState, words: Words) -> Shown:
    ticket = view.ticket or _NO_TICKET
    field = view.field(ticket.field)
    ahead = words["ahead_some"].format(count=ticket.ahead) if ticket.ahead else words["ahead_none"]
    counter = in_language(ticket.counter, view.language)
    wait = ""
    if ticket.wait_min is not None:
        wait = words["wait_range"].format(**{"from": ticket.wait_min[0], "to": ticket.wait_min[1]})
    return {
        "code": ticket.code,
        "icon": ticket.icon,
        "iconName": words.get(f"icon_{ticket.icon}", ""),
        "colour": ticket.colour,
        "field": in_language(field.names, view.language) if field else "",
        "area": in_language(ticket.area, view.language),
        "ahead": words["direct_text"] if counter else ahead,
        "wait": "" if counter else wait,
        "title": words["direct_title"].format(counter=counter) if counter else words["ticket_title"],
        "isDirect": bool(counter),
        "next": words["next_direct" if counter else "next_wait"],
        "qr": ticket.qr_text,
    }


def _message(view: ViewState, words: Words) -> Shown:
    """Word the screens that are a picture, a title, a text and some buttons."""
    if view.screen not in _MESSAGES:
        return {"icon": "", "title": "", "text": "", "buttons": []}
    icon, buttons = _MESSAGES[view.screen]
    if view.screen is Screen.REFUSED:
        text = words.get(f"refused_{view.refusal}", words["refused_other"])
    else:
        text = words[f"{view.screen}_text"]
    offered = [name for name in buttons if name != "enter_code" or view.can_enter_code]
    return {
        "icon": icon,
        "title": words[f"{view.screen}_title"],
        "text": text,
        "buttons": [{"name": name.replace("_", "-"), "label": words[name]} for name in offered],
    }


_MESSAGES: dict[Screen, tuple[str, tuple[str, ...]]] = {
    Screen.WORKING: ("hourglass", ()),
    Screen.UNSURE: ("face-unsure", ("enter_code", "plain", "retry")),
    Screen.LOOK_FAILED: ("face-unsure", ("retry", "plain")),
    Screen.CAMERA_GONE: ("camera-off", ("plain",)),
    Screen.REFUSED: ("sorry", ("done",)),
    Screen.DESK_AWAY: ("hourglass", ()),
    Screen.CLOSED: ("closed", ()),
}
