"""Desks for tests: real SQLite, real sealing, a clock moved by hand."""

from __future__ import annotations

import base64
import itertools
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kiosk.config import Config, load_config
from kiosk.desk.accounts import Role
from kiosk.desk.answers import Answer
from kiosk.desk.caller import Caller
from kiosk.desk.gallery import Gallery
from kiosk.desk.journal import Journal
from kiosk.desk.looks import FaceRules, Looks
from kiosk.desk.place_slips import PlaceSlips
from kiosk.desk.service import Desk
from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import (
    CommandId,
    CounterNo,
    FieldCode,
    OfficerId,
    TicketId,
    citizen_at,
    officer_actor,
)
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.domain.promise import Promiser
from kiosk.domain.snapshot_views import TicketView
from kiosk.lib.clock import ManualClock
from kiosk.lib.sealing import SealingKey, seal
from kiosk.notice import notice_hash
from kiosk.run.device_signatures import text_signer
from kiosk.store.codec import Head
from kiosk.store.database import OwnedDatabase

EMBEDDER = "sface"
EMBEDDER_SHA256 = "0" * 64


def unit(seed: int) -> npt.NDArray[np.float32]:
    """Make the template of an invented person: float32 (128,), unit length."""
    vector = np.random.default_rng(seed).normal(size=128).astype(np.float32)
    return normalised(vector)


