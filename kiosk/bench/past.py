"""The days that an office has behind it, written by the production desk on a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.desk.caller import Caller
from kiosk.desk.gallery import Gallery
from kiosk.desk.journal import Journal
from kiosk.desk.looks import FaceRules, Looks
from kiosk.desk.place_slips import PlaceSlips
from kiosk.desk.service import Desk
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, CounterNo, OfficerId, TicketId, citizen_at, officer_actor
from kiosk.lib.clock import ManualClock
from kiosk.lib.sealing import SealingKey
from kiosk.lib.units import MS_PER_S, NS_PER_MS, WallMs
from kiosk.run.device_signatures import head_signer
from kiosk.store.database import OwnedDatabase

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.domain.snapshot_views import TicketView
    from kiosk.lib.clock import Clock
    from kiosk.run.paths import DeskPaths

DAY_S = 86_400.0
STEP_S = 20.0
"""Between two steps of a visit, of which each has four: 250 visits fill some five and a half hours."""

STEPS = 4


@dataclass(frozen=True, slots=True)
class Past:
    """What an office has behind it.

    Attributes:
        visits: On each day.
        ends: When the last of them is over.
        is_over: Whether the last day is closed; else it is still under way.
    """

    days: int
    visits: int
    ends: WallMs
    is_over: bool


def write_past(config: Config, paths: DeskPaths, past: Past) -> int:
    """Fill an office's database with the days of one counter.

    Returns:
        How many events the log has then.
    """
    open_s = past.visits * STEPS * STEP_S
    began = past.ends - round(((past.days - 1) * DAY_S + open_s) * MS_PER_S)
    database = OwnedDatabase(paths.database)
    try:
        clock = ManualClock(wall_ms=WallMs(began))
        office = _Office(config, paths, open_journal(config, paths, database, clock), clock)
        for day in range(1, past.days + 1):
            office.work(past.visits, close=past.is_over or day < past.days)
            clock.advance(DAY_S - open_s)
        return int(database.conn.execute("SELECT count(*) FROM event").fetchone()[0])
    finally:
        database.close()


def open_journal(config: Config, paths: DeskPaths, database: OwnedDatabase, clock: Clock) -> Journal:
    """Open the log as the desk does."""
    sign = head_signer(config, paths.device_key)
    return Journal(database, clock, config.office_id, config.device_id, sign)


class _Office:
    """One counter's worth of visits, one after another."""

    def __init__(self, config: Config, paths: DeskPaths, journal: Journal, clock: ManualClock) -> None:
        rules = FaceRules(
            "none", "0" * 64, config.face.accept, config.face.margin, config.face.liveness, accept_flat=False
        )
        looks = Looks(config.office_id, rules, Gallery(paths.runtime), SealingKey())
        self._desk = Desk(config, journal, looks, slips=PlaceSlips(config.office.id, lambda _text: ""))
        self._journal, self._clock = journal, clock
        self._citizen = Caller(citizen_at(config.device_id))
        officer = OfficerId("cb-01")
        self._officer = Caller(officer_actor(officer), officer)
        self._fields = [field.code for field in config.catalogue.fields]
        self._commands = 0

    def work(self, visits: int, *, close: bool) -> None:
        """Open a day, serve everybody, close it."""
        # One write for a whole day: what is measured later is the database, not how it came about.
        with self._journal.together():
            self._desk.tick()
            self._desk.handle(c.SignIn(*self._next(), CounterNo(1)), self._officer)
            for number in range(visits):
                field = self._fields[number % len(self._fields)]
                self._step(c.CheckIn(*self._next(), field, How.PLAIN), self._citizen)
                ticket = self._step(c.CallNext(*self._next(), CounterNo(1)), self._officer)
                for kind in (c.Start, c.Finish):
                    ticket = self._step(
                        kind(*self._next(), TicketId(ticket.ticket), ticket.version), self._officer
                    )
            if close:
                self._desk.handle(c.CloseDay(*self._next()), self._officer)

    def _step(self, command: c.Command, caller: Caller) -> TicketView:
        answer = self._desk.handle(command, caller)
        assert answer.ticket is not None
        self._clock.advance(STEP_S)
        return answer.ticket

    def _next(self) -> tuple[CommandId, c.Issued]:
        self._commands += 1
        issued = c.Issued(self._clock.boot(), self._clock.boot_ns() // NS_PER_MS)
        return CommandId(f"past-{self._commands}"), issued
