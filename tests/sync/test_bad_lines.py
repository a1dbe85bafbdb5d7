"""What a bad line, a wrong clock, a portal or a proxy does, and what a technician is then told."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kiosk.central.app import build_app
from kiosk.central.storage import Storage
from kiosk.errors import BatchTooLarge, CentralAway, ConfigInvalid
from kiosk.lib.clock import ManualClock
from kiosk.sync import https
from kiosk.sync.client import CentralClient
from kiosk.sync.https import Way
from kiosk.sync.pace import FEWEST_EVENTS, FIRST_EVENTS, MOST_EVENTS, Pace
from kiosk.sync.push import Pusher
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE, Device
from tests.central.servers import Forward, Line, say, serving
from tests.sync.certificates import DAY, Authority
from tests.sync.conftest import Pushing, Reached
from tests.sync.rough_line import RoughLine


@pytest.mark.parametrize(
    ("days", "words"),
    [((-9, -1), "has expired"), ((1, 9), "is not yet valid"), ((-1, 9), "")],
    ids=["expired", "future", "good"],
)
def test_a_certificate_out_of_its_dates_is_told_with_this_machines_own_date(
    days: tuple[int, int], words: str, device: Device, storage: Storage, log: DeskLog
) -> None:
    authority = Authority(log.path.parent)
    now = dt.datetime.now(dt.UTC)
    tls = authority.server(now + days[0] * DAY, now + days[1] * DAY)
    with serving(build_app(storage, "reader", ManualClock()), tls) as url:
        client = CentralClient(url, device.office, device.id, device.key, Way(authority=str(authority.file)))
        if not words:
            assert client.push(log.events()) == 1
        else:
            with pytest.raises(CentralAway, match=f"{words} by this machine's date, {now:%Y-%m-%d}"):
                client.push(log.events())
        client.close()


def test_a_certificate_of_nobody_known_is_told_as_such(
    device: Device, storage: Storage, log: DeskLog, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    tls = Authority(tmp_path).server(now - DAY, now + DAY)
    with serving(build_app(storage, "reader", ManualClock()), tls) as url:
        client = CentralClient(url, device.office, device.id, device.key)
        with pytest.raises(CentralAway, match="cannot be trusted"):
            client.push(log.events())
        client.close()


def test_a_server_that_asks_for_patience_says_for_how_long(
    client: CentralClient, reached: Reached, log: DeskLog
) -> None:
    for status, header, wanted in (
        (429, "120", 120.0),
        (503, "7", 7.0),
        (429, "999999", https.LONGEST_RETRY_AFTER_S),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", None),
        (503, "-1", None),
    ):
        reached.line.faults.append(say(status, b"{}", **{"Retry-After": header}))
        with pytest.raises(CentralAway) as away:
            client.push(log.events())
        assert away.value.retry_after_s == wanted


def test_a_batch_that_is_too_large_is_halved_until_it_goes(
    pushing: Pushing, reached: Reached, log: DeskLog, storage: Storage
) -> None:
    log.busy_day(8)
    reached.line.faults += [say(200, b'{"chain": "", "seq": 0}')] + [say(413, b"<html>nginx</html>")] * 3
    pushing.pusher.push_round()
    assert storage.event_count(OFFICE) == len(log.events())


def test_one_event_that_is_too_large_is_for_a_person(pushing: Pushing, reached: Reached) -> None:
    reached.line.faults += [say(200, b'{"chain": "", "seq": 0}')] + [say(413, b"{}")] * 20
    with pytest.raises(BatchTooLarge):
        pushing.pusher.push_round()
    assert len(reached.line.requests) == 2


def test_the_size_of_a_batch_follows_the_line() -> None:
    pace = Pace()
    pace.went(FIRST_EVENTS, took_s=0.1)
    assert pace.events == MOST_EVENTS
    pace.failed()
    pace.failed()
    assert pace.events == 500
    pace.went(500, took_s=16.0)
    assert pace.events == 250
    pace.went(250, took_s=8.0)
    assert pace.events == 250
    pace.went(250, took_s=0.1)
    assert pace.events == 500
    for _ in range(20):
        pace.failed()
    assert pace.events == FEWEST_EVENTS
    assert pace.halve(4)
    pace.went(2, took_s=0.1)
    assert pace.events == 2
    assert not pace.halve(1)


def test_an_answer_that_trickles_in_without_end_is_given_up(
    client: CentralClient, reached: Reached, log: DeskLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https, "PATIENCE_S", 0.1)
    ended = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler, _forward: Forward) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while not ended.wait(0.02):
                handler.wfile.write(b" ")
        handler.close_connection = True

    reached.line.faults.append(trickle)
    with pytest.raises(CentralAway, match="in time"):
        client.push(log.events())
    ended.set()


@contextmanager
def silent() -> Iterator[str]:
    """Take connections and never answer: a line that died on the other side."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_half_open_connection_is_given_up(
    device: Device, log: DeskLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https, "READ_TIMEOUT_S", 0.2)
    with silent() as url:
        client = CentralClient(url, device.office, device.id, device.key)
        with pytest.raises(CentralAway, match="in time"):
            client.push(log.events())
        client.close()


def test_a_narrow_line_costs_batches_their_size_and_nothing_else(
    storage: Storage, device: Device, log: DeskLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.busy_day(120)
    monkeypatch.setattr(https, "READ_TIMEOUT_S", 0.4)
    with (
        serving(build_app(storage, "reader", ManualClock())) as upstream,
        RoughLine(upstream, piece_bytes=2_000, pause_s=0.03).open() as url,
    ):
        client = CentralClient(url, device.office, device.id, device.key)
        pusher = Pusher(log.path, client, acknowledged=lambda _chain, _seq: None)
        failures, is_whole = 0, False
        for _ in range(40):
            try:
                is_whole = pusher.push_round()
                break
            except CentralAway:
                failures += 1
        client.close()
    assert failures > 0
    assert is_whole
    assert storage.event_count(OFFICE) == len(log.events())


def test_a_proxy_of_the_configuration_is_used_and_its_refusals_are_named(
    device: Device, log: DeskLog
) -> None:
    line = Line("127.0.0.1:9")
    line.faults = [say(407, b"<html>who are you</html>"), say(200, b"<html>Cafe WiFi</html>")]
    with line.open() as proxy:
        client = CentralClient("http://127.0.0.1:9", device.office, device.id, device.key, Way(proxy=proxy))
        with pytest.raises(CentralAway, match="proxy wants a name and a password"):
            client.push(log.events())
        with pytest.raises(CentralAway, match="sign-in page"):
            client.push(log.events())
        client.close()
    assert line.requests == [f"POST http://127.0.0.1:9/api/v1/offices/{OFFICE}/events"] * 2


@pytest.mark.parametrize("proxy", ["proxy:3128", "socks5://proxy:1", "http://proxy", "http://[bad"])
def test_an_address_that_is_no_proxys_is_refused(proxy: str, device: Device) -> None:
    with pytest.raises(ConfigInvalid, match="proxy"):
        CentralClient("https://central.example", device.office, device.id, device.key, Way(proxy=proxy))


def test_the_clock_is_compared_with_centrals(client: CentralClient, log: DeskLog) -> None:
    client.push(log.events())
    assert client.clock_ahead_s is not None
    assert abs(client.clock_ahead_s) < 60
