"""What a device says of its software, and that what takes seconds is looked at once a day."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk import __version__
from kiosk.config import Config, load_config
from kiosk.device.inbox import INBOX, OFFERED
from kiosk.device.offers import NOTE, OfferNote
from kiosk.device.upkeep import SLOW_EVERY_MS, DeviceUpkeep
from kiosk.lib.atomic_file import write_atomically
from kiosk.sync.health_wire import Software
from tests.device.machines import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.set_up("1.0")
    (made.state / "desk.db").unlink()  # this suite's is no real one
    return made


def config_of(machine: Machine) -> Config:
    config = load_config(None)
    desk = msgspec.structs.replace(
        config.desk, state_dir=str(machine.state), runtime_dir=str(machine.folder / "run")
    )
    return msgspec.structs.replace(config, desk=desk)


def upkeep(machine: Machine) -> DeviceUpkeep:
    return DeviceUpkeep(config_of(machine), machine.clock, machine.root, machine.folder / "update-keys")


def test_it_says_what_runs_and_what_waits(machine: Machine) -> None:
    watched = upkeep(machine)
    runs = Software(__version__, "1.0", "kiosk", "trixie", "amd64")
    assert watched.machine().software == runs
    note = OfferNote("2.0", "0" * 64, 5)
    (machine.state / INBOX / OFFERED).mkdir(parents=True)
    write_atomically(machine.state / INBOX / NOTE, msgspec.json.encode(note))
    assert watched.machine().software == runs
    machine.add("2.0", form=1)
    assert watched.machine().software == msgspec.structs.replace(runs, staged="2.0")
    machine.notebook.plan("1.9")
    assert watched.machine().software.staged == "1.9"


def test_what_takes_seconds_is_looked_at_once_a_day(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = machine.folder / "models"
    store.mkdir()
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(store))
    watched = upkeep(machine)

    def found() -> set[str]:
        return {one.check for one in watched.machine().incidents}

    assert "models" in found()
    machine.clock.advance(SLOW_EVERY_MS / 1_000 - 60)
    damaged = store / "face_detection_yunet_2023mar.onnx"
    damaged.write_bytes(b"x")
    before = watched.machine().incidents
    machine.clock.advance(120)
    after = watched.machine().incidents
    assert ("models", "warning") in {(one.check, one.level) for one in before}
    assert ("models", "fault") in {(one.check, one.level) for one in after}
