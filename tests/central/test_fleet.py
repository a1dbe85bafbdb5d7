"""What devices tell of themselves: kept, summed up by days, judged; and what they are offered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from kiosk.central import fleet, health, releases
from kiosk.central.app import build_app
from kiosk.central.fleet_trouble import judge_all, troubles_of
from kiosk.central.health import DAYS_KEPT
from kiosk.central.releases import OfferedRelease
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.central.storage import Storage
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from kiosk.sync.client import CentralClient
from kiosk.sync.health_wire import (
    MAX_HEALTH_BYTES,
    PIECE_BYTES,
    HealthReport,
    HealthTaken,
    Offer,
    Software,
    health_text,
    piece_text,
)
from tests.central import fleet_world as world
from tests.central.devices import KIOSK, OFFICE, Device
from tests.central.servers import serving

DAY_MS = 24 * world.HOUR_MS
NOW = ManualClock().wall()
HEALTH = f"/api/v1/offices/{OFFICE}/health"
OURS = Software("1.4.0", "1.4.0-20261120", "kiosk", "trixie", "arm64")


@pytest.fixture
def http(storage: Storage, tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        serving(build_app(storage, "reader", ManualClock(), releases=tmp_path)) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def device(storage: Storage) -> Device:
    return Device().enrol(storage)


def tell(http: httpx.Client, device: Device, content: bytes) -> httpx.Response:
    headers = device.headers(health_text(device.office, device.id, content))
    return http.post(f"/api/v1/offices/{device.office}/health", content=content, headers=headers)


def known(storage: Storage) -> dict[str, fleet.FleetDevice]:
    found = storage.manage(lambda session: fleet.devices(session, EVERYWHERE), writes=False)
    return {f"{one.place.office} {one.device}": one for one in found}


def offer(
    storage: Storage, release: str, content: bytes = b"x", area: str = "*", role: str = "kiosk"
) -> Offer:
    digest = hashlib.sha256(content).hexdigest()
    one = OfferedRelease(release, role, "trixie", "arm64", digest, len(content), area, NOW)
    storage.manage(lambda session: releases.offer(session, one, "console"))
    return Offer(release, digest, len(content))


def test_a_report_is_kept_as_the_latest_and_what_a_later_version_tells_is_left_out(
    http: httpx.Client, storage: Storage, device: Device
) -> None:
    report = world.healthy(NOW)
    values = msgspec.to_builtins(report) | {"officer_name": "Nguyễn Văn A"}
    answer = tell(http, device, msgspec.json.encode(values))
    assert msgspec.json.decode(answer.content, type=HealthTaken) == HealthTaken(NOW, None)
    kept = known(storage)[f"{OFFICE} {KIOSK}"]
    assert (kept.report, kept.reported_at) == (report, NOW)
    rows = storage.manage(lambda session: session.rows("SELECT report FROM device_health"), writes=False)
    assert "Nguyễn" not in str(rows)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{}", 400),
        (b"[" * 4_000, 400),
        (b"\xff\xfe", 400),
        (msgspec.json.encode(world.healthy(-1)), 400),
        (msgspec.json.encode(world.with_machine(world.healthy(NOW), models=("Nguyễn Văn A",))), 400),
        (msgspec.json.encode(world.with_machine(world.healthy(NOW), temperature_c=20_000)), 400),
        (b" " * (MAX_HEALTH_BYTES + 1), 413),
    ],
)
def test_a_report_is_taken_in_its_form_only(
    content: bytes, status: int, http: httpx.Client, storage: Storage, device: Device
) -> None:
    assert tell(http, device, content).status_code == status
    assert known(storage)[f"{OFFICE} {KIOSK}"].report is None


def test_a_device_tells_of_itself_only(http: httpx.Client, storage: Storage, device: Device) -> None:
    other = Device(OfficeId("ba-dinh"), DeviceId("kiosk-7")).enrol(storage)
    content = msgspec.json.encode(world.healthy(NOW))
    for headers, status in (
        ({}, 401),
        (other.headers(health_text(OFFICE, other.id, content)), 403),
        (device.headers(health_text(OFFICE, KIOSK, content + b" ")), 401),
    ):
        assert http.post(HEALTH, content=content, headers=headers).status_code == status
    storage.revoke(OFFICE, KIOSK, NOW)
    assert tell(http, device, content).status_code == 403
    assert all(one.report is None for one in known(storage).values())


@pytest.mark.usefixtures("device")
def test_days_are_summed_up_and_kept_for_a_season(storage: Storage) -> None:
    begin = WallMs(NOW - 100 * DAY_MS)
    for day in range(100):
        for hour, heat in enumerate((40, 70, 55)):
            at = WallMs(begin + day * DAY_MS + hour * 1_000)
            report = world.with_machine(world.healthy(at), temperature_c=heat)
            late = msgspec.structs.replace(report, unsent=3, unsent_since=at - heat)
            storage.keep_health(OFFICE, KIOSK, late, at)
    days = storage.manage(lambda session: health.history(session, OFFICE, KIOSK), writes=False)
    assert len(days) == DAYS_KEPT
    assert [day.reports for _, day in days] == [3] * DAYS_KEPT
    assert {(day.hottest_c, day.longest_unsent_ms, day.slowest_fps) for _, day in days} == {(70, 70, 29.6)}
    assert days == sorted(days, key=lambda day: day[0], reverse=True)


def test_those_in_trouble_come_first_each_with_what_to_do(storage: Storage) -> None:
    clock = ManualClock()
    world.offices(storage, clock.wall())
    world.fleet(storage, clock)
    judged = judge_all(list(known(storage).values()), clock.wall())
    names = [f"{one.device.place.office} {one.device.device}" for one in judged]
    levels = [one.troubles[0].level if one.troubles else "" for one in judged]
    assert levels == ["fault"] * 2 + ["warning"] * 4 + [""] * (len(levels) - 6)
    assert names[:2] == ["cau-giay kiosk-1", "thanh-xuan kiosk-1"]
    assert names[-1] == "ha-dong kiosk-cu"
    words = {name: one.troubles[0] for name, one in zip(names, judged, strict=True) if one.troubles}
    assert words["long-bien kiosk-1"].do.endswith("thu hồi ngay")
    assert words["cau-giay kiosk-1"].what == "Máy nóng 83 °C"
    assert all(trouble.what and trouble.do for one in judged for trouble in one.troubles)
    assert not any("{" in trouble.what for one in judged for trouble in one.troubles)


@pytest.mark.parametrize(
    ("silent_h", "level"), [(0, ""), (23, ""), (25, "warning"), (95, "warning"), (97, "fault")]
)
def test_silence_is_worth_a_call_after_a_day_and_a_fault_after_four(
    silent_h: int, level: str, storage: Storage, device: Device
) -> None:
    storage.keep_health(OFFICE, KIOSK, world.healthy(NOW), NOW)
    later = WallMs(NOW + silent_h * world.HOUR_MS)
    found = troubles_of(known(storage)[f"{OFFICE} {device.id}"], later)
    assert [trouble.level for trouble in found] == ([level] if level else [])


def test_a_scope_shows_its_own_devices_only(storage: Storage) -> None:
    clock = ManualClock()
    world.offices(storage, clock.wall())
    world.fleet(storage, clock)
    found = storage.manage(lambda session: fleet.devices(session, Scope(("ca-mau",))), writes=False)
    assert [one.place.office for one in found] == ["ca-mau"]


def test_a_device_is_offered_the_latest_release_of_its_kind_in_its_area(storage: Storage) -> None:
    world.offices(storage, NOW)
    world.enrol(storage, "soc-son", NOW)

    def offered(software: Software = OURS) -> str | None:
        report = world.with_machine(world.healthy(NOW), software=software)
        found = storage.keep_health(OfficeId("soc-son"), KIOSK, report, NOW)
        return found.release if found is not None else None

    assert offered() is None
    offer(storage, "2.0.0", role="central")
    offer(storage, "2.0.1", area="ca-mau")
    assert offered() is None
    offer(storage, "2.0.2", area="ha-noi/soc-son")
    assert offered() == "2.0.2"
    assert offered(msgspec.structs.replace(OURS, release="2.0.2")) is None
    assert offered(Software("1.4.0")) is None
    storage.manage(lambda session: releases.withdraw(session, "2.0.2", "console", NOW))
    assert offered() is None


def test_a_bundle_comes_in_pieces_to_whom_it_is_offered(
    http: httpx.Client, storage: Storage, device: Device, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 1_500
    (tmp_path / "2.0.0.update").write_bytes(content)
    offer(storage, "2.0.0", content)
    client = CentralClient(str(http.base_url), OFFICE, KIOSK, device.key)
    pieces = [client.release_piece("2.0.0", start) for start in (0, PIECE_BYTES, len(content))]
    assert (b"".join(pieces), len(pieces[0]), pieces[2]) == (content, PIECE_BYTES, b"")
    client.close()
    path = f"/api/v1/offices/{OFFICE}/releases"
    headers = device.headers(piece_text(OFFICE, KIOSK, "2.0.0", 0))
    assert http.get(f"{path}/2.0.0").status_code == 401
    assert http.get(f"{path}/2.0.0", params={"after": "1"}, headers=headers).status_code == 401
    strange = device.headers(piece_text(OFFICE, KIOSK, "..", 0))
    assert http.get(f"{path}/%2e%2e", headers=strange).status_code in {403, 404}
    (tmp_path / "2.0.0.update").write_bytes(content[:-1])
    assert http.get(f"{path}/2.0.0", headers=headers).status_code == 503
    storage.manage(lambda session: releases.withdraw(session, "2.0.0", "console", NOW))
    assert http.get(f"{path}/2.0.0", headers=headers).status_code == 403


def test_a_report_holds_no_free_text_but_the_reason_of_a_refusal() -> None:
    free = [
        name
        for name, kind in _texts(HealthReport)
        if "pattern" not in kind and "enum" not in kind and not name.endswith("problem")
    ]
    assert free == []


def _texts(kind: type[msgspec.Struct]) -> list[tuple[str, dict[str, object]]]:
    """List every text that a form can hold, with how it is restricted."""
    found = []
    for name, schema in msgspec.json.schema(kind)["$defs"].items():
        for field, value in schema["properties"].items():
            options = value.get("anyOf", [value])
            options += [option["items"] for option in options if option.get("items")]
            found += [(f"{name}.{field}", one) for one in options if one.get("type") == "string"]
    assert len(found) > 8
    return found
