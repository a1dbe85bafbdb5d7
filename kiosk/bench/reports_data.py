"""Invented working days of many offices, written as central keeps them, to measure how fast reports are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from kiosk.central.commands import add_office
from kiosk.central.duty import keeping
from kiosk.central.reports.block import (
    COUNTER,
    FIRST,
    FIRST_CALL,
    HOWS,
    KEPT,
    NO_PROMISE,
    PROOF,
    SERVED,
    TURN,
    WORD,
    DayNotes,
)
from kiosk.central.reports.opening import VIETNAM
from kiosk.central.reports.refresh import PUT_DAY
from kiosk.domain.events import How
from kiosk.domain.figures import LegRow
from kiosk.domain.ids import CounterNo, DayId, FieldCode, OfficeId, OfficerId, TicketId, VisitId
from kiosk.lib.units import MS_PER_S, DurationMs, WallMs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kiosk.central.session import Session, Value
    from kiosk.central.storage import Storage

FIELDS = (
    "bao_tro_nguoi_co_cong",
    "chung_thuc",
    "cu_tru_can_cuoc",
    "dat_dai_xay_dung",
    "ho_tich",
    "nhan_ket_qua",
)
SHARE_OF_HOUR = {7: 0.22, 8: 0.2, 9: 0.14, 10: 0.1, 13: 0.12, 14: 0.1, 15: 0.08, 16: 0.04}
"""When people come: early in the morning and after lunch."""

MINUTE_MS = 60_000
OFFICERS = 8
FIRST_DAY = date(2026, 1, 5)
SEED = 8
CALLED = 64
"""The bit of a leg that was called at all."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much to invent."""

    offices: int
    days: int
    visits: int


def office_name(number: int) -> tuple[OfficeId, str]:
    """Give an invented office's id, and its area: six to a district, four districts to a province."""
    return OfficeId(f"phuong-{number:03d}"), f"tinh-{number // 24 + 1}/quan-{number // 6 + 1}"


def invent(storage: Storage, size: Size) -> int:
    """Write the days of all offices; give how many legs they have."""
    legs = 0
    for number in range(size.offices):
        chance = np.random.default_rng((SEED, number))
        office, area = office_name(number)
        add_office(storage, office, f"Phường {number + 1}", WallMs(0), area)
        pace = chance.uniform(0.6, 1.8)
        for day in _working_days(size.days):
            made = _Day(chance, day, int(chance.poisson(size.visits)), pace)
            storage.work_as(keeping(office), partial(made.write, office=office))
            legs += made.count
    return legs


def _working_days(count: int) -> Iterator[date]:
    day, found = FIRST_DAY, 0
    while found < count:
        if day.weekday() < 5:  # noqa: PLR2004  # Monday to Friday
            found += 1
            yield day
        day += timedelta(days=1)


