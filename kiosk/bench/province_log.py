"""A simulated office's log as it travels: hashed, linked, and cut into batches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, Seq
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.sim.presets import MS_PER_MIN
from kiosk.sim.province_desk import DEVICE
from kiosk.store.codec import FIRST_PREV_HASH, Head, Stamp, StoredEvent, link
from kiosk.sync.pace import MOST_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.sim.province_desk import Said
    from kiosk.sim.province_office import OfficeDay

ON_THE_LINE_MS = 5 * MS_PER_S
"""From the last event of a batch to its arrival. Source: assumption."""

COPIED = 2
"""Events that a copied device writes in place of its twin's."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive events of one chain.

    Attributes:
        sent_at: When central receives it.
        is_copy: It contradicts what was sent before.
    """

    events: list[StoredEvent]
    sent_at: WallMs
    is_copy: bool = False


class ProvinceLog:
    """Writes an office's days one after another."""

    def __init__(self, push_every_min: int) -> None:
        self._every_ms = push_every_min * MS_PER_MIN
        self._head = Head(ChainId(""), Seq(0), FIRST_PREV_HASH)
        self._unsent: list[tuple[int, StoredEvent]] = []

    def write(self, day: OfficeDay) -> Iterator[Batch]:
        """Write a day and give what goes off on it; what an earlier day could not send goes first."""
        late, self._unsent = self._unsent, []
        today = [(said.true_ms, self._link(said)) for said in day.said]
        if day.is_offline:
            self._unsent = [*late, *today]
            return
        opened = today[0][0]
        for _chain, events in groupby(late, key=lambda each: each[1].chain):
            yield from _cut([event for _at, event in events], opened)
        for (_chain, turn), events in groupby(today, key=self._turn):
            yield from _cut([event for _at, event in events], (turn + 1) * self._every_ms)
        if day.is_forked:
            yield self._copied(day.said[-COPIED:], [event for _at, event in today])

    def _turn(self, each: tuple[int, StoredEvent]) -> tuple[ChainId, int]:
        at, event = each
        return event.chain, at // self._every_ms

    def _link(self, said: Said) -> StoredEvent:
        recorded, data = said.recorded, said.recorded.data
        if isinstance(data, ChainStarted):
            if data.previous_chain is not None:
                data = replace(data, previous_hash=self._head.hash)
            self._head = Head(recorded.chain, Seq(0), FIRST_PREV_HASH)
        stamp = Stamp(DEVICE, said.actor, recorded.moment, said.day_id, said.command_id)
        event = link(self._head, stamp, said.event_id, data)
        self._head = Head(event.chain, event.seq, event.hash)
        return event

    def _copied(self, said: list[Said], written: list[StoredEvent]) -> Batch:
        """Write the last events once more, as a copy of the device would: other ids, other hashes."""
        before, head = written[-COPIED - 1], self._head
        self._head = Head(before.chain, before.seq, before.hash)
        copies = [self._link(replace(one, event_id=one.event_id[::-1])) for one in said]
        self._head = head
        return Batch(copies, WallMs(said[-1].true_ms + self._every_ms), is_copy=True)


def _cut(events: list[StoredEvent], ends_ms: int) -> Iterator[Batch]:
    """Cut events into batches of the size that a desk sends."""
    for start in range(0, len(events), MOST_EVENTS):
        yield Batch(events[start : start + MOST_EVENTS], WallMs(ends_ms + ON_THE_LINE_MS))
