"""Citizens' ways over the screen as a seed draws them: numbers, turns looked at, procedures, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from kiosk.bench.screen_hand import Hand
    from kiosk.ui.conductor import Conductor

GIVEN = frozenset({"ticket", "refused", "offer"})
FOUND = frozenset({"turn", "told", "refused"})
WORDS = ("sao y", "khai sinh", "ket hon", "dat")
"""What citizens type."""


class Visitor:
    """Goes one way at a time, always from the start screen and back to it."""

    def __init__(self, hand: Hand, conductor: Conductor, draw: random.Random, fields: Sequence[str]) -> None:
        """Prepare.

        Args:
            draw: Which way is gone, and with what.
            fields: Codes of the fields that take people.
        """
        self._hand, self._conductor, self._draw, self._fields = hand, conductor, draw, fields
        self._codes: list[str] = []
        self.given = 0
        ways: dict[Callable[[], None], int] = {
            self._take_number: 55,
            self._look_then_take_number: 15,
            self._see_turn: 10,
            self._look_up: 10,
            self._read_in_english: 5,
            self._call_help: 5,
        }
        self._ways, self._weights = list(ways), list(ways.values())

    def go(self) -> None:
        """Go one way.

        Raises:
            DeskAway: A screen that must come does not.
        """
        self._hand.reach({"start"})
        self._draw.choices(self._ways, self._weights)[0]()
        self._hand.reach({"start"})

    def open_ring(self) -> None:
        """Agree to be looked at; nobody stands before the camera."""
        self._hand.tap(f"field-{self._fields[0]}", "consent")
        self._hand.reach({"ring"})

    def leave_ring(self) -> None:
        """Take the plain number instead."""
        self._hand.tap("plain")
        self._end_at(GIVEN)

    def _take_number(self) -> None:
        self._hand.tap(f"field-{self._draw.choice(self._fields)}", "plain")
        self._end_at(GIVEN)

    def _look_then_take_number(self) -> None:
        self.open_ring()
        self.leave_ring()

    def _see_turn(self) -> None:
        if not self._codes:
            self._take_number()
            return
        code = self._draw.choice(self._codes)
        self._hand.tap("service-turn", "enter-code")
        self._hand.strike(f"letter-{code[0]}", *(f"digit-{digit}" for digit in code[1:]))
        self._hand.tap("code-enter")
        self._end_at(FOUND)

    def _look_up(self) -> None:
        self._hand.tap("service-search")
        keys = ("space" if letter == " " else letter for letter in self._draw.choice(WORDS))
        self._hand.tap(*(f"key-{key}" for key in keys), "back")

    def _read_in_english(self) -> None:
        self._hand.tap("language-en", f"field-{self._draw.choice(self._fields)}", "plain")
        self._end_at(GIVEN)

    def _call_help(self) -> None:
        self._hand.tap("help", "help-close")

    def _end_at(self, screens: frozenset[str]) -> None:
        """Read what the desk answered and touch "done"."""
        screen = self._hand.reach(screens)
        if screen == "ticket":
            self.given += 1
            self._codes = [*self._codes[-9:], *(ticket.code for ticket in self._conductor.view.tickets)]
        self._hand.tap("today" if screen == "offer" else "done")
        if screen == "offer":
            self._end_at(GIVEN - {"offer"})
