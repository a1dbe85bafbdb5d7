"""The log and today's office as one: what is recorded is durable, and shown only then."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec

from kiosk.desk.days import clock_is_plausible
from kiosk.domain.events import ChainStarted, DayClosed, DayOpened, EventData
from kiosk.domain.ids import SYSTEM, Actor, ChainId, CommandId, DayId, DeviceId, OfficeId, Seq
from kiosk.domain.moment import Moment
from kiosk.store import event_log, projections
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link, recorded
from kiosk.store.database import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.domain.office import Office
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs
    from kiosk.store.database import OwnedDatabase


class Journal:
    """Records events and keeps the office that they add up to.

    Attributes:
        office: Today, after the last durable event.
        head: The last durable event.
    """

    def __init__(
        self,
        database: OwnedDatabase,
        clock: Clock,
        office_id: OfficeId,
        device: DeviceId,
        sign_head: Callable[[Head], bytes],
    ) -> None:
        """Take up the log where it ended, or begin a chain in an empty one."""
        self._conn = database.conn
        self._clock = clock
        self._device = device
        self._sign_head = sign_head
        self.office: Office = projections.load_office(self._conn)
        head = event_log.last_head(self._conn)
        self._last_at = self._time_of(head)
        self.head = head or Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
        if head is None:
            self.record([ChainStarted(office_id, "new_database")], SYSTEM, None)

    def now(self) -> Moment:
        """Tell the present moment, and whether its wall clock can be believed."""
        wall = self._clock.wall()
        plausible = clock_is_plausible(wall, self._last_at)
        return Moment(wall, self._clock.boot(), self._clock.boot_ns(), plausible)

    def caused_by(self, command_id: CommandId) -> list[StoredEvent]:
        """List the events that a command has caused already."""
        return event_log.of_command(self._conn, command_id)

    def last_date(self) -> str | None:
        """Give the date of the last day that was opened with one."""
        row = self._conn.execute(
            "SELECT date FROM day WHERE date IS NOT NULL ORDER BY opened_at DESC LIMIT 1"
        ).fetchone()
        return row[0] if row else None

    def record(
        self,
        events: Sequence[EventData],
        actor: Actor,
        command_id: CommandId | None,
        at: Moment | None = None,
    ) -> list[StoredEvent]:
        """Make events durable, all or none, and the office what it is after them.

        Args:
            at: The moment the decision was made in; None for the present one.

        Raises:
            DiskFull: Nothing was recorded; the office is as before.
        """
        moment = at or self.now()
        head, stored = self.head, []
        for data in events:
            stamp = Stamp(self._device, actor, moment, self._day_of(data), command_id)
            event = link(head, stamp, str(uuid.uuid4()), data)
            stored.append(event)
            head = Head(event.chain, event.seq, event.hash)
        decoded = [recorded(event) for event in stored]
        with transaction(self._conn):
            event_log.append(self._conn, stored)
            after = projections.project(self._conn, self.office, decoded)
            if any(isinstance(data, DayClosed) for data in events):
                self._keep_signed(head)
        self.office, self.head = after, head
        if moment.clock_ok:
            self._last_at = moment.at
        return stored

    def _day_of(self, data: EventData) -> DayId | None:
        if isinstance(data, DayOpened):
            return data.day_id
        return self.office.day.day_id if self.office.day else None

    def _time_of(self, head: Head | None) -> WallMs | None:
        if head is None:
            return None
        rows = event_log.after(self._conn, head.chain, Seq(head.seq - 1), 1)
        moment = recorded(rows[0]).moment
        return moment.at if moment.clock_ok else None

    def _keep_signed(self, head: Head) -> None:
        self._conn.execute(
            "INSERT INTO signed_head (chain, seq, hash, signature) VALUES (?, ?, ?, ?)",
            (head.chain, head.seq, head.hash, self._sign_head(head)),
        )


def short_head(head: Head) -> str:
    """Write a head for a slip's QR code: the chain's first 8 digits, seq, the hash's first 16 digits."""
    return f"{head.chain[:8]}.{head.seq}.{head.hash[:16]}"


def view_event(event: StoredEvent) -> dict[str, object]:
    """Describe an event to the client whose command caused it."""
    data = recorded(event).data
    return {"seq": event.seq, "kind": type(data).__name__, "data": msgspec.to_builtins(data)}
