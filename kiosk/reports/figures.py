"""The office's figures, whole or by day, field, hour or officer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.domain.events import How, LegOutcome
from kiosk.domain.fairness import PathCount
from kiosk.domain.ticket import State
from kiosk.forecast.ledger import Entry, Scores, score
from kiosk.reports.legs import ReportDay, ReportLeg
from kiosk.reports.measure import SHORT_LIMIT_MS, Sample, Summary, share_over, summarise
from kiosk.reports.promises import promise_entries
from kiosk.reports.replay import DayFacts
from kiosk.reports.samples import Figure, OpenMs, Uncalled, sample
from kiosk.reports.satisfaction import FEWEST_OF_OFFICER, Satisfaction, add_up

if TYPE_CHECKING:
    from collections.abc import Iterable

EARLY_CALL_WALK_MS = 180_000
"""A walk through the hall takes less than three minutes; a longer one was called before the counter was free."""

NOBODY = "–"
"""The group of legs that no officer has: never called, or called in vain and waiting again."""

HOUR_UNKNOWN = "–"
"""The group of legs that began while the clock was not trusted."""


class By(StrEnum):
    """What a report is divided by."""

    DAY = "day"
    FIELD = "field"
    HOUR = "hour"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Material:
    """All that the figures of a period are made of.

    Attributes:
        days: The working days, also those on which nobody came.
        facts: What each day's log shows beyond the legs, by the day's id; a day whose events retention
            deleted is missing.
        open_ms: Opening hours, where the office has told them.
        target_ms: The wait within which the office means to call people.
    """

    legs: Sequence[ReportLeg]
    zone: ZoneInfo
    days: Sequence[ReportDay] = ()
    facts: Mapping[str, DayFacts] = field(default_factory=dict)
    open_ms: OpenMs | None = None
    target_ms: int = SHORT_LIMIT_MS

    @property
    def uncalled(self) -> Uncalled:
        """How long legs waited that were never called, over all days."""
        return {key: lasted for facts in self.facts.values() for key, lasted in facts.uncalled.items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group; shares are 0–1, None where there is nothing to divide by.

    Attributes:
        tickets: First legs, one for each ticket.
        service_level: Share called within the office's target.
        abandoned: Share that left or cancelled before being served.
        no_shows: Tickets that were declared absent for good; ``recovered`` of them were served after all.
        first_call_answered: Share of called legs that came at the first call.
        early_calls: Calls long before the counter was free, or taken back unanswered: they shorten the wait on paper.
        by_how: The wait of each way of taking a ticket, side by side.
        peak: Most people waiting at once; None for officers, and where events are gone.
        idle_ms: Time in which someone waited and a counter that serves them was free.
        overtaken: People passed by a call without recorded priority.
        by_path: Second tickets not given, "not me" presses, overrides and ghosts, by the way tickets were
            taken; None where a division by field, hour or officer has none.
        on_time: Results given by the appointed day; ``late`` ones were not.
        satisfaction: What people said of the service; None where nobody did, or too few of one officer.
        promises: How good the first promise of each ticket was; None where none was given.
    """

    name: str
    tickets: int
    outcomes: dict[str, int]
    summaries: dict[Figure, Summary]
    service_level: float | None
    staff_share: float | None
    abandoned: float | None
    no_shows: int
    recovered: int
    first_call_answered: float | None
    early_calls: int
    by_how: dict[str, Summary]
    peak: int | None
    idle_ms: int
    overtaken: int
    by_path: dict[str, PathCount] | None
    bad_clock_events: int | None
    on_time: int
    late: int
    satisfaction: Satisfaction | None
    promises: Scores | None


def whole(material: Material, name: str) -> Figures:
    """Sum up everything."""
    legs = material.legs
    days = list(material.facts.values())
    return _figures(
        name,
        legs,
        material,
        promise_entries(legs, material.facts),
        peak=max((day.peak for day in days), default=None),
        idle_ms=sum(span.ms for day in days for span in day.idle),
        overtaken=sum(len(overtake.passed) for day in days for overtake in day.overtakes),
        by_path=_added([day.by_path for day in days]),
        bad_clock_events=sum(day.bad_clock for day in days),
    )


def grouped(material: Material, by: By) -> list[Figures]:
    """Sum up each group, in the order of their names."""
    groups: dict[str, list[ReportLeg]] = defaultdict(list)
    for leg in material.legs:
        groups[group_of(leg, by)].append(leg)
    promised = promise_entries(material.legs, material.facts)
    return [_group(material, promised, by, name, legs) for name, legs in sorted(groups.items())]


def group_of(leg: ReportLeg, by: By) -> str:
    """Tell which group a leg belongs to; hours and days are those of its arrival."""
    match by:
        case By.DAY:
            return leg.day.isoformat()
        case By.FIELD:
            return leg.field
        case By.HOUR:
            return f"{leg.hour:02d}" if leg.hour_known else HOUR_UNKNOWN
        case By.OFFICER:
            return leg.officer or NOBODY


def behind(
    material: Material, figure: Figure, by: By | None = None, name: str = ""
) -> list[tuple[ReportLeg, Sample]]:
    """Open a figure to the legs behind it, those left out among them."""
    uncalled = material.uncalled
    chosen = (leg for leg in material.legs if by is None or group_of(leg, by) == name)
    sampled = ((leg, sample(figure, leg, uncalled, material.open_ms)) for leg in chosen)
    return [(leg, value) for leg, value in sampled if value is not None]


def came(leg: ReportLeg) -> bool:
    """Tell whether the person came to the counter."""
    return leg.walk_ms is not None or leg.serve_ms is not None or leg.outcome == LegOutcome.SERVED


