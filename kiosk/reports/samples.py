"""Each leg's value of each measure, and why it may not enter the averages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain import events
from kiosk.lib.units import DurationMs, WallMs
from kiosk.reports.measure import Sample

if TYPE_CHECKING:
    from kiosk.reports.legs import ReportLeg

OpenMs = Callable[[WallMs, WallMs], DurationMs]
"""How much of a stretch of time lies in opening hours."""

Uncalled = Mapping[tuple[str, int], DurationMs | None]
"""How long legs waited that were never called, by ticket and leg."""


class Figure(StrEnum):
    """A length of time that a report sums up."""

    WAIT = "wait"
    """Ticket → first call: the office's responsibility."""

    WAIT_OPEN = "wait_open"
    """The same without the hours in which the office was closed; nobody can tell where the clock was not trusted."""

    TOTAL_WAIT = "total_wait"
    """All waits of a ticket's legs together."""

    WALK = "walk"
    """The call that was answered → start."""

    SERVE = "serve"
    """Start → end at the counter."""


def sample(
    figure: Figure, leg: ReportLeg, uncalled: Uncalled, open_ms: OpenMs | None = None
) -> Sample | None:
    """Give a leg's value of one figure; None where the figure does not concern it.

    Args:
        uncalled: As `kiosk.reports.replay` found it; a leg that is missing there has unknown waits.
        open_ms: Opening hours; without them there is no `Figure.WAIT_OPEN`.
    """
    match figure:
        case Figure.WALK:
            return _of_counter(leg, events.Measure.WALK, leg.walk_ms)
        case Figure.SERVE:
            return _of_counter(leg, events.Measure.SERVE, leg.serve_ms)
    if not leg.first:
        return None
    match figure:
        case Figure.WAIT:
            return _wait(leg, uncalled)
        case Figure.WAIT_OPEN:
            return _open_part(leg, _wait(leg, uncalled), open_ms) if open_ms else None
    return _total(leg)


def _of_counter(leg: ReportLeg, measure: events.Measure, value: DurationMs | None) -> Sample | None:
    """Sample what happens at a counter: legs that never came there are not concerned."""
    flags = leg.flags_of(measure)
    if flags:
        return Sample(value, left_out=flags[0])
    if value is not None:
        return Sample(value)
    return Sample(None, "no_clock") if leg.outcome == events.LegOutcome.SERVED else None


def _wait(leg: ReportLeg, uncalled: Uncalled) -> Sample:
    flags = leg.flags_of(events.Measure.WAIT)
    if flags:
        return Sample(leg.wait_ms, left_out=flags[0])
    if leg.wait_ms is not None:
        return Sample(leg.wait_ms)
    if leg.calls:
        return Sample(None, "no_clock")
    lasted = uncalled.get((leg.ticket, leg.leg))
    return Sample(lasted, "" if lasted is not None else "no_clock", still=lasted is not None)


def _open_part(leg: ReportLeg, whole: Sample, open_ms: OpenMs) -> Sample:
    if whole.value is None or whole.left_out:
        return whole
    if not leg.hour_known:
        return Sample(None, "no_clock")
    end = WallMs(leg.arrived_at + whole.value)
    return Sample(open_ms(leg.arrived_at, end), still=whole.still)


def _total(leg: ReportLeg) -> Sample | None:
    if leg.total_wait_ms is not None:
        return Sample(leg.total_wait_ms)
    flags = leg.flags_of(events.Measure.WAIT)
    if flags:
        return Sample(None, flags[0])
    return Sample(None, "a_wait_unknown") if leg.calls else None
