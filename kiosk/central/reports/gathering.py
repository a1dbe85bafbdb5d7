"""One page's worth of answers: what each page of the reports shows for a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.central.reports import advice_sections, heat_grids, sections, trust_sections
from kiosk.central.reports.answer import Group
from kiosk.central.reports.chart import Chart, draw_waits
from kiosk.central.reports.names import Names
from kiosk.central.reports.query import Split
from kiosk.central.reports.section import HeatGrid, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.central.reports.asking import Asked
    from kiosk.central.reports.query import Query
    from kiosk.central.reports.reports import Reports
    from kiosk.reports.table import Table

DAYS_BY_DAY, DAYS_BY_WEEK = 45, 190
"""Up to so many days a trend goes by days, then by weeks, then by months: some 40 points at most."""


class Topic(StrEnum):
    """The pages of the reports."""

    WAITS = "waits"
    HEAT = "heat"
    TREND = "trend"
    HOARDING = "hoarding"
    WORDS = "words"
    STAFFING = "staffing"
    TRUST = "trust"


TOPICS_VI = {
    Topic.WAITS: "Thời gian chờ",
    Topic.HEAT: "Bản đồ nhiệt",
    Topic.TREND: "Xu hướng",
    Topic.HOARDING: "Số ảo, khuôn mặt",
    Topic.WORDS: "Lời hứa, hài lòng",
    Topic.STAFFING: "Bố trí quầy",
    Topic.TRUST: "Vì sao tin được?",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one page shows, from above to below.

    Attributes:
        whole: Everything together, for the figures at the head of a page; None where a page has none.
    """

    topic: Topic
    names: Names
    whole: Group | None = None
    chart: Chart | None = None
    grids: tuple[HeatGrid, ...] = ()
    sections: tuple[Section, ...] = ()

    def tables(self) -> list[Table]:
        """List everything as plain tables."""
        return [*map(heat_grids.as_table, self.grids), *(section.table for section in self.sections)]


def gather(reports: Reports, topic: Topic, asked: Asked, query: Query, fields: Mapping[str, str]) -> Gathered:
    """Ask what a page needs."""
    names = Names.of(reports.places(query), fields)
    match topic:
        case Topic.WAITS:
            whole, groups = reports.divided(query, asked.by)
            shown = (groups, whole, asked.by, names)
            return Gathered(topic, names, whole, sections=(sections.waits(*shown), sections.counters(*shown)))
        case Topic.HEAT:
            by_weekday, by_office = reports.heat_maps(query)
            grids = (heat_grids.by_weekday(by_weekday), heat_grids.by_office(by_office, names))
            return Gathered(topic, names, grids=grids)
        case Topic.TREND:
            step = _step(asked)
            whole, groups = reports.divided(query, step)
            table = sections.waits(groups, whole, step, names)
            return Gathered(topic, names, whole, chart=draw_waits(groups, step, names), sections=(table,))
        case Topic.HOARDING:
            whole, groups = reports.divided(query, asked.by)
            compared = sections.baseline(reports.baseline(query, whole))
            table = sections.hoarding(groups, whole, asked.by, names)
            return Gathered(topic, names, sections=(table, sections.paths(whole), compared))
        case Topic.WORDS:
            whole, groups = reports.divided(query, asked.by)
            shown = (groups, whole, asked.by, names)
            return Gathered(topic, names, sections=(sections.promises(*shown), sections.words(*shown)))
        case Topic.STAFFING:
            return _staffing(reports, query, fields)
        case Topic.TRUST:
            trust = reports.trust(query)
            legs = (trust_sections.to_check(trust.to_check, names),) if query.office else ()
            return Gathered(
                topic,
                names,
                trust.whole,
                sections=(
                    trust_sections.left_out(trust),
                    trust_sections.doubts(trust),
                    *legs,
                    *((trust_sections.gaps(trust, names),) if trust.gaps else ()),
                ),
            )


def _staffing(reports: Reports, query: Query, fields: Mapping[str, str]) -> Gathered:
    """Show an office beside all of like load that may be seen, not only beside itself."""
    everybody = replace(query, office=None)
    names = Names.of(reports.places(everybody), fields)
    loads = reports.loads(everybody)
    if query.office is None:
        halls = advice_sections.halls(reports.halls(everybody), names)
        return Gathered(Topic.STAFFING, names, sections=(advice_sections.loads(loads, names), halls))
    group = {query.office}.union(*(load.peers for load in loads if load.office == query.office))
    beside = advice_sections.loads(
        [load for load in loads if load.office in group], names, first=query.office
    )
    halls = advice_sections.halls(reports.halls(query), names)
    advice = advice_sections.advice(reports.advice(query))
    return Gathered(Topic.STAFFING, names, sections=(beside, halls, advice))


def _step(asked: Asked) -> Split:
    if asked.by in (Split.DAY, Split.WEEK, Split.MONTH):
        return asked.by
    days = (asked.period.last - asked.period.first).days + 1
    return Split.DAY if days <= DAYS_BY_DAY else Split.WEEK if days <= DAYS_BY_WEEK else Split.MONTH
