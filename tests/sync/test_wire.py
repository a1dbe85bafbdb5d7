"""What travels arrives byte for byte, or is refused."""

from __future__ import annotations

import gzip
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events import HelpAsked
from kiosk.domain.ids import ChainId, CommandId, Seq
from kiosk.domain.moment import Moment
from kiosk.errors import BadInput, BadSignature, SyncRefused
from kiosk.lib.units import BootId, BootNs, WallMs
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link
from kiosk.sync import wire

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def chained(screens: list[str], start: int = 0) -> list[StoredEvent]:
    head = Head(ChainId(str(uuid.uuid4())), Seq(start), FIRST_PREV_HASH)
    moment = Moment(WallMs(1_795_000_000_000), BootId("boot"), BootNs(1), clock_ok=True)
    events = []
    for screen in screens:
        data = HelpAsked(CommandId("c"), screen)
        event = link(head, Stamp("kiosk-1", "system", moment, None, None), str(uuid.uuid4()), data)
        events.append(event)
        head = Head(event.chain, event.seq, event.hash)
    return events


@given(st.lists(TEXT, min_size=1, max_size=8), st.integers(0, 2**40), st.booleans())
def test_events_come_out_as_they_went_in(screens: list[str], start: int, shred: bool) -> None:  # noqa: FBT001
    events = chained(screens, start)
    if shred:
        last = events[-1]
        events[-1] = StoredEvent(last.chain, last.seq, last.event_id, last.body, last.hash, None, None)
    assert wire.decode(wire.encode(events)) == events


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused_calmly(noise: bytes) -> None:
    for packed in (noise, gzip.compress(noise)):
        try:
            assert wire.decode(packed) == []
        except BadInput:
            continue


TWO_EVENTS = wire.encode(chained(["a", "b"]))


@given(st.integers(0, len(TWO_EVENTS) - 1))
def test_a_cut_batch_is_never_taken_for_a_shorter_one(cut: int) -> None:
    with pytest.raises(BadInput):
        wire.decode(TWO_EVENTS[:cut])


def test_events_out_of_order_or_of_two_chains_are_refused() -> None:
    first, second, third = chained(["a", "b", "c"])
    (other,) = chained(["x"], start=1)
    for events in ([second, first], [first, third], [first, other]):
        with pytest.raises(BadInput):
            wire.decode(wire.encode(events))


def test_too_many_events_are_refused_as_too_large() -> None:
    with pytest.raises(SyncRefused):
        wire.decode(gzip.compress(b"\n" * wire.MAX_EVENTS))


def test_a_signature_names_its_scheme() -> None:
    assert wire.read_signature(wire.write_signature("abc")) == "abc"
    for header in (None, "", "abc", "rsa=abc"):
        with pytest.raises(BadSignature):
            wire.read_signature(header)
