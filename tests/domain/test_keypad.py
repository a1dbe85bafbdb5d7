"""What a numeric keypad's keys mean."""

from __future__ import annotations

from kiosk.domain.keypad import LONGEST_ENTRY, Act, Entered, Key, Pad, press


def typed(pad: Pad, *keys: str) -> tuple[Pad, list[Act | Entered]]:
    asked = []
    for key in keys:
        pad, found = press(pad, key)
        if found is not None:
            asked.append(found)
    return pad, asked


def test_a_number_and_a_pin_are_each_ended_with_enter() -> None:
    _pad, asked = typed(Pad(), "0", "1", Key.ENTER, *"246810", Key.ENTER)
    assert asked == [Entered("01", "246810")]


def test_the_dot_takes_back_what_was_typed() -> None:
    _pad, asked = typed(Pad(), "9", "9", Key.DOT, "1", Key.ENTER, *"2468", Key.ENTER)
    assert asked == [Entered("1", "2468")]


def test_nothing_is_asked_for_before_a_pin() -> None:
    _pad, asked = typed(Pad(), Key.PLUS, Key.MINUS, Key.ENTER, Key.DIVIDE)
    assert asked == []


def test_each_key_of_a_signed_in_officer_is_one_step_and_digits_are_none() -> None:
    pad, asked = typed(Pad(signed_in=True), Key.PLUS, "5", Key.ENTER, Key.TIMES, Key.MINUS, Key.DOT)
    assert asked == [Act.NEXT, Act.GO_ON, Act.RECALL, Act.ABSENT]
    assert pad.signed_in
    pad, asked = typed(pad, Key.DIVIDE)
    assert (pad.signed_in, asked) == (False, [Act.LEAVE])


def test_a_book_on_the_keys_fills_no_memory() -> None:
    pad, _asked = typed(Pad(), *"7" * 1_000)
    assert len(pad.typed) == LONGEST_ENTRY


def test_what_was_typed_is_in_no_traceback() -> None:
    pad, _asked = typed(Pad(), *"2468")
    assert "2468" not in repr(pad)
    assert "2468" not in repr(Entered("1", "2468"))
