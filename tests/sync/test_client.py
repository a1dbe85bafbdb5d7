"""Every way in which a call can fail has its one meaning."""

from __future__ import annotations

import socket

import pytest

from kiosk.domain.ids import OfficeId
from kiosk.errors import BadSignature, BatchTooLarge, CentralAway, ConfigInvalid, GapInChain, SyncRefused
from kiosk.sync.client import CentralClient
from kiosk.sync.https import MAX_ANSWER_BYTES
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.servers import lose_answer, lose_request, say, truncate_answer
from tests.sync.conftest import Reached

PORTAL = b"<html>Welcome to Cafe WiFi</html>"


def test_a_push_moves_the_cursor(client: CentralClient, log: DeskLog) -> None:
    assert client.cursor(log.head.chain) == 0
    log.busy_day(1)
    assert client.push(log.events()) == log.head.seq
    assert client.cursor(log.head.chain) == log.head.seq


@pytest.mark.parametrize(
    "fault",
    [
        lose_request,
        lose_answer,
        truncate_answer,
        say(200, PORTAL),
        say(200, b""),
        say(200, b'{"chain": 7}'),
        say(200, b'{"chain": "another", "seq": 99}'),
        say(200, b"[" * MAX_ANSWER_BYTES * 2),
        say(302, b"", Location="http://portal/"),
        say(302, b"", Location="http://["),
        say(403, PORTAL),
        say(404, PORTAL),
        say(408, b""),
        say(429, b'{"error": "later"}'),
        say(500, b'{"error": "oops"}'),
        say(503, b""),
    ],
)
def test_whatever_is_not_centrals_word_is_central_away(
    client: CentralClient, reached: Reached, log: DeskLog, fault: object
) -> None:
    reached.line.faults.append(fault)  # type: ignore[arg-type]
    with pytest.raises(CentralAway):
        client.push(log.events())
    assert client.push(log.events()) == 1


def test_refusals_keep_their_meaning(client: CentralClient, reached: Reached, log: DeskLog) -> None:
    for status, text, meaning in (
        (400, b'{"error": "malformed"}', SyncRefused),
        (401, b'{"error": "who"}', BadSignature),
        (403, b'{"error": "not yours"}', BadSignature),
        (409, b'{"error": "gap", "wanted_seq": 4}', GapInChain),
        (409, b'{"error": "fork"}', SyncRefused),
        (413, b'{"error": "too large"}', BatchTooLarge),
        (413, PORTAL, BatchTooLarge),
    ):
        reached.line.faults.append(say(status, text))
        with pytest.raises(SyncRefused) as refused:
            client.push(log.events())
        assert type(refused.value) is meaning


def test_a_redirect_is_never_followed(client: CentralClient, reached: Reached, log: DeskLog) -> None:
    reached.line.faults.append(say(307, b"", Location=f"{reached.url}/elsewhere"))
    with pytest.raises(CentralAway):
        client.push(log.events())
    assert len(reached.line.requests) == 1


def test_a_stranger_is_told_so(reached: Reached, device: Device, log: DeskLog) -> None:
    for impostor in (Device(), Device(office=OfficeId("ba-dinh"), key=device.key)):
        client = CentralClient(reached.url, impostor.office, impostor.id, impostor.key)
        with pytest.raises(BadSignature):
            client.push(log.events())
        client.close()


def test_nobody_listening_is_central_away(device: Device, log: DeskLog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    client = CentralClient(f"http://127.0.0.1:{port}", device.office, device.id, device.key)
    with pytest.raises(CentralAway):
        client.push(log.events())
    client.close()


def test_a_server_without_a_known_certificate_is_central_away(
    reached: Reached, device: Device, log: DeskLog
) -> None:
    url = reached.url.replace("http://", "https://")
    client = CentralClient(url, device.office, device.id, device.key)
    with pytest.raises(CentralAway):
        client.cursor(log.head.chain)
    client.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "central.example",
        "ftp://central.example",
        "http://central.example",
        "http://192.168.1.5:8000",
        "http://localhost.evil.example",
        "https://user:word@central.example",
        "https://",
        "https://central.example/?a=b",
        "https://central.example:port",
        "https://[bad",
    ],
)
def test_an_address_that_is_not_safe_is_refused(address: str, device: Device) -> None:
    with pytest.raises(ConfigInvalid):
        CentralClient(address, device.office, device.id, device.key)


@pytest.mark.parametrize(
    "address",
    ["https://central.example", "https://central.example/kiosk/", "http://localhost:1", "http://[::1]:1"],
)
def test_a_safe_address_is_taken(address: str, device: Device) -> None:
    CentralClient(address, device.office, device.id, device.key).close()
