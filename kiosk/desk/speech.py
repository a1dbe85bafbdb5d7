"""The hall's one loudspeaker: what it was given to say, and how far it has acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ids import Seq
from kiosk.domain.speaking import SpeechView, is_silent, utterances
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.desk.journal import Journal
    from kiosk.domain.ids import DayId
    from kiosk.domain.moment import Moment
    from kiosk.domain.policy import Policy

NOBODY = "none"
"""The output of an office that calls by sight alone."""

START = Seq(0)


class Speech:
    """Hands announcements to one output and notices when it falls silent. Belongs to the desk's loop.

    What was acknowledged is kept in memory only: after a restart, who is still called is called once more.
    """

    def __init__(self, output: str, journal: Journal, policy: Callable[[], Policy]) -> None:
        """Prepare.

        Args:
            output: Which output speaks, or `NOBODY`.
            policy: Gives the policy in force.
        """
        self.output = output
        self._journal = journal
        self._policy = policy
        self._day: DayId | None = None
        self._upto = START
        self._at: Moment | None = None
        self._was_silent = False

    def acknowledge(self, output: str, no: int) -> None:
        """Note that an announcement was spoken, or was no longer worth it; earlier ones count as well.

        Raises:
            BadInput: Not the output that speaks here, or no such announcement.
        """
        if output != self.output:
            raise BadInput(f"{output!r} does not speak in this hall; [hall] speaks = {self.output!r}")
        if not START < no <= self._journal.office.seq_before + self._journal.head.seq:
            raise BadInput(f"there is no announcement {no}")
        self._begin_day()
        self._upto = max(self._upto, Seq(no))
        self._at = self._journal.now()

    def view(self) -> SpeechView:
        """Tell what is to be said now, and whether nobody says it."""
        if self.output == NOBODY:
            return SpeechView()
        self._begin_day()
        now = self._journal.now()
        due = utterances(self._journal.office, self._policy(), now, self._upto)
        return SpeechView(self.output, due, is_silent(due, self._at, now))

    def turned(self) -> bool:
        """Tell whether it fell silent, or speaks again, since this was asked last."""
        was, self._was_silent = self._was_silent, self.view().silent
        return was != self._was_silent

    def _begin_day(self) -> None:
        """Forget what was acknowledged on another day: a restored log may count from 1 again."""
        day = self._journal.office.day
        if day is not None and day.day_id != self._day:
            self._day, self._upto, self._at = day.day_id, START, None