class _Day:
    """One office's invented day."""

    def __init__(self, chance: np.random.Generator, day: date, count: int, pace: float) -> None:
        self._chance, self._day, self.count = chance, day, count
        hours = np.array(list(SHARE_OF_HOUR))
        share = np.array(list(SHARE_OF_HOUR.values()))
        self._hour = np.sort(chance.choice(hours, count, p=share / share.sum()))
        busy = np.array([SHARE_OF_HOUR[hour] for hour in self._hour])
        self._wait = (chance.gamma(1.6, 60 * busy * pace, count) * MINUTE_MS).astype(np.int64)
        self._serve = (chance.gamma(2.5, 2.4, count) * MINUTE_MS).astype(np.int64)
        self._how = chance.choice(len(HOWS), count, p=[0.55, 0.3, 0.05, 0.1])
        self._field = chance.integers(len(FIELDS), size=count)
        self._officer = chance.integers(OFFICERS, size=count)

    def write(self, session: Session, office: OfficeId) -> None:
        """Write the day, its legs, and its columns."""
        day_id = f"{office}-{self._day}"
        opened = (
            int(datetime.combine(self._day, datetime.min.time(), VIETNAM).astimezone(UTC).timestamp())
            * MS_PER_S
        )
        session.run(
            "INSERT INTO day (office, day_id, date, opened_at, closed_at, visits) VALUES (?, ?, ?, ?, ?, ?)",
            (office, day_id, self._day.isoformat(), opened, opened + 18 * 60 * MINUTE_MS, self.count),
        )
        session.put_legs(office, list(self._leg_rows(day_id, opened)))
        row: tuple[Value, ...] = (
            office, day_id, self._day.isoformat(), opened, 0, self.count, msgspec.json.encode(self._notes()).decode(),
            self._turns().tobytes(), self._counters().tobytes(), self._words().tobytes(),
            np.zeros(self.count, PROOF).tobytes(),
        )  # fmt: skip
        session.run_many(PUT_DAY, [row])

    def _notes(self) -> DayNotes:
        officers = (*(f"cb-{number:02d}" for number in range(1, OFFICERS + 1)), "–")
        counts = np.bincount(self._how, minlength=len(HOWS))
        paths = {
            how: (int(counts[place]), int(counts[place] // 50), 0, 0, int(counts[place] // 80))
            for place, how in enumerate(How)
        }
        seated = int(self._serve.sum() * 1.3)
        return DayNotes(
            FIELDS, officers, ("chain",), paths, 8 * self.count, 0, 0, (), seated, hours_published=False
        )

    def _turns(self) -> NDArray[np.void]:
        turns = np.zeros(self.count, TURN)
        turns["hour"], turns["how"], turns["field"] = self._hour, self._how, self._field
        turns["bits"] = FIRST | SERVED | CALLED | FIRST_CALL
        turns["officer"], turns["ticket"] = self._officer, np.arange(self.count)
        turns["wait"], turns["open"], turns["why"] = self._wait, self._wait * 9 // 10, KEPT
        return turns

    def _counters(self) -> NDArray[np.void]:
        counters = np.zeros(self.count, COUNTER)
        counters["total"], counters["serve"] = self._wait, self._serve
        counters["walk"] = self._chance.integers(10, 90, self.count) * MS_PER_S
        counters["result"] = self._chance.choice(3, self.count, p=[0.8, 0.02, 0.18])
        return counters

    def _words(self) -> NDArray[np.void]:
        words = np.zeros(self.count, WORD)
        words["level"] = self._chance.choice(4, self.count, p=[0.7, 0.02, 0.1, 0.18])
        words["factors"] = self._chance.integers(3, 6, (self.count, 5)) * (words["level"] > 0)[:, None]
        told = self._wait // MINUTE_MS
        words["p50"], words["p90"] = np.minimum(told, NO_PROMISE - 1), np.minimum(told + 10, NO_PROMISE - 1)
        words["last10"] = self._wait.mean() / MINUTE_MS
        return words

    def _leg_rows(self, day_id: str, opened: int) -> Iterator[LegRow]:
        for number in range(self.count):
            officer = int(self._officer[number]) + 1
            yield LegRow(
                ticket=TicketId(f"{day_id}-{number:04d}"),
                leg=1,
                visit=VisitId(f"{day_id}-{number:04d}"),
                day_id=DayId(day_id),
                field=FieldCode(FIELDS[int(self._field[number])]),
                code=f"A{number:03d}",
                how=HOWS[int(self._how[number])],
                state="served",
                outcome="served",
                calls=1,
                counter=CounterNo(officer),
                officer=OfficerId(f"cb-{officer:02d}"),
                arrived_at=WallMs(opened + int(self._hour[number]) * 60 * MINUTE_MS + number),
                wait_ms=DurationMs(int(self._wait[number])),
                walk_ms=DurationMs(30 * MS_PER_S),
                serve_ms=DurationMs(int(self._serve[number])),
                flags="",
            )
