"""What is said aloud for each screen: its own words, for who cannot read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.ui.parts import Errand
from kiosk.ui.view_state import HOMES, TYPED_REASONS, Help, Screen

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
    Screen.REFUSED: (),
    Screen.DESK_AWAY: ("desk_away_title", "desk_away_text"),
    Screen.CLOSED: ("closed_title", "closed_text"),
    Screen.FIELDS: ("fields_title",),
    Screen.SCAN: ("scan_title_slip",),
    Screen.SCAN_FAILED: ("scan_failed_title", "scan_failed_text"),
    Screen.NOTICE: (NOTICE,),
    Screen.TURN: ("turn_said",),
    Screen.PRIORITY: ("priority_title", "priority_text"),
    Screen.TOLD: (),
    Screen.OFFER: ("offer_said",),
    Screen.SLIP: ("slip_said",),
    Screen.MORE: ("more_text",),
    Screen.SEARCH: ("search_title",),
    Screen.PROCEDURE: ("procedure_said",),
    Screen.RATE: ("rate_title", "rate_text"),
    Screen.FACTORS: ("factors_title",),
    Screen.PAY: ("pay_text",),
    Screen.REPORT: ("report_title",),
    Screen.RESULT: ("result_text",),
    Screen.KEPT: ("kept_title",),
}
"""Keys of the words that are said when a screen appears; `_keys_of` adds what depends on more than the screen."""

CARD_TITLE, TURN_TITLE = "scan_title_card", "turn_title"

OTHER_CODES = {"card": "scan_card", "slip": "scan_slip"}
OTHER_CODE = "scan_unknown"
"""What is said of a code that was shown instead of the right one; the screen tells all kinds apart."""

REASONS = ("hint_", "refused_", "undone_", "told_", "kept_bad", "kept_needs", "offer_")
"""What the keys of words begin with of which the moment says which is needed; those with a value to fill in stay unsaid."""

UNSAID = frozenset({"told_rated_text"})
"""Adds nothing to hear."""

DIRECT = "direct_text"
"""Said before the number of the counter to walk to at once."""

MORE_TIME = "more_time_title"

HELP = {
    Help.CALLING: "help_calling_title",
    Help.COMING: "help_coming_title",
    Help.ANSWERED: "help_answered_title",
    Help.FAILED: "help_failed_title",
}

HELPER_FROM = "help_answered_said"
"""Said right before the number of the counter from which an officer comes."""

HINTS = "hint_"
"""What the keys of hints before the camera begin with."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to say.

    Attributes:
        keys: Words, by their keys in ``strings``, or `NOTICE`.
        codes: Codes of tickets to read after them.
        counter: Where to walk at once; None for nowhere.
        number: What the last of the words ends with; None for none.
        is_hint: Whether it may wait for what is being said; others cut that short.
    """

    keys: tuple[str, ...]
    codes: tuple[str, ...] = ()
    counter: int | None = None
    number: int | None = None
    is_hint: bool = False


def prompt_of(view: ViewState, before: ViewState | None) -> Prompt | None:
    """Tell what to say now; None for nothing.

    Args:
        before: What was shown until now. The start screen speaks only to who stands there and touches it: when it
            comes back, the hall hears nothing.
    """
    if view.help is Help.ANSWERED and view.helper_counter is not None:
        return Prompt((HELPER_FROM,), number=view.helper_counter)
    if view.help is not Help.NONE:
        return Prompt((HELP[view.help],))
    if view.asks_more_time:
        return Prompt((MORE_TIME,))
    if view.screen is Screen.RING and view.hint is not None:
        return Prompt((HINTS + view.hint,), is_hint=True)
    if _is_left_alone(view, before):
        return None
    if view.screen is Screen.SCAN and view.other_code:
        return Prompt((OTHER_CODES.get(view.other_code, OTHER_CODE),), is_hint=True)
    # A ticket that was found may be somebody else's: nothing of it is said aloud.
    if view.screen is not Screen.TICKET or view.ticket is None:
        return Prompt(_keys_of(view))
    counter = view.ticket.counter_no
    codes = tuple(ticket.code for ticket in view.tickets) or (view.ticket.code,)
    return Prompt((DIRECT,) if counter else SCREENS[view.screen], codes, counter)


def _is_left_alone(view: ViewState, before: ViewState | None) -> bool:
    """Tell whether this is a screen that came up where nobody stands."""
    if view.screen not in HOMES or (before is not None and before.screen is view.screen):
        return False
    interrupts = view.screen is Screen.DESK_AWAY and before is not None and before.screen not in HOMES
    return not interrupts


def _keys_of(view: ViewState) -> tuple[str, ...]:
    """Name what is said, with the reason or the errand that the screen was shown for."""
    keys = SCREENS[view.screen]
    match view.screen:
        case Screen.CHOICE if view.errand is Errand.TURN:
            return (NOTICE, TURN_TITLE)
        case Screen.SCAN if view.errand in {Errand.CARD, Errand.REDEEM}:
            return (CARD_TITLE,)
        case Screen.KEPT if view.refusal:
            family = "kept" if view.refusal in TYPED_REASONS else "refused"
            return (f"{family}_{view.refusal}", *keys)
        case Screen.REFUSED:
            return (f"undone_{view.asked}_title", f"refused_{view.refusal}")
        case Screen.TOLD:
            return (f"told_{view.told}_title", f"told_{view.told}_text")
        case Screen.OFFER:
            return (f"offer_{view.offers[0].reason}", *keys)
        case _:
            return keys


def spoken_texts(words: Words, notice: str) -> Mapping[str, str]:
    """List everything that may be said in a language, by key: what a pack of clips must hold.

    Args:
        notice: The short notice as the configuration words it.
    """
    keys = {key for keys in SCREENS.values() for key in keys} | {DIRECT, MORE_TIME, *HELP.values()}
    keys |= {CARD_TITLE, TURN_TITLE, HELPER_FROM, OTHER_CODE, *OTHER_CODES.values()}
    keys |= {key for key, text in words.items() if key.startswith(REASONS) and "{" not in text}
    return {key: words[key] for key in sorted(keys - UNSAID - {NOTICE})} | {NOTICE: notice}
