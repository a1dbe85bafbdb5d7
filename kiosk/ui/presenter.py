"""The view state in words: what QML binds to, ready to be drawn.

Every key is there on every screen, blank where it does not apply, so that a screen that is about
to go never binds to something missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.domain.places import CODE_LENGTH, CODE_SIGNS
from kiosk.ui.field_icons import field_icon
from kiosk.ui.parts import Aid, Errand, News, Texts
from kiosk.ui.present_message import message_of
from kiosk.ui.present_procedures import procedure_of, results_of
from kiosk.ui.present_services import choice_of, factors_of, picks_of, services_of
from kiosk.ui.present_ticket import actions_of, slips_of, ticket_of
from kiosk.ui.view_state import (
    HOMES,
    IN_BETWEEN,
    SIDE_SCREENS,
    TYPED_REASONS,
    Help,
    Screen,
    ViewState,
    in_language,
)

if TYPE_CHECKING:
    from kiosk.ui.wording import Words

HASH_DIGITS = 8
"""How many digits of the notice's hash are shown: enough to tell two versions apart by eye."""

FACES_IN_RING = 2.2
"""Heights of a face that the ring shows: the whole head, with room to sway."""

NEAREST = 0.6
"""Least share of the picture's height in the ring: nearer, a small movement would leave it."""

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
        "news": _news(view, words),
        "fields": [_tile(view, index, words) for index in range(len(view.fields))],
        "fieldName": in_language(field.names, view.language) if field else "",
        "fieldCode": view.chosen,
        "fieldIcon": field_icon(field) if field else "",
        "letter": field.letter if field else "",
        "letters": [field.letter for field in view.fields] if view.errand is not Errand.TAKE else [],
        "services": services_of(words),
        "aids": [_aid(view, aid, words) for aid in Aid],
        "largeText": Aid.LARGE_TEXT in view.aids,
        "highContrast": Aid.HIGH_CONTRAST in view.aids,
        "isLow": Aid.LOW in view.aids,
        "isCalm": Aid.CALM in view.aids,
        "choice": choice_of(view, words),
        "picks": picks_of(view, words),
        "results": results_of(view, words),
        "searchText": view.search.text,
        "payment": {"qr": view.office.payment_qr, "text": view.office.payment_text},
        "procedure": procedure_of(view, words),
        "factors": factors_of(view, words),
        "slips": slips_of(view, words),
        "notice": list(view.notice.paragraphs.get(view.language, view.notice.paragraphs.get("vi", ()))),
        "fullNotice": [
            {"head": head, "text": text}
            for head, text in view.notice.full.get(view.language, view.notice.full.get("vi", ()))
        ],
        "noticeVersion": words["notice_version"].format(
            version=view.notice.version, hash=view.notice.sha256[:HASH_DIGITS]
        ),
        "cameraIsOn": view.camera_is_on,
        "cameraText": words["camera_on" if view.camera_is_on else "camera_off"],
        "hint": words[f"hint_{view.hint or 'waiting'}"],
        "progress": view.progress,
        "hasDot": view.dot is not None,
        "dot": view.dot or 0.0,
        "ring": _ring(view),
        "scanTitle": words[f"scan_title_{_wanted_code(view)}"],
        "scanHint": words[f"scan_{view.other_code or 'waiting_' + _wanted_code(view)}"],
        "ticket": ticket_of(view, view.ticket, words),
        "tickets": [ticket_of(view, ticket, words) for ticket in view.tickets],
        "actions": actions_of(view, words),
        "message": message_of(view, words),
        "waysOut": _ways_out(view, words),
        "kept": _kept(view, words),
        "codeText": words["code_text"].format(letter=field.letter if field else ""),
        "closesText": words["closes"].format(seconds=view.closes_after_s),
        "asksMoreTime": view.asks_more_time,
        "moreTimeText": words["more_time_text"].format(seconds=more_time_s),
        "helpIsShown": view.help is not Help.NONE,
        "helpIsBad": view.help is Help.FAILED,
        "helpTitle": _help_title(view, words),
        "helpText": _help_text(view, words),
    }


