"""Faults of one part while all parts run: what the citizen sees, what the officer sees, what is lost."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from kiosk.errors import DeskAway, Refused
from kiosk.face.weights import needed_models
from kiosk.store import proof
from kiosk.store.database import open_reader
from kiosk.store.reserve import RESERVE_BYTES
from tests.faces import weights
from tests.faults.test_full_disk import fill
from tests.faults.whole import Whole
from tests.run.processes import wait_for

pytestmark = pytest.mark.demo

MANY = 40
CGROUPS = Path("/sys/fs/cgroup")
NEXT_TO_NOTHING = 256 * 1024
DISK_BYTES = 8 * RESERVE_BYTES


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    for name in needed_models("sface", "yunet"):
        weights(name)
    whole = Whole(tmp_path_factory.mktemp("whole"))
    yield whole
    whole.close()


def come(office: Whole) -> str:
    """Let a citizen take a plain number, and give its code."""
    office.citizen.take_plain_ticket("ho_tich")
    return office.waiting()[-1]


def log_is_whole(office: Whole) -> None:
    with closing(open_reader(office.database)) as db:
        proof.verify(db.conn)


def test_a_killed_desk_is_told_calmly_and_comes_back_with_everybody(office: Whole) -> None:
    code = come(office)
    before = office.waiting()
    office.desk.kill()
    office.screen_shows("desk_away")
    with pytest.raises(httpx.TransportError):
        office.snapshot()
    office.start(office.desk)
    office.screen_shows("start")
    assert code in office.waiting()
    assert office.waiting() == before
    log_is_whole(office)


def test_a_killed_screen_stops_no_officer(office: Whole) -> None:
    code = come(office)
    office.screen.kill()
    assert office.serve_next()
    office.start(office.screen)
    office.screen_shows("start")
    assert come(office) != code
    log_is_whole(office)


def test_a_killed_board_stops_neither_citizens_nor_officers(office: Whole) -> None:
    come(office)
    office.board.kill()
    come(office)
    assert office.serve_next()
    office.start(office.board)


def test_without_central_all_goes_on_and_is_made_up_for(office: Whole) -> None:
    office.central.kill()
    code = come(office)
    wait_for(lambda: office.snapshot()["central_away_since"] is not None, "the officer is not told")
    assert code in office.waiting()
    office.start(office.central)
    office.wait_for_central()
    wait_for(lambda: office.snapshot()["central_away_since"] is None, "the officer is not told")


@pytest.fixture
def memory_group() -> Iterator[Path]:
    """A control group with next to no memory; whoever is in it and needs more is killed by the kernel."""
    group = _tight_group("memory", "memory.limit_in_bytes") or _tight_group("", "memory.max")
    if group is None:
        pytest.skip("this machine lets nobody limit the memory of a process")
    yield group
    wait_for(lambda: not (group / "cgroup.procs").read_text("ascii"), "the group is not empty")
    group.rmdir()


def _tight_group(root: str, limit: str) -> Path | None:
    group = CGROUPS / root / f"kiosk-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        return None
    try:
        (group / limit).write_text(str(NEXT_TO_NOTHING))
    except OSError:
        group.rmdir()
        return None
    return group


def test_a_desk_killed_for_memory_comes_back_with_everybody(office: Whole, memory_group: Path) -> None:
    codes = [come(office) for _ in range(2)]
    (memory_group / "cgroup.procs").write_text(str(office.desk.pid))
    with suppress(Refused, DeskAway, httpx.HTTPError):
        codes.extend(come(office) for _ in range(MANY))
    assert office.desk.wait() == -signal.SIGKILL
    office.screen_shows("desk_away")
    office.start(office.desk)
    office.screen_shows("start")
    waiting = office.waiting()
    assert [code for code in waiting if code in codes] == codes
    log_is_whole(office)


@pytest.fixture
def small_office(tmp_path: Path) -> Iterator[tuple[Whole, Path]]:
    """An office on a disk of its own, with little room, as ext4 on a card."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    for name in needed_models("sface", "yunet"):
        weights(name)
    image, disk = tmp_path / "disk.img", tmp_path / "disk"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(DISK_BYTES)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    mount = ["mount", "-o", "loop,errors=remount-ro", str(image), str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        whole = Whole(tmp_path, disk)
        yield whole, disk
        whole.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def try_to_come(office: Whole) -> str:
    """Let a citizen try to take a plain number; give the reason that the screen shows, empty for a ticket."""
    office.driver.ask(tap="field-ho_tich")
    office.screen_shows("choice")
    office.driver.ask(tap="plain")
    wait_for(
        lambda: office.driver.ask(state={})["screen"] in {"refused", "ticket"}, "the screen says nothing"
    )
    return str(office.driver.ask(state={})["refusal"])


def alerts(office: Whole) -> set[str]:
    return {alert["kind"] for alert in office.snapshot()["alerts"]}


def test_on_a_full_disk_those_who_wait_are_called(small_office: tuple[Whole, Path]) -> None:
    office, disk = small_office
    waiting = [come(office) for _ in range(3)]
    filler = fill(disk)
    assert try_to_come(office) == "disk_full"
    assert office.serve_next() == waiting[0]
    assert "disk_full" in alerts(office)
    filler.unlink()
    wait_for(lambda: "disk_full" not in alerts(office), "the officer is not told that there is room again")
    office.driver.ask(tap="done")
    assert come(office) not in waiting
    log_is_whole(office)


def test_on_a_disk_that_became_read_only_nothing_is_promised(small_office: tuple[Whole, Path]) -> None:
    office, disk = small_office
    waiting = [come(office) for _ in range(3)]
    source = subprocess.run(
        ["findmnt", "-no", "SOURCE", str(disk)], check=True, capture_output=True, text=True
    ).stdout.strip()
    fault = Path("/sys/fs/ext4") / Path(source).name / "trigger_fs_error"
    fault.write_text("1")
    assert try_to_come(office) == "disk_full"
    with pytest.raises(httpx.HTTPStatusError, match="503"):
        office.serve_next()
    assert "disk_full" in alerts(office)
    assert office.waiting() == waiting
    office.desk.stop()
    umount = ["umount", str(disk)]
    wait_for(lambda: subprocess.run(umount, check=False).returncode == 0, "somebody still uses the disk")
    subprocess.run(["mount", "-o", "loop", str(disk.with_suffix(".img")), str(disk)], check=True)
    office.start(office.desk)
    assert office.waiting() == waiting
    office.screen_shows("start")
    log_is_whole(office)
