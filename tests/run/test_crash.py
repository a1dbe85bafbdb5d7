"""What a desk that is killed has promised."""

from __future__ import annotations

import os
import random
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.domain.commands import CheckIn
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from kiosk.store.database import OwnedDatabase
from tests.run.crowd import Crowd, check_log, seat_officer
from tests.run.processes import Site, quick_desk

FACES_EVERY = 10
FACES_LOOKED_AT = 3
"""After every tenth kill the last few people in line look again: some milliseconds each."""

KILLS = int(os.environ.get("KIOSK_KILLS", "100"))


def take_plain(link: DeskLink, field: str, command_id: str | None = None) -> dict[str, Any]:
    """Take a plain ticket over the socket."""
    boot = BootId(link.hello()["time"]["boot"])
    command = CheckIn(
        CommandId(command_id or str(uuid.uuid4())), issued_now(boot), FieldCode(field), How.PLAIN
    )
    return link.send(command, boot)


def test_nothing_acknowledged_is_lost_or_doubled_when_the_desk_is_killed(memory_path: Path) -> None:
    site = Site(memory_path)
    draw = random.Random(7)
    crowd = Crowd(site, session=seat_officer(site))
    with closing(crowd), quick_desk(site) as start:
        desk = start()
        with crowd.at_work():
            checked = 0
            for number in range(KILLS):
                time.sleep(draw.uniform(0.02, 0.3))  # the kill must come at a random instant
                os.kill(desk, 9)
                desk = start()
                if number % FACES_EVERY == 0:
                    checked += _check_newest_faces(crowd)
        assert checked >= KILLS // FACES_EVERY
        assert crowd.crashes == []
        _check_faces(crowd)
    assert len(crowd.promised) > KILLS
    database = OwnedDatabase(site.folder / "state" / "desk.db")
    with closing(database):
        check_log(database.conn, crowd)


def _check_newest_faces(crowd: Crowd) -> int:
    """Whoever was given a place by face before the kill is known after it, in the midst of everything."""
    with closing(DeskLink(crowd.site.socket)) as link:
        waiting = [ticket["code"] for ticket in link.snapshot()["waiting"]]
        known = crowd.newest_faces(waiting, FACES_LOOKED_AT)
        assert {seed: crowd.look(seed, link)["ticket"]["code"] for seed in known} == known
    return len(known)


def _check_faces(crowd: Crowd) -> None:
    """Whoever still waits is known by their face; nobody else's ticket is shown to them."""
    with closing(DeskLink(crowd.site.socket)) as link:
        waiting = {ticket["code"] for ticket in link.snapshot()["waiting"]}
    known = {seed: code for seed, code in crowd.faces.items() if code in waiting}
    assert known
    assert {seed: crowd.look(seed)["ticket"]["code"] for seed in known} == known
