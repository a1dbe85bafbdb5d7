"""The technician's corner of the real screen process: real touches, a staged camera, a printer, a stick, central."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.camera.stage import Stage
from kiosk.central.app import build_app
from kiosk.central.commands import add_office, open_storage
from kiosk.config import load_config
from kiosk.desk.accounts import Role
from kiosk.device.first_boot import LEFT_BY_QR
from kiosk.device.start import Device, start_up
from kiosk.domain.shown_code import SETTINGS_MARK
from kiosk.lib.clock import SystemClock
from kiosk.lib.start_report import StartReport
from kiosk.store.database import open_reader
from kiosk.store.event_log import everything
from kiosk.sync.invitation import Invitation, write_invitation
from tests.central.servers import serving
from tests.device.settings import GOOD, SHOWN
from tests.faces import weights
from tests.printer.fake_printer import FakePrinter
from tests.run.codes import qr_picture
from tests.run.officer import PIN, add_officer
from tests.run.processes import Site

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

START_LIMIT_MS = 40_000
"""Starting on a machine with other work."""

ACT_LIMIT_MS = 60_000
"""The self test hashes the models."""

REFUSED = "kiosk.toml: Object contains unknown field `ofice`; correct or remove it"
"""What this start's report says of the card."""


@dataclass
class Corner:
    """A technician before an open corner."""

    site: Site
    process: Any
    stage: Stage
    printer: FakePrinter
    central: str
    code: str
    first_words: tuple[str, ...] = ()
    """What stood on the glass when it was switched on."""

    def invitation(self, central: str) -> str:
        """Give what a QR code says that invites this office's devices to a central server."""
        office = load_config(self.site.config).office_id
        return write_invitation(Invitation(central, office, self.code))

    @property
    def view(self) -> Any:
        return self.process.conductor.window.technician.view

    def tap(self, *names: str) -> None:
        from kiosk.ui.touch import Finger
        from tests.ui.wait import until

        finger = Finger(self.process.conductor.window)
        for name in names:
            until(lambda name=name: not finger.obstacle(name), limit_ms=ACT_LIMIT_MS)  # type: ignore[misc]
            finger.tap(name)

    def words(self) -> tuple[str, ...]:
        from kiosk.ui.touch import visible_items

        items = visible_items(self.process.conductor.window.window)
        return tuple(str(item.property("text")) for item in items)

    def open(self) -> None:
        from kiosk.ui.touch import Finger
        from tests.ui.wait import until

        let_go = Finger(self.process.conductor.window).hold("technician-corner")
        until(lambda: self.view.room == "door", limit_ms=START_LIMIT_MS)
        let_go()
        self.tap(*(f"pin-{digit}" for digit in PIN), "pin-enter")
        self.reach("inside")

    def reach(self, room: str, said: str = "") -> None:
        from tests.ui.wait import until

        until(
            lambda: self.view.room == room and not self.view.busy and said in self.view.said,
            limit_ms=ACT_LIMIT_MS,
        )

    def purposes(self) -> list[str]:
        """List what the camera was opened for; each opening was closed."""
        with closing(open_reader(self.site.folder / "state" / "desk.db").conn) as conn:
            events = [(json.loads(e.body)["kind"], json.loads(e.data or b"{}")) for e in everything(conn)]
        opened = {data["opening"]: data["purpose"] for kind, data in events if kind == "CameraOpened"}
        assert [data["opening"] for kind, data in events if kind == "CameraClosed"] == list(opened)
        return list(opened.values())


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corner]:
    """Start central, a desk and a screen once, and let the technician in."""
    for name in ("yunet", "sface"):
        weights(name)
    from kiosk.run.screen import ScreenProcess
    from kiosk.ui.window import Glass
    from tests.ui.wait import until

    folder = tmp_path_factory.mktemp("corner")
    site, printer, stage = Site(folder), FakePrinter(), Stage()
    (folder / "stick").mkdir()
    storage = open_storage(f"sqlite:///{folder / 'central.db'}")
    with closing(storage), serving(build_app(storage, "reader", SystemClock())) as url:
        text = site.config.read_text(encoding="utf-8")
        site.config.write_text(
            text.replace("[desk]\n", f'[desk]\nlogs_dir = "{folder / "stick"}"\n')
            + f'[printer]\ndevice = "{printer.device}"\n[sync]\ncentral = "{url}"\ninterval_s = 0.1\n',
            encoding="utf-8",
        )
        config = load_config(site.config)
        code = add_office(storage, config.office_id, "Một cửa", SystemClock().wall())
        add_officer(site, "kt-01", Role.TECHNICIAN)
        desk = site.start_desk()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("kiosk.run.screen.read_report", lambda: StartReport(None, (REFUSED,)))
            process = ScreenProcess(config, stage, "flat", Glass(268, (1080, 1920)))
        process.start()
        until(lambda: process.conductor.view.screen.value == "start", limit_ms=START_LIMIT_MS)
        here = Corner(site, process, stage, printer, url, code)
        here.first_words = here.words()
        here.tap("refused-close")
        until(lambda: here.view.room == "")
        here.open()
        yield here
        process.stop()
        desk.terminate()
        assert desk.wait(30) == 0
    printer.close()


