"""The board in words: what its QML binds to, ready to be drawn.

Every key is always there, blank where it does not apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.board.view_state import CallKind, CallState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kiosk.ui.board.stage import Stage
    from kiosk.ui.board.view_state import BoardNews, Call, Field
    from kiosk.ui.wording import Words

EARLIER_SHOWN = 4
FIELDS_ON_A_PAGE = 4
"""What can be read from the back of the hall; more fields take turns."""

PAGE_S = 8
"""How long one page of fields or one notice stands: four rows are read in half of it."""

FIRST, SECOND = "vi", "en"
"""The board's two languages: large, and small beside it."""

NO_COLOUR = "#5d7f8f"
"""Beside a stage without a call."""

Shown = dict[str, Any]


def present(
    stage: Stage,
    news: BoardNews | None,
    wording: Mapping[str, Words],
    *,
    office: str,
    now_s: float,
    local: datetime,
) -> Shown:
    """Word the whole board.

    Args:
        news: None while the desk is away.
        now_s: The board's own clock, by which pages turn.
        local: Date and time at the office.
    """
    words, second = wording[FIRST], wording[SECOND]
    page = int(now_s / PAGE_S)
    is_missed = _is_missed(stage, now_s)
    title, title_2 = _title(stage, news, words, now_s), _title(stage, news, second, now_s)
    return {
        "office": office,
        "time": local.strftime("%H:%M") if news is not None and news.clock_ok else "",
        "date": _date(local, words) if news is not None and news.clock_ok else "",
        "title": title,
        "title2": title_2,
        "stage": _stage(stage.call if news is not None else None, words, is_missed=is_missed),
        "more": [texts["missed_more"] for texts in (words, second)] if is_missed else [],
        "isFresh": news is not None and stage.is_fresh(now_s),
        "earlier": [_row(call, words) for call in _earlier(stage, news)],
        "waitingTitle": words["waiting"],
        "waitingTitle2": second["waiting"],
        "fields": [_field(field) for field in _page(news.fields, page)] if news is not None else [],
        "kept": words["kept"].format(percent=news.kept_percent)
        if news is not None and news.kept_percent is not None
        else "",
        "notice": _notice(news, page),
        "calm": "" if news is not None else words["away_text"],
    }


def _title(stage: Stage, news: BoardNews | None, words: Words, now_s: float) -> str:
    if news is None:
        return words["away"]
    if stage.call is not None and stage.is_fresh(now_s):
        return words[stage.call.kind]
    if not news.day_open:
        return words["closed"]
    return words["last_called"] if stage.call is not None else words["none_yet"]


def _stage(call: Call | None, words: Words, *, is_missed: bool) -> Shown:
    # Who was given up goes to the help desk, not to the counter.
    counter = str(call.counter) if call and not is_missed else ""
    return {
        "code": call.code if call else "",
        "icon": call.icon if call else "",
        "colour": call.colour if call else NO_COLOUR,
        "label": words["counter"] if counter else "",
        "counter": counter,
    }


def _is_missed(stage: Stage, now_s: float) -> bool:
    return stage.call is not None and stage.call.kind is CallKind.MISSED and stage.is_fresh(now_s)


def _earlier(stage: Stage, news: BoardNews | None) -> list[Call]:
    """List each code once, by its latest call, and none that has yet to have its turn."""
    if news is None or stage.call is None:
        return []
    seen = {stage.call.code, *(call.code for call in stage.waiting)}
    rows: list[Call] = []
    for call in news.calls:
        if call.no <= stage.call.no and call.code not in seen:
            seen.add(call.code)
            rows.append(call)
    return rows[:EARLIER_SHOWN]


def _row(call: Call, words: Words) -> Shown:
    return {
        "code": call.code,
        "icon": call.icon,
        "colour": call.colour,
        "counter": f"{words['counter']} {call.counter}",
        "state": words[f"state_{call.state}"],
        "isCalled": call.state is CallState.CALLED,
    }


def _page(fields: Sequence[Field], page: int) -> Sequence[Field]:
    """Give the fields whose turn it is; in a hall with many only those that are served or waited for."""
    shown = [field for field in fields if field.waiting or field.is_served] or list(fields)
    pages = -(-len(shown) // FIELDS_ON_A_PAGE)
    first = (page % pages) * FIELDS_ON_A_PAGE if pages else 0
    return shown[first : first + FIELDS_ON_A_PAGE]


def _field(field: Field) -> Shown:
    return {
        "letter": field.letter,
        "name": field.names[FIRST],
        "colour": field.colour,
        "waiting": str(field.waiting),
    }


def _notice(news: BoardNews | None, page: int) -> str:
    """Give the notice whose turn it is, each in both languages one after the other."""
    if news is None:
        return ""
    texts = [texts[code] for texts in news.notices for code in (FIRST, SECOND) if texts.get(code)]
    return texts[page % len(texts)] if texts else ""


def _date(local: datetime, words: Words) -> str:
    return f"{words[f'day_{local.isoweekday()}']}, {local:%d/%m/%Y}"
