"""What central answers over HTTP: to desks, to strangers, to readers."""

from __future__ import annotations

import gzip
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import add_office, make_reader_token, open_storage
from kiosk.central.storage import Storage
from kiosk.domain.events import TicketCalled
from kiosk.domain.ids import CounterNo, DeviceId, OfficeId, OfficerId
from kiosk.domain.moment import Moment
from kiosk.lib import signing
from kiosk.lib.clock import ManualClock
from kiosk.store.codec import Stamp, StoredEvent, canonical, hash_body, hash_data, link
from kiosk.sync import wire
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, Device
from tests.central.servers import serving

OFFICE = OfficeId("ha-dong")
EVENTS = f"/api/v1/offices/{OFFICE}/events"
TOKEN = make_reader_token()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    yield opened
    opened.close()


@pytest.fixture
def http(storage: Storage) -> Iterator[httpx.Client]:
    with (
        serving(build_app(storage, TOKEN, ManualClock())) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def device(storage: Storage) -> Device:
    return Device().enrol(storage)


@pytest.fixture
def nothing_kept(storage: Storage) -> Iterator[None]:
    """Holds a test to it that nothing was stored."""
    yield
    assert storage.event_count(OFFICE) == 0
    assert storage.forks(OFFICE) == []
    assert storage.visits(OFFICE) == []


def push(http: httpx.Client, device: Device, events: list[StoredEvent], path: str = EVENTS) -> httpx.Response:
    headers = device.headers(wire.push_text(device.office, device.id, events))
    return http.post(path, content=wire.encode(events), headers=headers)


def forged(event: StoredEvent, **changes: object) -> StoredEvent:
    """Write an event's body anew, with its hash right."""
    fields = json.loads(event.body) | changes
    body = canonical(fields)
    return replace(event, chain=fields["chain"], seq=fields["seq"], body=body, hash=hash_body(body))


def test_a_batch_is_acknowledged_with_the_new_cursor(
    http: httpx.Client, device: Device, log: DeskLog, storage: Storage
) -> None:
    log.busy_day(2)
    answer = push(http, device, log.events())
    assert (answer.status_code, answer.json()) == (200, {"chain": log.head.chain, "seq": log.head.seq})
    assert storage.visits(OFFICE) == log.visits()


def test_a_restored_desk_reads_back_what_it_sent(http: httpx.Client, device: Device, log: DeskLog) -> None:
    log.busy_day(2)
    push(http, device, log.events())
    chain = log.head.chain
    answer = http.get(
        EVENTS,
        params={"chain": chain, "after": 3},
        headers=device.headers(wire.read_text(OFFICE, device.id, chain, 3)),
    )
    assert wire.decode(answer.content) == log.events()[3:]


def test_a_desk_may_ask_how_much_is_held(http: httpx.Client, device: Device, log: DeskLog) -> None:
    push(http, device, log.events())
    path = f"/api/v1/offices/{OFFICE}/cursor"
    for chain, held in ((log.head.chain, 1), (str(uuid.uuid4()), 0)):
        headers = device.headers(wire.cursor_text(OFFICE, device.id, chain))
        assert http.get(path, params={"chain": chain}, headers=headers).json() == {
            "chain": chain,
            "seq": held,
        }


@pytest.mark.usefixtures("nothing_kept")
def test_an_unsigned_batch_is_answered_401(http: httpx.Client, device: Device, log: DeskLog) -> None:
    content = wire.encode(log.events())
    assert http.post(EVENTS, content=content).status_code == 401
    assert http.post(EVENTS, content=content, headers={wire.DEVICE_HEADER: device.id}).status_code == 401
    headers = {wire.DEVICE_HEADER: device.id, wire.SIGNATURE_HEADER: "rsa=AAAA"}
    assert http.post(EVENTS, content=content, headers=headers).status_code == 401
    headers[wire.SIGNATURE_HEADER] = "ed25519=!!"
    assert http.post(EVENTS, content=content, headers=headers).status_code == 401


@pytest.mark.usefixtures("nothing_kept", "device")
def test_a_batch_signed_by_another_key_is_answered_401(http: httpx.Client, log: DeskLog) -> None:
    assert push(http, Device(), log.events()).status_code == 401


@pytest.mark.usefixtures("nothing_kept")
def test_a_signature_of_another_batch_is_answered_401(
    http: httpx.Client, device: Device, log: DeskLog
) -> None:
    log.open_day()
    headers = device.headers(wire.push_text(OFFICE, device.id, log.events()[:1]))
    assert http.post(EVENTS, content=wire.encode(log.events()), headers=headers).status_code == 401


@pytest.mark.usefixtures("nothing_kept", "device")
def test_a_device_that_is_not_enrolled_is_answered_403(http: httpx.Client, log: DeskLog) -> None:
    assert push(http, Device(id=DeviceId("stranger")), log.events()).status_code == 403


@pytest.mark.usefixtures("nothing_kept")
def test_another_offices_batch_is_answered_403(
    http: httpx.Client, device: Device, storage: Storage, tmp_path: Path
) -> None:
    other = DeskLog(tmp_path / "other.db", office="ba-dinh")
    assert push(http, device, other.events()).status_code == 403
    ba_dinh = Device(OfficeId("ba-dinh"), DeviceId("kiosk-7")).enrol(storage)
    assert push(http, ba_dinh, other.events(), EVENTS).status_code == 403
    other.close()


@pytest.mark.usefixtures("nothing_kept")
def test_a_gzip_bomb_is_answered_413(http: httpx.Client, device: Device) -> None:
    bomb = gzip.compress(b"\n" * (wire.MAX_UNPACKED_BYTES + 1))
    answer = http.post(EVENTS, content=bomb, headers=device.headers("anything"))
    assert answer.status_code == 413


@pytest.mark.usefixtures("nothing_kept")
def test_an_endless_request_is_answered_413(http: httpx.Client, device: Device) -> None:
    content = b"\0" * (wire.MAX_PACKED_BYTES + 1)
    assert http.post(EVENTS, content=content, headers=device.headers("anything")).status_code == 413


@pytest.mark.usefixtures("nothing_kept")
def test_a_huge_line_or_too_many_lines_are_answered_413(http: httpx.Client, device: Device) -> None:
    for text in (b"x" * 10_000_000, b"{}\n" * (wire.MAX_EVENTS + 1)):
        answer = http.post(EVENTS, content=gzip.compress(text), headers=device.headers("anything"))
        assert answer.status_code == 413


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not gzip",
        gzip.compress(b""),
        gzip.compress(b"{}")[:-3],
        gzip.compress(b"{}") + b"more",
        gzip.compress(b"{}"),
        gzip.compress(b"\xff\xfe"),
        gzip.compress(b'{"body": "' + rb"\ud800" + b'", "hash": "", "data": null, "salt": null}'),
        gzip.compress(b'{"body": "{}", "hash": "", "data": null, "salt": "xy"}'),
        gzip.compress(b'{"body": ' + b"[" * 400_000),
        gzip.compress(b'{"body": "' + b"[" * 400_000 + b'", "hash": "", "data": null, "salt": null}'),
        gzip.compress(b'{"extra": ' + b"[" * 400_000 + b"]" * 400_000 + b"}"),
    ],
)
def test_a_malformed_batch_is_answered_400(http: httpx.Client, device: Device, content: bytes) -> None:
    answer = http.post(EVENTS, content=content, headers=device.headers("anything"))
    assert answer.status_code == 400


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(
    "changes",
    [
        {"at": -1},
        {"at": 10**15},
        {"seq": 0},
        {"kind": "DayOpened"},
        {"data_hash": "0" * 64},
        {"chain": "a|b"},
        {"boot_ns": 10**400},
        {"more": 1},
        {"event_id": 7},
    ],
)
def test_an_event_that_cannot_be_is_answered_400(
    http: httpx.Client, device: Device, log: DeskLog, changes: dict[str, object]
) -> None:
    event = forged(log.events()[0], **changes)
    assert push(http, device, [event]).status_code == 400


