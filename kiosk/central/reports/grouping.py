"""Which legs belong together, and the figures of each such group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.central.reports import block
from kiosk.central.reports.answer import Group
from kiosk.central.reports.block import HOWS, NO_HOUR, open_values_of, values_of
from kiosk.central.reports.columns import Day
from kiosk.central.reports.query import Split
from kiosk.domain.events import How
from kiosk.domain.fairness import PathCount
from kiosk.forecast.ledger import Ledger, Scores, score_all
from kiosk.reports.figures import HOUR_UNKNOWN
from kiosk.reports.measure import MINUTE_MS, Summary, sum_up
from kiosk.reports.samples import Figure
from kiosk.reports.satisfaction import FEWEST_OF_OFFICER, Satisfaction, sum_up_ratings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kiosk.central.reports.columns import Columns, Place
    from kiosk.domain.ids import OfficeId

WHOLE_DAYS = frozenset({Split.AREA, Split.OFFICE, Split.DAY, Split.WEEK, Split.MONTH})
"""Divisions that part no office's day, so that what is counted for a day has its place in them."""


Legs = slice | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One group's legs, and the days in which they are.

    Attributes:
        legs: Their places; a slice where they lie side by side, which spares copying them.
    """

    name: str
    legs: Legs
    days: tuple[Day, ...]


def whole(columns: Columns) -> Group:
    """Sum up everything."""
    part = Part("", slice(None), columns.days)
    return figures_of(columns, part, parts_days=False)


def grouped(columns: Columns, split: Split, places: Sequence[Place], area: str) -> list[Group]:
    """Sum up each group, in the order of their names."""
    fewest = FEWEST_OF_OFFICER if split is Split.OFFICER else 1
    return [
        figures_of(columns, part, parts_days=split not in WHOLE_DAYS, fewest_ratings=fewest)
        for part in divide(columns, split, places, area)
    ]


def divide(columns: Columns, split: Split, places: Sequence[Place], area: str) -> list[Part]:
    """Part the legs, in the order of the groups' names; no group is empty."""
    names, codes = _codes(columns, split, places, area)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    parts = []
    for number, name in enumerate(names):
        legs = order[bounds[number] : bounds[number + 1]]
        if len(legs):
            days = tuple(columns.days[day] for day in np.unique(columns.day[legs]))
            parts.append(Part(name, _compact(legs), days))
    return parts


def waits_of(columns: Columns, legs: Legs) -> Summary:
    """Sum up the wait to the first call."""
    return sum_up(values_of(columns.turns["wait"][legs], columns.turns["why"][legs]))


def figures_of(columns: Columns, part: Part, *, parts_days: bool, fewest_ratings: int = 1) -> Group:
    """Sum up one group.

    Args:
        parts_days: Whether the group holds but part of a day's legs.
    """
    turns, counters, words = (table[part.legs] for table in (columns.turns, columns.counters, columns.words))
    tickets = columns.ticket[part.legs]
    bits, hows = turns["bits"], turns["how"]
    first = _has(bits, block.FIRST)
    assumed = np.array([not day.notes.hours_published for day in columns.days], dtype=bool)
    count, called = int(first.sum()), int(_has(bits, block.CALLED).sum())
    no_shows = np.unique(tickets[_has(bits, block.MISSED)])
    summaries = _summaries(turns, counters)
    over_15 = summaries[Figure.WAIT].over_15
    return Group(
        name=part.name,
        office_days=len(part.days),
        tickets=count,
        legs=len(turns),
        summaries=summaries,
        no_hour=int((first & (turns["hour"] == NO_HOUR)).sum()),
        open_assumed=int((first & assumed[columns.day[part.legs]]).sum()),
        service_level=None if over_15 is None else 1 - over_15,
        staff_share=_share(int((first & (hows == HOWS.index(How.STAFF))).sum()), count),
        face_share=_share(int((first & (hows == HOWS.index(How.FACE))).sum()), count),
        abandoned=_share(len(np.unique(tickets[_has(bits, block.GAVE_UP)])), _distinct(tickets, bits)),
        no_shows=len(no_shows),
        recovered=_also_served(no_shows, tickets, bits),
        first_call_answered=_share(int(_has(bits, block.FIRST_CALL).sum()), called),
        early_calls=int(_has(bits, block.EARLY).sum()),
        by_how={how: _taken(turns, hows == number) for number, how in enumerate(HOWS)},
        by_path=None if parts_days else _paths([day.notes.by_path for day in part.days]),
        on_time=int((counters["result"] == block.ON_TIME).sum()),
        late=int((counters["result"] == block.LATE).sum()),
        satisfaction=_satisfaction(words, fewest_ratings),
        promises=_promises(turns, words),
    )


