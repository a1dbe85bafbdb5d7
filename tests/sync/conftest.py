"""A desk's log, a central, and a line between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import open_storage
from kiosk.central.storage import Storage
from kiosk.domain.ids import ChainId, Seq
from kiosk.lib.clock import ManualClock
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.servers import Line, serving


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    yield opened
    opened.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DeskLog]:
    written = DeskLog(tmp_path / "desk.db")
    yield written
    written.close()


@pytest.fixture
def device(storage: Storage) -> Device:
    return Device().enrol(storage)


@dataclass
class Reached:
    """Central as a desk reaches it."""

    line: Line
    url: str


@pytest.fixture
def reached(storage: Storage) -> Iterator[Reached]:
    with serving(build_app(storage, "reader", ManualClock())) as upstream:
        line = Line(upstream)
        with line.open() as url:
            yield Reached(line, url)


@pytest.fixture
def client(reached: Reached, device: Device) -> Iterator[CentralClient]:
    made = CentralClient(reached.url, device.office, device.id, device.key)
    yield made
    made.close()


@dataclass
class Pushing:
    """A pusher and what it was told."""

    pusher: Pusher
    acknowledged: list[tuple[ChainId, Seq]]

    def note(self, chain: ChainId, seq: Seq) -> None:
        self.acknowledged.append((chain, seq))


@pytest.fixture
def pushing(log: DeskLog, client: CentralClient) -> Pushing:
    told: list[tuple[ChainId, Seq]] = []
    pusher = Pusher(log.path, client, acknowledged=lambda chain, seq: told.append((chain, seq)))
    return Pushing(pusher, told)
