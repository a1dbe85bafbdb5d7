"""A roll-out among desks that really ask and answer: it goes on by their word, and halts at the one that refuses."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from kiosk import __version__
from kiosk.central import fleet
from kiosk.central.app import build_app
from kiosk.central.commands import open_storage
from kiosk.central.rollouts import Keeper, Plan, Rollouts
from kiosk.central.scope import EVERYWHERE
from kiosk.central.storage import Storage
from kiosk.config import Config, load_config
from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.camera_watch import CameraWatch
from kiosk.device.upkeep import DeviceUpkeep
from kiosk.domain.ids import OfficeId, OfficerId
from kiosk.errors import CentralAway, ConfigInvalid
from kiosk.lib.clock import ManualClock, SystemClock
from kiosk.run.health_telling import HealthTeller
from kiosk.run.paths import DeskPaths
from kiosk.sync.client import CentralClient
from kiosk.sync.health_wire import HealthReport, MachineState, Offer, Software
from kiosk.sync.published import PublishedConfigs
from tests.central import fleet_world as world
from tests.central.desk_log import DeskLog
from tests.central.servers import serving
from tests.telling import tells

ME = Keeper("cau-hinh", EVERYWHERE)
OFFICES = ("ha-dong", "ba-dinh", "cau-giay", "soc-son")
FIELDS = 'effective_from = "2027-02-01"\n[[counter]]\nnumber = 1\nfields = ["ho_tich"]\n'
"""Holds with the product's own fields."""


class QuietMachine:
    """A machine that is well, and is offered nothing."""

    def machine(self) -> MachineState:
        return world.HEALTHY.machine

    def heed(self, offer: Offer | None, _piece: object) -> None:
        assert offer is None


@dataclass
class DeskSide:
    """What one office's desk does with central in a round of its errands."""

    configs: PublishedConfigs
    health: HealthTeller
    paths: DeskPaths
    log: DeskLog
    client: CentralClient

    def round(self) -> str:
        """Ask and tell; gives why the publication is refused, if it is."""
        try:
            self.configs.pull()
        except ConfigInvalid as error:
            self.health.tell()
            return str(error)
        self.health.tell()
        return ""


@dataclass
class Province:
    storage: Storage
    rollouts: Rollouts
    clock: ManualClock
    desks: dict[str, DeskSide]


def own_config(office: str) -> Config:
    """Give an office's own file; one office knows other fields than the product's."""
    config = load_config(None)
    if office != "cau-giay":
        return config
    fields = [field for field in config.field if field.code != "ho_tich"]
    counters = [
        msgspec.structs.replace(counter, fields=[code for code in counter.fields if code != "ho_tich"])
        for counter in config.counter
    ]
    return msgspec.structs.replace(config, field=fields, counter=counters)


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    clock = ManualClock()
    with ExitStack() as stack:
        storage = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
        stack.callback(storage.close)
        world.offices(storage, clock.wall())
        url = stack.enter_context(serving(build_app(storage, None, clock)))
        desks = {}
        for office in OFFICES:
            device = world.enrol(storage, office, clock.wall())
            paths = DeskPaths(tmp_path / office, tmp_path / office)
            paths.state.mkdir()
            log = DeskLog(paths.database)
            stack.callback(log.close)
            client = CentralClient(url, device.office, device.id, device.key)
            stack.callback(client.close)
            desks[office] = DeskSide(
                PublishedConfigs(client, own_config(office), paths.state, lambda _configs: None),
                HealthTeller(client, paths, QuietMachine(), CameraWatch(clock), SystemClock()),
                paths,
                log,
                client,
            )
        yield Province(storage, Rollouts(storage, clock), clock, desks)