@pytest.mark.usefixtures("nothing_kept")
def test_deep_data_are_answered_400(http: httpx.Client, device: Device, log: DeskLog) -> None:
    first = log.events()[0]
    data = b'{"office":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    event = replace(forged(first, data_hash=hash_data(first.salt or b"", data)), data=data)
    assert push(http, device, [event]).status_code == 400


def test_a_value_that_no_database_holds_is_answered_400_and_the_rest_goes_on(
    http: httpx.Client, device: Device, log: DeskLog, storage: Storage
) -> None:
    log.open_day()
    ticket = log.issue()
    push(http, device, log.events())
    called = TicketCalled(ticket, 1, CounterNo(2**70), OfficerId("cb-01"), "earliest_place")
    moment = Moment(log.clock.wall(), log.clock.boot(), log.clock.boot_ns(), clock_ok=True)
    event = link(log.head, Stamp(device.id, "system", moment, None, None), str(uuid.uuid4()), called)
    assert push(http, device, [event]).status_code == 400
    assert storage.event_count(OFFICE) == log.head.seq
    log.serve(ticket)
    assert push(http, device, log.events()).status_code == 200
    assert storage.visits(OFFICE) == log.visits()


@pytest.mark.usefixtures("nothing_kept")
def test_links_that_do_not_hold_are_answered_400(http: httpx.Client, device: Device, log: DeskLog) -> None:
    log.busy_day(1)
    events = log.events()
    events[2] = forged(events[2], at=1)
    assert push(http, device, events).status_code == 400
    assert push(http, device, [events[0], *events[3:]]).status_code == 400


