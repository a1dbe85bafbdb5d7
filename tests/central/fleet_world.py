"""A made-up province: devices in every state, people with every role, roll-outs and releases."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from kiosk.central import releases
from kiosk.central.accounts import Accounts, read_right
from kiosk.central.commands import add_office, open_storage
from kiosk.central.releases import OfferedRelease
from kiosk.central.rollouts import Keeper, Plan, Rollouts
from kiosk.central.scope import EVERYWHERE
from kiosk.central.storage import Storage
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib import signing
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from kiosk.sync.health_wire import (
    CameraRate,
    ClockState,
    ConfigStand,
    Disk,
    HealthReport,
    Incident,
    MachineState,
    Software,
    text_hash,
)
from kiosk.sync.office_wire import etag_of
from tests.central.devices import Device

PASSWORD = "sen-hong-9-canh"
HOUR_MS = 3_600_000
PLAYED_S = 600
"""How far the clock is after :func:`build`."""

PEOPLE = {
    "doc-bao-cao": "reader:ha-noi",
    "kiem-toan": "auditor:ha-noi",
    "ky-thuat": "technician:ha-noi",
    "cau-hinh": "planner:ha-noi",
    "quan-tri": "admin:ha-noi",
    "tinh-khac": "technician:ca-mau",
    "bo-di": "reader:ha-noi",
}
OFFICES = {
    "ha-dong": "Phường Hà Đông",
    "ba-dinh": "Phường Ba Đình",
    "cau-giay": "Phường Cầu Giấy",
    "dong-anh": "Xã Đông Anh",
    "hoan-kiem": "Phường Hoàn Kiếm",
    "long-bien": "Phường Long Biên",
    "soc-son": "Xã Sóc Sơn",
    "thanh-xuan": "Phường Thanh Xuân",
}
FEBRUARY = 'effective_from = "2027-02-01"\n\n[policy]\nmax_calls = 4\n'
RELEASE = "1.5.0-20270110"

HEALTHY = HealthReport(
    0,
    MachineState(
        Software("1.4.0", "1.4.0-20261120", "kiosk", "trixie", "arm64", "", "committed"),
        ("yunet", "sface", "facemesh"),
        52,
        Disk(21_700, 29_300, 10),
        "network",
        (),
        is_other_board=False,
    ),
    ClockState(is_good=True, source="network", ahead_min=0),
    CameraRate(29.6, 0),
    0,
    None,
    ConfigStand(),
)


def healthy(at: int) -> HealthReport:
    return msgspec.structs.replace(HEALTHY, at=at, camera=CameraRate(29.6, at - HOUR_MS))


def with_machine(report: HealthReport, **changes: object) -> HealthReport:
    return msgspec.structs.replace(report, machine=msgspec.structs.replace(report.machine, **changes))


def enrol(storage: Storage, office: str, now: WallMs, device: str = "kiosk-1") -> Device:
    made = Device(OfficeId(office), DeviceId(device))
    storage.admit(made.office, made.id, signing.public_text(made.key), now)
    return made


def people(storage: Storage, clock: ManualClock) -> None:
    accounts = Accounts(storage, clock)
    for name, right in PEOPLE.items():
        accounts.add(name, PASSWORD, [read_right(right)])


def offices(storage: Storage, now: WallMs) -> None:
    for office, name in OFFICES.items():
        add_office(storage, office, name, now, f"ha-noi/{office}")
    add_office(storage, "ca-mau", "Phường An Xuyên", now, "ca-mau/an-xuyen")


def reports(at: int) -> dict[str, HealthReport]:
    """Give what each office's device told last; two told nothing of late."""
    fine = healthy(at)
    replace_ = msgspec.structs.replace
    disk = Disk(640, 29_300, 90)
    return {
        "ha-dong": fine,
        "ba-dinh": fine,
        "cau-giay": with_machine(
            fine,
            incidents=(Incident("temperature", "fault"), Incident("card", "warning")),
            temperature_c=83,
            disk=disk,
        ),
        "dong-anh": replace_(
            fine,
            clock=ClockState(is_good=False, source="none", ahead_min=-14),
            unsent=412,
            unsent_since=at - 9 * HOUR_MS,
        ),
        "hoan-kiem": replace_(fine, camera=CameraRate(7.2, at - HOUR_MS)),
        "long-bien": with_machine(
            fine,
            incidents=(Incident("board", "warning"),),
            is_other_board=True,
            software=Software("1.4.0", "1.4.0-20261120", "kiosk", "trixie", "arm64", RELEASE, "committed"),
        ),
        "thanh-xuan": fine,
        "ca-mau": fine,
    }


