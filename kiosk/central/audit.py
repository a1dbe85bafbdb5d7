"""Proof that what central holds is what the desks wrote: every hash, every link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.ids import Seq
from kiosk.errors import BadInput, LogBroken
from kiosk.store.codec import FIRST_PREV_HASH, Head, check_link

if TYPE_CHECKING:
    from kiosk.central.storage import Storage
    from kiosk.domain.ids import ChainId, OfficeId

PAGE_EVENTS = 2_000
"""Read at a time: some 2 MB."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an office's held events proved to be.

    Attributes:
        heads: The last event of each chain, oldest chain first.
        forks: Events kept apart because they contradict the held ones.
    """

    events: int
    heads: tuple[Head, ...]
    forks: int


def audit_office(storage: Storage, office: OfficeId) -> Audit:
    """Check every hash and every link of an office's chains.

    Raises:
        LogBroken: The first bad place, named by chain and seq.
    """
    heads = tuple(_check_chain(storage, office, head.chain) for head in storage.heads(office))
    return Audit(sum(head.seq for head in heads), heads, len(storage.forks(office)))


def _check_chain(storage: Storage, office: OfficeId, chain: ChainId) -> Head:
    head = Head(chain, Seq(0), FIRST_PREV_HASH)
    while page := storage.events(office, chain, head.seq, PAGE_EVENTS):
        for event in page:
            try:
                check_link(event, head)
            except BadInput as error:
                raise LogBroken(str(error)) from error
            head = Head(chain, event.seq, event.hash)
    return head
