"""Citizens and an officer who go on while the desk is killed, and remember every promise they were given."""

from __future__ import annotations

import base64
import itertools
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
import numpy as np

from kiosk.desk.accounts import Accounts, Role
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, OfficerId, TicketId
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.errors import BadInput, CommandRefused, DeskAway
from kiosk.lib.clock import SystemClock
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink, issued_now
from kiosk.store import projections, proof
from kiosk.store.database import OwnedDatabase, transaction
from tests.offices import unit
from tests.run.processes import Site

FIELD = "ho_tich"
COUNTER = 2
OFFICER = OfficerId("cb-01")
EVERY_NTH_BY_FACE = 4
COME_EVERY_S = 0.03
SERVE_EVERY_S = 0.04
AWAY_S = 0.02
FAR_AWAY = 20
"""With so many in line the last one is not called while a few looks are taken."""

ATTEMPTS = 200


@dataclass
class Crowd:
    """Who was promised what.

    Attributes:
        promised: Events by the command that caused them, as the desk acknowledged them.
        faces: Ticket code by the seed of the face it was given to.
    """

    site: Site
    session: str
    promised: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faces: dict[int, str] = field(default_factory=dict)
    crashes: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._link = DeskLink(self.site.socket)
        self._eyes = DeskLink(self.site.socket)
        self._pages = httpx.Client(
            base_url=f"http://127.0.0.1:{self.site.port}",
            cookies={"kiosk_session": self.session},
            headers={"X-Requested-With": "kiosk"},
            timeout=5.0,
        )
        self._numbers = itertools.count()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them come and be called until the end of the block."""
        workers = [
            Worker("citizens", self._come, on_crash=self.crashes.append),
            Worker("officer", self._serve, on_crash=self.crashes.append),
        ]
        self._citizens, self._officer = workers
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            for worker in workers:
                worker.stop(timeout_s=30.0)

    def close(self) -> None:
        self._link.close()
        self._eyes.close()
        self._pages.close()

    def look(self, seed: int, link: DeskLink | None = None) -> dict[str, Any]:
        """Stand before the camera.

        Args:
            link: Whose line to use; None for the citizens' own, which belongs to their thread.
        """
        link = link or self._link
        hello = link.hello()
        command_id = str(uuid.uuid4())
        look = Look(
            hello["embedder"], hello["embedder_sha256"], unit(seed).astype(np.float32).tobytes(), "camera"
        )
        purpose = look_purpose(hello["office"], command_id)
        sealed = seal(pack_look(look), base64.b64decode(hello["seal_key"]), purpose)
        boot = BootId(hello["time"]["boot"])
        command = c.CheckIn(
            CommandId(command_id),
            issued_now(boot),
            FieldCode(FIELD),
            How.FACE,
            sealed_look=base64.b64encode(sealed).decode(),
            consent=c.Consent(hello["notice_version"], hello["notice_hash"]),
        )
        answer = link.send(command, boot)
        self.promised[command_id] = answer["events"]
        return answer

    def newest_faces(self, waiting: list[str], count: int) -> dict[int, str]:
        """Choose people at the end of the line, whose turn is far away, by the seeds of their faces."""
        last = set(waiting[-2 * EVERY_NTH_BY_FACE * count :]) if len(waiting) >= FAR_AWAY else set()
        return dict([(seed, code) for seed, code in list(self.faces.items()) if code in last][-count:])

    def _come(self) -> None:
        number = next(self._numbers)
        try:
            if number % EVERY_NTH_BY_FACE == 0:
                self.faces[number] = self.look(number)["ticket"]["code"]
            else:
                boot = BootId(self._link.hello()["time"]["boot"])
                command_id = CommandId(str(uuid.uuid4()))
                command = c.CheckIn(command_id, issued_now(boot), FieldCode(FIELD), How.PLAIN)
                self.promised[command_id] = self._link.send(command, boot)["events"]
        except (DeskAway, CommandRefused, BadInput):  # killed meanwhile: a new key, or no answer at all
            pass
        self._citizens.pause(COME_EVERY_S)

    def _serve(self) -> None:
        """Do the one thing that this counter's state asks for, slowly enough that people wait."""
        self._officer.pause(SERVE_EVERY_S)
        try:
            office = self._eyes.snapshot()
        except DeskAway:
            self._officer.pause(AWAY_S)
            return
        boot = BootId(office["time"]["boot"])
        seat = next(seat for seat in office["counters"] if seat["number"] == COUNTER)
        begin = (CommandId(str(uuid.uuid4())), issued_now(boot))
        ticket = seat["ticket"]
        if seat["officer"] is None:
            self._give(c.SignIn(*begin, CounterNo(COUNTER)))
        elif ticket is None:
            self._give(c.CallNext(*begin, CounterNo(COUNTER)))
        else:
            kind = c.Start if ticket["state"] == "called" else c.Finish
            self._give(kind(*begin, TicketId(ticket["ticket"]), ticket["version"]))

    def _give(self, command: c.Command) -> None:
        """Send until there is an answer, as a page does: the same command, never a second one."""
        values = {"type": type(command).__name__, **msgspec.to_builtins(command)}
        for _ in range(ATTEMPTS):
            try:
                answer = self._pages.post("/api/commands", json=values)
            except httpx.TransportError:
                self._officer.pause(AWAY_S)
                continue
            if answer.is_success:
                self.promised[command.command_id] = answer.json()["events"]
            return


def check_log(conn: sqlite3.Connection, crowd: Crowd) -> None:
    proof.verify(conn)
    recorded: dict[str, list[dict[str, Any]]] = {}
    for seq, body, data in conn.execute("SELECT seq, body, data FROM event ORDER BY position"):
        head = msgspec.json.decode(body)
        event = {"seq": seq, "kind": head["kind"], "data": msgspec.json.decode(data)}
        recorded.setdefault(head["command_id"], []).append(event)
    promised = {command: events for command, events in crowd.promised.items() if events}
    assert {command: recorded.get(command) for command in promised} == promised
    codes = _all(
        conn, "SELECT json_extract(CAST(data AS TEXT), '$.code') FROM event WHERE kind = 'TicketIssued'"
    )
    assert len(set(codes)) == len(codes)
    called = _all(
        conn, "SELECT json_extract(CAST(data AS TEXT), '$.ticket') FROM event WHERE kind = 'TicketCalled'"
    )
    assert len(called) > 0
    assert len(set(called)) == len(called)
    with transaction(conn):
        live = projections.fingerprints(conn)
        projections.rebuild(conn)
        assert projections.fingerprints(conn) == live


def _all(conn: sqlite3.Connection, query: str) -> list[str]:
    return [value for (value,) in conn.execute(query)]


def seat_officer(site: Site) -> str:
    database = OwnedDatabase(site.folder / "state" / "desk.db")
    with closing(database):
        accounts = Accounts(database.conn)
        accounts.add(OFFICER, "A", Role.OFFICER, "12345678")
        session = accounts.begin_session(OFFICER, SystemClock().wall())
        accounts.sit_down(session, CounterNo(COUNTER))
    return session
