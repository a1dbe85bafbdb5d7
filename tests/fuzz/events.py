"""Events, batches and commands: what comes over a wire."""

from __future__ import annotations

import gzip
import shutil
import uuid
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import msgspec

from kiosk.central.commands import open_storage
from kiosk.desk.wire import read_command
from kiosk.domain.commands import KIOSK_COMMANDS, OFFICER_COMMANDS, SUPERVISOR_COMMANDS
from kiosk.domain.events import HelpAsked
from kiosk.domain.ids import ChainId, CommandId, Seq
from kiosk.domain.kinds import KINDS
from kiosk.domain.moment import Moment
from kiosk.errors import KioskError
from kiosk.lib.units import BootId, BootNs
from kiosk.store.codec import (
    FIRST_PREV_HASH,
    Body,
    Head,
    Stamp,
    StoredEvent,
    hash_body,
    hash_data,
    link,
    read_body,
    read_data,
)
from kiosk.sync import office_wire, wire
from tests.central.devices import NOW, Device
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target

COMMANDS = (*KIOSK_COMMANDS, *OFFICER_COMMANDS, *SUPERVISOR_COMMANDS)
KIND_NAMES = sorted(KINDS)
SALT = bytes(16)
CHAIN = ChainId(str(uuid.UUID(int=7)))
MOMENT = Moment(NOW, BootId("boot"), BootNs(1), clock_ok=True)

STARTED = b'ChainStarted {"office":"ha-dong","reason":"new_database"}'

A_DAY = b"""DayOpened {"day_id":"d1","date":"2026-11-23"}
TicketIssued {"ticket":"t1","visit":"v1","leg":1,"field":"ho_tich","code":"B001","number":1,"icon":"sen",\
"how":"plain","language":"vi","token":"k1"}
TicketCalled {"ticket":"t1","leg":1,"counter":2,"officer":"cb-01","reason":"earliest_place"}
ServiceStarted {"ticket":"t1","leg":1}
ServiceFinished {"ticket":"t1","leg":1}
DayClosed {"day_id":"d1","reason":"evening"}"""
"""As :func:`read_told` takes it: kind and data of one event a line."""


def _first(data: HelpAsked) -> StoredEvent:
    return link(
        Head(CHAIN, Seq(0), FIRST_PREV_HASH), Stamp("kiosk-1", "system", MOMENT, None, None), "e", data
    )


def read_event(content: bytes) -> None:
    """Read an event's body; and the same bytes as the data of each kind."""
    with suppress(KioskError):
        read_body(content)
    for kind in KIND_NAMES:
        with suppress(KioskError):
            read_data(kind, KINDS[kind].VERSION, content)


def read_batch(content: bytes) -> None:
    """Read a batch: as it comes, and packed as a device packs it; and what else central is sent."""
    for form in (wire.EnrolRequest, wire.Held, wire.Problem, office_wire.TodaysFigures):
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # as their readers translate
            msgspec.json.decode(content, type=form)
    with suppress(KioskError):
        wire.decode(content)
    wire.decode(gzip.compress(content, compresslevel=1))


def read_asked(content: bytes) -> None:
    """Read a command, as the kiosk's and the pages' listeners do."""
    read_command(content, COMMANDS)


@cache
def _enrolled() -> tuple[Device, Path]:
    path = scratch() / "enrolled.db"
    with closing(open_storage(f"sqlite:///{path}")) as storage:
        return Device().enrol(storage), path


def read_told(content: bytes) -> None:
    """Let central take what an enrolled device signs, whatever it tells: kind and data of one event a line."""
    device, empty = _enrolled()
    path = scratch() / "central.db"
    for file in scratch().glob("central.db*"):
        file.unlink()
    shutil.copyfile(empty, path)
    with closing(open_storage(f"sqlite:///{path}")) as storage:
        events = _chained([STARTED, *content.split(b"\n")])
        device.send(storage, events)
        storage.visits(device.office)


def _chained(lines: list[bytes]) -> list[StoredEvent]:
    """Make each line an event whose hashes and links are right."""
    events: list[StoredEvent] = []
    before = FIRST_PREV_HASH
    for seq, line in enumerate(lines, start=1):
        kind, _, data = line.partition(b" ")
        data = data.decode("utf-8", "replace").encode()
        body = msgspec.json.encode(
            Body(
                actor="system",
                at=NOW + seq * 1_000,
                boot="boot",
                boot_ns=seq * 1_000_000_000,
                chain=CHAIN,
                clock_ok=True,
                command_id=None,
                data_hash=hash_data(SALT, data),
                day_id="d1",
                device="kiosk-1",
                event_id=f"e{seq}",
                kind=kind.decode("utf-8", "replace"),
                prev_hash=before,
                seq=seq,
                version=1,
            )
        )
        before = hash_body(body)
        events.append(StoredEvent(CHAIN, Seq(seq), f"e{seq}", body, before, data, SALT))
    return events


HELP = _first(HelpAsked(CommandId("c"), "start"))
PACKED = wire.encode([HELP])
KINDS_AS_WORDS = tuple(f"\n{kind} ".encode() for kind in KIND_NAMES)
COMMAND = b'{"type":"CallNext","command_id":"c","issued":{"boot":"b","boot_ms":1},"counter":2}'

TARGETS = (
    Target(
        "event",
        read_event,
        (HELP.body, HELP.data or b"", *(line.partition(b" ")[2] for line in A_DAY.splitlines())),
        (b'"ticket":', b'"leg":', b"null", b"18446744073709551616", b"\\u0000"),
    ),
    Target("batch", read_batch, (PACKED, gzip.decompress(PACKED)), (b'{"body":"', b'","salt":null', b"\n")),
    Target("command", read_asked, (COMMAND,), tuple(f'"{kind.__name__}"'.encode() for kind in COMMANDS)),
    Target(
        "told", read_told, (A_DAY,), (*KINDS_AS_WORDS, b"\\u0000", b"-1", b"9223372036854775808", b'"t1"')
    ),
)
