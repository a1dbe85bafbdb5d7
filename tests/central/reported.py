"""Offices whose days were played at real desks and sent to central, as leaders then ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.central import ingest
from kiosk.central.commands import add_office
from kiosk.central.reports.opening import VIETNAM, OpeningHours
from kiosk.central.reports.query import Query
from kiosk.central.reports.refresh import Refresher
from kiosk.central.reports.reports import Reports
from kiosk.central.scope import EVERYWHERE
from kiosk.central.storage import Storage
from kiosk.config import Config, load_config
from kiosk.domain import commands as c
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.ids import CommandId, DeviceId, OfficeId
from kiosk.domain.moment import Moment
from kiosk.domain.office import Office
from kiosk.domain.policy import Policy
from kiosk.domain.ticket import State, Ticket
from kiosk.lib.units import WallMs
from kiosk.reports.figures import Material
from kiosk.reports.hours import open_part
from kiosk.reports.legs import Period
from kiosk.reports.report import Setting, gather
from kiosk.reports.source import DeskLog
from kiosk.store import event_log
from kiosk.sync import wire
from tests.central.devices import NOW, Device
from tests.offices import Setup, ticket_of, unit
from tests.reports.played import FIELDS, at_hour, now, play_day

PERIOD = Period.parse("2026-11-20", "2026-11-23")
DAYS = (20, 23)
RECEIVED = WallMs(NOW + 30 * 24 * 3_600 * 1_000)
"""When all of it reached central: weeks later."""

USUAL = load_config(None)
PLACES = {"an-xuyen": "ca-mau", "ba-dinh": "ha-noi/ba-dinh", "ha-dong": "ha-noi/ha-dong"}
"""Three offices in three areas of two provinces."""

LEVELS = (3, 3, 2, 1, 3, 2)


def asked(office: str = "", area: str = "", period: Period = PERIOD) -> Query:
    return Query(period, EVERYWHERE, area, OfficeId(office) if office else None)


def play_office(folder: Path, office: str, seed: int, days: tuple[int, ...] = DAYS) -> Setup:
    """Play some days at a desk: faces, second tries, results and ratings early on, then a lively morning."""
    setup = Setup(folder / office, config=_named(office), promiser=EveryMinute())
    for number, day in enumerate(days):
        _faces_and_words(setup, day, seed)
        play_day(setup, day, seed * 10 + number, steps=90, close=False)
        setup.desk.handle(c.CloseDay(CommandId(f"end-{day}"), setup.issued()), setup.officer())
    return setup


def send(storage: Storage, setup: Setup, area: str) -> None:
    """Enrol an office's device and push all it has."""
    office = OfficeId(setup.config.office.id)
    device = Device(office, DeviceId(setup.config.device.id)).enrol(storage)
    add_office(storage, office, f"Phường {office}", NOW, area)
    events = list(event_log.everything(setup.database.conn))
    for start in range(0, len(events), wire.MAX_EVENTS):
        part = events[start : start + wire.MAX_EVENTS]
        sender = device.signs(wire.push_text(office, device.id, part))
        ingest.receive(storage, sender, wire.encode(part), RECEIVED)


def hours(storage: Storage) -> OpeningHours:
    return OpeningHours(storage, USUAL)


def refreshed(storage: Storage) -> Reports:
    Refresher(storage, hours(storage)).refresh_all()
    return Reports(storage, hours(storage))


def desk_material(setup: Setup, period: Period = PERIOD) -> Material:
    """Gather what the office's own report is made of."""
    open_ms = open_part(setup.config.office_calendar, VIETNAM)
    setting = Setting("", setup.config.catalogue, VIETNAM, now(setup), open_ms)
    with DeskLog(setup.folder / "state" / "desk.db") as log:
        return gather(log, period, setting)


@dataclass(frozen=True, slots=True)
class Told:
    """A promise of the simplest kind."""

    ahead: int
    p50_min: int
    p90_min: int
    method: str = "rule"
    version: str = "1"
    provisional: bool = False


class EveryMinute:
    """Promises three minutes for each who waits."""

    def promise(
        self, office: Office, _ticket: Ticket, _catalogue: Catalogue, _policy: Policy, _now: Moment
    ) -> Told:
        ahead = len(office.in_state(State.WAITING))
        return Told(ahead, 3 * ahead, 5 * ahead + 5)

    def comes_after(
        self,
        _office: Office,
        _ticket: Ticket,
        _catalogue: Catalogue,
        _policy: Policy,
        _now: Moment,
        *,
        limit_min: float,
    ) -> bool:
        return limit_min < 0


@dataclass
class Province:
    """Three offices at one central server.

    Attributes:
        desks: By the office's id.
    """

    storage: Storage
    reports: Reports
    desks: dict[str, Setup]


def make_province(folder: Path, storage: Storage) -> Province:
    desks = {office: play_office(folder, office, seed) for seed, office in enumerate(PLACES)}
    for office, area in PLACES.items():
        send(storage, desks[office], area)
    return Province(storage, refreshed(storage), desks)


def _named(office: str) -> Config:
    return msgspec.structs.replace(USUAL, office=msgspec.structs.replace(USUAL.office, id=office))


def _faces_and_words(setup: Setup, day: int, seed: int) -> None:
    at_hour(setup, day, 6.5)
    setup.desk.tick()
    caller = setup.seat(1, 1)
    for number, level in enumerate(LEVELS):
        template = unit(100 * day + 10 * seed + number)
        setup.face(FIELDS[0], template)
        setup.face(FIELDS[0], template)
        setup.clock.advance(120 + 400 * (number % 3))
        called = setup.call_next(1, caller)
        if called.ticket is None:
            return
        served = setup.act(c.Start, ticket_of(called), caller)
        served = setup.act(c.HandOverResult, served, caller, on_time=number % 3 != 0)
        setup.clock.advance(200)
        served = setup.act(c.Finish, served, caller)
        factors = (5, 4, 3, 2, 1) if number % 2 else ()
        rating = c.RateService(
            CommandId(f"rate-{day}-{number}"), setup.issued(), level, factors, token=served.token
        )
        setup.desk.handle(rating, setup.citizen())
