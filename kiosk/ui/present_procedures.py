"""What the look-up found, and the page of one procedure, in words."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from kiosk.ui.view_state import ViewState, in_language

if TYPE_CHECKING:
    from kiosk.domain.procedures import Procedure
    from kiosk.ui.wording import Words

LONGEST_RESULT = 110
"""Letters of a name in the list of results, four lines at most; its page has all of it."""

SHORT_RESULT = 60
"""Letters of a name that fill two lines."""

SHORT_ABOVE, SHORT_BESIDE = 5, 3
"""Results with short names that have room above the keys of an upright screen, and beside those of a wide one."""

LONG_ABOVE, LONG_BESIDE = 3, 2
"""The same where one of them has a longer name."""

Shown = dict[str, Any]


def results_of(view: ViewState, words: Words) -> Shown:
    """Word what the search found."""
    search = view.search
    nothing = "search_none" if search.text.strip() else "search_hint"
    note = "" if search.found else words[nothing]
    names = [shorten(_name(one, view), LONGEST_RESULT, placeholder="…") for one in search.found]
    is_short = all(len(name) <= SHORT_RESULT for name in names[:SHORT_ABOVE])
    return {
        "note": note,
        "items": [{"code": one.code, "name": name} for one, name in zip(search.found, names, strict=True)],
        "above_keys": SHORT_ABOVE if is_short else LONG_ABOVE,
        "beside_keys": SHORT_BESIDE if is_short else LONG_BESIDE,
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


def _name(procedure: Procedure, view: ViewState) -> str:
    return (procedure.name_en if view.language == "en" else "") or procedure.name_vi


def _field(procedure: Procedure, view: ViewState) -> str:
    field = view.field(procedure.field)
    return in_language(field.names, view.language) if field else ""
