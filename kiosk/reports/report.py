"""A period's report, as one value that all ways of writing it share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.events import How
from kiosk.domain.moment import Moment
from kiosk.lib.units import MS_PER_S, DurationMs, WallMs
from kiosk.reports.baseline import Compared, compare
from kiosk.reports.check import draw
from kiosk.reports.counter_sets import HourNeed, advise_sets
from kiosk.reports.figures import By, Figures, Material, grouped, whole
from kiosk.reports.heat import HeatCell, heat_map
from kiosk.reports.legs import Period, ReportDay, ReportLeg, mark_doubtful
from kiosk.reports.measure import Sample, Summary, summarise
from kiosk.reports.replay import replay
from kiosk.reports.samples import OpenMs
from kiosk.reports.source import DeskLog, baseline_days, days_of, legs_of, tickets_without_date
from kiosk.reports.staffing import ADVICE_WEEKS, Advice, advise


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one period.

    Attributes:
        office: The office's name as its screens show it.
        whole: The figures of everything together.
        groups: The figures by one division, in the order of names.
        baseline: What hoarding would change, beside the baseline days; empty without any.
        door: For each way of taking a ticket at a kiosk how long it took, from the first touch to the ticket.
        help: How long calls for help from a kiosk waited for an answer; ``still`` counts those without one.
        to_check: Ten legs drawn by lot, for checking by hand.
        without_date: Tickets of days whose date no clock could tell; they are in no period.
        lost_events: Events missing from the log; never any, in a sound one.
        offline_ms: How old the oldest of the unsent events is: for so long central has not followed. 0 when
            it holds everything, None for an office on its own.
        unsent_events: Events that central has not acknowledged; None for an office on its own.
        days_without_events: Days whose events retention deleted: queues and idle time are unknown there.
    """

    office: str
    period: Period
    made_at: datetime
    zone: ZoneInfo
    by: By
    whole: Figures
    groups: list[Figures]
    heat: list[HeatCell]
    door: dict[How, Summary]
    help: Summary
    advice: Advice
    counter_needs: list[HourNeed]
    baseline: list[Compared]
    to_check: list[ReportLeg]
    legs: list[ReportLeg]
    without_date: int
    days_without_events: int
    lost_events: int
    unsent_events: int | None
    oldest_unsent_at: WallMs | None
    offline_ms: int | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report must know of the office.

    Attributes:
        now: The present moment: what waits that still last are measured to.
        open_ms: Opening hours; None where the office has told none.
        acknowledged: Chain and seq of the last event that central holds; None for an office on its own.
        baseline: What to compare with; None for the days that the office recorded as its baseline.
    """

    office: str
    catalogue: Catalogue
    zone: ZoneInfo
    now: Moment
    open_ms: OpenMs | None = None
    baseline: Period | None = None
    acknowledged: tuple[str, int] | None = None


def gather(log: DeskLog, period: Period, setting: Setting) -> Material:
    """Read what the figures of a period are made of."""
    return _gather_days(log, days_of(log, period), setting)


def _gather_days(log: DeskLog, days: list[ReportDay], setting: Setting) -> Material:
    facts = {}
    for day in days:
        now = setting.now if day.closed_at is None else None
        found = replay(log.events_of_day(day.day_id), setting.catalogue, setting.zone, now)
        if found.events:
            facts[day.day_id] = found
    doubtful = {key for found in facts.values() for key in found.doubtful}
    legs = mark_doubtful(legs_of(log, days, setting.zone), doubtful)
    return Material(legs, setting.zone, days, facts, setting.open_ms)


def make_report(log: DeskLog, period: Period, by: By, setting: Setting) -> Report:
    """Make the report of a period."""
    material = gather(log, period, setting)
    together = whole(material, str(period))
    recent = _for_advice(log, period, setting)
    unsent, oldest = log.unsent(*setting.acknowledged) if setting.acknowledged else (None, None)
    return Report(
        office=setting.office,
        period=period,
        made_at=datetime.fromtimestamp(setting.now.at // MS_PER_S, UTC).astimezone(setting.zone),
        zone=setting.zone,
        by=by,
        whole=together,
        groups=grouped(material, by),
        heat=heat_map(material),
        door=_door(material),
        help=summarise(call for facts in material.facts.values() for call in facts.help),
        advice=advise(recent),
        counter_needs=advise_sets(recent, [counter.fields for counter in setting.catalogue.counters]),
        baseline=_against(log, together, setting),
        to_check=draw(material.legs, period),
        legs=list(material.legs),
        without_date=tickets_without_date(log),
        days_without_events=len(material.days) - len(material.facts),
        lost_events=log.lost(),
        unsent_events=unsent,
        oldest_unsent_at=oldest,
        offline_ms=_offline_ms(setting, oldest),
    )


def _offline_ms(setting: Setting, oldest: WallMs | None) -> int | None:
    if setting.acknowledged is None:
        return None
    return 0 if oldest is None else max(0, setting.now.at - oldest)


def _door(material: Material) -> dict[How, Summary]:
    taken = [one for facts in material.facts.values() for one in facts.door]
    return {
        how: summarise(Sample(DurationMs(ms)) for way, ms in taken if way is how)
        for how in sorted({way for way, _ms in taken})
    }


def _against(log: DeskLog, now: Figures, setting: Setting) -> list[Compared]:
    days = days_of(log, setting.baseline) if setting.baseline else baseline_days(log)
    if not days:
        return []
    return compare(whole(_gather_days(log, days, setting), "baseline"), now)


def _for_advice(log: DeskLog, period: Period, setting: Setting) -> Material:
    days = days_of(log, period.lasting(ADVICE_WEEKS))
    return Material(legs_of(log, days, setting.zone), setting.zone, days, open_ms=setting.open_ms)
