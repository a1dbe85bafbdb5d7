"""The part of the configuration about a numeric keypad at the kiosk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from kiosk.config_section import Section
from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence


class KeypadSection(Section, frozen=True):
    """A USB numeric keypad at the kiosk, for an office without a PC.

    Attributes:
        device: Such as ``/dev/input/by-id/usb-…-event-kbd``; empty for none.
        counter: The counter it works for; 0 for none.
    """

    device: str = ""
    counter: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0


def check_keypad(keypad: KeypadSection, counters: Sequence[int], name: str) -> None:
    """Check that it works for a counter that there is; ``name`` is used in messages.

    Raises:
        ConfigInvalid: It does not.
    """
    if keypad.counter and keypad.counter not in counters:
        raise ConfigInvalid(
            f"{name}: [keypad] counter = {keypad.counter}: there is no such [[counter]]; name one, or 0"
        )
    if keypad.device and not keypad.counter:
        raise ConfigInvalid(f"{name}: [keypad] has a device and no counter; name the counter it works for")
