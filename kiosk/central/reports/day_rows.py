"""One working day's legs and events, as central's tables hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kiosk.central import ledger
from kiosk.central.reports.making import DayEvent
from kiosk.central.reports.opening import VIETNAM
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.reports.legs import COLUMNS, Period, ReportDay, ReportLeg, legs_of_day
from kiosk.store.codec import recorded

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.domain.ids import DayId, OfficeId

NO_DUPLICATES = "(outcome IS NULL OR outcome <> 'merged_duplicate')"
"""Merged duplicates are no persons."""

LEGS_OF_DAY = (
    f"SELECT {', '.join(COLUMNS)} FROM leg WHERE office = ? AND day_id = ? AND {NO_DUPLICATES}"
    " ORDER BY arrived_at, ticket, leg"
)


def report_day(session: Session, office: OfficeId, day_id: DayId) -> tuple[ReportDay, bool] | None:
    """Give a day, and whether any clock could tell its date; else it goes by the clock that was there."""
    found = session.rows(
        "SELECT date, opened_at, closed_at FROM day WHERE office = ? AND day_id = ?", (office, day_id)
    )
    if not found:
        return None
    text, opened, closed = found[0]
    day = (
        date.fromisoformat(text)
        if text
        else datetime.fromtimestamp(opened / MS_PER_S, UTC).astimezone(VIETNAM).date()
    )
    return ReportDay(day_id, day, WallMs(opened), closed), text is not None


def days_of(session: Session, office: OfficeId, period: Period) -> list[ReportDay]:
    """List an office's working days of a period, oldest first."""
    found = session.rows(
        "SELECT day_id, date, opened_at, closed_at FROM day WHERE office = ? AND date BETWEEN ? AND ?"
        " ORDER BY opened_at",
        (office, period.first.isoformat(), period.last.isoformat()),
    )
    return [
        ReportDay(day_id, date.fromisoformat(text), opened, closed) for day_id, text, opened, closed in found
    ]


def read_legs(session: Session, office: OfficeId, day: ReportDay) -> list[ReportLeg]:
    """Read a day's legs in the order of arrival."""
    return legs_of_day(day, session.rows(LEGS_OF_DAY, (office, day.day_id)), VIETNAM)


def read_events(session: Session, office: OfficeId, day_id: DayId) -> list[DayEvent]:
    """Read a day's events, chain by chain in their order."""
    found: list[DayEvent] = []
    for head in ledger.heads(session, office):
        stored = list(ledger.read_day(session, office, head.chain, day_id))
        if stored:
            received = dict(
                session.rows(
                    "SELECT seq, received_at FROM event WHERE office = ? AND chain = ? AND seq BETWEEN ? AND ?",
                    (office, head.chain, stored[0].seq, stored[-1].seq),
                )
            )
            found += [DayEvent(recorded(event), WallMs(received[event.seq])) for event in stored]
    return found
