"""What is said aloud for each screen: its own words, for who cannot read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.ui.view_state import Help, Screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.ui.view_state import ViewState
    from kiosk.ui.wording import Words

NOTICE = "notice"
"""The short notice, whose words come from the configuration."""

SCREENS: dict[Screen, tuple[str, ...]] = {
    Screen.START: ("start_title",),
    Screen.CHOICE: (NOTICE, "choice_title"),
    Screen.RING: ("ring_title",),
    Screen.WORKING: ("working_title",),
    Screen.TICKET: ("ticket_title",),
    Screen.EXISTING: ("existing_title", "existing_text"),
    Screen.UNSURE: ("unsure_title", "unsure_text"),
    Screen.LOOK_FAILED: ("look_failed_title", "look_failed_text"),
    Screen.CODE: ("code_title",),
    Screen.CAMERA_GONE: ("camera_gone_title", "camera_gone_text"),
    Screen.REFUSED: ("refused_title",),
}
"""Keys of the words that are said when a screen appears; screens at which nobody stands are silent."""

DIRECT = "direct_text"
"""Said before the number of the counter to walk to at once."""

MORE_TIME = "more_time_title"

HELP = {
    Help.CALLING: "help_calling_title",
    Help.COMING: "help_coming_title",
    Help.FAILED: "help_failed_title",
}

HINTS = "hint_"
"""What the keys of hints before the camera begin with."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to say.

    Attributes:
        keys: Words, by their keys in ``strings``, or `NOTICE`.
        code: A ticket's code to read after them; empty for none.
        counter: Where to walk at once; None for nowhere.
        is_hint: Whether it may wait for what is being said; others cut that short.
    """

    keys: tuple[str, ...]
    code: str = ""
    counter: int | None = None
    is_hint: bool = False


def prompt_of(view: ViewState, before: ViewState | None) -> Prompt | None:
    """Tell what to say now; None for nothing.

    Args:
        before: What was shown until now. The start screen speaks only to who stands there and touches it: when it
            comes back, the hall hears nothing.
    """
    if view.help is not Help.NONE:
        return Prompt((HELP[view.help],))
    if view.asks_more_time:
        return Prompt((MORE_TIME,))
    if view.screen is Screen.RING and view.hint is not None:
        return Prompt((HINTS + view.hint,), is_hint=True)
    keys = SCREENS.get(view.screen)
    came_back = view.screen is Screen.START and (before is None or before.screen is not Screen.START)
    if keys is None or came_back:
        return None
    ticket = view.ticket
    # A ticket that was found may be somebody else's: nothing of it is said aloud.
    if view.screen is not Screen.TICKET or ticket is None:
        return Prompt(keys)
    return Prompt((DIRECT,) if ticket.counter_no else keys, ticket.code, ticket.counter_no)


def spoken_texts(words: Words, notice: str) -> Mapping[str, str]:
    """List everything that may be said in a language, by key: what a pack of clips must hold.

    Args:
        notice: The short notice as the configuration words it.
    """
    keys = {key for keys in SCREENS.values() for key in keys} | {DIRECT, MORE_TIME, *HELP.values()}
    keys |= {key for key in words if key.startswith(HINTS)}
    keys.discard(NOTICE)
    return {key: words[key] for key in sorted(keys)} | {NOTICE: notice}