def test_it_goes_on_by_the_desks_word_and_halts_at_the_one_that_refuses(province: Province) -> None:
    rollouts, desks = province.rollouts, province.desks
    id_ = rollouts.draft(ME, "Quầy 1 nhận hộ tịch", "ha-noi", FIELDS).id
    rollouts.start(ME, id_, Plan(tuple(map(OfficeId, OFFICES)), OfficeId("ha-dong")))
    for office in ("ba-dinh", "soc-son"):
        assert desks[office].round() == ""
    rollouts.advance()
    assert province.storage.published(OfficeId("ba-dinh")).versions == ()
    province.clock.advance(300)
    assert desks["ha-dong"].round() == ""
    rollouts.advance()
    province.clock.advance(300)
    assert desks["ba-dinh"].round() == ""
    rollouts.advance()
    province.clock.advance(300)
    assert "ho_tich" in desks["cau-giay"].round()
    assert desks["soc-son"].round() == ""
    rollouts.advance()
    one, steps = rollouts.get(EVERYWHERE, id_)
    assert one.state == "halted"
    assert one.why.startswith("cau-giay: refused, what held before goes on")
    assert {step.place.office: str(step.step) for step in steps} == {
        "ha-dong": "applied",
        "ba-dinh": "applied",
        "cau-giay": "refused",
        "soc-son": "applied",
    }
    rollouts.withdraw(ME, id_)
    assert [desk.round() for desk in desks.values()] == [""] * len(OFFICES)
    assert {one.report.config.applied for one in devices(province.storage) if one.report} == {()}


def test_a_desk_that_is_away_holds_the_stage(province: Province) -> None:
    rollouts = province.rollouts
    id_ = rollouts.draft(ME, "Quầy 1", "ha-noi", FIELDS).id
    rollouts.start(ME, id_, Plan((OfficeId("ha-dong"), OfficeId("soc-son")), OfficeId("ha-dong"), 2))
    province.clock.advance(2 * 3_600)
    rollouts.advance()
    assert rollouts.get(EVERYWHERE, id_)[0].why == "ha-dong: silent"
    rollouts.resume(ME, id_)
    province.clock.advance(60)
    province.desks["ha-dong"].round()
    rollouts.advance()
    assert province.storage.published(OfficeId("soc-son")).versions == (FIELDS,)


def test_a_report_of_a_real_machine_holds_no_name_of_anybody(province: Province) -> None:
    desk = province.desks["ha-dong"]
    Accounts(desk.log.database.conn).add(OfficerId("cb-01"), "Trần Thị Hồng Nhung", Role.OFFICER, "4711-4711")
    desk.log.busy_day(3)
    config = own_config("ha-dong")
    folders = msgspec.structs.replace(
        config.desk, state_dir=str(desk.paths.state), runtime_dir=str(desk.paths.runtime)
    )
    upkeep = DeviceUpkeep(msgspec.structs.replace(config, desk=folders), SystemClock())
    HealthTeller(desk.client, desk.paths, upkeep, CameraWatch(province.clock), SystemClock()).tell()
    (kept,) = province.storage.manage(
        lambda session: session.rows("SELECT report FROM device_health WHERE office = 'ha-dong'"),
        writes=False,
    )
    told = msgspec.json.decode(kept[0], type=HealthReport)
    assert told.unsent > 0
    assert told.machine.software == Software(__version__)
    assert told.machine.disk.total_mib > 0
    for secret in ("Nhung", "cb-01", "ho_tich", "Hà Đông", str(desk.paths.state), platform.node()):
        assert not tells(kept[0], secret)


def test_a_central_that_is_away_costs_the_desk_nothing_but_the_try(province: Province) -> None:
    device = world.enrol(province.storage, "dong-anh", province.clock.wall())
    client = CentralClient("http://127.0.0.1:9", device.office, device.id, device.key)
    teller = HealthTeller(
        client, province.desks["ha-dong"].paths, QuietMachine(), CameraWatch(province.clock), SystemClock()
    )
    with pytest.raises(CentralAway):
        teller.tell()
    client.close()


def devices(storage: Storage) -> list[fleet.FleetDevice]:
    return storage.manage(lambda session: fleet.devices(session, EVERYWHERE), writes=False)
