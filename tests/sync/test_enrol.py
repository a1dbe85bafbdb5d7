"""Nothing is sent before a device is enrolled; enrolling twice is harmless."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.central.commands import add_office
from kiosk.central.storage import Storage
from kiosk.domain.ids import DeviceId
from kiosk.errors import BadInput, CentralAway, ConfigInvalid, SyncRefused
from kiosk.lib import signing
from kiosk.sync.client import CentralClient
from kiosk.sync.enrol import ENROLMENT_FILE, Enrolled, enrol, load_enrolment
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, OFFICE
from tests.central.servers import lose_answer
from tests.sync.conftest import Reached


def ask(url: str, code: str, folder: Path, device: str = "kiosk-1") -> Enrolled:
    return enrol(url, code, office=OFFICE, device=device, key_path=folder / "device.key", state_dir=folder)


def test_an_enrolled_device_may_push(
    reached: Reached, storage: Storage, log: DeskLog, tmp_path: Path
) -> None:
    assert load_enrolment(tmp_path) is None
    enrolled = ask(reached.url, add_office(storage, OFFICE, "Hà Đông", NOW), tmp_path)
    assert load_enrolment(tmp_path) == enrolled == Enrolled(reached.url, OFFICE, "kiosk-1")
    key = signing.load_private_key(tmp_path / "device.key")
    client = CentralClient(enrolled.central, OFFICE, DeviceId(enrolled.device), key)
    assert client.push(log.events()) == 1
    client.close()


def test_a_lost_answer_may_be_asked_for_again(reached: Reached, storage: Storage, tmp_path: Path) -> None:
    code = add_office(storage, OFFICE, "Hà Đông", NOW)
    reached.line.faults.append(lose_answer)
    with pytest.raises(CentralAway):
        ask(reached.url, code, tmp_path)
    assert load_enrolment(tmp_path) is None
    ask(reached.url, code, tmp_path)
    assert load_enrolment(tmp_path) is not None


def test_a_wrong_code_enrols_nobody(reached: Reached, storage: Storage, tmp_path: Path) -> None:
    add_office(storage, OFFICE, "Hà Đông", NOW)
    with pytest.raises(SyncRefused, match="code"):
        ask(reached.url, "0000-0000-0000", tmp_path)
    assert load_enrolment(tmp_path) is None


def test_names_and_addresses_that_do_not_hold_are_refused_before_anything_is_sent(
    reached: Reached, tmp_path: Path
) -> None:
    with pytest.raises(BadInput):
        ask(reached.url, "CODE", tmp_path, device="Kiosk 1|x")
    with pytest.raises(ConfigInvalid):
        ask("http://central.example", "CODE", tmp_path)
    assert reached.line.requests == []


def test_the_private_key_is_in_no_request_and_no_enrolment(
    reached: Reached, storage: Storage, tmp_path: Path
) -> None:
    ask(reached.url, add_office(storage, OFFICE, "Hà Đông", NOW), tmp_path)
    kept = json.loads((tmp_path / ENROLMENT_FILE).read_text("utf-8"))
    assert set(kept) == {"central", "office", "device"}


def test_a_damaged_enrolment_is_named(tmp_path: Path) -> None:
    (tmp_path / ENROLMENT_FILE).write_text("{", "utf-8")
    with pytest.raises(BadInput, match=ENROLMENT_FILE):
        load_enrolment(tmp_path)