def normalised(vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Bring a vector to unit length."""
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def leaning(towards: npt.NDArray[np.float32], similarity: float, seed: int = 99) -> npt.NDArray[np.float32]:
    """Make a template of exactly this cosine similarity to another."""
    noise = unit(seed)
    aside = noise - towards * float(noise @ towards)
    aside /= np.linalg.norm(aside)
    return np.asarray(similarity * towards + np.sqrt(1 - similarity**2) * aside, np.float32)


@dataclass
class Setup:
    """A desk in a folder; ``restart`` is what a crash and a new start do to it.

    Attributes:
        clock_battery: Whether its clock runs while the power is off.
        synchronised: Whether the network has set the clock in this boot.
    """

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    config: Config = field(default_factory=lambda: load_config(None))
    accept_flat: bool = False
    clock_battery: bool = True
    synchronised: bool = False
    promiser: Promiser | None = None
    upcoming: tuple[Config, ...] = ()
    liveness: str = "unsure"
    officer_picture: bool = False

    def __post_init__(self) -> None:
        self.boot()

    def boot(self) -> None:
        self.database = OwnedDatabase(self.folder / "state" / "desk.db")
        self.gallery = Gallery(self.folder / "run")
        self.key = SealingKey()
        rules = FaceRules(
            EMBEDDER, EMBEDDER_SHA256, 0.45, 0.05, self.liveness, self.accept_flat, self.officer_picture
        )
        self.looks = Looks(self.config.office_id, rules, self.gallery, self.key)
        self.journal = Journal(
            self.database,
            self.clock,
            self.config.office_id,
            self.config.device_id,
            _no_signature,
            has_clock_battery=self.clock_battery,
            is_synchronised=lambda: self.synchronised,
        )
        self.desk = Desk(
            self.config,
            self.journal,
            self.looks,
            promiser=self.promiser,
            upcoming=self.upcoming,
            slips=PlaceSlips(self.config.office.id, text_signer(self.folder / "device.pem")),
        )
        self.desk.start()

    def restart(self) -> None:
        self.database.close()
        self.boot()

    def power_cut(self, *, seconds_off: float, wall_ms: int | None = None) -> None:
        """Cut the power: memory and /run are gone; the machine starts again, perhaps at a wrong time."""
        self.database.close()
        for path in sorted((self.folder / "run").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        self.clock.advance(seconds_off)
        self.clock.boot_id = str(uuid.uuid5(uuid.NAMESPACE_OID, self.clock.boot_id))
        self.clock.ns = 5_000_000_000
        if wall_ms is not None:
            self.clock.wall_ms = wall_ms
        self.boot()

    def close(self) -> None:
        self.database.close()

    def issued(self) -> c.Issued:
        return c.Issued(self.clock.boot(), self.clock.boot_ns() // 1_000_000)

    def citizen(self) -> Caller:
        return Caller(citizen_at(self.config.device_id))

    def plain(self, field_code: str, command_id: str | None = None) -> Answer:
        command = c.CheckIn(_id(command_id), self.issued(), FieldCode(field_code), How.PLAIN)
        return self.desk.handle(command, self.citizen())

    def by_card(self, field_code: str, id_number: str) -> Answer:
        return self.send_check_in(field_code, how=How.ID, id_number=id_number)

    def send_check_in(self, field_code: str, how: How = How.PLAIN, **values: Any) -> Answer:
        command = c.CheckIn(_id(None), self.issued(), FieldCode(field_code), how, **values)
        return self.desk.handle(command, self.citizen())

    def face(self, field_code: str, template: npt.NDArray[np.float32], *, nature: str = "camera") -> Answer:
        command_id = _id(None)
        return self.desk.handle(self.sealed(field_code, template, command_id, nature=nature), self.citizen())

    def sealed(
        self,
        field_code: str,
        template: npt.NDArray[np.float32],
        command_id: CommandId,
        *,
        nature: str = "camera",
        embedder_sha256: str = EMBEDDER_SHA256,
        picture: bytes = b"",
    ) -> c.CheckIn:
        look = Look(EMBEDDER, embedder_sha256, template.astype("<f4").tobytes(), nature, picture)
        sealed = seal(pack_look(look), self.key.public, look_purpose(self.config.office_id, command_id))
        return c.CheckIn(
            command_id,
            self.issued(),
            FieldCode(field_code),
            How.FACE,
            sealed_look=base64.b64encode(sealed).decode(),
            consent=c.Consent(self.config.notice.version, notice_hash(self.config)),
        )

    def fresh_id(self) -> CommandId:
        return _id(None)

    def looking(self, template: npt.NDArray[np.float32]) -> c.LookUpTicket:
        command_id = _id(None)
        sealed = self.sealed("ho_tich", template, command_id)
        assert sealed.sealed_look is not None
        assert sealed.consent is not None
        return c.LookUpTicket(command_id, self.issued(), sealed.sealed_look, sealed.consent)

    def send(self, kind: type[c.Command], caller: Caller, **values: Any) -> Answer:
        """Make a command of any kind and give it to the desk."""
        return self.desk.handle(kind(_id(None), self.issued(), **values), caller)

    def officer(self, number: int = 1) -> Caller:
        officer = OfficerId(f"cb-{number:02d}")
        return Caller(officer_actor(officer), officer)

    def supervisor(self) -> Caller:
        officer = OfficerId("pt-01")
        return Caller(officer_actor(officer), officer, Role.SUPERVISOR)

    def seat(self, counter: int, officer: int = 1) -> Caller:
        caller = self.officer(officer)
        self.desk.handle(c.SignIn(_id(None), self.issued(), CounterNo(counter)), caller)
        return caller

    def call_next(self, counter: int, caller: Caller) -> Answer:
        return self.desk.handle(c.CallNext(_id(None), self.issued(), CounterNo(counter)), caller)

    def act(self, kind: type[c.OnTicket], ticket: TicketView, caller: Caller, **values: Any) -> TicketView:
        command = kind(_id(None), self.issued(), TicketId(ticket.ticket), ticket.version, **values)
        answer = self.desk.handle(command, caller)
        assert answer.ticket is not None
        return answer.ticket

    def serve(self, counter: int, caller: Caller) -> TicketView:
        """Call, start and finish whoever is next, with a minute for each."""
        ticket = ticket_of(self.call_next(counter, caller))
        for kind in (c.Start, c.Finish):
            self.clock.advance(60)
            ticket = self.act(kind, ticket, caller)
        return ticket

    def kinds(self) -> list[str]:
        rows = self.database.conn.execute("SELECT kind FROM event ORDER BY position")
        return [kind for (kind,) in rows]

    def visits(self) -> list[dict[str, object]]:
        return list(self.database.db["visits"].rows)


def ticket_of(answer: Answer) -> TicketView:
    assert answer.ticket is not None
    return answer.ticket


_counter = itertools.count(1)


def _id(given: str | None) -> CommandId:
    return CommandId(given or str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(_counter)))))


def _no_signature(_head: Head) -> bytes:
    return b"unsigned in tests of other things"
