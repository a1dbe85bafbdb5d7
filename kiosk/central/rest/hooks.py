"""Webhooks: which addresses are told of what in which area, and how far each telling has come."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.central import account_log
from kiosk.central.account_log import CONSOLE, Happening
from kiosk.central.scope import ALL, AREA_FORM, Scope
from kiosk.errors import BadInput
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.central.rest.hook_key import HookKey
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

COLUMNS = "hook, url, area, kinds, secret, created_at"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LOG_SHOWN = 200
KEPT_MS = 30 * 24 * 3_600 * 1_000
"""A delivery that arrived is looked for within days, if ever."""


class HookKind(StrEnum):
    """What an address can be told of."""

    DAY_CLOSED = "day.closed"
    OFFICE_SILENT = "office.silent"
    OFFICE_BACK = "office.back"
    INCIDENT_OPENED = "incident.opened"
    LOG_FORKED = "log.forked"


class DeliveryState(StrEnum):
    """How far one telling has come."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Hook:
    """One address.

    Attributes:
        secret: Sealed; see `kiosk.central.rest.hook_key`.
    """

    hook: str
    url: str
    area: str
    kinds: tuple[HookKind, ...]
    secret: bytes = field(repr=False)
    created_at: WallMs

    def wants(self, kind: str, area: str, at: WallMs) -> bool:
        """Tell whether it is told of something that happened in an area."""
        return kind in self.kinds and at >= self.created_at and Scope((self.area,)).covers(area)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of the delivery log.

    Attributes:
        answer: The last answer's status, or why there was none; empty before the first attempt.
        changed_at: UTC.
    """

    hook: str
    number: int
    kind: str
    office: str
    state: DeliveryState
    attempts: int
    answer: str
    changed_at: WallMs


class Hooks:
    """All webhooks; adding, removing and trying again are in the accounts' log."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def add(self, url: str, kinds: Collection[HookKind], area: str, key: HookKey) -> tuple[str, str]:
        """Add an address; gives its id, and the secret by which it checks what it is told, this once.

        It is told of what happens from now on.

        Raises:
            BadInput: The address is not https (or http on this machine), the area none, or no kind is named.
        """
        _check_url(url)
        if area != ALL and not AREA_FORM.fullmatch(area):
            raise BadInput(f"{area!r} is no area; write it such as ha-noi/ha-dong, or * for all")
        if not kinds:
            raise BadInput(f"a webhook needs an event among {', '.join(HookKind)}")
        hook, secret, now = secrets.token_hex(4), secrets.token_urlsafe(32), self._clock.wall()
        sealed = key.seal(secret.encode(), hook)

        def work(session: Session) -> None:
            session.run(
                f"INSERT INTO hook ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                (hook, url, area, " ".join(sorted(kinds)), sealed, now),
            )
            account_log.note(
                session, Happening("HookAdded", CONSOLE, f"{hook} {area} {urlsplit(url).hostname}"), now
            )

        self._storage.manage(work)
        return hook, secret

    def remove(self, hook: str) -> None:
        """Tell an address nothing more; its log goes with it.

        Raises:
            BadInput: There is none with this id.
        """

        def work(session: Session) -> None:
            _check_known(session, hook)
            session.run("DELETE FROM hook_delivery WHERE hook = ?", (hook,))
            session.run("DELETE FROM hook WHERE hook = ?", (hook,))
            account_log.note(session, Happening("HookRemoved", CONSOLE, hook), self._clock.wall())

        self._storage.manage(work)

    def retry(self, hook: str) -> int:
        """Try again what was given up; gives how many tellings that are.

        Raises:
            BadInput: There is none with this id.
        """
        now = self._clock.wall()

        def work(session: Session) -> int:
            _check_known(session, hook)
            ((count,),) = session.rows(
                "SELECT count(*) FROM hook_delivery WHERE hook = ? AND state = ?", (hook, DeliveryState.DEAD)
            )
            session.run(
                "UPDATE hook_delivery SET state = ?, attempts = 0, due_at = ?, changed_at = ? WHERE hook = ? AND state = ?",
                (DeliveryState.PENDING, now, now, hook, DeliveryState.DEAD),
            )
            account_log.note(session, Happening("HookRetried", CONSOLE, hook), now)
            return int(count)

        return self._storage.manage(work)

    def all(self) -> list[Hook]:
        """List the addresses, oldest first."""
        return self._storage.manage(read_hooks, writes=False)

    def deliveries(self, state: DeliveryState | None = None) -> list[Delivery]:
        """Give the latest lines of the delivery log, newest first; of one state where it is named."""
        which, values = ("", ()) if state is None else (" WHERE state = ?", (state.value,))
        found = self._storage.manage(
            lambda session: session.rows(
                "SELECT hook, number, kind, hook_delivery.office, state, attempts, answer, changed_at"
                f" FROM hook_delivery JOIN hook_event USING (number){which}"
                " ORDER BY number DESC, hook LIMIT ?",
                (*values, LOG_SHOWN),
            ),
            writes=False,
        )
        return [
            Delivery(hook, number, kind, office, DeliveryState(told), attempts, answer, WallMs(at))
            for hook, number, kind, office, told, attempts, answer, at in found
        ]


def read_hooks(session: Session) -> list[Hook]:
    """Read the addresses, oldest first."""
    found = session.rows(f"SELECT {COLUMNS} FROM hook ORDER BY created_at, hook")
    return [
        Hook(hook, url, area, tuple(HookKind(kind) for kind in kinds.split()), bytes(secret), WallMs(at))
        for hook, url, area, kinds, secret, at in found
    ]


def sweep(session: Session, now: WallMs) -> None:
    """Remove what arrived long ago from the delivery log; what happened stays, so that it is told once."""
    session.run(
        "DELETE FROM hook_delivery WHERE state = ? AND changed_at < ?", (DeliveryState.DONE, now - KEPT_MS)
    )


def _check_known(session: Session, hook: str) -> None:
    if not session.rows("SELECT 1 FROM hook WHERE hook = ?", (hook,)):
        raise BadInput(f"there is no webhook {hook}; `kiosk central webhook list` shows them")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadInput("the webhook's address is none; write https://HOST/PATH") from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (is_safe and parts.hostname) or parts.username is not None:
        raise BadInput("a webhook's address is https://HOST/PATH; http:// is for this machine only")
