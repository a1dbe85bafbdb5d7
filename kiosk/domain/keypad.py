"""A numeric keypad as an office's only console: what its keys mean, one after another."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from enum import StrEnum

LONGEST_ENTRY = 16
"""Digits of a number or PIN; more is a book lying on the keys."""


class Key(StrEnum):
    """The keys besides the ten digits."""

    ENTER = "enter"
    PLUS = "plus"
    MINUS = "minus"
    TIMES = "times"
    DIVIDE = "divide"
    DOT = "dot"


class Act(StrEnum):
    """What an officer asks for by one key."""

    NEXT = "next"
    GO_ON = "go_on"
    """Start who was called; finish who is served."""

    RECALL = "recall"
    ABSENT = "absent"
    LEAVE = "leave"


ACTS = {
    Key.PLUS: Act.NEXT,
    Key.ENTER: Act.GO_ON,
    Key.TIMES: Act.RECALL,
    Key.MINUS: Act.ABSENT,
    Key.DIVIDE: Act.LEAVE,
}


@dataclass(frozen=True, slots=True)
class Entered:
    """An officer's number and PIN were typed, each ended with Enter."""

    number: str
    pin: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Pad:
    """What was typed so far.

    Attributes:
        signed_in: Whether an officer works here; until then digits are a number, then a PIN.
        number: The officer's number, once ended with Enter.
    """

    signed_in: bool = False
    typed: str = dataclasses.field(default="", repr=False)
    number: str = ""


def press(pad: Pad, key: str) -> tuple[Pad, Act | Entered | None]:
    """Give the pad after a key, and what it asks for; the dot takes back what was typed.

    Args:
        key: A digit, or one of `Key`.
    """
    if pad.signed_in:
        act = ACTS.get(Key(key)) if key in set(Key) else None
        return (Pad() if act is Act.LEAVE else pad), act
    if key.isdigit():
        return replace(pad, typed=(pad.typed + key)[:LONGEST_ENTRY]), None
    if key != Key.ENTER or not pad.typed:
        return Pad(), None
    if not pad.number:
        return Pad(number=pad.typed), None
    return Pad(), Entered(pad.number, pad.typed)
