"""A small province, sent to a database, with what was sent kept beside it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk.bench.province import admit, send
from kiosk.bench.province_log import Batch, ProvinceLog
from kiosk.central.reports.query import Query
from kiosk.central.storage import Storage
from kiosk.lib.units import WallMs
from kiosk.sim.province import Place, places_of, working_days
from kiosk.sim.province_odds import Odds
from kiosk.sim.province_office import days_at
from kiosk.sync import wire
from tests.central import oracle_log
from tests.central.oracle_log import Day, Office

LAST = date(2026, 11, 20)
PUSH_EVERY_MIN = 14
OFFICES, DAYS, SEED = 3, 6, 1
PER_DAY = {"ha-dong": 120, "ward": 150, "commune": 45}
TROUBLED = Odds(
    staff=0.2,
    override=0.5,
    again=0.05,
    dispute=0.03,
    withdraw=0.03,
    twice=0.05,
    cancel=0.6,
    slow_walk=0.04,
    chosen=0.05,
    away=0.1,
    call_undone=0.02,
    call_returned=0.04,
    comes_back=0.5,
    transfer=0.08,
    park=0.06,
    await_result=0.05,
    forget=0.03,
    finish_undone=0.02,
    late_result=0.2,
    rate=0.25,
    factors=0.5,
)


@dataclass
class SmallProvince:
    """Its offices and all their batches, in the order in which they were sent."""

    sent: list[tuple[Place, list[Batch]]]

    @classmethod
    def live(cls) -> SmallProvince:
        sent = []
        for quiet in places_of(OFFICES, working_days(DAYS, LAST), SEED):
            # Crowded and troubled, so that every figure has something in it.
            crowded = replace(quiet.preset, per_day=PER_DAY[quiet.preset.name], leaves_after_40=0.5)
            place = replace(quiet, preset=crowded, odds=TROUBLED)
            log = ProvinceLog(PUSH_EVERY_MIN)
            sent.append((place, [batch for day in days_at(place) for batch in log.write(day)]))
        return cls(sent)

    def send_to(self, storage: Storage) -> None:
        storage.prepare(WallMs(self.sent[0][1][0].sent_at))
        for place, batches in self.sent:
            sender = admit(storage, place)
            for batch in batches:
                send(storage, sender, batch)

    def read(self) -> list[oracle_log.Office]:
        """Let the independent computation read the very lines that were sent."""
        return [
            oracle_log.read_office(
                place.office, place.area, _lines(batches), hours_published=place.tells_hours
            )
            for place, batches in self.sent
        ]


def asked_for(offices: Sequence[Office], query: Query) -> list[Day]:
    """The days that a question concerns."""
    return [
        day
        for office in offices
        for day in office.days
        if day.date is not None
        and query.period.first <= day.date <= query.period.last
        and query.scope.covers(office.area)
        and query.area in {"", office.area}
        and query.office in {None, office.id}
    ]


def _lines(batches: Iterable[Batch]) -> list[tuple[int, bytes]]:
    return [(batch.sent_at, gzip.decompress(wire.encode(batch.events))) for batch in batches]
