"""A desk's real log for tests, written event by event, with the desk's own tables beside it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.events import (
    ChainStarted,
    DayClosed,
    DayOpened,
    EventData,
    Flag,
    How,
    LegFlagged,
    Measure,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from kiosk.domain.ids import ChainId, CounterNo, DayId, FieldCode, OfficerId, Seq, TicketId, VisitId
from kiosk.domain.moment import Moment
from kiosk.domain.office import Office
from kiosk.lib.clock import ManualClock
from kiosk.store import event_log, projections
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link, recorded
from kiosk.store.database import OwnedDatabase, transaction


@dataclass
class DeskLog:
    """What a desk has on disk; ``write`` is all it does."""

    path: Path
    office: str = "ha-dong"
    device: str = "kiosk-1"
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.database = OwnedDatabase(self.path)
        self.today = Office()
        self.numbers = 0
        self.begin_chain("new_database")

    def close(self) -> None:
        self.database.close()

    def begin_chain(self, reason: str) -> None:
        before = event_log.last_head(self.database.conn)
        self.head = Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
        previous = (before.chain, before.seq, before.hash) if before else (None, None, None)
        self.write(ChainStarted(self.office, reason, *previous))

    def write(self, *events: EventData) -> list[StoredEvent]:
        moment = Moment(self.clock.wall(), self.clock.boot(), self.clock.boot_ns(), clock_ok=True)
        stored = []
        day = self.today.day.day_id if self.today.day else None
        for data in events:
            day = data.day_id if isinstance(data, DayOpened) else day
            stamp = Stamp(self.device, "system", moment, day, None)
            event = link(self.head, stamp, str(uuid.uuid4()), data)
            self.head = Head(event.chain, event.seq, event.hash)
            stored.append(event)
        with transaction(self.database.conn):
            event_log.append(self.database.conn, stored)
            self.today = projections.project(
                self.database.conn, self.today, [recorded(event) for event in stored]
            )
        return stored

    def open_day(self, date: str | None = "2026-11-23") -> None:
        self.write(DayOpened(DayId(str(uuid.uuid4())), date))

    def close_day(self) -> None:
        assert self.today.day is not None
        self.write(DayClosed(self.today.day.day_id, "evening"))

    def issue(self, how: How = How.PLAIN) -> TicketId:
        self.numbers += 1
        ticket = TicketId(str(uuid.uuid4()))
        self.write(
            TicketIssued(
                ticket=ticket,
                visit=VisitId(str(uuid.uuid4())),
                leg=1,
                field=FieldCode("ho_tich"),
                code=f"B{self.numbers:03d}",
                number=self.numbers,
                icon="sen",
                how=how,
                language="vi",
                token=str(uuid.uuid4()),
            )
        )
        return ticket

    def serve(self, ticket: TicketId, wait_s: float = 93.25, serve_s: float = 61.049) -> None:
        """Call, start and finish a ticket; odd lengths, so that rounding shows."""
        self.clock.advance(wait_s)
        self.write(TicketCalled(ticket, 1, CounterNo(2), OfficerId("cb-01"), "earliest_place"))
        self.clock.advance(10)
        self.write(ServiceStarted(ticket, 1))
        self.clock.advance(serve_s)
        self.write(ServiceFinished(ticket, 1))

    def flag_wait(self, ticket: TicketId) -> None:
        self.write(LegFlagged(ticket, 1, Measure.WAIT, Flag.CLOCK_JUMP))

    def busy_day(self, visits: int, date: str = "2026-11-23") -> None:
        """Write a whole day of ``4 * visits + 2`` events."""
        self.open_day(date)
        for number in range(visits):
            self.serve(self.issue(How.FACE if number % 2 else How.PLAIN))
        self.close_day()

    def events(self) -> list[StoredEvent]:
        return list(event_log.everything(self.database.conn))

    def visits(self) -> list[dict[str, object]]:
        return list(self.database.db["visits"].rows)
