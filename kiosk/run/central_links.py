"""What central's operator does for other systems: tokens, webhooks, incidents; and the process that tells webhooks."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from kiosk.central import commands
from kiosk.central.rest import incidents
from kiosk.central.rest.deliver import Deliverer
from kiosk.central.rest.hook_key import load_or_make_key
from kiosk.central.rest.hooks import DeliveryState, HookKind, Hooks
from kiosk.central.rest.incidents import IncidentKind
from kiosk.central.rest.tokens import May, SystemTokens
from kiosk.central.scope import EVERYWHERE
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, CentralAway
from kiosk.lib import systemd
from kiosk.lib.clock import SystemClock
from kiosk.lib.logs import start_logging
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.central.rest.hooks import Delivery, Hook
    from kiosk.central.rest.tokens import SystemToken
    from kiosk.central.rest.types import ApiIncident

ROUND_S = 5.0
SWEEP_EVERY = 1_000
"""Rounds: a little more than an hour."""

STOP_S = 15.0
"""A call in flight ends within its own 10 s."""

log = logging.getLogger(__name__)


def make_token(database: str, label: str, scopes: Sequence[str], area: str) -> str:
    """Make a token; gives its secret, which is told this once.

    Raises:
        BadInput: A part of it is none.
    """
    with closing(commands.open_storage(database)) as storage:
        return SystemTokens(storage, SystemClock()).create(label, {May(scope) for scope in scopes}, area)[1]


def list_tokens(database: str) -> list[SystemToken]:
    """List the tokens, oldest first."""
    with closing(commands.open_storage(database)) as storage:
        return SystemTokens(storage, SystemClock()).all()


def revoke_token(database: str, token_id: str) -> None:
    """Make a token worthless.

    Raises:
        BadInput: There is none with this id.
    """
    with closing(commands.open_storage(database)) as storage:
        SystemTokens(storage, SystemClock()).revoke(token_id)


def add_hook(database: str, url: str, kinds: Sequence[str], area: str, key: Path) -> tuple[str, str]:
    """Add a webhook; gives its id and its secret, which is told this once.

    Raises:
        BadInput: A part of it is none.
        ConfigInvalid: The key can be neither read nor made.
    """
    with closing(commands.open_storage(database)) as storage:
        wanted = {HookKind(kind) for kind in kinds}
        return Hooks(storage, SystemClock()).add(url, wanted, area, load_or_make_key(key))


def list_hooks(database: str) -> list[Hook]:
    """List the webhooks, oldest first."""
    with closing(commands.open_storage(database)) as storage:
        return Hooks(storage, SystemClock()).all()


def remove_hook(database: str, hook: str) -> None:
    """Tell an address nothing more.

    Raises:
        BadInput: There is none with this id.
    """
    with closing(commands.open_storage(database)) as storage:
        Hooks(storage, SystemClock()).remove(hook)


def retry_hook(database: str, hook: str) -> int:
    """Try again what was given up; gives how many tellings that are.

    Raises:
        BadInput: There is none with this id.
    """
    with closing(commands.open_storage(database)) as storage:
        return Hooks(storage, SystemClock()).retry(hook)


def delivery_log(database: str, *, only_dead: bool) -> list[Delivery]:
    """Give the latest lines of the delivery log, newest first."""
    with closing(commands.open_storage(database)) as storage:
        return Hooks(storage, SystemClock()).deliveries(DeliveryState.DEAD if only_dead else None)


def open_incident(database: str, office: str, kind: str, since: str, until: str) -> str:
    """Note an incident; times are local, as ``2026-11-22T08:00``; gives its id.

    Raises:
        BadInput: A time or the window is none.
        NotAllowed: The office is unknown.
    """
    window = (incidents.read_local(since), incidents.read_local(until))
    with closing(commands.open_storage(database)) as storage:
        now = SystemClock().wall()
        return incidents.open_incident(storage, OfficeId(office), IncidentKind(kind), window, now)


def list_incidents(database: str) -> list[ApiIncident]:
    """List the incidents, newest first."""
    with closing(commands.open_storage(database)) as storage:
        return storage.work_as(
            incidents.LOOKING, lambda session: incidents.list_incidents(session, EVERYWHERE)
        )


def export_incident(database: str, incident: str, out: Path) -> list[Path]:
    """Write an incident's report as JSON, CSV and a page to print; gives the files.

    Raises:
        NotAllowed: There is no such incident.
        BadInput: The folder cannot be written.
    """
    from kiosk.central.rest.incident_page import to_html

    with closing(commands.open_storage(database)) as storage:
        made = incidents.report(storage, EVERYWHERE, incident, SystemClock().wall())
    texts = {
        "json": msgspec.json.format(msgspec.json.encode(made)).decode(),
        "csv": incidents.to_csv(made),
        "html": to_html(made),
    }
    files = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for ending, text in texts.items():
            files.append(out / f"incident-{incident}.{ending}")
            files[-1].write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror}; name a folder that can be written") from error
    return files


def run_deliveries(database: str, key: Path) -> int:
    """Tell webhooks until SIGTERM or SIGINT; give the exit code.

    Raises:
        ConfigInvalid: The key or the database's address is none.
        CentralAway: The database does not answer at the start.
    """
    start_logging("deliver")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    with closing(commands.open_storage(database)) as storage:
        deliverer = Deliverer(storage, load_or_make_key(key), SystemClock())
        rounds = 0

        def round_() -> None:
            nonlocal rounds
            try:
                deliverer.round()
                if rounds % SWEEP_EVERY == 0:
                    deliverer.sweep()
            except CentralAway as error:
                log.warning("nothing is told for now: %s", error)
            rounds += 1
            worker.pause(ROUND_S)

        worker = Worker("deliver", round_, on_crash=lambda _: os.kill(os.getpid(), signal.SIGTERM))
        worker.start()
        systemd.notify("READY=1")
        while not stopping.wait(ROUND_S):
            systemd.notify("WATCHDOG=1")
        worker.stop(STOP_S)
    return 0
