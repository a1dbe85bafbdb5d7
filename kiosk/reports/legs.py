"""The legs of a stretch of days, as a report counts them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kiosk.domain.events import Flag, Measure
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S, DurationMs, WallMs

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

COLUMNS = (
    "ticket",
    "leg",
    "visit",
    "day_id",
    "field",
    "code",
    "how",
    "state",
    "outcome",
    "calls",
    "counter",
    "officer",
    "arrived_at",
    "wait_ms",
    "walk_ms",
    "serve_ms",
    "flags",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included, in the office's zone."""

    first: date
    last: date

    @classmethod
    def parse(cls, first: str, last: str) -> Period:
        """Read two ISO 8601 dates.

        Raises:
            BadInput: No dates, or the last one before the first.
        """
        try:
            period = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise BadInput(f"{first!r} to {last!r}: dates are written such as 2026-11-21") from error
        if period.last < period.first:
            raise BadInput(f"{last} is before {first}; give the earlier day first")
        return period

    def lasting(self, weeks: int) -> Period:
        """Give the period of at least so many weeks that ends with this one."""
        return Period(min(self.first, self.last - timedelta(weeks=weeks)), self.last)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class ReportDay:
    """A working day of the period; ``closed_at`` is None while it is open."""

    day_id: str
    date: date
    opened_at: WallMs
    closed_at: WallMs | None


@dataclass(frozen=True, slots=True)
class ReportLeg:
    """One leg with all that its figures are made of.

    Attributes:
        first: Whether it is its ticket's first leg, whose wait is the wait to the first call.
        hour: Hour of arrival in the office's zone, 0–23, by the clock that was there.
        hour_known: Whether that clock was trusted.
        weekday: 0 for Monday.
        wait_ms: Beginning → first call; None before it or when no clock can tell.
        total_wait_ms: On a first leg all waits of its ticket so far; None where one is unknown or flagged.
        flags: Why which measure is not to be trusted.
    """

    day: date
    day_id: str
    ticket: str
    leg: int
    first: bool
    visit: str
    field: str
    code: str
    how: str
    state: str
    outcome: str | None
    calls: int
    counter: int | None
    officer: str | None
    arrived_at: WallMs
    hour: int
    weekday: int
    wait_ms: DurationMs | None
    total_wait_ms: DurationMs | None
    walk_ms: DurationMs | None
    serve_ms: DurationMs | None
    flags: tuple[tuple[Measure, Flag], ...]
    hour_known: bool = True

    def flags_of(self, measure: Measure) -> tuple[Flag, ...]:
        """Tell why one measure is not to be trusted; empty when it is."""
        return tuple(flag for of, flag in self.flags if of is measure)


def legs_of_day(day: ReportDay, rows: Iterable[Sequence[Any]], zone: ZoneInfo) -> list[ReportLeg]:
    """Read the rows of a day's legs, in their order; each holds `COLUMNS`.

    Merged duplicates are no persons; they must not be among the rows.
    """
    facts = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    totals = _total_waits(facts)
    return [_leg(day, fact, zone, totals) for fact in facts]


def mark_doubtful(legs: Iterable[ReportLeg], doubtful: Container[tuple[str, int]]) -> list[ReportLeg]:
    """Mark the legs that began while the clock was not trusted, by ticket and leg."""
    return [replace(leg, hour_known=False) if (leg.ticket, leg.leg) in doubtful else leg for leg in legs]


def _total_waits(facts: Iterable[Mapping[str, Any]]) -> dict[str, DurationMs | None]:
    """Add up the waits of each ticket's legs; a wait that is unknown or flagged makes the sum unknown."""
    totals: dict[str, DurationMs | None] = {}
    for fact in facts:
        wait = None if f"{Measure.WAIT}:" in fact["flags"] else fact["wait_ms"]
        so_far = totals.get(fact["ticket"], DurationMs(0))
        totals[fact["ticket"]] = None if wait is None or so_far is None else DurationMs(so_far + wait)
    return totals


def _leg(
    day: ReportDay, fact: dict[str, Any], zone: ZoneInfo, totals: Mapping[str, DurationMs | None]
) -> ReportLeg:
    first = fact["leg"] == 1
    texts = (text.partition(":") for text in fact.pop("flags").split())
    return ReportLeg(
        day=day.date,
        first=first,
        hour=datetime.fromtimestamp(fact["arrived_at"] / MS_PER_S, UTC).astimezone(zone).hour,
        weekday=day.date.weekday(),
        total_wait_ms=totals[fact["ticket"]] if first else None,
        flags=tuple((Measure(measure), Flag(flag)) for measure, _, flag in texts),
        **fact,
    )
