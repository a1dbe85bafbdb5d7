"""What is offered besides the fields, in words: services, choices, groups, ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.parts import Errand, Service
from kiosk.ui.view_state import Screen, ViewState, in_language

if TYPE_CHECKING:
    from kiosk.ui.wording import Words

Shown = dict[str, Any]

LEVELS = (1, 2, 3)
"""Not satisfied, satisfied, very satisfied: the three levels of the offices' own forms."""

FIELD_CLOSED = "field_closed"
"""Reason of an offer after which there is no ticket today."""


def services_of(words: Words) -> list[Shown]:
    """Give the row below the fields."""
    row = (Service.TURN, Service.RESULT, Service.CARD, Service.SEARCH, Service.MORE)
    return [_service(service, words) for service in row]


def picks_of(view: ViewState, words: Words) -> Shown:
    """Word the screens on which one of several large buttons is picked."""
    match view.screen:
        case Screen.MORE:
            office = view.office
            offered = [Service.RATE, Service.STOP_FACE]
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
            fetch = {"name": "fetch", "value": "", "label": words["fetch"], "picture": "fetch"}
            return _picks(words, "priority", [*groups, fetch])
        case Screen.RATE:
            levels = [
                {
                    "name": "level",
                    "value": str(level),
                    "label": words[f"level_{level}"],
                    "picture": f"level-{level}",
                }
                for level in LEVELS
            ]
            return _picks(words, "rate", levels)
        case Screen.OFFER:
            return _offer(view, words)
        case Screen.RESULT:
            return _result(view, words)
        case _:
            return {"title": "", "text": "", "items": []}


def factors_of(view: ViewState, words: Words) -> list[Shown]:
    """Word the five factors with the marks given so far."""
    return [
        {"label": words[f"factor_{factor}"], "mark": mark}
        for factor, mark in enumerate(view.rating.marks, start=1)
    ]


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


def _offer(view: ViewState, words: Words) -> Shown:
    offer = view.offers[0]
    values = {"date": offer.date, "opens": offer.opens, "until": offer.until}
    keep = {
        "name": "keep-place",
        "value": "",
        "label": words["keep_place"].format(**values),
        "picture": "keep-place",
    }
    today = {"name": "today", "value": "", "label": words["today"], "picture": "today"}
    return {
        "title": words[f"offer_{offer.reason}"],
        "text": words["offer_text"].format(**values),
        # A field that was closed offers the other day only.
        "items": [keep] if offer.reason == FIELD_CLOSED else [keep, today],
    }


def _result(view: ViewState, words: Words) -> Shown:
    """Word the two ways to a finished paper: with today's number, or with a slip of an earlier day."""
    today = _service(Service.TURN, words) | {"label": words["result_today"]}
    field = view.field(view.office.results_field)
    earlier = {
        "name": "field",
        "value": view.office.results_field,
        "label": words["result_earlier"],
        "picture": "service-result",
    }
    items = [earlier, today] if field is not None and field.is_served else [today]
    return _picks(words, "result", items)


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
