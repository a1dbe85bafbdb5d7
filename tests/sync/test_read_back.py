"""What a restored desk gets back from central, and what it refuses to believe."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.central.storage import Storage
from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, DeviceId, Seq
from kiosk.errors import BadSignature, CentralAway, LogBroken
from kiosk.store.codec import FIRST_PREV_HASH, Head, StoredEvent
from kiosk.sync import wire
from kiosk.sync.client import CentralClient, ReadBack
from kiosk.sync.read_back import read_back
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.servers import lose_request, say
from tests.sync.conftest import Reached


def head_of(event: StoredEvent) -> Head:
    return Head(event.chain, event.seq, event.hash)


def returned(client: CentralClient, end: Head, newest: ChainId | None = None) -> list[StoredEvent]:
    return [event for part in read_back(client, end, newest) for event in part.events]


def test_the_rest_of_a_chain_comes_back_batch_by_batch_under_the_devices_own_signatures(
    client: CentralClient, log: DeskLog
) -> None:
    log.busy_day(3)
    events = log.events()
    for start in range(0, len(events), 4):
        client.push(events[start : start + 4])
    parts = list(read_back(client, head_of(events[2]), log.head.chain))
    assert [event for part in parts for event in part.events] == events[3:]
    assert [part.unsigned for part in parts] == [0]
    assert returned(client, log.head) == []


def test_the_chains_that_follow_come_back_too_and_what_they_left_behind_does_not(
    client: CentralClient, log: DeskLog
) -> None:
    log.open_day()
    log.issue()
    restored_to = log.head
    client.push(log.events())
    log.begin_chain("restored")
    log.issue()
    client.push([event for event in log.events() if event.chain == log.head.chain])
    log.begin_chain("restored")
    log.issue()
    newest = [event for event in log.events() if event.chain == log.head.chain]
    client.push(newest)
    events = log.events()
    assert returned(client, head_of(events[1]), log.head.chain) == events[2:]
    assert returned(client, restored_to, log.head.chain) == events[restored_to.seq :]
    # Without the newest chain's name only the chain that is here can be followed.
    assert returned(client, head_of(events[1])) == events[2 : restored_to.seq]


def test_a_chain_that_branched_off_before_the_backup_is_another_history(
    client: CentralClient, log: DeskLog
) -> None:
    log.open_day()
    branch = log.head
    log.issue()
    log.issue()
    events = log.events()
    client.push(events)
    log.head = Head(ChainId(str(uuid.uuid4())), Seq(0), FIRST_PREV_HASH)
    client.push(log.write(ChainStarted(log.office, "restored", branch.chain, branch.seq, branch.hash)))
    assert returned(client, head_of(events[2]), log.head.chain) == events[3:]


def test_events_of_another_device_come_back_and_are_counted(
    client: CentralClient, storage: Storage, log: DeskLog
) -> None:
    before = Device(id=DeviceId("kiosk-0")).enrol(storage)
    log.busy_day(1)
    before.send(storage, log.events())
    parts = list(read_back(client, head_of(log.events()[0]), None))
    assert sum(part.unsigned for part in parts) == log.head.seq - 1


class Liar:
    """Gives something else than it was given."""

    def __init__(self, client: CentralClient, lie: StoredEvent) -> None:
        self._client = client
        self._lie = lie

    def read(self, chain: ChainId, after: Seq) -> ReadBack:
        part = self._client.read(chain, after)
        lied = tuple(self._lie if event.seq == self._lie.seq else event for event in part.events)
        return replace(part, events=lied)


def test_a_changed_event_is_refused(client: CentralClient, log: DeskLog) -> None:
    log.busy_day(1)
    events = log.events()
    client.push(events)
    changed = replace(events[3], data=b'{"changed":true}')
    with pytest.raises(LogBroken, match="event 4 "):
        list(read_back(Liar(client, changed), head_of(events[0]), None))


def test_what_this_device_never_signed_is_refused(
    client: CentralClient, reached: Reached, device: Device, log: DeskLog, tmp_path: Path
) -> None:
    log.busy_day(1)
    client.push(log.events())
    made_up = DeskLog(tmp_path / "made_up.db")
    made_up.busy_day(1)
    signed = wire.SignedRange(device.id, Seq(1), made_up.head.seq, device.signs("another text").signature)
    answer = say(200, wire.encode(made_up.events()), **wire.write_range(signed))
    reached.line.faults.append(answer)
    with pytest.raises(BadSignature, match="never signed"):
        client.read(made_up.head.chain, Seq(0))
    made_up.close()


def test_what_was_given_before_the_line_broke_holds(
    client: CentralClient, reached: Reached, log: DeskLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.busy_day(2)
    events = log.events()
    client.push(events[:4])
    client.push(events[4:])
    monkeypatch.setattr(wire, "MAX_EVENTS", 4)
    parts = read_back(client, head_of(events[0]), None)
    assert list(next(parts).events) == events[1:4]
    reached.line.faults.append(lose_request)
    with pytest.raises(CentralAway):
        next(parts)


@pytest.mark.parametrize("content", [b"", b"<html>sign in</html>", b"\x1f\x8b broken"])
def test_an_answer_that_is_no_events_is_central_away(
    client: CentralClient, reached: Reached, log: DeskLog, content: bytes
) -> None:
    reached.line.faults.append(say(200, content))
    with pytest.raises(CentralAway):
        client.read(log.head.chain, Seq(0))
