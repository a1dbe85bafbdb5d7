"""The log and today's office as one: what is recorded is durable, and shown only then."""

from __future__ import annotations

import secrets
import uuid
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from kiosk.desk.clock_watch import Belief, ClockWatch
from kiosk.desk.days import RELEASED_AT
from kiosk.domain.events import ChainStarted, DataShredded, DayClosed, DayOpened, EventData
from kiosk.domain.hall import AnnouncementWithdrawn
from kiosk.domain.ids import SYSTEM, Actor, ChainId, CommandId, DeviceId, FieldCode, OfficeId, Seq
from kiosk.domain.moves import ClockSet, ClockSource, ConfigTaken, PlaceKept
from kiosk.domain.office import fold_all
from kiosk.domain.office_parts import Recorded
from kiosk.domain.places import PlaceKeptForTomorrow, PlaceRedeemed
from kiosk.domain.snapshot_views import AnnouncementView
from kiosk.lib.units import WallMs
from kiosk.store import announcements, event_log, projections, shredding
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link, recorded
from kiosk.store.database import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.lib.clock import Clock
    from kiosk.store.database import OwnedDatabase

SERVICES_REMEMBERED = 1_000
"""A field's last two or three months; enough for a 95th percentile (its error is about 2 %)."""


PLACES_REMEMBERED = 2_000
"""Two days of the most places that one day keeps; see `kiosk.domain.keeping`."""


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
        *,
        has_clock_battery: bool = True,
        is_synchronised: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take up the log where it ended, or begin a chain in an empty one.

        Args:
            has_clock_battery: Whether this machine's clock runs while it is off.
            is_synchronised: Tells whether the network has set the clock since then.
        """
        self._conn = database.conn
        self._watch = ClockWatch(clock, has_battery=has_clock_battery, is_synchronised=is_synchronised)
        self._device = device
        self._sign_head = sign_head
        self._when_durable: list[Callable[[], None]] = []
        self._when_undone: list[Callable[[], None]] = []
        self.office: Office = projections.load_office(self._conn)
        head = event_log.last_head(self._conn)
        self._take_up_time()
        self.head = head or Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
        if head is None:
            self.record([ChainStarted(office_id, "new_database")], SYSTEM, None)

    def now(self) -> Moment:
        """Tell the present moment, and whether its wall clock can be believed."""
        return self._watch.now()

    def is_of_a_jump(self, moment: Moment) -> bool:
        """Tell whether a moment is in doubt because the clock jumped before the machine was last off."""
        return self._watch.is_of_a_jump(moment)

    def caused_by(self, command_id: CommandId) -> list[StoredEvent]:
        """List the events that a command has caused already."""
        return event_log.of_command(self._conn, command_id)

    def has_had(self, date: str) -> bool:
        """Tell whether a day with this date was opened already."""
        return self._conn.execute("SELECT 1 FROM day WHERE date = ?", (date,)).fetchone() is not None

    def last_closed(self) -> Recorded | None:
        """Give the last close of a day; None before the first one."""
        closed = event_log.last_of_kind(self._conn, "DayClosed")
        return recorded(closed) if closed is not None else None

    def kept_places(self) -> list[PlaceKept]:
        """List the places that the last day's close kept for the next day, in their order."""
        closed = self.last_closed()
        if closed is None or not isinstance(closed.data, DayClosed):
            return []
        events = map(recorded, event_log.of_day(self._conn, closed.data.day_id))
        return [event.data for event in events if isinstance(event.data, PlaceKept)]

    def place_of(self, token: str) -> PlaceKeptForTomorrow | None:
        """Find the place that a slip's code names; None when none of the last does."""
        kept = map(recorded, event_log.of_kind(self._conn, "PlaceKeptForTomorrow", PLACES_REMEMBERED))
        places = (event.data for event in kept if isinstance(event.data, PlaceKeptForTomorrow))
        return next((p for p in places if secrets.compare_digest(p.token.encode(), token.encode())), None)

    def is_redeemed(self, token: str) -> bool:
        """Tell whether a kept place has become a ticket already."""
        redeemed = map(recorded, event_log.of_kind(self._conn, "PlaceRedeemed", PLACES_REMEMBERED))
        return any(isinstance(event.data, PlaceRedeemed) and event.data.token == token for event in redeemed)

    def rules_taken(self) -> str | None:
        """Give the SHA-256 of the configuration that was taken last; None before the first."""
        taken = event_log.last_of_kind(self._conn, "ConfigTaken")
        data = recorded(taken).data if taken is not None else None
        return data.sha256 if isinstance(data, ConfigTaken) else None

    def last_services_ms(self, field: FieldCode) -> list[int]:
        """List the newest trustworthy lengths of service of a field, up to `SERVICES_REMEMBERED`."""
        rows = self._conn.execute(
            "SELECT serve_ms FROM leg WHERE field = ? AND outcome = 'served' AND serve_ms IS NOT NULL"
            " AND flags NOT LIKE '%serve:%' ORDER BY arrived_at DESC LIMIT ?",
            (field, SERVICES_REMEMBERED),
        )
        return [serve_ms for (serve_ms,) in rows]

    def earliest_ms(self) -> WallMs:
        """Give the earliest time that can be right: after the last event with a good clock."""
        return WallMs(max(RELEASED_AT, self._watch.belief.last_at or 0))

    def keep_announcement(self, announcement: CommandId, text_vi: str, text_en: str) -> None:
        """Keep a notice's words for as long as it hangs."""
        announcements.keep(self._conn, announcement, text_vi, text_en)

    def announcements(self) -> tuple[AnnouncementView, ...]:
        """Give the notices that hang and whose words are known, oldest first."""
        texts = announcements.texts(self._conn)
        return tuple(AnnouncementView(a, *texts[a]) for a in self.office.announcements if a in texts)

    def preview(self, events: Sequence[EventData], at: Moment) -> Office:
        """Give the office as it would be after events that nobody has recorded yet."""
        first = self.head.seq + 1
        return fold_all(
            self.office,
            (Recorded(self.head.chain, Seq(first + n), at, data) for n, data in enumerate(events)),
        )

    def begin_chain(self, office: OfficeId, reason: str) -> Head:
        """Go on in a new chain, which names where the one before ends; give that end."""
        before = self.head
        self.head = Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
        self.record([ChainStarted(office, reason, before.chain, before.seq, before.hash)], SYSTEM, None)
        return before

    def take_back(self, events: Sequence[StoredEvent]) -> None:
        """Go on with events that this log once held: make them durable here again, as they were.

        Args:
            events: They follow :attr:`head`, or begin the chain after it; the caller has checked every link.

        Raises:
            DiskFull: Nothing was taken back; the office is as before.
        """
        decoded = [recorded(event) for event in events]
        with transaction(self._conn):
            event_log.append(self._conn, events)
            after = projections.project(self._conn, self.office, decoded)
            for event in decoded:
                if isinstance(event.data, DataShredded):
                    shredding.destroy(self._conn, event.data.chain, event.data.seq)
        self.office, self.head = after, Head(events[-1].chain, events[-1].seq, events[-1].hash)
        self._take_up_time()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make everything recorded inside durable by one write to the disk, or none of it.

        Inside another one it is a part of that one.

        Raises:
            DiskFull: Nothing was recorded; the office is as before.
        """
        before = self.office, self.head, self._watch.belief
        durable, undone = len(self._when_durable), len(self._when_undone)
        try:
            with transaction(self._conn):
                yield
        except BaseException:
            self.office, self.head, self._watch.belief = before
            del self._when_durable[durable:]
            while len(self._when_undone) > undone:
                self._when_undone.pop()()
            raise
        self._carry_on()

    def when_durable(self, action: Callable[[], None]) -> None:
        """Do something as soon as what was recorded before is on the disk: at once, or after :meth:`together`."""
        self._when_durable.append(action)
        self._carry_on()

    def when_undone(self, action: Callable[[], None]) -> None:
        """Do something if what :meth:`together` holds now is not recorded after all."""
        self._when_undone.append(action)

    def record(
        self, events: Sequence[EventData], actor: Actor, command_id: CommandId | None
    ) -> list[StoredEvent]:
        """Make events durable, all or none, and the office what it is after them.

        Raises:
            DiskFull: Nothing was recorded; the office is as before.
        """
        moment = self.now()
        head, stored = self.head, []
        day = self.office.day.day_id if self.office.day else None
        for data in events:
            day = data.day_id if isinstance(data, DayOpened) else day
            stamp = Stamp(self._device, actor, moment, day, command_id)
            event = link(head, stamp, str(uuid.uuid4()), data)
            stored.append(event)
            head = Head(event.chain, event.seq, event.hash)
        decoded = [recorded(event) for event in stored]
        with transaction(self._conn):
            event_log.append(self._conn, stored)
            after = projections.project(self._conn, self.office, decoded)
            if any(isinstance(data, DayClosed) for data in events):
                self._keep_signed(head)
            self._drop_words(events)
        self.office, self.head = after, head
        self._watch.recorded(moment)
        for data in events:
            if isinstance(data, ClockSet) and data.source is ClockSource.OFFICER:
                self._watch.confirmed(WallMs(data.at), moment)
        return stored

    def _drop_words(self, events: Sequence[EventData]) -> None:
        """Destroy the words of notices that hang no more."""
        for data in events:
            match data:
                case AnnouncementWithdrawn(announcement=announcement):
                    announcements.drop(self._conn, announcement)
                case DayClosed():
                    announcements.drop_all(self._conn)

    def _carry_on(self) -> None:
        if self._conn.in_transaction:
            return
        self._when_undone.clear()
        actions, self._when_durable = self._when_durable, []
        for action in actions:
            action()

    def _take_up_time(self) -> None:
        """Learn from the log when the clock was last good, and whether an officer set it in this boot."""
        newest: Moment | None = None
        for event in event_log.backwards(self._conn):
            last = recorded(event).moment
            newest = newest or last
            if last.clock_ok:
                jumped = newest.boot == last.boot and not newest.clock_ok
                self._watch.belief = Belief(last.at, last, jumped_in=newest.boot if jumped else None)
                break
        said = event_log.last_of_kind(self._conn, "ClockSet")
        if said is not None:
            confirmed = recorded(said)
            if isinstance(confirmed.data, ClockSet) and confirmed.data.source is ClockSource.OFFICER:
                self._watch.belief = replace(
                    self._watch.belief,
                    said=replace(confirmed.moment, at=WallMs(confirmed.data.at), clock_ok=True),
                )

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
