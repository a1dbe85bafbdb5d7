"""An office whose pauses and caps are short, and the moves of a ticket's life."""

from __future__ import annotations

import msgspec

from kiosk.config import Config, load_config
from kiosk.domain.ticket import State

LEGAL = {
    State.WAITING: {State.CALLED, State.SERVING, State.CLOSED},
    State.CALLED: {State.CALLED, State.SERVING, State.COOLING, State.NO_SHOW, State.WAITING, State.CLOSED},
    State.COOLING: {State.WAITING, State.CLOSED},
    State.SERVING: {State.SERVED, State.PARKED, State.WAITING, State.AWAIT_RESULT},
    State.PARKED: {State.CALLED, State.SERVING, State.WAITING, State.CLOSED},
    State.AWAIT_RESULT: {State.WAITING, State.CLOSED},
    State.NO_SHOW: {State.WAITING, State.CLOSED},
    State.SERVED: set(),
    State.CLOSED: set(),
}
"""The moves of a ticket's life; a service begins without a call where nobody waited, and a merge may
end what awaits a result. Undo and day close stand beside it."""

NEVER_PLAYED = frozenset(
    {
        "AccountChanged",
        "CameraOpened",
        "CameraClosed",
        "HelpAsked",
        "HelpAnswered",
        "BoardChanged",
        "DataShredded",
        "EventsRetired",
    }
    | {"PromiseShown", "ClockSet", "ConfigTaken", "PlaceRedeemed", "ApiTokenMade", "ApiTokenRevoked"}
    | {"SettingsPlanned", "SettingsWithdrawn"}
)
"""What is not a ticket's life; other tests play it."""


def quick_config() -> Config:
    """Give one with short pauses and an early age cap, so that few steps reach them."""
    config = load_config(None)
    policy = msgspec.structs.replace(
        config.policy, cooling_s=60, max_calls=2, max_overtaken=2, priority_every=1
    )
    fields = [msgspec.structs.replace(field, longest_service_min=5) for field in config.field]
    return msgspec.structs.replace(config, policy=policy, field=fields)
