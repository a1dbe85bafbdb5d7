"""This period beside the first weeks, in which the office gave plain numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.reports.samples import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain.events import How
    from kiosk.domain.fairness import PathCount
    from kiosk.reports.measure import Summary

PER = 1_000


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure then and now; counts for each 1,000 tickets, None where there is nothing to divide by."""

    name: str
    baseline: float | None
    now: float | None


class Comparable(Protocol):
    """Figures of a period, one office's or a province's."""

    @property
    def tickets(self) -> int:
        """First legs."""
        ...

    @property
    def summaries(self) -> Mapping[Figure, Summary]:
        """Lengths of time."""
        ...

    @property
    def by_path(self) -> Mapping[How, PathCount] | Mapping[str, PathCount] | None:
        """Counts by the way of taking a ticket."""
        ...


def compare(baseline: Comparable, now: Comparable) -> list[Compared]:
    """Put the figures side by side that hoarding of places would change."""
    then, today = (whole_path(figures) for figures in (baseline, now))
    return [
        Compared("tickets", baseline.tickets, now.tickets),
        Compared("ghosts", per_1000(then, "ghosts"), per_1000(today, "ghosts")),
        Compared("duplicates", per_1000(then, "duplicates"), per_1000(today, "duplicates")),
        Compared("disputes", per_1000(then, "disputes"), per_1000(today, "disputes")),
        Compared("overrides", per_1000(then, "overrides"), per_1000(today, "overrides")),
        Compared("wait_median_ms", _median(baseline), _median(now)),
    ]


def per_1000(paths: Iterable[PathCount], what: str) -> float | None:
    """Give how often something happened for each 1,000 tickets given; None where none was."""
    paths = list(paths)
    issued = sum(path.issued for path in paths)
    return PER * sum(int(getattr(path, what)) for path in paths) / issued if issued else None


def whole_path(figures: Comparable) -> list[PathCount]:
    """List the counts of all ways to take a ticket."""
    return list((figures.by_path or {}).values())


def _median(figures: Comparable) -> float | None:
    return figures.summaries[Figure.WAIT].median