def missed(leg: ReportLeg) -> bool:
    """Tell whether the person was declared absent for good."""
    return leg.outcome == LegOutcome.NO_SHOW or leg.state == State.NO_SHOW


def gave_up(leg: ReportLeg) -> bool:
    """Tell whether the citizen left or cancelled."""
    return leg.outcome in (LegOutcome.ABANDONED, LegOutcome.CANCELLED_BY_CITIZEN)


def called_early(leg: ReportLeg) -> bool:
    """Tell whether the call shortened the wait on paper only: long before the counter was free, or taken back."""
    taken_back = leg.outcome == LegOutcome.REQUEUED and leg.calls > 0 and not came(leg)
    return taken_back or (leg.walk_ms is not None and leg.walk_ms > EARLY_CALL_WALK_MS)


def _group(
    material: Material, promised: Sequence[Entry], by: By, name: str, legs: list[ReportLeg]
) -> Figures:
    if by is By.DAY:
        ids = {leg.day_id for leg in legs}
        facts = {day_id: day for day_id, day in material.facts.items() if day_id in ids}
        return whole(replace(material, legs=legs, facts=facts), name)
    days = material.facts.values()
    hour = legs[0].hour if legs[0].hour_known else None
    peaks: dict[By, list[int]] = {
        By.FIELD: [day.peak_by_field[legs[0].field] for day in days],
        By.HOUR: [] if hour is None else [day.peak_by_hour[hour] for day in days],
    }
    return _figures(
        name,
        legs,
        material,
        promised,
        fewest_ratings=FEWEST_OF_OFFICER if by is By.OFFICER else 1,
        peak=max(peaks.get(by, []), default=None),
        idle_ms=sum(
            span.ms
            for day in days
            for span in day.idle
            if (by is By.FIELD and name in span.fields)
            or (by is By.HOUR and span.hour == hour)
            or (by is By.OFFICER and name in span.officers)
        ),
        overtaken=sum(
            len(overtake.passed)
            for day in days
            for overtake in day.overtakes
            if name
            == {By.FIELD: overtake.field, By.OFFICER: overtake.officer, By.HOUR: f"{overtake.hour:02d}"}[by]
        ),
    )


def _figures(
    name: str,
    legs: Sequence[ReportLeg],
    material: Material,
    promised: Iterable[Entry],
    *,
    peak: int | None,
    idle_ms: int,
    overtaken: int,
    fewest_ratings: int = 1,
    by_path: dict[str, PathCount] | None = None,
    bad_clock_events: int | None = None,
) -> Figures:
    tickets = _first(legs)
    ours = {leg.ticket for leg in tickets}
    uncalled = material.uncalled
    wanted = [figure for figure in Figure if figure is not Figure.WAIT_OPEN or material.open_ms]
    called = [leg for leg in legs if leg.calls]
    declared = {ticket for day in material.facts.values() for ticket in day.no_shows}
    no_shows = {leg.ticket for leg in legs if leg.ticket in declared or missed(leg)}
    days, keys = material.facts.values(), {(leg.ticket, leg.leg) for leg in legs}
    results = [on_time for day in days for key, on_time in day.results.items() if key in keys]
    ratings = [rating for day in days for key, rating in day.ratings.items() if key in keys]
    served = {leg.ticket for leg in legs if leg.outcome == LegOutcome.SERVED}
    return Figures(
        name=name,
        tickets=len(tickets),
        outcomes=dict(sorted(Counter(leg.outcome or leg.state for leg in legs).items())),
        summaries={f: summarise(_samples(f, legs, uncalled, material.open_ms)) for f in wanted},
        service_level=_level(_samples(Figure.WAIT, legs, uncalled, None), material.target_ms),
        staff_share=_share(sum(leg.how == How.STAFF for leg in tickets), len(tickets)),
        abandoned=_share(
            len({leg.ticket for leg in legs if gave_up(leg)}), len({leg.ticket for leg in legs})
        ),
        no_shows=len(no_shows),
        recovered=len(no_shows & served),
        first_call_answered=_share(sum(leg.calls == 1 and came(leg) for leg in called), len(called)),
        early_calls=sum(called_early(leg) for leg in legs),
        by_how={
            how: summarise(_samples(Figure.WAIT, [leg for leg in legs if leg.how == how], uncalled, None))
            for how in How
        },
        peak=peak,
        idle_ms=idle_ms,
        overtaken=overtaken,
        by_path=by_path,
        bad_clock_events=bad_clock_events,
        on_time=sum(results),
        late=len(results) - sum(results),
        satisfaction=add_up(ratings, fewest=fewest_ratings),
        promises=score([entry for entry in promised if entry.ticket in ours]),
    )


def _samples(
    figure: Figure, legs: Iterable[ReportLeg], uncalled: Uncalled, open_ms: OpenMs | None
) -> list[Sample]:
    found = (sample(figure, leg, uncalled, open_ms) for leg in legs)
    return [value for value in found if value is not None]


def _first(legs: Iterable[ReportLeg]) -> list[ReportLeg]:
    return [leg for leg in legs if leg.first]


def _level(samples: Iterable[Sample], target_ms: int) -> float | None:
    known = [sample for sample in samples if sample.value is not None and not sample.left_out]
    late = share_over(
        [sample.value or 0 for sample in known if not sample.still],
        [sample.value or 0 for sample in known if sample.still],
        target_ms,
    )
    return None if late is None else 1 - late


def _added(days: Sequence[Mapping[How, PathCount]]) -> dict[str, PathCount]:
    """Add up days, path by path."""
    return {
        how: PathCount(*(sum(column) for column in zip(*(astuple(day[how]) for day in days), strict=True)))
        for how in How
    }


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
