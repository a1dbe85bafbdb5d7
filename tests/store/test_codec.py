"""What the form of an event promises."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events import ChainStarted, EventData, HelpAsked, UnknownEvent
from kiosk.domain.ids import ChainId, CommandId, Seq
from kiosk.domain.kinds import KINDS
from kiosk.domain.moment import Moment
from kiosk.errors import BadInput
from kiosk.lib.units import BootId, BootNs, WallMs
from kiosk.store.codec import (
    FIRST_PREV_HASH,
    Head,
    Stamp,
    StoredEvent,
    canonical,
    check_link,
    link,
    read_body,
    read_data,
    recorded,
)

START = Head(ChainId("c"), Seq(0), FIRST_PREV_HASH)
STAMP = Stamp("kiosk-1", "system", Moment(WallMs(1), BootId("b"), BootNs(2), clock_ok=True), None, None)

events = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.builds(KINDS[kind]))


@given(events)
def test_every_event_survives_the_journey_to_bytes_and_back(data: EventData) -> None:
    event = link(START, STAMP, "e", data)
    check_link(event, START)
    assert recorded(event).data == data


def test_a_body_is_sorted_json_without_spaces_or_floats() -> None:
    event = link(START, STAMP, "e", HelpAsked(CommandId("h"), "bắt đầu"))
    assert event.body == canonical(msgspec.json.decode(event.body))
    with pytest.raises(TypeError, match="float"):
        canonical({"wait": 1.5})


@pytest.mark.parametrize("part", ["body", "data", "salt", "hash", "seq", "chain"])
def test_any_changed_part_breaks_the_link(part: str) -> None:
    event = link(START, STAMP, "e", ChainStarted("office", "new_database"))
    changed: dict[str, object] = {
        "body": event.body.replace(b'"at":1', b'"at":2'),
        "data": (event.data or b"").replace(b"office", b"effice"),
        "salt": b"0" * 16,
        "hash": "0" * 64,
        "seq": 2,
        "chain": "d",
    }
    forged = StoredEvent(
        **{name: getattr(event, name) for name in StoredEvent.__slots__} | {part: changed[part]}
    )
    with pytest.raises(BadInput):
        check_link(forged, START)


def test_an_event_after_a_gap_is_refused() -> None:
    first = link(START, STAMP, "1", ChainStarted("office", "new_database"))
    second = link(Head(first.chain, first.seq, first.hash), STAMP, "2", HelpAsked(CommandId("h"), "start"))
    with pytest.raises(BadInput, match="event 1 was expected"):
        check_link(second, START)


def test_an_event_of_a_later_version_is_kept_as_unknown() -> None:
    assert read_data("HelpAsked", 9, b"{}") == UnknownEvent("HelpAsked", 9)
    assert read_data("FromTheFuture", 1, b"{}") == UnknownEvent("FromTheFuture", 1)


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_clearly(raw: bytes) -> None:
    with pytest.raises(BadInput):
        read_body(raw)


def test_the_same_event_has_another_hash_each_time_so_its_data_cannot_be_guessed() -> None:
    data = HelpAsked(CommandId("h"), "start")
    assert link(START, STAMP, "e", data).hash != link(START, STAMP, "e", data).hash
