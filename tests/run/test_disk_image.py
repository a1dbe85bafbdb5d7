"""After a day's close the office's disk, read byte for byte, holds nobody's face, picture, card or key."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.config import load_config
from kiosk.desk.accounts import Role
from kiosk.link.client import DeskLink
from kiosk.run.demo_world import MEMORY_FOLDER
from tests.offices import unit
from tests.run.given import forms_of, give_card, give_face, written_forms
from tests.run.officer import Officer, add_officer
from tests.run.processes import Site
from tests.run.raw_disk import RawDisk
from tests.run.traces import traces

ID_NUMBER = "001203004567"
FILE_SYSTEMS_OWN = {"rows of a frame"}
"""What ext4's journal of bitmaps and inode tables looks like; no frame ever reaches a desk."""

TEMPLATE = unit(5).astype("<f4").tobytes()


@dataclass
class Day:
    """One office's day on a disk, and what may be nowhere on it afterwards, by its name."""

    disk: RawDisk
    runtime: Path
    hidden: dict[str, bytes] = field(default_factory=dict)

    def play(self) -> None:
        """A face, a picture and a card come; the day is closed, copied, and the desk ends."""
        site = Site(self.disk.folder)
        config = site.config.read_text("utf-8").replace(str(site.runtime), str(self.runtime))
        site.config.write_text(config + "[face]\nofficer_picture = true\n", "utf-8")
        site.runtime = self.runtime
        add_officer(site, "pt-01", Role.SUPERVISOR)
        desk = site.start_desk()
        link = DeskLink(site.socket)
        picture = small_picture()
        assert give_face(link, load_config(site.config), TEMPLATE, picture)["ticket"]
        assert give_card(link, ID_NUMBER)["ticket"]
        link.close()
        self._note(picture)
        officer = Officer(site, "pt-01", 1)
        officer.give("CloseDay", reason="by_supervisor", carry_over=False)
        officer.leave()
        assert [path for path in self.runtime.rglob("*") if path.is_file() and "gallery" in str(path)] == []
        assert not (self.runtime / "day.key").exists()
        copied = site.run("backup")
        assert copied.returncode == 0, copied.stderr
        desk.terminate()
        assert desk.wait(20) == 0
        self.disk.unmount()

    def _note(self, picture: bytes) -> None:
        key = (self.runtime / "day.key").read_bytes().partition(b"\n")[2]
        code_key = hmac.digest(key, b"kiosk code of the day 1", hashlib.sha256)
        code = hmac.digest(code_key, ID_NUMBER.encode(), hashlib.sha256)
        self.hidden = forms_of(TEMPLATE) | written_forms("the picture", picture)
        # Both halves of a key are looked for: a piece is taken from the middle on.
        self.hidden |= {"the day's key": key, "the day's key, hex": key.hex().encode()}
        self.hidden |= written_forms("the day's key, its end", key) | written_forms(
            "the code of the day", code
        )
        self.hidden |= {"the ID number": ID_NUMBER.encode(), "its beginning": ID_NUMBER[:10].encode()}
        for sealed in (self.runtime / "gallery").iterdir():
            self.hidden |= written_forms(f"sealed {len(sealed.name)}", sealed.read_bytes())

    def found(self) -> set[str]:
        """Name what lies on the disk, and what looks like it."""
        found: set[str] = set()
        for content in self.disk.chunks():
            found |= {name for name, hidden in self.hidden.items() if hidden in content}
            found |= {trace.partition(" at byte")[0] for trace in traces(content)}
        return found - FILE_SYSTEMS_OWN


def small_picture() -> bytes:
    """Draw a small picture as an officer would see one: JPEG."""
    out = io.BytesIO()
    shades = np.random.default_rng(3).integers(0, 255, (12, 10, 3), np.uint8)
    Image.fromarray(shades).resize((96, 120), Image.Resampling.BICUBIC).save(out, "JPEG", quality=70)
    return out.getvalue()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawDisk]:
    disk = RawDisk(tmp_path / "disk.img", tmp_path / "disk")
    disk.mount()
    scratch = disk.folder / "tmp"
    scratch.mkdir()
    # What SQLite or Python put aside lies on the disk, too.
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setenv("SQLITE_TMPDIR", str(scratch))
    yield disk
    disk.unmount()


@pytest.fixture
def memory() -> Iterator[Path]:
    if not MEMORY_FOLDER.is_dir():
        pytest.skip("this machine has no folder in memory")
    with tempfile.TemporaryDirectory(dir=MEMORY_FOLDER) as folder:
        yield Path(folder)


def test_after_the_days_close_nothing_of_anybody_is_on_the_disk(disk: RawDisk, memory: Path) -> None:
    day = Day(disk, memory / "run")
    day.play()
    assert day.found() == set()


def test_a_runtime_folder_on_the_disk_would_leave_the_days_key_behind(disk: RawDisk) -> None:
    if not disk.mounted:
        pytest.skip("deleted files are seen on a disk of one's own only")
    day = Day(disk, disk.folder / "run")
    day.play()
    assert "the day's key" in day.found()


def test_what_was_written_and_deleted_is_found_in_each_form(disk: RawDisk) -> None:
    if not disk.mounted:
        pytest.skip("deleted files are seen on a disk of one's own only")
    day = Day(disk, disk.folder, forms_of(TEMPLATE) | {"the ID number": ID_NUMBER.encode()})
    for number, form in enumerate([*day.hidden.values(), TEMPLATE, small_picture()]):
        path = disk.folder / f"{number}"
        path.write_bytes(b"x" * 4096 + b'"' + form + b'"' + b"y" * 4096)
    os.sync()
    for number in range(len(day.hidden) + 2):
        (disk.folder / f"{number}").unlink()
    disk.unmount()
    assert set(day.hidden) | {"128 numbers of unit length", "a picture", "an ID number"} <= day.found()
