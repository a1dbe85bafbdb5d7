"""Keeps the days' columns up to the events: what came since the last look decides which days are made anew."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk.central.duty import asking, keeping, viewing
from kiosk.central.reports.day_rows import read_events, read_legs, report_day
from kiosk.central.reports.making import DayMaterial, make_block
from kiosk.central.reports.opening import VIETNAM
from kiosk.central.scope import EVERYWHERE
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.events import DataShredded, DayOpened
from kiosk.domain.ids import ChainId, DayId, OfficeId, Seq
from kiosk.lib.units import WallMs
from kiosk.reports.legs import mark_doubtful
from kiosk.reports.replay import replay
from kiosk.store.codec import read_body, read_data

if TYPE_CHECKING:
    from kiosk.central.reports.opening import OpeningHours
    from kiosk.central.session import Session, Value
    from kiosk.central.storage import Storage

DAYS_AT_ONCE = 2
"""Of one chain: some 5,000 events, a quarter of a second's work."""

EVENTS_LOOKED_AT = 6_000
"""As many as two busy days have; a longer day is made once more when the rest of it is looked at."""

NO_CATALOGUE = Catalogue((), ())
"""Which counter serves what is the desk's to tell, as each day opens; of days that do not, idle time and overtakes are unknown."""

DAY_COLUMNS = (
    "office", "day_id", "date", "opened_at", "baseline", "tickets", "notes", "turns", "counters", "words", "proofs"
)  # fmt: skip

PUT_DAY = (
    f"INSERT INTO report_day ({', '.join(DAY_COLUMNS)}) VALUES ({', '.join('?' for _ in DAY_COLUMNS)})"
    " ON CONFLICT (office, day_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in DAY_COLUMNS[2:])
)

PENDING = (
    "SELECT chain.office, chain.chain, coalesce(report_mark.seq, 0), chain.seq,"
    " coalesce(report_mark.received_at, chain.received_at) FROM chain"
    " LEFT JOIN report_mark ON report_mark.office = chain.office AND report_mark.chain = chain.chain"
    " WHERE coalesce(report_mark.seq, 0) < chain.seq ORDER BY chain.office, chain.received_at, chain.chain"
)


@dataclass(frozen=True, slots=True)
class Span:
    """New events of one chain, after ``after`` up to ``upto``.

    Attributes:
        received_at: When central received the event ``after``; the chain's first one where none is looked at yet.
    """

    office: OfficeId
    chain: ChainId
    after: Seq
    upto: Seq
    received_at: WallMs


@dataclass(frozen=True, slots=True)
class _Changed:
    """The days to which new events belong, and the last event that was looked at."""

    days: list[DayId]
    upto: Seq
    received_at: WallMs


class Refresher:
    """Makes days anew, for one thread; two at work at once only do the same work twice."""

    def __init__(self, storage: Storage, hours: OpeningHours) -> None:
        self._storage = storage
        self._hours = hours
        self._waiting: deque[Span] = deque()

    def refresh(self) -> bool:
        """Make a few days of the next chain that has new events; False where none has.

        Raises:
            CentralAway: The database does not answer.
        """
        if not self._waiting:
            self._waiting = deque(self._pending())
        if not self._waiting:
            return False
        self._follow(self._waiting.popleft())
        return True

    def refresh_all(self) -> None:
        """Bring everything up to date, however long it takes."""
        while self.refresh():
            pass

    def _pending(self) -> list[Span]:
        found = self._storage.work_as(viewing(EVERYWHERE), lambda session: session.rows(PENDING))
        return [
            Span(OfficeId(office), ChainId(chain), Seq(after), Seq(upto), WallMs(received_at))
            for office, chain, after, upto, received_at in found
        ]

    def _follow(self, span: Span) -> None:
        changed = self._storage.work_as(asking(span.office), lambda session: _changed(session, span))
        rows = [row for day_id in changed.days if (row := self._make(span.office, day_id)) is not None]

        def keep(session: Session) -> None:
            # Whoever else was faster has made the same days, or newer ones.
            if _mark(session, span) == span.after:
                session.run_many(PUT_DAY, rows)
                session.run(
                    "INSERT INTO report_mark (office, chain, seq, received_at) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (office, chain) DO UPDATE SET seq = excluded.seq, received_at = excluded.received_at",
                    (span.office, span.chain, changed.upto, changed.received_at),
                )

        self._storage.work_as(keeping(span.office), keep)

    def _make(self, office: OfficeId, day_id: DayId) -> tuple[Value, ...] | None:
        """Make a day's row; None where the office has no such day."""
        found = self._storage.work_as(asking(office), lambda session: report_day(session, office, day_id))
        if found is None:
            return None
        day, has_date = found
        legs, events = self._storage.work_as(
            asking(office),
            lambda session: (read_legs(session, office, day), read_events(session, office, day_id)),
        )
        hours = self._hours.of(office, day.date)
        # What still waits has waited until the last thing that central knows of the day.
        now = events[-1].recorded.moment if events and day.closed_at is None else None
        facts = replay((event.recorded for event in events), NO_CATALOGUE, VIETNAM, now)
        known = mark_doubtful(legs, facts.doubtful)
        block = make_block(DayMaterial(known, events, facts, hours.open_ms, hours.published))
        baseline = any(isinstance(e.recorded.data, DayOpened) and e.recorded.data.baseline for e in events)
        return (
            office,
            day_id,
            day.date.isoformat() if has_date else None,
            day.opened_at,
            int(baseline),
            sum(leg.first for leg in legs),
            msgspec.json.encode(block.notes).decode(),
            block.turns.tobytes(),
            block.counters.tobytes(),
            block.words.tobytes(),
            block.proofs.tobytes(),
        )


def _changed(session: Session, span: Span) -> _Changed:
    """Find the days to which new events belong."""
    found = session.rows(
        "SELECT seq, received_at, body, CASE WHEN kind = 'DataShredded' THEN data END FROM event"
        " WHERE office = ? AND chain = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
        (span.office, span.chain, span.after, span.upto, EVENTS_LOOKED_AT),
    )
    days: dict[DayId, None] = {}
    upto, received_at = span.after if found else span.upto, span.received_at
    for seq, came_at, text, shredded in found:
        body = read_body(text)
        day_ids = [body.day_id, _day_of_shredded(session, span.office, body.version, shredded)]
        new = [DayId(day) for day in day_ids if day is not None and day not in days]
        if days and len(days) + len(new) > DAYS_AT_ONCE:
            break
        days |= dict.fromkeys(new)
        upto, received_at = Seq(seq), WallMs(came_at)
    return _Changed(list(days), upto, received_at)


def _day_of_shredded(session: Session, office: OfficeId, version: int, data: bytes | None) -> str | None:
    shredded = read_data(DataShredded.__name__, version, data) if data is not None else None
    if not isinstance(shredded, DataShredded):
        return None
    found = session.rows(
        "SELECT body FROM event WHERE office = ? AND chain = ? AND seq = ?",
        (office, shredded.chain, shredded.seq),
    )
    return read_body(found[0][0]).day_id if found else None


def _mark(session: Session, span: Span) -> int:
    found = session.rows(
        "SELECT seq FROM report_mark WHERE office = ? AND chain = ?", (span.office, span.chain)
    )
    return int(found[0][0]) if found else 0
