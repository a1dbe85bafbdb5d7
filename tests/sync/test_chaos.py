"""A line that cuts, delays, doubles, reorders and truncates, and a network that is not there."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kiosk.central.app import build_app
from kiosk.central.audit import audit_office
from kiosk.central.commands import open_storage
from kiosk.central.storage import Storage
from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import BatchTooLarge, CentralAway
from kiosk.lib import signing
from kiosk.lib.clock import ManualClock
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE, Device
from tests.central.servers import (
    Forward,
    Line,
    answer,
    lose_answer,
    lose_request,
    pass_on,
    repeat_request,
    say,
    serving,
    truncate_answer,
)
from tests.sync.rough_line import RoughLine

ROOT = Path(__file__).parents[2]
ROUNDS = 400
DAYS = 6


class Late:
    """Holds copies of requests back and lets them arrive after later ones."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._held: list[Forward] = []

    def hold(self, handler: BaseHTTPRequestHandler, forward: Forward) -> None:
        """Answer the sender with nothing; the request itself comes later."""
        self._held.append(forward)
        handler.close_connection = True

    def release(self, handler: BaseHTTPRequestHandler, forward: Forward) -> None:
        """Let a held one arrive in front of, or after, the present one."""
        if self._held and self._draw.random() < 0.5:
            self._held.pop(0)()
            pass_on(handler, forward)
            return
        status, text, own = forward()
        if self._held:
            self._held.pop()()
        answer(handler, status, text, **own)


def push_a_week(
    url: str, storage: Storage, device: Device, log: DeskLog, before_day: Callable[[], None]
) -> None:
    """Let days pass and be pushed over a bad line until all is acknowledged; then compare."""
    acknowledged: dict[str, int] = {}

    def note(chain: ChainId, seq: Seq) -> None:
        acknowledged[chain] = max(seq, acknowledged.get(chain, 0))
        assert storage.head(OFFICE, chain).seq >= seq

    client = CentralClient(url, device.office, device.id, device.key)
    pusher = Pusher(log.path, client, acknowledged=note, most_events=5)
    for day in range(DAYS):
        before_day()
        log.busy_day(4, f"2026-11-{day + 1:02}")
        if day == DAYS // 2:
            log.begin_chain("restored")
        for _ in range(ROUNDS):
            try:
                pusher.push_round()
                break
            except (CentralAway, BatchTooLarge):
                pusher.forget()
    client.close()
    events = log.events()
    audit = audit_office(storage, OFFICE)
    assert {head.chain: head.seq for head in audit.heads} == acknowledged
    assert (audit.events, audit.forks) == (len(events), 0)
    held = {
        event.hash
        for head in audit.heads
        for event in storage.events(OFFICE, head.chain, Seq(0), len(events))
    }
    assert held == {event.hash for event in events}
    assert storage.visits(OFFICE) == log.visits()


@pytest.mark.parametrize("seed", range(4))
def test_requests_lost_doubled_late_and_misanswered_lose_and_double_nothing(
    seed: int, storage: Storage, device: Device, log: DeskLog
) -> None:
    draw = random.Random(seed)
    late = Late(draw)
    ways = [
        pass_on, pass_on, lose_request, lose_answer, truncate_answer, repeat_request, late.hold,
        late.release, late.release, say(502, b""), say(200, b"<html>Cafe WiFi</html>"), say(413, b""),
    ]  # fmt: skip
    with serving(build_app(storage, "reader", ManualClock())) as upstream:
        line = Line(upstream)
        with line.open() as url:
            push_a_week(url, storage, device, log, lambda: line.faults.extend(draw.choices(ways, k=12)))


@pytest.mark.parametrize("seed", range(4))
def test_connections_cut_anywhere_lose_and_double_nothing(
    seed: int, storage: Storage, device: Device, log: DeskLog
) -> None:
    draw = random.Random(seed)
    with serving(build_app(storage, "reader", ManualClock())) as upstream:
        line = RoughLine(
            upstream, pause_s=0.001, cut_after=lambda: draw.randrange(1, draw.choice((500, 12_000)))
        )
        with line.open() as url:
            push_a_week(url, storage, device, log, lambda: None)
    assert line.cuts > DAYS


@pytest.fixture
def no_network() -> None:
    asked = ["unshare", "--net", "ip", "link", "set", "lo", "up"]
    try:
        can = subprocess.run(asked, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        can = False
    if not can:
        pytest.skip("a network of its own needs root, unshare and ip (apt: iproute2)")


@pytest.mark.usefixtures("no_network")
def test_a_link_that_goes_down_and_comes_back_loses_and_doubles_nothing(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    storage = open_storage(address)
    log = DeskLog(tmp_path / "desk.db")
    with closing(storage), closing(log):
        key = signing.load_or_make_private_key(tmp_path / "device.key")
        Device(key=key).enrol(storage)
        log.busy_day(60)
        command = [
            sys.executable,
            "-m",
            "tests.sync.link_down",
            address,
            str(log.path),
            str(tmp_path / "device.key"),
        ]
        done = subprocess.run(
            ["unshare", "--net", *command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        times_down, times_away = map(int, done.stdout.split())
        assert times_down > 3
        assert times_away > 3
        assert audit_office(storage, OFFICE).events == len(log.events())
        assert storage.visits(OFFICE) == log.visits()