def fleet(storage: Storage, clock: ManualClock) -> None:
    """Let every office have a device; one was stolen, one never told anything, one is silent since days."""
    now = clock.wall()
    for office in (*OFFICES, "ca-mau"):
        enrol(storage, office, WallMs(now - 40 * 24 * HOUR_MS))
    for office, report in reports(now - 180_000).items():
        id_ = OfficeId(office)
        for day in range(30, 0, -1):
            at = WallMs(now - day * 24 * HOUR_MS)
            storage.keep_health(id_, DeviceId("kiosk-1"), healthy(at), at)
        silent_ms = 5 * 24 * HOUR_MS if office == "thanh-xuan" else 180_000
        storage.keep_health(id_, DeviceId("kiosk-1"), report, WallMs(now - silent_ms))
    enrol(storage, "ha-dong", WallMs(now - 90 * 24 * HOUR_MS), "kiosk-cu")
    storage.revoke(OfficeId("ha-dong"), DeviceId("kiosk-cu"), WallMs(now - 20 * 24 * HOUR_MS))


def releases_on_offer(storage: Storage, now: WallMs) -> None:
    kind = ("kiosk", "trixie", "arm64")
    for name, size in (("1.4.1-20261201", 148_201_223), (RELEASE, 151_992_014)):
        one = OfferedRelease(name, *kind, text_hash(name), size, "*", now)
        storage.manage(lambda session, one=one: releases.offer(session, one, "console"))  # type: ignore[misc]
    storage.manage(lambda session: releases.withdraw(session, "1.4.1-20261201", "console", now))


def confirm(storage: Storage, office: str, text: str, now: WallMs) -> None:
    """Let a device tell that it took a configuration up."""
    report = msgspec.structs.replace(healthy(now), config=ConfigStand((text_hash(text),)))
    storage.keep_health(OfficeId(office), DeviceId("kiosk-1"), report, now)


def refuse(storage: Storage, office: str, problem: str, now: WallMs) -> None:
    """Let a device tell that it refuses what it is given."""
    etag = etag_of(msgspec.json.encode(storage.published(OfficeId(office))))
    report = msgspec.structs.replace(healthy(now), config=ConfigStand((), etag, problem))
    storage.keep_health(OfficeId(office), DeviceId("kiosk-1"), report, now)


def rollouts(storage: Storage, clock: ManualClock) -> None:
    """Leave a draft, and a roll-out that an office of the second stage halted."""
    keeper, kept = Keeper("cau-hinh", EVERYWHERE), Rollouts(storage, clock)
    text = FEBRUARY
    kept.draft(keeper, "Lịch nghỉ lễ 30/4 và 1/5", "ha-noi", 'effective_from = "2027-04-01"\n')
    one = kept.draft(keeper, "Gọi nhiều nhất bốn lần", "ha-noi", text)
    plan = Plan(tuple(map(OfficeId, OFFICES)), OfficeId("ha-dong"), 24)
    kept.start(keeper, one.id, plan)
    clock.advance(300)
    confirm(storage, "ha-dong", text, clock.wall())
    kept.advance()
    clock.advance(300)
    problem = "refused, what held before goes on: central's version 1: policy: max_calls does not fit the office's own table"
    refuse(storage, "ba-dinh", problem, clock.wall())
    kept.advance()


def build(storage: Storage, clock: ManualClock) -> None:
    """Make all of it."""
    offices(storage, clock.wall())
    people(storage, clock)
    fleet(storage, clock)
    releases_on_offer(storage, clock.wall())
    rollouts(storage, clock)


def copy_of(built: Path, folder: Path) -> Storage:
    """Open a copy of a database that was built once: hashing passwords takes its time on purpose."""
    target = folder / "central.db"
    shutil.copyfile(built, target)
    return open_storage(f"sqlite:///{target}")


def build_once(folder: Path) -> Path:
    """Make all of it in a file."""
    path = folder / "built.db"
    storage = open_storage(f"sqlite:///{path}")
    build(storage, ManualClock())
    storage.close()
    return path
