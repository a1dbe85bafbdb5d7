"""What a desk that is killed has promised."""

from __future__ import annotations

import itertools
import random
import sqlite3
import time
import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Any

from kiosk.domain.commands import CheckIn
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.errors import DeskAway
from kiosk.lib.units import BootId
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink, issued_now
from kiosk.store import event_log
from kiosk.store.database import open_reader
from tests.run.processes import Site

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 5


def take_plain(link: DeskLink, field: str, command_id: str | None = None) -> dict[str, Any]:
    """Take a plain ticket over the socket."""
    boot = BootId(link.hello()["time"]["boot"])
    command = CheckIn(
        CommandId(command_id or str(uuid.uuid4())), issued_now(boot), FieldCode(field), How.PLAIN
    )
    return link.send(command, boot)


def test_nothing_acknowledged_is_lost_or_doubled_when_the_desk_is_killed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    acknowledged: dict[str, str] = {}
    draw = random.Random(7)
    crashes: list[BaseException] = []
    numbers = itertools.count()
    link = DeskLink(site.socket)

    def take() -> None:
        command_id = f"touch-{next(numbers)}"
        try:
            answer = take_plain(link, "ho_tich", command_id)
        except DeskAway:
            worker.pause(0.02)
            return
        acknowledged[command_id] = answer["ticket"]["code"]

    worker = Worker("citizens", take, on_crash=crashes.append)
    desk = site.start_desk()
    worker.start()
    for _ in range(KILLS):
        time.sleep(draw.uniform(0.1, 0.4))  # the kill must come at a random instant
        desk.kill()
        desk.wait()
        desk = site.start_desk()
    worker.stop(timeout_s=20.0)
    link.close()
    desk.terminate()
    desk.wait()
    assert crashes == []
    assert len(acknowledged) > KILLS
    with closing(open_reader(site.folder / "state" / "desk.db")) as db:
        event_log.verify(db.conn)
        issued = dict(_issued(db.conn))
    assert {command: issued.get(command) for command in acknowledged} == acknowledged
    assert len(set(issued.values())) == len(issued)


def _issued(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    return conn.execute(
        "SELECT command_id, json_extract(CAST(data AS TEXT), '$.code') FROM event WHERE kind = 'TicketIssued'"
    ).fetchall()