def test_a_gap_is_answered_409_with_the_wanted_seq(
    http: httpx.Client, device: Device, log: DeskLog, storage: Storage
) -> None:
    log.busy_day(1)
    push(http, device, log.events()[:2])
    answer = push(http, device, log.events()[4:])
    assert (answer.status_code, answer.json()["wanted_seq"]) == (409, 3)
    assert storage.event_count(OFFICE) == 2


def test_a_fork_is_answered_409_without_a_wanted_seq(
    http: httpx.Client, device: Device, log: DeskLog, storage: Storage
) -> None:
    push(http, device, log.events())
    other = forged(log.events()[0], at=1)
    answer = push(http, device, [other])
    assert answer.status_code == 409
    assert "wanted_seq" not in answer.json()
    assert storage.events(OFFICE, log.head.chain, log.head.seq, 9) == []
    assert [fork.hash for fork in storage.forks(OFFICE)] == [other.hash]


def test_reading_needs_a_signature_over_the_very_question(
    http: httpx.Client, device: Device, log: DeskLog
) -> None:
    push(http, device, log.events())
    chain = log.head.chain
    signed = device.headers(wire.read_text(OFFICE, device.id, chain, 0))
    assert http.get(EVENTS, params={"chain": chain, "after": 0}).status_code == 401
    assert http.get(EVENTS, params={"chain": chain, "after": 1}, headers=signed).status_code == 401
    assert http.get(EVENTS, params={"chain": "all"}, headers=signed).status_code == 400
    assert http.get(EVENTS, params={"chain": chain, "after": "-1"}, headers=signed).status_code == 400
    elsewhere = f"/api/v1/offices/ba-dinh/cursor?chain={chain}"
    assert http.get(elsewhere, headers=signed).status_code == 403


def test_a_device_enrols_with_a_code_as_a_person_types_it(http: httpx.Client, storage: Storage) -> None:
    code = add_office(storage, OFFICE, "Phường Hà Đông", NOW)
    public = signing.public_text(Device().key)
    asked = {
        "code": code.lower().replace("-", " "),
        "office": OFFICE,
        "device": "kiosk-1",
        "public_key": public,
    }
    answer = http.post("/api/v1/enrol", json=asked)
    assert (answer.status_code, answer.json()) == (200, {"office": OFFICE, "device": "kiosk-1"})
    assert http.post("/api/v1/enrol", json=asked | {"device": "kiosk-2"}).status_code == 403
    assert http.post("/api/v1/enrol", json=asked | {"public_key": "AAAA"}).status_code == 400
    assert http.post("/api/v1/enrol", json=asked | {"office": "../x"}).status_code == 400
    assert http.post("/api/v1/enrol", content=b"[" * 4_000).status_code == 400


def test_pages_are_shown_to_readers_only(http: httpx.Client) -> None:
    for path in ("/", f"/offices/{OFFICE}", "/?token=wrong", "/?token=%C3%BD"):
        answer = http.get(path)
        assert answer.status_code == 401
        assert "Phường" not in answer.text
    let_in = http.get("/", params={"token": TOKEN})
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/")
    assert TOKEN not in let_in.headers["set-cookie"]
    assert "httponly" in let_in.headers["set-cookie"].lower()
    assert http.get("/").status_code == 200


def test_pages_show_visits_and_keep_to_themselves(http: httpx.Client, device: Device, log: DeskLog) -> None:
    log.busy_day(3)
    push(http, device, log.events())
    http.get("/", params={"token": TOKEN})
    offices = http.get("/")
    assert "Phường ha-dong" in offices.text
    assert "1,6 phút" in offices.text
    office = http.get(f"/offices/{OFFICE}")
    assert all(
        visit["code"] in office.text for visit in map(dict, log.visits()) if isinstance(visit["code"], str)
    )
    assert http.get("/offices/nowhere").status_code == 404
    assert "default-src 'self'" in office.headers["content-security-policy"]
    for page in (offices, office):
        assert re.findall(r"(?:https?:)?//[a-z]", page.text) == []
        assert "style=" not in page.text
    assert http.get("/static/central.css").status_code == 200


def test_an_offices_name_cannot_carry_a_script(http: httpx.Client, storage: Storage) -> None:
    add_office(storage, OFFICE, "<script>alert(1)</script>", NOW)
    http.get("/", params={"token": TOKEN})
    assert "<script" not in http.get("/").text


def test_health_is_answered(http: httpx.Client) -> None:
    assert (http.get("/health").status_code, http.get("/health").text) == (200, "ok\n")
