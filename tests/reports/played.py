"""Working days played at a real desk, and what their raw events say, told without the product's own code."""

from __future__ import annotations

import dataclasses
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode, TicketId
from kiosk.domain.moment import Moment
from kiosk.domain.snapshot_views import TicketView
from kiosk.errors import IllegalMove
from kiosk.reports.report import Setting
from tests.offices import Setup, ticket_of

HANOI = timezone(timedelta(hours=7))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIELDS = ("chung_thuc", "ho_tich", "nhan_ket_qua", "dat_dai_xay_dung")
COUNTERS = (1, 2, 3)


def at_hour(office: Setup, day: int, hour: float) -> None:
    """Move the clock forward to an hour of a day of November 2026, in Hanoi."""
    wanted = datetime(2026, 11, day, tzinfo=HANOI) + timedelta(hours=hour)
    gap = wanted.timestamp() - office.clock.wall_ms / 1000
    assert gap >= 0
    office.clock.advance(gap)


def play_day(office: Setup, day: int, seed: int, *, steps: int = 120, close: bool = True) -> None:
    """Play a morning: people come, officers call, start, finish; some never answer or leave."""
    chance = random.Random(seed)
    at_hour(office, day, 8)
    office.desk.tick()
    callers = {counter: office.seat(counter, counter) for counter in COUNTERS}
    at_counter: dict[int, TicketView] = {}
    for step in range(steps):
        office.clock.advance(chance.choice((5, 40, 120, 200)))
        office.desk.tick()
        if chance.random() < 0.55:
            _check_in(office, chance, step)
        counter = chance.choice(COUNTERS)
        present = at_counter.pop(counter, None)
        if present is None:
            answer = office.call_next(counter, callers[counter])
            if answer.events:
                at_counter[counter] = ticket_of(answer)
        elif present.state == "serving":
            office.act(c.Finish, present, callers[counter])
        elif chance.random() < 0.15:
            office.act(c.MarkAbsent, present, callers[counter])
        else:
            at_counter[counter] = office.act(c.Start, present, callers[counter])
        if chance.random() < 0.04:
            _cancel_someone(office, chance)
    if close:
        office.desk.handle(c.CloseDay(CommandId(f"close-{day}"), office.issued()), office.officer())


def now(office: Setup) -> Moment:
    return Moment(office.clock.wall(), office.clock.boot(), office.clock.boot_ns(), clock_ok=True)


def setting(office: Setup) -> Setting:
    return Setting("Phường Mẫu", office.config.catalogue, VIETNAM, now(office))


@dataclass
class Told:
    """One ticket as its raw events tell it; times are seconds since 1970."""

    field: str
    how: str
    date: str
    issued: float
    calls: list[float] = dataclasses.field(default_factory=list)
    flags: set[str] = dataclasses.field(default_factory=set)
    started: float | None = None
    finished: float | None = None
    closed: float | None = None
    officer: str | None = None
    outcome: str | None = None

    @property
    def wait(self) -> float | None:
        return self.calls[0] - self.issued if self.calls else None

    @property
    def hour(self) -> int:
        return datetime.fromtimestamp(self.issued, UTC).astimezone(HANOI).hour


def raw_events(office: Setup) -> list[tuple[str, float, dict[str, Any]]]:
    """Read kind, time and data of every event straight from the table."""
    rows = office.database.conn.execute("SELECT body, data FROM event ORDER BY position")
    found = []
    for body, data in rows:
        head = json.loads(body)
        found.append((head["kind"], head["at"] / 1000, json.loads(data)))
    return found


def told(office: Setup) -> dict[str, Told]:
    """Tell each ticket's life from the raw events."""
    tickets: dict[str, Told] = {}
    date = ""
    for kind, at, data in raw_events(office):
        if kind == "DayOpened":
            date = data["date"]
        if kind == "TicketIssued":
            tickets[data["ticket"]] = Told(data["field"], data["how"], date, at)
        ticket = tickets.get(data.get("ticket", ""))
        if ticket is None:
            continue
        match kind:
            case "TicketCalled":
                ticket.calls.append(at)
                ticket.officer = data["officer"]
            case "ServiceStarted":
                ticket.started = at
            case "ServiceFinished":
                ticket.finished, ticket.outcome = at, "served"
            case "LegFlagged":
                ticket.flags.add(data["measure"])
            case "CoolingEnded":
                ticket.officer = None
            case "TicketClosed":
                ticket.closed, ticket.outcome = at, data["outcome"]
    return tickets


def _check_in(office: Setup, chance: random.Random, step: int) -> None:
    how = How.STAFF if chance.random() < 0.2 else How.PLAIN
    command = c.CheckIn(
        CommandId(f"{office.clock.wall_ms}-{step}"), office.issued(), FieldCode(chance.choice(FIELDS)), how
    )
    office.desk.handle(command, office.officer() if how is How.STAFF else office.citizen())


def _cancel_someone(office: Setup, chance: random.Random) -> None:
    waiting = office.desk.snapshot().waiting
    if not waiting:
        return
    ticket = chance.choice(waiting)
    command = c.Cancel(
        CommandId(f"leave-{ticket.ticket}"), office.issued(), TicketId(ticket.ticket), ticket.version
    )
    try:
        office.desk.handle(command, office.citizen())
    except IllegalMove:
        return
