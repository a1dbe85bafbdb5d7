"""What is offered besides the fields, in words: services, choices, groups, procedures."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from kiosk.ui.parts import Errand, Service
from kiosk.ui.view_state import Screen, ViewState, in_language

if TYPE_CHECKING:
    from kiosk.domain.procedures import Procedure
    from kiosk.ui.wording import Words

LONGEST_RESULT = 60
"""Letters of a name in the list of results: three lines on the narrowest panel; its page has all of it."""

Shown = dict[str, Any]


def services_of(words: Words) -> list[Shown]:
    """Give the row below the fields."""
    row = (Service.TURN, Service.CARD, Service.SEARCH, Service.MORE)
    return [_service(service, words) for service in row]


def picks_of(view: ViewState, words: Words) -> Shown:
    """Word the screens on which one of several large buttons is picked."""
    match view.screen:
        case Screen.MORE:
            office = view.office
            offered = [Service.STOP_FACE]
            offered += [Service.REPORT] if office.hotline else []
            offered += [Service.PAY] if office.payment_qr else []
            return _picks(words, "more", [_service(service, words) for service in offered])
        case Screen.PRIORITY:
            groups = [
                {
                    "name": "group",
                    "value": group.code,
                    "label": _as_title(in_language(group.names, view.language)),
                    "picture": "priority",
                }
                for group in view.office.groups
            ]
            return _picks(words, "priority", groups)
        case _:
            return {"title": "", "text": "", "items": []}


def choice_of(view: ViewState, words: Words) -> Shown:
    """Word the choice between the face and the way without it."""
    small = [{"name": "notice", "label": words["notice"]}]
    if view.errand is Errand.TURN:
        return {
            "title": words["turn_title"],
            "heading": words[f"service_{Service.TURN}"],
            "isField": False,
            "buttons": [
                {"name": "consent", "label": words["consent"], "more": words["consent_turn"]},
                {"name": "enter-code", "label": words["enter_code"], "more": words["enter_code_more"]},
            ],
            "small": [{"name": "slip", "label": words["slip"]}, *small],
        }
    names = [
        in_language(field.names, view.language)
        for code in (view.chosen, *view.also)
        if (field := view.field(code))
    ]
    return {
        "title": words["choice_title"],
        "heading": " + ".join(names),
        "isField": len(names) == 1,
        "buttons": [
            {"name": "consent", "label": words["consent"], "more": words["consent_more"]},
            {"name": "plain", "label": words["plain"], "more": words["plain_more"]},
        ],
        "small": [{"name": "more-fields", "label": words["more_fields"]}, *small],
    }


def results_of(view: ViewState, words: Words) -> Shown:
    """Word what the search found."""
    search = view.search
    nothing = "search_none" if search.text.strip() else "search_hint"
    note = "" if search.found else words[nothing]
    return {
        "note": note,
        "items": [
            {"code": one.code, "name": shorten(_name(one, view), LONGEST_RESULT, placeholder="…")}
            for one in search.found
        ],
    }


def procedure_of(view: ViewState, words: Words) -> Shown:
    """Word the page of one procedure; blank without one."""
    one = view.search.chosen
    if one is None:
        return {"name": "", "parts": [], "url": "", "field": "", "take": ""}
    field = view.field(one.field)
    can_take = field is not None and field.is_served
    ask = words["ask_officer"]
    papers = "\n".join(f"• {paper}" for paper in one.papers)
    parts = [("papers", papers or ask), ("time", one.time_limit or ask), ("fee", one.fee or ask)]
    shown = [{"head": words[f"{key}_title"], "text": text} for key, text in parts]
    if not one.is_verified:
        shown.append({"head": "", "text": words["unverified"]})
    return {
        "name": _name(one, view),
        "parts": shown,
        "url": one.url,
        "field": one.field if can_take else "",
        "take": words["take_for"].format(field=_field(one, view)) if can_take else "",
    }


def _service(service: Service, words: Words) -> Shown:
    return {
        "name": "service",
        "value": service.value,
        "label": words[f"service_{service}"],
        "picture": f"service-{service}".replace("_", "-"),
    }


def _picks(words: Words, screen: str, items: list[Shown]) -> Shown:
    return {"title": words[f"{screen}_title"], "text": words[f"{screen}_text"], "items": items}


def _as_title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name(procedure: Procedure, view: ViewState) -> str:
    return (procedure.name_en if view.language == "en" else "") or procedure.name_vi


def _field(procedure: Procedure, view: ViewState) -> str:
    field = view.field(procedure.field)
    return in_language(field.names, view.language) if field else ""
