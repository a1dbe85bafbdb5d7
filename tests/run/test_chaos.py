"""Desk and central killed at random on a line that breaks: every acknowledged event is at central, once."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.central.audit import audit_office
from kiosk.central.commands import add_office, open_storage
from kiosk.config import load_config
from kiosk.domain.ids import Seq
from kiosk.lib import signing
from kiosk.lib.clock import SystemClock
from kiosk.run.office import export_visits
from kiosk.store import event_log
from kiosk.store.database import OwnedDatabase, open_reader
from kiosk.sync.client import CentralClient
from kiosk.sync.cursor import Cursor, load_cursor
from kiosk.sync.enrol import load_enrolment
from tests.run.crowd import Crowd, check_log, seat_officer
from tests.run.processes import ROOT, Site, quick_desk, wait_for
from tests.sync.rough_line import RoughLine

KILLS = int(os.environ.get("KIOSK_CHAOS_KILLS", "50"))
"""Of each of the two."""

SHORTEST_S, LONGEST_S = 0.05, 0.6
MOST_BYTES = 30_000
"""A connection that is cut is cut within some batches of the crowd's events."""

LIMIT_S = 60.0


class Restarted:
    """A server that is killed and started again."""

    def __init__(self, start: Callable[[], int]) -> None:
        self._start = start
        self.process = start()
        self.kills = 0

    def kill(self) -> None:
        os.kill(self.process, 9)
        self.process = self._start()
        self.kills += 1


@contextmanager
def quick_central(address: str) -> Iterator[tuple[str, Callable[[], int]]]:
    """Give central's address, and what starts it after the one before has died."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        subprocess.Popen(
            [sys.executable, "-m", "tests.run.quick_central", address, str(listener.fileno())],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def start() -> int:
            asked.write("\n")
            asked.flush()
            return int(answers.readline())

        yield f"http://127.0.0.1:{listener.getsockname()[1]}", start
        asked.close()
        assert process.wait(LIMIT_S) == 0


def test_nothing_acknowledged_is_lost_or_doubled_when_desk_and_central_are_killed(memory_path: Path) -> None:
    draw = random.Random(11)
    site = Site(memory_path)
    address = f"sqlite:///{memory_path / 'central.db'}"
    acknowledged: list[Cursor] = []
    with quick_central(address) as (upstream, start_central):
        line = RoughLine(upstream, cut_after=lambda: draw.choice((None, draw.randrange(MOST_BYTES))))
        with line.open() as url:
            _configure(site, address, url)
            crowd = Crowd(site, session=seat_officer(site))
            with closing(crowd), quick_desk(site) as start_desk:
                central, desk = Restarted(start_central), Restarted(start_desk)
                with crowd.at_work():
                    waiting = [desk, central] * KILLS
                    draw.shuffle(waiting)
                    for victim in waiting:
                        time.sleep(
                            draw.uniform(SHORTEST_S, LONGEST_S)
                        )  # the kill must come at a random instant
                        acknowledged.append(load_cursor(memory_path / "state"))
                        victim.kill()
                assert crowd.crashes == []
                line.cut_after = lambda: None
                desk.kill()  # begins without the back-off that this line has earned it
                wait_for(lambda: _all_is_sent(memory_path / "state"), "not everything was sent", LIMIT_S)
            assert (desk.kills, central.kills, line.cuts > 0) == (KILLS + 1, KILLS, True)
            _cursors_agree(memory_path / "state")
    database = OwnedDatabase(memory_path / "state" / "desk.db")
    with closing(database):
        check_log(database.conn, crowd)
    _same_at_central(site, address, [cursor for cursor in acknowledged if cursor.seq])


def _configure(site: Site, address: str, url: str) -> None:
    """Let the desk enrol itself, on that very line."""
    storage = open_storage(address)
    with closing(storage):
        code = add_office(storage, load_config(site.config).office_id, "Một cửa", SystemClock().wall())
    with site.config.open("a", encoding="utf-8") as config:
        config.write(f'[sync]\ncentral = "{url}"\ncode = "{code}"\ninterval_s = 0.05\n')


def _all_is_sent(state: Path) -> bool:
    with closing(open_reader(state / "desk.db")) as log:
        head = event_log.last_head(log.conn)
    cursor = load_cursor(state)
    return head is not None and (cursor.chain, cursor.seq) == (head.chain, head.seq)


def _cursors_agree(state: Path) -> None:
    """What the desk keeps as acknowledged is what central says that it holds."""
    cursor, enrolled = load_cursor(state), load_enrolment(state)
    assert enrolled is not None
    key = signing.load_private_key(state / "device.key")
    with closing(open_reader(state / "desk.db")) as log:
        chain = event_log.chains(log.conn)[-1]
    client = CentralClient(enrolled.central, enrolled.office, enrolled.device, key)  # type: ignore[arg-type]
    with closing(client):
        assert (chain, client.cursor(chain)) == (cursor.chain, cursor.seq)


def _same_at_central(site: Site, address: str, acknowledged: list[Cursor]) -> None:
    config = load_config(site.config)
    with closing(open_reader(site.folder / "state" / "desk.db")) as log:
        chains = event_log.chains(log.conn)
        written = {chain: list(event_log.after(log.conn, chain, Seq(0), 1_000_000)) for chain in chains}
    storage = open_storage(address)
    with closing(storage):
        for chain, events in written.items():
            held = storage.events(config.office_id, chain, Seq(0), len(events) + 1)
            assert [event.hash for event in held] == [event.hash for event in events]
        audit = audit_office(storage, config.office_id)
        assert (audit.events, audit.forks) == (sum(map(len, written.values())), 0)
        heads = {head.chain: head.seq for head in audit.heads}
        assert all(heads[event.chain] >= event.seq for event in acknowledged)  # type: ignore[index]
        assert len(storage.visits(config.office_id)) == export_visits(config, "csv").count("\r\n") - 1
    assert acknowledged
