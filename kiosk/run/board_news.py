"""The desk's snapshot in the board's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.board.view_state import BoardNews, Call, CallKind, CallState, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST_KEPT = 20
"""Promises of a day before their share is shown: with fewer one person moves it by over 5 points."""

PERCENT = 100


def news_of(snapshot: Mapping[str, Any]) -> BoardNews:
    """Tell the board what the hall may see."""
    colours = {field["code"]: field["colour"] for field in snapshot["fields"]}
    mode = snapshot["day_mode"]
    day_mode = [{"vi": mode["name_vi"], "en": mode["name_en"]}] if mode is not None else []
    announced = [{"vi": said["text_vi"], "en": said["text_en"]} for said in snapshot["announcements"]]
    return BoardNews(
        day_open=snapshot["day_open"],
        calls=tuple(_call(call, call["seq"], CallKind.CALL, colours) for call in snapshot["calls"]),
        due=tuple(
            _call(said, said["no"], CallKind(said["kind"]), colours) for said in snapshot["speech"]["due"]
        ),
        fields=tuple(
            Field(
                field["letter"],
                {"vi": field["name_vi"], "en": field["name_en"]},
                field["colour"],
                field["waiting"],
                bool(field["open_counters"]),
            )
            for field in snapshot["fields"]
        ),
        kept_percent=_kept_percent(snapshot["kept"]),
        notices=(*day_mode, *announced),
        clock_ok=snapshot["clock_ok"],
    )


def _call(call: Mapping[str, Any], no: int, kind: CallKind, colours: Mapping[str, str]) -> Call:
    state = call.get("state", CallState.CALLED)
    shown = CallState(state) if state in set(CallState) else CallState.OVER
    # A field that was taken out of the configuration today has no colour any more.
    colour = colours.get(call["field"], "#434343")
    return Call(no, kind, call["code"], call["icon"], colour, call["counter"], shown)


def _kept_percent(kept: Mapping[str, int]) -> int | None:
    """Round down: what is shown is reached."""
    called = kept["called"]
    return PERCENT * kept["in_time"] // called if called >= FEWEST_KEPT else None
