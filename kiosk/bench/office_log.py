"""A busy office's log, written event by event as a desk writes it, without a desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.events import (
    ChainStarted,
    DayClosed,
    DayOpened,
    EventData,
    How,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from kiosk.domain.ids import ChainId, CounterNo, DayId, FieldCode, OfficerId, Seq, TicketId, VisitId
from kiosk.domain.moment import Moment
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS_A_VISIT = 4
COUNTERS = 20
STEP_S = 20.0
"""Between two steps of a visit."""

NIGHT_S = 16 * 3_600.0
FIRST_DAY_MS = WallMs(1_793_586_600_000)
"""2026-11-02, half past nine in Vietnam."""


@dataclass
class OfficeLog:
    """Writes visits one after another; each waits for its steps, nobody for another.

    Attributes:
        visits: How many were served so far.
    """

    office: str
    device: str
    visits_a_day: int = 500
    visits: int = 0
    _clock: ManualClock = field(default_factory=lambda: ManualClock(wall_ms=FIRST_DAY_MS))

    def __post_init__(self) -> None:
        self._head = Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
        self._day: DayId | None = None
        self._steps = self._next_steps()

    def write(self, count: int) -> list[StoredEvent]:
        """Give the next ``count`` events; whatever visit is under way goes on in the next call."""
        return [self._link(next(self._steps)) for _ in range(count)]

    def _next_steps(self) -> Iterator[EventData]:
        if self._head.seq == 0:
            yield ChainStarted(self.office, "new_database")
        while True:
            date = datetime.fromtimestamp(self._clock.wall() / MS_PER_S, UTC).date().isoformat()
            self._day = DayId(str(uuid.uuid4()))
            yield DayOpened(self._day, date)
            for number in range(1, self.visits_a_day + 1):
                yield from self._visit(number)
                self.visits += 1
            yield DayClosed(self._day, "evening")
            self._day = None
            self._clock.advance(NIGHT_S)

    def _visit(self, number: int) -> Iterator[EventData]:
        ticket = TicketId(str(uuid.uuid4()))
        yield TicketIssued(
            ticket=ticket,
            visit=VisitId(str(uuid.uuid4())),
            leg=1,
            field=FieldCode("ho_tich"),
            code=f"B{number:03d}",
            number=number,
            icon="sen",
            how=How.FACE if number % 2 else How.PLAIN,
            language="vi",
            token=str(uuid.uuid4()),
        )
        counter = number % COUNTERS + 1
        yield TicketCalled(ticket, 1, CounterNo(counter), OfficerId(f"cb-{counter:02d}"), "earliest_place")
        yield ServiceStarted(ticket, 1)
        yield ServiceFinished(ticket, 1)

    def _link(self, data: EventData) -> StoredEvent:
        self._clock.advance(STEP_S)
        moment = Moment(self._clock.wall(), self._clock.boot(), self._clock.boot_ns(), clock_ok=True)
        stamp = Stamp(self.device, "system", moment, self._day, None)
        event = link(self._head, stamp, str(uuid.uuid4()), data)
        self._head = Head(event.chain, event.seq, event.hash)
        return event
