"""Which call stands large on the board: each in its turn, none skipped, in step with the voice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.ui.board.view_state import Call

if TYPE_CHECKING:
    from kiosk.ui.board.view_state import BoardNews

TURN_S = 6.0
"""How long a call stands large while others wait for their turn: time to look up and read it twice."""

SHORTEST_TURN_S = 2.0
"""The same in a rush; from here on the calls below show what was missed."""

FRESH_S = 15.0
"""How long a call counts as new when nothing follows it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands large, and what waits for its turn.

    Attributes:
        call: None before the first call of the day.
        since_s: When it came, on the board's own clock; None for one that was called before the board looked.
        waiting: What comes next, oldest first.
        newest: The last call taken in; None before the desk's first news.
        spoken: Number of what the voice is saying now; None while it is quiet.
    """

    call: Call | None = None
    since_s: float | None = None
    waiting: tuple[Call, ...] = ()
    newest: int | None = None
    spoken: int | None = None

    def is_fresh(self, now_s: float) -> bool:
        """Tell whether the call is new to the hall."""
        return self.since_s is not None and (now_s - self.since_s < FRESH_S or self.spoken is not None)


def take_news(stage: Stage, news: BoardNews, now_s: float) -> Stage:
    """Line up what is new; at first sight only what nobody has spoken yet is."""
    told = {call.no: call for call in reversed(news.calls)} | {call.no: call for call in news.due}
    in_order = tuple(told[no] for no in sorted(told))
    newest = max(told, default=0)
    if stage.newest is None or newest < stage.newest:
        due = {call.no for call in news.due}
        before = [call for call in in_order if call.no not in due]
        fresh = tuple(call for call in in_order if call.no in due)
        begun = Stage(before[-1] if before else None, None, fresh, newest, stage.spoken)
        return advance(begun, now_s)
    fresh = tuple(call for call in in_order if call.no > stage.newest)
    return advance(replace(stage, waiting=(*stage.waiting, *fresh), newest=newest), now_s)


def speak(stage: Stage, no: int | None, now_s: float) -> Stage:
    """Follow the voice: what it begins to say stands large; None when it has ended."""
    stage = replace(stage, spoken=no)
    found = next((call for call in stage.waiting if call.no == no), None)
    if found is None:
        return stage
    waiting = tuple(call for call in stage.waiting if call.no > found.no)
    return replace(stage, call=found, since_s=now_s, waiting=waiting)


def advance(stage: Stage, now_s: float) -> Stage:
    """Let the next call have its turn when the present one has had its own."""
    if not stage.waiting or stage.spoken is not None:
        return stage
    turn_s = max(SHORTEST_TURN_S, TURN_S / len(stage.waiting))
    if stage.since_s is not None and now_s - stage.since_s < turn_s:
        return stage
    first, *others = stage.waiting
    return replace(stage, call=first, since_s=now_s, waiting=tuple(others))
