"""Tells webhooks what happened: in order for each office, again and again until it is taken or given up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from kiosk.central.duty import MANAGING
from kiosk.central.rest import hooks, outgoing
from kiosk.central.rest.happenings import note_news
from kiosk.central.rest.hooks import DeliveryState
from kiosk.central.rest.outgoing import DELIVERY_HEADER, KIND_HEADER
from kiosk.central.rest.reading import iso
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from kiosk.central.rest.hook_key import HookKey
    from kiosk.central.rest.hooks import Hook
    from kiosk.central.rest.outgoing import Told
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock
    from kiosk.lib.units import WallMs

FIRST_WAIT_MS = 10_000
LONGEST_WAIT_MS = 3_600_000
MOST_ATTEMPTS = 14
"""Waits of 10 s, 20 s … up to an hour: about six hours, in which a system that was down is up again."""

AT_ONCE = 100

log = logging.getLogger(__name__)


class HookBody(msgspec.Struct, frozen=True):
    """What an address is told; ``number`` grows with what happened, and a repeat has the same one.

    Attributes:
        at: UTC (ISO 8601).
        subject: What it is about: a date, an incident's id, a place in a chain; empty where the office says all.
    """

    number: int
    kind: str
    office: str
    subject: str
    at: str


@dataclass(frozen=True, slots=True)
class Due:
    """A telling whose turn it is."""

    hook: str
    office: str
    attempts: int
    body: HookBody


class Deliverer:
    """Works in rounds; several at a time would only tell twice what is told once."""

    def __init__(self, storage: Storage, key: HookKey, clock: Clock) -> None:
        self._storage = storage
        self._key = key
        self._clock = clock

    def round(self) -> int:
        """Note what happened, and tell what is due; gives how many tellings were tried.

        Raises:
            CentralAway: The database does not answer.
        """
        now = self._clock.wall()
        note_news(self._storage, now)
        known = {hook.hook: hook for hook in self._storage.manage(hooks.read_hooks, writes=False)}
        due = self._storage.manage(lambda session: _due(session, now), writes=False)
        failed: set[str] = set()
        tried = 0
        for one in due:
            # A receiver that does not answer costs one time limit a round, whatever waits for it.
            if one.hook in failed:
                continue
            tried += 1
            told = self._tell(known[one.hook], one)
            if not told.is_taken:
                failed.add(one.hook)
            self._storage.manage(partial(_mark, due=one, told=told, now=self._clock.wall()))
        return tried

    def sweep(self) -> None:
        """Shorten the delivery log."""
        self._storage.work_as(MANAGING, lambda session: hooks.sweep(session, self._clock.wall()))

    def _tell(self, hook: Hook, due: Due) -> Told:
        try:
            secret = self._key.unseal(hook.secret, hook.hook)
        except BadInput as error:
            log.warning("%s", error)
            return outgoing.Told(is_taken=False, answer="sealed by another key")
        headers = {KIND_HEADER: due.body.kind, DELIVERY_HEADER: f"{due.hook}-{due.body.number}"}
        return outgoing.tell(hook.url, msgspec.json.encode(due.body), headers, secret, self._clock.wall())


def wait_ms(attempts: int) -> int:
    """Give the pause after so many attempts in a row."""
    doubled: int = FIRST_WAIT_MS << min(attempts - 1, MOST_ATTEMPTS)
    return min(LONGEST_WAIT_MS, doubled)


def _due(session: Session, now: WallMs) -> list[Due]:
    """Give the first telling of each office and webhook whose time has come."""
    found = session.rows(
        "SELECT hook, hook_delivery.office, attempts, number, kind, subject, at"
        " FROM hook_delivery JOIN hook_event USING (number)"
        " WHERE state = 'pending' AND due_at <= ? AND number = (SELECT min(number) FROM hook_delivery AS first"
        " WHERE first.hook = hook_delivery.hook AND first.office = hook_delivery.office AND first.state = 'pending')"
        " ORDER BY number LIMIT ?",
        (now, AT_ONCE),
    )
    return [
        Due(hook, office, attempts, HookBody(number, kind, office, subject, iso(at) or ""))
        for hook, office, attempts, number, kind, subject, at in found
    ]


def _mark(session: Session, due: Due, told: Told, now: WallMs) -> None:
    attempts = due.attempts + 1
    state = DeliveryState.DONE if told.is_taken else DeliveryState.PENDING
    if not told.is_taken and attempts >= MOST_ATTEMPTS:
        state = DeliveryState.DEAD
    session.run(
        "UPDATE hook_delivery SET state = ?, attempts = ?, due_at = ?, answer = ?, changed_at = ?"
        " WHERE hook = ? AND number = ?",
        (state, attempts, now + wait_ms(attempts), told.answer, now, due.hook, due.body.number),
    )
