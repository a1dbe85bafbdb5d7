"""Devices at central: admitted, revoked, and what strangers with a token of their own get."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import CODE_LIFE_MS, hash_code, new_code, open_storage
from kiosk.central.storage import Enrolment, Storage
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import NotAllowed
from kiosk.lib import signing
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from kiosk.sync import wire
from kiosk.sync.office_wire import MAX_FIGURES_BYTES, config_text, figures_text
from tests.central.desk_log import DeskLog
from tests.central.devices import KIOSK, NOW, OFFICE, Device
from tests.central.servers import serving

EVENTS = f"/api/v1/offices/{OFFICE}/events"
CONFIG = f"/api/v1/offices/{OFFICE}/config"
FIGURES = f"/api/v1/offices/{OFFICE}/figures"
GOOD = {"at": 5, "date": None, "waiting": 1, "serving": 0, "served": 0, "longest_wait_ms": 0, "unsent": 9}


@pytest.fixture
def http(storage: Storage) -> Iterator[httpx.Client]:
    with (
        serving(build_app(storage, "reader", ManualClock())) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def device(storage: Storage) -> Device:
    return Device().enrol(storage)


def push(http: httpx.Client, device: Device, log: DeskLog) -> httpx.Response:
    events = log.events()
    text = wire.push_text(device.office, device.id, events)
    return http.post(EVENTS, content=wire.encode(events), headers=device.headers(text))


def test_a_revoked_device_is_answered_403_from_that_moment_and_what_it_sent_stays(
    http: httpx.Client, storage: Storage, device: Device, log: DeskLog
) -> None:
    assert push(http, device, log).status_code == 200
    storage.revoke(OFFICE, KIOSK, NOW)
    log.busy_day(1)
    answer = push(http, device, log)
    assert (answer.status_code, "revoked" in answer.json()["error"]) == (403, True)
    config = http.get(CONFIG, headers=device.headers(config_text(OFFICE, KIOSK)))
    assert config.status_code == 403
    assert storage.event_count(OFFICE) == 1
    assert [(one.device, one.revoked_at) for one in storage.devices()] == [(KIOSK, NOW)]


def test_a_revoked_key_never_comes_back_and_a_new_one_may(storage: Storage, device: Device) -> None:
    storage.revoke(OFFICE, KIOSK, NOW)
    public = signing.public_text(device.key)
    with pytest.raises(NotAllowed, match="revoked"):
        storage.admit(OFFICE, KIOSK, public, NOW)
    code = new_code(storage, OFFICE, NOW)
    with pytest.raises(NotAllowed, match="revoked"):
        storage.enrol(Enrolment(OFFICE, DeviceId("kiosk-2"), public, hash_code(code)), NOW)
    fresh = signing.public_text(Device().key)
    storage.enrol(Enrolment(OFFICE, KIOSK, fresh, hash_code(code)), NOW)
    assert storage.device_key(OFFICE, KIOSK) == fresh


def test_an_office_takes_as_many_devices_as_it_has_codes(storage: Storage, device: Device) -> None:
    second = Device(id=DeviceId("kiosk-2"))
    code = new_code(storage, OFFICE, NOW)
    public = signing.public_text(second.key)
    with pytest.raises(NotAllowed):
        storage.enrol(Enrolment(OFFICE, second.id, public, hash_code(code)), WallMs(NOW + CODE_LIFE_MS))
    storage.enrol(Enrolment(OFFICE, second.id, public, hash_code(code)), NOW)
    assert [one.device for one in storage.devices()] == [device.id, second.id]
    with pytest.raises(NotAllowed):
        new_code(storage, OfficeId("khong-co"), NOW)
    with pytest.raises(NotAllowed):
        storage.revoke(OFFICE, DeviceId("kiosk-9"), NOW)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (json.dumps(GOOD).encode(), 200),
        (json.dumps(GOOD | {"waiting": -1}).encode(), 400),
        (json.dumps(GOOD | {"name": "Nguyễn Văn A"}).encode(), 400),
        (json.dumps(GOOD | {"date": "<script>"}).encode(), 400),
        (b"[" * 4_000, 400),
        (b"\xff\xfe", 400),
        (b" " * (MAX_FIGURES_BYTES + 1), 413),
    ],
)
def test_figures_are_taken_in_their_form_only(
    content: bytes, status: int, http: httpx.Client, storage: Storage, device: Device
) -> None:
    headers = device.headers(figures_text(OFFICE, KIOSK, content))
    assert http.post(FIGURES, content=content, headers=headers).status_code == status
    assert (storage.today(OFFICE) is not None) == (status == 200)


def test_figures_and_configurations_are_the_offices_own(
    http: httpx.Client, storage: Storage, device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    other = Device(OfficeId("ba-dinh"), DeviceId("kiosk-7")).enrol(storage)
    storage.publish(OFFICE, "2027-01-01", 'effective_from = "2027-01-01"', NOW)
    content = json.dumps(GOOD).encode()
    caplog.set_level(logging.WARNING)
    for headers, status in (
        ({}, 401),
        (other.headers(config_text(OFFICE, other.id)), 403),
        (other.headers(config_text(other.office, other.id)) | {wire.DEVICE_HEADER: KIOSK}, 401),
        (device.headers(config_text("ba-dinh", KIOSK)), 401),
    ):
        answer = http.get(CONFIG, headers=headers)
        assert (answer.status_code, "effective_from" in answer.text) == (status, False)
    for headers, status in (
        ({}, 401),
        (other.headers(figures_text(OFFICE, other.id, content)), 403),
        (device.headers(figures_text(OFFICE, KIOSK, content + b" ")), 401),
    ):
        assert http.post(FIGURES, content=content, headers=headers).status_code == status
    assert storage.today(OFFICE) is None
    refused = [record for record in caplog.records if record.name == "kiosk.central.app"]
    assert len(refused) == 7


def test_a_page_says_how_an_office_stands_that_catches_up(http: httpx.Client, device: Device) -> None:
    content = json.dumps(GOOD | {"at": ManualClock().wall(), "waiting": 41}).encode()
    http.post(FIGURES, content=content, headers=device.headers(figures_text(OFFICE, KIOSK, content)))
    page = http.get(f"/offices/{OFFICE}", params={"token": "reader"}, follow_redirects=True)
    assert "41 chờ" in page.text


def test_a_database_from_before_knows_no_revoked_device(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    first = open_storage(address)
    Device().enrol(first)
    first.close()
    again = open_storage(address)
    assert [one.revoked_at for one in again.devices()] == [None]
    again.close()