def test_refused_settings_are_on_the_glass_with_their_reason_until_somebody_saw_them(corner: Corner) -> None:
    assert f"✗ {REFUSED}" in corner.first_words
    assert f"✗ {REFUSED}" not in corner.words()


def test_what_was_found_is_named_in_vietnamese_and_english(corner: Corner) -> None:
    titles = {finding.name: finding.title for finding in corner.view.findings}
    assert (titles["disk"], titles["printer"]) == ("Ổ đĩa · disk", "Máy in · printer")
    assert all("·" in title for title in titles.values()), titles
    disk = next(finding for finding in corner.view.findings if finding.name == "disk")
    assert disk.told.startswith("còn trống ")
    assert " MiB free at " in disk.english


def test_the_camera_is_seen_only_while_it_is_asked_for_and_each_opening_is_recorded(corner: Corner) -> None:
    from tests.ui.wait import until

    frames = corner.process.conductor.window.technician.frames
    corner.stage.show([qr_picture("hello")], 1.0)
    assert frames.newest() is None
    corner.tap("technician-camera")
    corner.reach("camera")
    until(lambda: frames.newest() is not None)
    corner.tap("technician-camera_off")
    corner.reach("inside")
    assert frames.newest() is None
    assert corner.purposes() == ["service"]


def test_a_test_slip_comes_out(corner: Corner) -> None:
    from tests.ui.wait import until

    corner.tap("technician-print")
    corner.reach("inside", "The test slip was sent")
    until(lambda: len(corner.printer.slips) == 1)


def test_the_logs_are_copied_to_the_stick(corner: Corner) -> None:
    corner.tap("technician-logs")
    corner.reach("inside", "Logs copied")
    (archive,) = (corner.site.folder / "stick").iterdir()
    with tarfile.open(archive) as copied:
        assert {"doctor.json", "journal.txt"} <= set(copied.getnames())
        doctor = copied.extractfile("doctor.json")
        assert doctor is not None
        assert {"disk", "sync"} <= {check["check"] for check in json.load(doctor)["checks"]}


def test_another_code_enrols_nothing_and_centrals_begins_to_send(corner: Corner) -> None:
    from kiosk.sync.cursor import load_cursor
    from tests.ui.wait import until

    corner.stage.show([qr_picture("https://example.org")], 1.0)
    corner.tap("technician-code")
    corner.reach("code", "neither an enrolment code")
    corner.stage.show([qr_picture(corner.invitation("http://127.0.0.1:9"))], 1.0)
    corner.reach("inside", "another server")
    corner.stage.show([qr_picture(corner.invitation(corner.central))], 1.0)
    corner.tap("technician-code")
    corner.reach("inside", "Enrolled")
    until(lambda: load_cursor(corner.site.folder / "state").seq > 0, limit_ms=ACT_LIMIT_MS)
    corner.tap("technician-code")
    corner.reach("inside", "enrolled already")


def test_settings_held_before_the_camera_are_in_force_after_the_next_start(
    corner: Corner, tmp_path: Path
) -> None:
    corner.stage.show([qr_picture(SETTINGS_MARK + SHOWN.replace("Ho_Chi_Minh", "Nowhere"))], 1.0)
    corner.tap("technician-code")
    corner.reach("inside", "the QR code")
    left = corner.site.folder / "state" / LEFT_BY_QR
    assert not left.exists()
    corner.stage.show([qr_picture(SETTINGS_MARK + GOOD)], 1.0)
    corner.tap("technician-code")
    corner.reach("inside", "keys come with the card alone")
    assert not left.exists()
    corner.stage.show([qr_picture(SETTINGS_MARK + SHOWN)], 1.0)
    corner.tap("technician-code")
    corner.reach("inside", "switch the device off and on")
    root = tmp_path
    for folder in ("etc/kiosk", "boot/firmware", "var/lib/kiosk"):
        (root / folder).mkdir(parents=True)
    left.rename(root / "var/lib/kiosk" / LEFT_BY_QR)
    taken = start_up(Device(root, "/bin/true"))
    assert (taken.applied, taken.refused) == ("the QR code", ())
    assert load_config(root / "etc/kiosk/kiosk.toml").office.id == "ba-dinh"
