"""Days and legs as they follow from the events, by the same pure functions as at the desk."""

from __future__ import annotations

import threading
from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING

from kiosk.central import ledger
from kiosk.central.day_figures import SUM_UP_DAY
from kiosk.domain.events import ChainStarted, DayClosed, DayOpened
from kiosk.domain.figures import LegRow, leg_rows
from kiosk.domain.ids import ChainId, Seq
from kiosk.domain.moves import ClockSet
from kiosk.domain.office import Office, fold_all
from kiosk.store.codec import Head, StoredEvent, recorded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kiosk.central.session import Session
    from kiosk.central.storage import Arrival
    from kiosk.domain.ids import DayId, OfficeId, TicketId
    from kiosk.domain.office_parts import Recorded
    from kiosk.domain.ticket import Ticket

LEG_COLUMNS = tuple(field.name for field in fields(LegRow))

LEG_KEY = ("office", "day_id", "ticket", "leg")

PUT_LEGS = (
    f"INSERT INTO leg (office, {', '.join(LEG_COLUMNS)}) {{source}} ON CONFLICT ({', '.join(LEG_KEY)}) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in LEG_COLUMNS if name not in LEG_KEY)
)
"""With the rows' source to be filled in, in the words of the database."""

OFFICES_REMEMBERED = 256
"""Some 1 MB each on a busy day; what is forgotten is folded anew from the day's events."""


class OpenDays:
    """Remembers the open day at each chain's head, so that a batch need not fold the day again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._days: dict[tuple[OfficeId, ChainId], tuple[Head, Office]] = {}

    def recall(self, office: OfficeId, head: Head) -> Office | None:
        """Give the open day after ``head``; None when exactly that is not remembered."""
        with self._guard:
            known = self._days.get((office, head.chain))
        return known[1] if known is not None and known[0] == head else None

    def remember(self, office: OfficeId, head: Head, today: Office) -> None:
        """Keep the open day after ``head``; the least recent one goes when there are too many."""
        with self._guard:
            self._days.pop((office, head.chain), None)
            self._days[office, head.chain] = (head, today)
            if len(self._days) > OFFICES_REMEMBERED:
                del self._days[next(iter(self._days))]


def today_before(session: Session, office: OfficeId, first: Arrival, remembered: OpenDays) -> Office:
    """Give the open day as it was before an event; a new chain goes on where it says it does."""
    before = Head(first.event.chain, Seq(first.event.seq - 1), first.body.prev_hash)
    known = remembered.recall(office, before) if before.seq else None
    return known if known is not None else _office_before(session, office, first.recorded)


def _office_before(session: Session, office: OfficeId, first: Recorded) -> Office:
    match first.data:
        case ChainStarted(previous_chain=earlier, previous_seq=seq) if earlier and seq:
            return _load(session, office, earlier, seq)
    return _load(session, office, first.chain, Seq(first.seq - 1))


def project(session: Session, office: OfficeId, today: Office, events: Sequence[Recorded]) -> Office:
    """Bring the tables from ``today`` to what it is after ``events``."""
    changed: dict[TicketId, Ticket] = {}
    saved = today
    for turns_day, run in groupby(events, lambda event: isinstance(event.data, DayOpened | DayClosed)):
        if turns_day:
            # The tickets of a day that ends are gone with it.
            changed |= _changed(session, office, saved, today)
            today = saved = fold_all(today, run)
        else:
            today = fold_all(today, run)
    changed |= _changed(session, office, saved, today)
    for event in events:
        _project_day(session, office, event)
    _save_legs(session, office, changed.values())
    return today


def rebuild_day(session: Session, office: OfficeId, day_id: DayId) -> None:
    """Make a day's rows anew from its events, chain by chain in their order."""
    for table in ("leg", "day"):
        session.run(f"DELETE FROM {table} WHERE office = ? AND day_id = ?", (office, day_id))
    for head in ledger.heads(session, office):
        events = [recorded(event) for event in ledger.read_day(session, office, head.chain, day_id)]
        if events:
            project(session, office, _office_before(session, office, events[0]), events)


def _project_day(session: Session, office: OfficeId, event: Recorded) -> None:
    match event.data:
        case DayOpened(day_id=day_id, date=date):
            session.run(
                "INSERT INTO day (office, day_id, date, opened_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (office, day_id) DO NOTHING",
                (office, day_id, date, event.moment.at),
            )
        case DayClosed(day_id=day_id):
            session.run(
                "UPDATE day SET closed_at = ? WHERE office = ? AND day_id = ?",
                (event.moment.at, office, day_id),
            )
        case ClockSet(date=date, day_id=str(day_id)):
            session.run(
                "UPDATE day SET date = ? WHERE office = ? AND day_id = ?",
                (date, office, day_id),
            )


def _changed(session: Session, office: OfficeId, saved: Office, today: Office) -> dict[TicketId, Ticket]:
    """Give the tickets that are not as they were saved; take legs back that are no more."""
    changed = {t.id: t for t in today.tickets.values() if saved.tickets.get(t.id) is not t}
    shorter = [
        ticket
        for ticket in changed.values()
        if ticket.id in saved.tickets and saved.tickets[ticket.id].leg.number > ticket.leg.number
    ]
    # An undone transfer takes its leg back.
    session.run_many(
        "DELETE FROM leg WHERE office = ? AND day_id = ? AND ticket = ? AND leg > ?",
        [(office, ticket.day_id, ticket.id, ticket.leg.number) for ticket in shorter],
    )
    return changed


def _save_legs(session: Session, office: OfficeId, tickets: Collection[Ticket]) -> None:
    session.put_legs(office, [row for ticket in tickets for row in leg_rows(ticket)])
    session.run_many(
        f"UPDATE day SET {SUM_UP_DAY} WHERE office = ? AND day_id = ?",
        [(office, day_id) for day_id in sorted({ticket.day_id for ticket in tickets})],
    )


def _load(session: Session, office: OfficeId, chain: ChainId, upto: Seq) -> Office:
    """Fold the open day up to an event; it may have begun in a chain that this one continues."""
    parts: list[list[StoredEvent]] = []
    seen: set[ChainId] = set()
    while upto and chain not in seen:
        seen.add(chain)
        day = ledger.read_from_day(session, office, chain, upto)
        parts.append(ledger.read(session, office, chain, Seq(0), upto) if day is None else day)
        started = recorded(parts[-1][0]).data if day is None and parts[-1] else None
        if not isinstance(started, ChainStarted) or started.previous_chain is None:
            break
        chain, upto = started.previous_chain, started.previous_seq or Seq(0)
    return fold_all(Office(), (recorded(event) for part in reversed(parts) for event in part))
