"""Whether the wall clock can be believed, and what time it is since an officer said so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.desk.days import clock_is_plausible
from kiosk.domain.moment import Moment
from kiosk.lib.units import NS_PER_MS, BootId, WallMs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.lib.clock import Clock

JUMP_TOLERATED_MS = 120_000
"""NTP steps and slews stay far below two minutes; a hand that sets a date does not."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of the time.

    Attributes:
        last_at: The last event's wall clock, where it was good; time never runs back before it.
        anchor: The last moment whose wall clock was good.
        said: The moment at which an officer confirmed the time; its ``at`` is what they said.
        jumped_in: The boot at whose end the clock stood wrong after a jump; a battery carries that into the next one.
    """

    last_at: WallMs | None = None
    anchor: Moment | None = None
    said: Moment | None = None
    jumped_in: BootId | None = None


class ClockWatch:
    """Tells moments. Belongs to the desk's loop.

    A machine without a clock battery starts with a time that looks right and is not: there the
    clock is doubtful after every boot until the network or an officer has set it right.
    """

    def __init__(self, clock: Clock, *, has_battery: bool, is_synchronised: Callable[[], bool]) -> None:
        self._clock = clock
        self._has_battery = has_battery
        self._is_synchronised = is_synchronised
        self.belief = Belief()

    def now(self) -> Moment:
        """Tell the present moment, and whether its wall clock can be believed."""
        moment = Moment(self._clock.wall(), self._clock.boot(), self._clock.boot_ns(), clock_ok=True)
        belief, synchronised = self.belief, self._is_synchronised()
        if belief.said is not None and belief.said.boot == moment.boot and not synchronised:
            moment = replace(moment, at=_expected(belief.said, moment))
        elif not synchronised and (
            not self._has_battery or self._is_carried(moment) or self._has_jumped(moment)
        ):
            moment = replace(moment, clock_ok=False)
        if not clock_is_plausible(moment.at, belief.last_at):
            moment = replace(moment, clock_ok=False)
        if moment.clock_ok:
            self.belief = replace(belief, anchor=moment, jumped_in=None)
        elif belief.last_at is not None and moment.at < belief.last_at:
            moment = replace(moment, at=belief.last_at)
        return moment

    def recorded(self, moment: Moment) -> None:
        """Take note of an event's moment."""
        if moment.clock_ok:
            self.belief = replace(self.belief, last_at=moment.at)

    def confirmed(self, at: WallMs, when: Moment) -> None:
        """Take an officer's word: it was ``at`` when their answer was recorded."""
        said = replace(when, at=at, clock_ok=True)
        self.belief = replace(self.belief, said=said, anchor=said)

    def is_of_a_jump(self, moment: Moment) -> bool:
        """Tell whether a moment is in doubt because the clock jumped before the machine was last off."""
        return not moment.clock_ok and self._is_carried(moment)

    def _is_carried(self, moment: Moment) -> bool:
        return self.belief.jumped_in not in {None, moment.boot}

    def _has_jumped(self, moment: Moment) -> bool:
        anchor = self.belief.anchor
        if anchor is None or anchor.boot != moment.boot:
            return False
        return abs(moment.at - _expected(anchor, moment)) > JUMP_TOLERATED_MS


def _expected(earlier: Moment, now: Moment) -> WallMs:
    return WallMs(earlier.at + (now.boot_ns - earlier.boot_ns) // NS_PER_MS)
