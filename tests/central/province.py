"""A small province, sent to a database, with what was sent kept beside it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.bench.province import admit, send
from kiosk.bench.province_log import Batch, ProvinceLog
from kiosk.central.storage import Storage
from kiosk.lib.units import WallMs
from kiosk.sim.province import Place, places_of, working_days
from kiosk.sim.province_office import days_at
from kiosk.sync import wire
from tests.central import oracle_log

LAST = date(2026, 11, 20)
PUSH_EVERY_MIN = 12
OFFICES, DAYS, SEED = 3, 6, 1


@dataclass
class SmallProvince:
    """Its offices and all their batches, in the order in which they were sent."""

    sent: list[tuple[Place, list[Batch]]]

    @classmethod
    def live(cls) -> SmallProvince:
        sent = []
        for place in places_of(OFFICES, working_days(DAYS, LAST), SEED):
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


def _lines(batches: Iterable[Batch]) -> list[tuple[int, bytes]]:
    return [(batch.sent_at, gzip.decompress(wire.encode(batch.events))) for batch in batches]
