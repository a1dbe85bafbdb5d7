"""How many counters at which hour keep the average wait within fifteen minutes."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from kiosk.domain.events import LegOutcome
from kiosk.domain.ids import FieldCode
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.reports.measure import SHORT_LIMIT_MS
from kiosk.reports.samples import Figure, sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kiosk.reports.figures import Material
    from kiosk.reports.legs import ReportLeg
    from kiosk.reports.samples import Uncalled

HOUR_MS = 3_600_000

ADVICE_WEEKS = 12
"""It looks back so far from the period's end: a quarter of a year, one season."""

MIN_DAYS = 5
"""Fewer working days say nothing about an hour: one busy morning would decide."""

MIN_SERVED = 30
"""With 30 services the mean is known to about a fifth (standard error of a service time's usual spread, 0.7/√30)."""

MOST_COUNTERS = 60
"""More than the largest office has (a provincial centre of 450 visits a day needs 22)."""


@dataclass(frozen=True, slots=True)
class HourAdvice:
    """What one hour needs.

    Attributes:
        weekday: 0 for Monday; None where too few such weekdays were seen, for all days together.
        per_hour: Legs that come in an open hour, on average; who comes before opening counts from opening on.
        counters: Fewest open counters with an average wait within the limit.
        wait_ms: Average wait expected with them; None where even `MOST_COUNTERS` are too few.
        wait_with_one_less_ms: The same with one counter fewer; None where the queue would only grow.
    """

    weekday: int | None
    hour: int
    days: int
    per_hour: float
    counters: int
    wait_ms: int | None
    wait_with_one_less_ms: int | None


@dataclass(frozen=True, slots=True)
class Advice:
    """Staffing advice from this office's own data.

    Attributes:
        too_few: Why there is no advice; empty when there is.
        service_ms: Mean time a person takes up a counter: walk and service.
        spread: Standard deviation of it over its mean.
    """

    too_few: str
    days: int
    served: int
    service_ms: int | None
    spread: float | None
    hours: tuple[HourAdvice, ...]


def advise(material: Material) -> Advice:
    """Say how many counters each hour needs, as if every counter served every field.

    Where counters serve only some fields, more are needed: see `kiosk.reports.counter_sets`.

    Source: Erlang C with the Allen–Cunneen correction for the spread of service times
    (Hopp & Spearman, *Factory Physics*, 8.6); held against simulated queues in the tests.
    """
    days = sorted({day.date for day in material.days})
    taken = _counter_times(material)
    if len(days) < MIN_DAYS or len(taken) < MIN_SERVED:
        reason = (
            f"{len(days)} days and {len(taken)} services are too few; "
            f"at least {MIN_DAYS} days and {MIN_SERVED} services are needed"
        )
        return Advice(reason, len(days), len(taken), None, None, ())
    mean = statistics.fmean(taken)
    spread = statistics.pstdev(taken) / mean
    hours = tuple(
        _advise_hour(weekday, hour, count, per_hour, (mean, spread))
        for weekday, hour, count, per_hour in _arrivals(material, days)
    )
    return Advice("", len(days), len(taken), round(mean), spread, hours)


def mean_wait_ms(per_hour: float, service_ms: float, spread: float, counters: int) -> float | None:
    """Expect the mean wait of a queue that comes by chance; None where it would only grow.

    Args:
        per_hour: People who come in an hour.
        spread: Standard deviation of the service time over its mean; 1 for exponential, 0 for constant.
    """
    load = per_hour * service_ms / HOUR_MS
    if load >= counters:
        return None
    waiting = erlang_c(load, counters)
    return waiting * service_ms / (counters - load) * (1 + spread**2) / 2


def erlang_c(load: float, counters: int) -> float:
    """Give the chance that all counters are busy when someone comes.

    Args:
        load: Work that comes in, in counters (Erlang); less than ``counters``.

    Source: by way of Erlang B, whose recursion stays exact for many counters.
    """
    blocked = 1.0
    for counter in range(1, counters + 1):
        blocked = load * blocked / (counter + load * blocked)
    return blocked / (1 - load / counters * (1 - blocked))