def _help_title(view: ViewState, words: Words) -> str:
    if view.help is Help.NONE:
        return ""
    if view.help is Help.ANSWERED and view.helper_counter is not None:
        return words["help_answered_counter_title"].format(counter=view.helper_counter)
    return words[f"help_{view.help}_title"]


def _help_text(view: ViewState, words: Words) -> str:
    if view.help is Help.NONE:
        return ""
    if view.help is Help.ANSWERED and view.helper_is_late:
        return words["help_answered_late_text"]
    return words[f"help_{view.help}_text"]


def _ring(view: ViewState) -> Shown:
    """Tell which part of the picture the ring shows: its middle, and its side as a share of the height."""
    face = view.face
    if face is None:
        return {"x": 0.5, "y": 0.5, "side": 1.0}
    side = min(max(FACES_IN_RING * face.height, NEAREST), 1.0)
    return {"x": face.x, "y": min(max(face.y, side / 2), 1 - side / 2), "side": side}


def _tile(view: ViewState, index: int, words: Words) -> Shown:
    field = view.fields[index]
    if not field.is_served:
        waiting = words["field_unserved"]
    elif field.closed:
        waiting = words[f"full_{field.closed}"]
    elif field.waiting:
        waiting = words["waiting_some"].format(count=field.waiting)
    else:
        waiting = words["waiting_none"]
    is_chosen = view.screen is Screen.FIELDS and field.code in (view.chosen, *view.also)
    return {
        "code": field.code,
        "icon": field_icon(field),
        "name": in_language(field.names, view.language),
        "waiting": words["field_chosen"] if is_chosen else waiting,
        "isServed": field.is_served,
        "isChosen": is_chosen,
    }


def _aid(view: ViewState, aid: Aid, words: Words) -> Shown:
    is_on = aid in view.aids
    return {
        "name": aid.value,
        "label": words[f"aid_{aid}"],
        "more": words["aid_on" if is_on else "aid_off"],
        "isOn": is_on,
    }


def _news(view: ViewState, words: Words) -> str:
    """Word what is particular about the office while it still gives numbers; nothing on a usual day."""
    if view.now.news is News.NONE:
        return in_language(view.now.day_mode, view.language) if view.now.day_mode else ""
    return words[f"news_{view.now.news}"].format(opens=view.now.opens_at, holiday=view.now.holiday)


def _ways_out(view: ViewState, words: Words) -> list[Shown]:
    """Give what else can be done than hold a code before the camera."""
    if view.errand is Errand.REDEEM:
        return [{"name": "done", "label": words["end"], "more": ""}]
    other = choice_of(view, words)["buttons"][1]
    if view.errand is not Errand.TURN:
        return [other]
    return [other, {"name": "kept-code", "label": words["kept_code"], "more": words["kept_code_more"]}]


def _kept(view: ViewState, words: Words) -> Shown:
    """Word the keys for a kept place's code; above them what is wrong with the one typed last."""
    family = "kept" if view.refusal in TYPED_REASONS else "refused"
    refused = words.get(f"{family}_{view.refusal}", words["refused_other"])
    return {
        "keys": list(CODE_SIGNS),
        "length": CODE_LENGTH,
        "typed": view.kept_code,
        "text": refused if view.refusal else words["kept_text"],
        "isWrong": bool(view.refusal),
    }


def _wanted_code(view: ViewState) -> str:
    return "card" if view.errand in {Errand.CARD, Errand.REDEEM} else "slip"


def _corner(view: ViewState) -> str:
    """Tell what the corner opposite of help holds."""
    if view.screen in {Screen.TICKET, Screen.TOLD, Screen.SLIP}:
        return "keep"
    if view.screen in IN_BETWEEN | SIDE_SCREENS:
        return "back"
    return "languages" if view.screen in HOMES else ""
