"""The desk's database as reports read it, beside the desk that writes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from kiosk.domain.events import DayOpened
from kiosk.domain.ids import Seq
from kiosk.errors import BadInput
from kiosk.lib.units import WallMs
from kiosk.reports.legs import COLUMNS, Period, ReportDay, ReportLeg, legs_of_day
from kiosk.store import event_log
from kiosk.store.codec import read_body, read_data, recorded
from kiosk.store.database import open_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from zoneinfo import ZoneInfo

    from kiosk.domain.events import EventData
    from kiosk.domain.office_parts import Recorded
    from kiosk.store.codec import StoredEvent

LEGS_OF_DAY = " ".join(
    (
        "SELECT",
        ", ".join(COLUMNS),
        "FROM leg WHERE day_id = ? AND outcome IS NOT 'merged_duplicate' ORDER BY arrived_at, ticket, leg",
    )
)


class DeskLog:
    """A database opened for reading only; a context that closes it."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            DatabaseDamaged: There is no such database, or SQLite cannot read it.
            DatabaseNewer: A later version of this product wrote it.
        """
        self._db = open_reader(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._db.close()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read all rows of a query."""
        return self._db.conn.execute(sql, values).fetchall()

    def events_of_day(self, day_id: str) -> Iterator[Recorded]:
        """Read a working day's events, oldest first; nothing when retention has deleted its opening."""
        return (recorded(event) for event in event_log.of_day(self._db.conn, day_id))

    def newest(self, count: int) -> list[StoredEvent]:
        """Read up to ``count`` of the newest events of the present chain, oldest first."""
        last = event_log.last_head(self._db.conn)
        if last is None:
            return []
        return event_log.after(self._db.conn, last.chain, Seq(max(0, last.seq - count)), count)

    def of_kind(self, kind: str) -> list[EventData]:
        """Read what all events of one kind say, oldest first."""
        rows = self.rows("SELECT body, data FROM event WHERE kind = ? ORDER BY position", kind)
        return [read_data(kind, read_body(body).version, data) for body, data in rows]

    def lost(self) -> int:
        """Count the events that are missing between each chain's first and last one; never any, in a sound log."""
        ((count,),) = self.rows(
            "SELECT coalesce(sum(gaps), 0) FROM"
            " (SELECT max(seq) - min(seq) + 1 - count(*) AS gaps FROM event GROUP BY chain)"
        )
        return int(count)

    def unsent(self, chain: str, seq: int) -> tuple[int, WallMs | None]:
        """Count the events after the last one that central acknowledged, and tell when the oldest happened.

        Args:
            chain: Of the acknowledged event; one that is not in the log counts as none.
        """
        place = self.rows("SELECT position FROM event WHERE chain = ? AND seq = ?", chain, seq)
        after = place[0][0] if place else 0
        ((count,),) = self.rows("SELECT count(*) FROM event WHERE position > ?", after)
        oldest = self.rows("SELECT body FROM event WHERE position > ? ORDER BY position LIMIT 1", after)
        return count, WallMs(read_body(oldest[0][0]).at) if oldest else None


def days_of(log: DeskLog, period: Period) -> list[ReportDay]:
    """List the period's working days, oldest first."""
    rows = log.rows(
        "SELECT day_id, date, opened_at, closed_at FROM day WHERE date BETWEEN ? AND ? ORDER BY opened_at",
        period.first.isoformat(),
        period.last.isoformat(),
    )
    return [
        ReportDay(day_id, date.fromisoformat(day), opened, closed) for day_id, day, opened, closed in rows
    ]


def baseline_days(log: DeskLog) -> list[ReportDay]:
    """List the days on which the office gave plain numbers only, to record how it is without faces."""
    found = []
    for opening in log.of_kind("DayOpened"):
        if isinstance(opening, DayOpened) and opening.baseline and opening.date is not None:
            day = Period.parse(opening.date, opening.date)
            found += [one for one in days_of(log, day) if one.day_id == opening.day_id]
    return found


def latest_day(log: DeskLog) -> date:
    """Find the newest day that has a date.

    Raises:
        BadInput: There is none yet.
    """
    ((newest,),) = log.rows("SELECT max(date) FROM day")
    if newest is None:
        raise BadInput("no working day with a date is in the database yet; there is nothing to report")
    return date.fromisoformat(newest)


def tickets_without_date(log: DeskLog) -> int:
    """Count tickets of days whose date no clock could tell; they are in no period."""
    ((count,),) = log.rows(
        "SELECT count(DISTINCT ticket) FROM leg JOIN day USING (day_id) WHERE day.date IS NULL"
    )
    return int(count)


def legs_of(log: DeskLog, days: Iterable[ReportDay], zone: ZoneInfo) -> list[ReportLeg]:
    """Read the legs of some days in the order of arrival; merged duplicates are no persons and left out."""
    found = []
    for day in days:
        found += legs_of_day(day, log.rows(LEGS_OF_DAY, day.day_id), zone)
    return found