def counter_time_ms(leg: ReportLeg, uncalled: Uncalled) -> int | None:
    """Give how long a person took up a counter, walk and service; None where that cannot be trusted."""
    serve, walk = (sample(figure, leg, uncalled) for figure in (Figure.SERVE, Figure.WALK))
    if serve is None or serve.value is None or serve.left_out:
        return None
    walked = walk.value if walk is not None and walk.value is not None and not walk.left_out else 0
    return serve.value + walked


def comings(material: Material, days: Sequence[date]) -> dict[tuple[int, FieldCode], float]:
    """Give how many come in an open hour, by the hour and field, over all days together."""
    open_share = {(day, hour): _open_share(material, day, hour) for day in days for hour in range(24)}
    came = [leg for leg in material.legs if leg.outcome != LegOutcome.NO_SHOW]
    counts = Counter((_served_from(leg, open_share), FieldCode(leg.field)) for leg in came)
    open_hours = {hour: sum(open_share[day, hour] for day in days) or len(days) for hour in range(24)}
    return {(hour, field): count / open_hours[hour] for (hour, field), count in sorted(counts.items())}


def _advise_hour(
    weekday: int | None, hour: int, days: int, per_hour: float, service: tuple[float, float]
) -> HourAdvice:
    mean, spread = service
    waits = [mean_wait_ms(per_hour, mean, spread, counters) for counters in range(1, MOST_COUNTERS + 1)]
    enough = (index for index, wait in enumerate(waits) if wait is not None and wait <= SHORT_LIMIT_MS)
    chosen = next(enough, MOST_COUNTERS - 1)
    less = waits[chosen - 1] if chosen else None
    return HourAdvice(weekday, hour, days, per_hour, chosen + 1, _rounded(waits[chosen]), _rounded(less))


def _rounded(wait: float | None) -> int | None:
    return None if wait is None else round(wait)


def _counter_times(material: Material) -> list[int]:
    """Give how long each person took up a counter, trusted measures only."""
    uncalled = material.uncalled
    taken = (counter_time_ms(leg, uncalled) for leg in material.legs)
    return [time for time in taken if time is not None]


def _arrivals(material: Material, days: Sequence[date]) -> list[tuple[int | None, int, int, float]]:
    """Give arrivals per open hour: for all days together, and for each weekday that was seen often enough."""
    open_share = {(day, hour): _open_share(material, day, hour) for day in days for hour in range(24)}
    # Who never came to a call needed no counter; who left or stood there at the day's end did.
    came = [leg for leg in material.legs if leg.outcome != LegOutcome.NO_SHOW]
    comings = Counter((leg.day, _served_from(leg, open_share)) for leg in came)
    by_weekday = Counter(day.weekday() for day in days)
    often = [weekday for weekday in sorted(by_weekday) if by_weekday[weekday] >= MIN_DAYS]
    found: list[tuple[int | None, int, int, float]] = []
    for weekday in (None, *often):
        chosen = [day for day in days if weekday is None or day.weekday() == weekday]
        for hour in range(24):
            count = sum(comings[day, hour] for day in chosen)
            open_hours = sum(open_share[day, hour] for day in chosen) or len(chosen)
            if count:
                found.append((weekday, hour, len(chosen), count / open_hours))
    return found


def _served_from(leg: ReportLeg, open_share: Mapping[tuple[date, int], float]) -> int:
    """Tell from which hour on a leg can be served: its own, or the next in which the office is open."""
    return next((hour for hour in range(leg.hour, 24) if open_share[leg.day, hour]), leg.hour)


def _open_share(material: Material, day: date, hour: int) -> float:
    if material.open_ms is None:
        return 1.0
    start = datetime.combine(day, time(hour), material.zone)
    start_ms = int(start.timestamp()) * MS_PER_S
    return material.open_ms(WallMs(start_ms), WallMs(start_ms + HOUR_MS)) / HOUR_MS
