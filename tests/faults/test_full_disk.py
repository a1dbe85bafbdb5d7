"""What a desk does on a disk that is really full."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CounterNo, FieldCode
from kiosk.domain.snapshot_views import TicketView
from kiosk.errors import DiskFull
from kiosk.store import proof
from kiosk.store.backup import make_backup
from kiosk.store.reserve import RESERVE_BYTES, Reserve
from tests.offices import Setup, _id, ticket_of

DISK_BYTES = 4 * RESERVE_BYTES


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with little room."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def office(small_disk: Path) -> Iterator[Setup]:
    setup = Setup(small_disk)
    setup.desk.reserve = Reserve(small_disk / "reserve")
    setup.desk.reserve.keep()
    yield setup
    setup.close()


def submit(office: Setup, command: c.Command) -> TicketView:
    caller = office.officer() if isinstance(command, c.CallNext | c.OnTicket) else office.citizen()
    return ticket_of(asyncio.run(office.desk.submit(command, caller)))


def come(office: Setup) -> TicketView:
    return submit(office, c.CheckIn(_id(None), office.issued(), FieldCode("ho_tich"), How.PLAIN))


def fill(folder: Path) -> Path:
    """Take all the room there is."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65_536)
        except OSError:
            return filler


def test_calling_goes_on_while_new_tickets_say_why_not(office: Setup, small_disk: Path) -> None:
    waiting = [come(office) for _ in range(30)]
    office.seat(2)
    filler = fill(small_disk)
    with pytest.raises(DiskFull, match="until space is freed"):
        waiting.extend(come(office) for _ in range(2000))
    served = []
    for _ in range(30):
        ticket = submit(office, c.CallNext(_id(None), office.issued(), CounterNo(2)))
        for kind in (c.Start, c.Finish):
            office.clock.advance(1)
            ticket = submit(office, kind(_id(None), office.issued(), ticket.ticket, ticket.version))
        served.append(ticket.code)
    assert served == [ticket.code for ticket in waiting[:30]]
    filler.unlink()
    assert office.desk.reserve is not None
    office.desk.reserve.keep()
    come(office)
    _check(office, len(waiting) + 1)


def test_a_desk_without_any_room_left_loses_nothing(office: Setup, small_disk: Path) -> None:
    waiting = [come(office) for _ in range(3)]
    office.desk.reserve = None
    fill(small_disk)
    refused = 0
    for _ in range(400):
        try:
            waiting.append(come(office))
        except DiskFull:
            refused += 1
    assert refused
    assert {t.code for t in office.desk.snapshot().waiting} == {t.code for t in waiting}
    (small_disk / "filler").unlink()
    office.restart()
    _check(office, len(waiting))
    assert [t.code for t in office.desk.snapshot().waiting] == [t.code for t in waiting]


def test_a_backup_that_does_not_fit_leaves_nothing_behind(office: Setup, small_disk: Path) -> None:
    come(office)
    fill(small_disk)
    with pytest.raises(DiskFull):
        make_backup(office.database.path, small_disk / "backups", office.clock.wall())
    assert list((small_disk / "backups").iterdir()) == []


def _check(office: Setup, tickets: int) -> None:
    proof.verify(office.database.conn)
    assert office.kinds().count("TicketIssued") == tickets
    assert office.database.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