def _compact(legs: NDArray[np.int64]) -> Legs:
    """Give ascending places as a slice where they lie side by side."""
    first, last = int(legs[0]), int(legs[-1])
    return slice(first, last + 1) if last - first + 1 == len(legs) else legs


def _codes(
    columns: Columns, split: Split, places: Sequence[Place], area: str
) -> tuple[list[str], NDArray[np.int64]]:
    """Give the groups' names in order, and each leg's place among them."""
    match split:
        case Split.FIELD:
            return list(columns.fields), columns.field
        case Split.OFFICER:
            return list(columns.officers), columns.officer
        case Split.HOUR:
            hours = [f"{hour:02d}" for hour in range(NO_HOUR)]
            return [*hours, HOUR_UNKNOWN], columns.turns["hour"].astype(np.int64)
    areas = {place.office: child_area(place.area, area) for place in places}
    of_day = [_name_of_day(day, split, areas) for day in columns.days]
    names = sorted(set(of_day))
    place = {name: number for number, name in enumerate(names)}
    codes = np.array([place[name] for name in of_day], dtype=np.int64)
    return names, codes[columns.day] if len(codes) else columns.day


def child_area(area: str, above: str) -> str:
    """Give the area one step below another in which an area lies; an area that is the other stays itself."""
    steps = area.split("/")
    depth = len(above.split("/")) if above else 0
    return "/".join(steps[: depth + 1])


def _name_of_day(day: Day, split: Split, areas: Mapping[OfficeId, str]) -> str:
    match split:
        case Split.AREA:
            return areas[day.office]
        case Split.OFFICE:
            return day.office
        case Split.WEEK:
            return (day.date - timedelta(days=day.date.weekday())).isoformat()
        case Split.MONTH:
            return f"{day.date:%Y-%m}"
        case _:
            return day.date.isoformat()


def _summaries(turns: NDArray[np.void], counters: NDArray[np.void]) -> dict[Figure, Summary]:
    columns = {
        Figure.WAIT: (turns["wait"], turns["why"]),
        Figure.TOTAL_WAIT: (counters["total"], counters["total_why"]),
        Figure.WALK: (counters["walk"], counters["walk_why"]),
        Figure.SERVE: (counters["serve"], counters["serve_why"]),
    }
    summaries = {figure: sum_up(values_of(*column)) for figure, column in columns.items()}
    return {**summaries, Figure.WAIT_OPEN: sum_up(open_values_of(turns))}


def _has(bits: NDArray[np.uint8], bit: int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = bits & bit != 0
    return found


def _distinct(tickets: NDArray[np.int64], bits: NDArray[np.uint8]) -> int:
    """Count tickets; only those of several legs can come twice."""
    several = _has(bits, block.MORE_LEGS)
    return int((~several).sum()) + len(np.unique(tickets[several]))


def _also_served(no_shows: NDArray[np.int64], tickets: NDArray[np.int64], bits: NDArray[np.uint8]) -> int:
    if not len(no_shows):
        return 0
    served = tickets[_has(bits, block.SERVED)]
    return int(np.isin(no_shows, served).sum())


def _paths(days: Sequence[Mapping[How, Sequence[int]]]) -> dict[How, PathCount]:
    """Add up days, path by path."""
    nothing = (0,) * 5
    return {
        how: PathCount(*map(sum, zip(nothing, *(day.get(how, nothing) for day in days), strict=True)))
        for how in How
    }


def _taken(turns: NDArray[np.void], chosen: NDArray[np.bool_]) -> Summary:
    return sum_up(values_of(turns["wait"][chosen], turns["why"][chosen]))


def _satisfaction(words: NDArray[np.void], fewest: int) -> Satisfaction | None:
    rated = words["level"] > 0
    factors = words["factors"][rated]
    return sum_up_ratings(words["level"][rated], factors[(factors > 0).all(axis=1)], fewest=fewest)


def _promises(turns: NDArray[np.void], words: NDArray[np.void]) -> Scores | None:
    promised = words["p90"] != block.NO_PROMISE
    p50, p90 = (words[name][promised].astype(np.float64) for name in ("p50", "p90"))
    return score_all(Ledger(p50, p90, turns["wait"][promised] / MINUTE_MS, words["last10"][promised]))


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
