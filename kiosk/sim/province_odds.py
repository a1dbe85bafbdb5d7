"""How often what happens in a simulated province beside waiting and being served, and how long after what."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lib.units import MS_PER_S
from kiosk.sim.presets import MS_PER_MIN


@dataclass(frozen=True, slots=True)
class Odds:
    """How often what happens. Source: assumptions, high enough that a small province shows all of it.

    Attributes:
        staff: Of those without a face, who get their number from an officer.
        override: Of those, who get it beside the rules.
        again: Of those with a face, who come to the kiosk once more.
        dispute: Of those with a face, who are taken for somebody else.
        withdraw: Of those with a face, who want it used no longer.
        twice: Of plain numbers, who take a second one that an officer joins with the first.
        cancel: Of those whose patience ends, who say so at the kiosk.
        slow_walk: Of the called, who were called before the counter was free.
        recall: Of the called, who are called again.
        chosen: Of calls, which are out of turn.
        away: Of services, after which the officer leaves the counter for a moment without a word.
        call_undone, call_returned: Of calls, which are taken back: undone, or the person waits again.
        comes_back: Of no-shows, who turn up after all.
        transfer, park, await_result, forget, finish_undone: Of services.
        result_ready: Of those who await a result, who get it the same day.
        late_result: Of results handed over, which are late.
        rate, factors: Of the served, who rate; of those, who mark the five factors, too.
    """

    staff: float = 0.08
    override: float = 0.20
    again: float = 0.02
    dispute: float = 0.008
    withdraw: float = 0.005
    twice: float = 0.006
    cancel: float = 0.4
    slow_walk: float = 0.01
    recall: float = 0.05
    chosen: float = 0.004
    away: float = 0.02
    call_undone: float = 0.004
    call_returned: float = 0.008
    comes_back: float = 0.3
    transfer: float = 0.03
    park: float = 0.01
    await_result: float = 0.01
    forget: float = 0.006
    finish_undone: float = 0.003
    result_ready: float = 0.5
    late_result: float = 0.07
    rate: float = 0.12
    factors: float = 0.35


ODDS = Odds()

SLOW_WALK_MS = (200_000, 420_000)
RECALL_MS, UNDO_MS, RETURN_MS = 40 * MS_PER_S, 8 * MS_PER_S, 60 * MS_PER_S
AGAIN_MS, WITHDRAW_MS, JOIN_MS = 4 * MS_PER_MIN, 6 * MS_PER_MIN, 5 * MS_PER_MIN
COMES_BACK_MS, PARKED_MS, RESULT_MS = 15 * MS_PER_MIN, 10 * MS_PER_MIN, 25 * MS_PER_MIN
RATES_MS, FORGOTTEN_MS = 90 * MS_PER_S, 30 * MS_PER_MIN
AWAY_MS = 6 * MS_PER_MIN
"""How long after the step before. Source: assumptions."""

LEVELS = (0.06, 0.34, 0.60)
"""Shares of not satisfied, satisfied and very satisfied. Source: assumption near published SIPAS results."""

DOOR_MEAN_S, DOOR_SD_S = 22.0, 12.0
"""From the first touch to the ticket. Source: assumption."""
