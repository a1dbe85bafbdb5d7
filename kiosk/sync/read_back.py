"""What central holds of this desk's own log past its last event here, in order, every link checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.events import ChainStarted
from kiosk.domain.ids import ChainId, Seq
from kiosk.errors import BadInput, LogBroken
from kiosk.store.codec import FIRST_PREV_HASH, Head, check_link, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.sync.client import ReadBack

MOST_CHAINS = 100
"""A desk that was restored more often than this has another trouble."""


class Holder(Protocol):
    """What is asked of the side that holds the log."""

    def read(self, chain: ChainId, after: Seq) -> ReadBack:
        """Give some events of a chain past ``after``; none at its end."""
        ...


@dataclass(frozen=True, slots=True)
class _Next:
    """A chain, and the event of the one before from which it goes on."""

    chain: ChainId
    before: Head


def read_back(holder: Holder, end: Head, newest: ChainId | None) -> Iterator[ReadBack]:
    """Read what follows an event: the rest of its chain, then the chains that go on from there.

    Args:
        end: The last event that is here.
        newest: The chain that was sent last; None where that is not known.

    Raises:
        LogBroken: What is held does not follow from what is here.
        CentralAway: It does not answer, or no more; what was given before still holds.
        SyncRefused: It refuses to give anything.
    """
    for following in _route(holder, end, newest):
        for part in _rest(holder, end, following.before.seq):
            end = _end_of(part)
            yield part
        if end != following.before:
            raise LogBroken(f"chain {following.chain} does not go on from event {end.seq} of {end.chain}")
        end = Head(following.chain, Seq(0), FIRST_PREV_HASH)
    yield from _rest(holder, end, None)


def _route(holder: Holder, end: Head, newest: ChainId | None) -> list[_Next]:
    """List the chains after the one that is here up to the newest; none where they do not lead there."""
    route: list[_Next] = []
    chain = newest
    while chain is not None and chain != end.chain and len(route) < MOST_CHAINS:
        first = holder.read(chain, Seq(0)).events
        data = recorded(first[0]).data if first else None
        if not isinstance(data, ChainStarted) or data.previous_chain is None:
            return []
        before = Head(data.previous_chain, data.previous_seq or Seq(0), data.previous_hash or "")
        route.insert(0, _Next(chain, before))
        chain = before.chain
    # A chain that branched off before what is here is another history.
    return route if chain == end.chain and (not route or route[0].before.seq >= end.seq) else []


def _rest(holder: Holder, end: Head, upto: Seq | None) -> Iterator[ReadBack]:
    while upto is None or end.seq < upto:
        part = _checked(holder.read(end.chain, end.seq), end)
        if upto is not None:
            part = replace(part, events=part.events[: upto - end.seq])
        if not part.events:
            return
        end = _end_of(part)
        yield part


def _checked(part: ReadBack, end: Head) -> ReadBack:
    for event in part.events:
        try:
            check_link(event, end)
        except BadInput as error:
            raise LogBroken(f"what central holds does not follow from what is here: {error}") from error
        end = Head(event.chain, event.seq, event.hash)
    return part


def _end_of(part: ReadBack) -> Head:
    last = part.events[-1]
    return Head(last.chain, last.seq, last.hash)
