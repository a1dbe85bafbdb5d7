"""A year of visits in one database: how it opens, how it answers, how large it is: `kiosk bench year`."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.bench.desk import STOP_LIMIT_S, DeskLoad, measure_open_loop
from kiosk.bench.desk_site import DeskSite
from kiosk.desk.caller import Caller
from kiosk.desk.gallery import Gallery
from kiosk.desk.journal import Journal
from kiosk.desk.looks import FaceRules, Looks
from kiosk.desk.place_slips import PlaceSlips
from kiosk.desk.service import Desk
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, CounterNo, OfficerId, TicketId, citizen_at, officer_actor
from kiosk.lib.clock import ManualClock, SystemClock
from kiosk.lib.sealing import SealingKey
from kiosk.lib.units import NS_PER_MS
from kiosk.run.device_signatures import head_signer
from kiosk.store.database import OwnedDatabase

if TYPE_CHECKING:
    from kiosk.domain.snapshot_views import TicketView

DAY_S = 86_400.0
STEP_S = 20.0
"""Between two steps of a visit, of which each has four: 250 visits fill some five and a half hours."""

COUNTERS = 20


@dataclass(frozen=True, slots=True)
class YearLoad:
    """How much is in the database, and for how long it is then worked with."""

    days: int = 250
    visits: int = 250
    seconds: float = 10.0


def measure_year(load: YearLoad, folder: Path | None = None) -> dict[str, Any]:
    """Fill a database by the production desk, then open it and work with it.

    Raises:
        DeskAway: The desk did not start on it, or stopped answering.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-year-", dir=folder) as made:
        site = DeskSite(Path(made), COUNTERS)
        began = time.perf_counter()
        events = _fill(site, load)
        filled = time.perf_counter() - began
        size = site.paths.database.stat().st_size
        opened = _open(site)
        tokens = site.seat_officers()
        desk = site.start()
        try:
            open_loop = asyncio.run(measure_open_loop(site, tokens, DeskLoad(COUNTERS, 4, load.seconds)))
        finally:
            desk.send_signal(signal.SIGTERM)
            desk.communicate(timeout=STOP_LIMIT_S)
    return {
        "days": load.days,
        "visits": load.days * load.visits,
        "events": events,
        "size_mb": round(size / 1e6, 1),
        "bytes_per_visit": size // max(1, load.days * load.visits),
        "filled_s": round(filled, 1),
        "open_s": round(opened, 3),
        "open_loop": open_loop,
    }


def _open(site: DeskSite) -> float:
    """Measure until a desk could take its first command: database opened, today's office folded."""
    began = time.perf_counter()
    database = OwnedDatabase(site.paths.database)
    try:
        _journal(site, database, SystemClock())
        return time.perf_counter() - began
    finally:
        database.close()


def _fill(site: DeskSite, load: YearLoad) -> int:
    database = OwnedDatabase(site.paths.database)
    try:
        clock = ManualClock(wall_ms=SystemClock().wall())
        journal = _journal(site, database, clock)
        office = _Office(site, journal, clock)
        for day in range(load.days):
            # One write for a whole day: what is measured later is the database, not how it came about.
            with journal.together():
                office.work(load.visits, close=day + 1 < load.days)
            clock.advance(DAY_S - load.visits * 4 * STEP_S)
        return int(database.conn.execute("SELECT count(*) FROM event").fetchone()[0])
    finally:
        database.close()


def _journal(site: DeskSite, database: OwnedDatabase, clock: ManualClock | SystemClock) -> Journal:
    config = site.config
    sign = head_signer(config, site.paths.device_key)
    return Journal(database, clock, config.office_id, config.device_id, sign)


class _Office:
    """One counter's worth of visits, one after another."""

    def __init__(self, site: DeskSite, journal: Journal, clock: ManualClock) -> None:
        config = site.config
        rules = FaceRules(
            "none", "0" * 64, config.face.accept, config.face.margin, config.face.liveness, accept_flat=False
        )
        looks = Looks(config.office_id, rules, Gallery(site.paths.runtime), SealingKey())
        self._desk = Desk(config, journal, looks, slips=PlaceSlips(config.office.id, lambda _text: ""))
        self._clock = clock
        self._citizen = Caller(citizen_at(config.device_id))
        officer = OfficerId("cb-01")
        self._officer = Caller(officer_actor(officer), officer)
        self._fields = [field.code for field in config.catalogue.fields]
        self._commands = 0

    def work(self, visits: int, *, close: bool) -> None:
        """Open a day, serve everybody, close it."""
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
        return CommandId(f"year-{self._commands}"), issued
