"""The screens that are a picture, a title, a text and some buttons, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.parts import Errand, News
from kiosk.ui.view_state import Screen, ViewState

if TYPE_CHECKING:
    from kiosk.ui.wording import Words

_MESSAGES: dict[Screen, tuple[str, tuple[str, ...]]] = {
    Screen.WORKING: ("hourglass", ()),
    Screen.UNSURE: ("face-unsure", ("enter_code", "plain", "retry")),
    Screen.LOOK_FAILED: ("face-unsure", ("retry", "plain")),
    Screen.SCAN_FAILED: ("code", ("retry", "plain")),
    Screen.CAMERA_GONE: ("camera-off", ("plain",)),
    Screen.REFUSED: ("sorry", ("done",)),
    Screen.TOLD: ("done", ("done",)),
    Screen.REPORT: ("phone", ("done",)),
    Screen.DESK_AWAY: ("hourglass", ()),
    Screen.CLOSED: ("closed", ()),
}
_WITHOUT_CAMERA = frozenset({Screen.SCAN_FAILED, Screen.CAMERA_GONE})
"""Where a slip cannot be shown, so that its code may be typed."""

_NO_MESSAGE: dict[str, Any] = {"icon": "", "title": "", "text": "", "buttons": []}


def message_of(view: ViewState, words: Words) -> dict[str, Any]:
    """Word the message; blank on other screens."""
    if view.screen not in _MESSAGES:
        return _NO_MESSAGE
    icon, buttons = _MESSAGES[view.screen]
    title, text = _words_of(view, words)
    if view.errand is Errand.TURN:
        # Who looks for a number has one already.
        buttons = tuple(dict.fromkeys("enter_code" if name == "plain" else name for name in buttons))
    if view.screen in _WITHOUT_CAMERA and view.errand is Errand.TURN:
        buttons = (*buttons, "kept_code")
    if view.errand is Errand.REDEEM:
        # Without the card there is nothing to go on with.
        buttons = tuple("done" if name == "plain" else name for name in buttons)
    return {
        "icon": icon,
        "title": title,
        "text": text,
        "buttons": [{"name": name.replace("_", "-"), "label": words[name]} for name in buttons],
    }


def _words_of(view: ViewState, words: Words) -> tuple[str, str]:
    match view.screen:
        case Screen.REFUSED:
            reason = words.get(f"refused_{view.refusal}", words["refused_other"])
            return words[f"undone_{view.asked}_title"], reason
        case Screen.TOLD:
            text = words[f"told_{view.told}_text"].format(**view.told_values)
            return words[f"told_{view.told}_title"], text
        case Screen.REPORT:
            return words["report_title"], words["report_text"].format(hotline=view.office.hotline)
        case Screen.CLOSED if view.now.news in {News.HOLIDAY, News.CLOSED_EARLY}:
            news = view.now
            text = (
                words["closed_opens"].format(opens=news.opens_at) if news.opens_at else words["closed_text"]
            )
            return words[f"closed_{news.news}"].format(holiday=news.holiday), text
        case Screen.CLOSED if view.now.opens_at:
            return words["closed_title"], words["closed_opens"].format(opens=view.now.opens_at)
        case Screen.CAMERA_GONE | Screen.LOOK_FAILED if view.errand is Errand.TURN:
            return words[f"{view.screen}_title"], words["use_code_text"]
        case _:
            return words[f"{view.screen}_title"], words[f"{view.screen}_text"]
