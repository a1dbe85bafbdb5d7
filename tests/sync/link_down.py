"""Sync over a link that goes down again and again: DATABASE of central, LOG of the desk, KEY file.

It wants a network namespace of its own, whose link it switches. It prints how often the link was down, and how often
central was away.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.central.app import build_app
from kiosk.central.commands import open_storage
from kiosk.errors import CentralAway
from kiosk.lib import signing
from kiosk.lib.worker import Worker
from kiosk.sync import https
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher
from tests.central.devices import KIOSK, OFFICE
from tests.central.servers import serving

TRIES = 1_000
SILENCE_S = 0.2
"""Instead of half a minute: a link that is down is silent, and the test is not to wait for it."""

TIMES_DOWN = 6


def switch(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def main(database: str, log: Path, key: Path) -> None:
    https.READ_TIMEOUT_S = https.CONNECT_TIMEOUT_S = SILENCE_S
    switch("up")
    draw = random.Random(5)
    down = away = 0
    storage = open_storage(database)
    with serving(build_app(storage, "reader")) as url:

        def unsteady() -> None:
            nonlocal down
            flicker.pause(draw.uniform(0.0, 0.05))
            switch("down")
            down += 1
            flicker.pause(draw.uniform(0.1, 0.4))
            switch("up")

        flicker = Worker("flicker", unsteady, on_crash=lambda _error: None)
        client = CentralClient(url, OFFICE, KIOSK, signing.load_private_key(key))
        pusher = Pusher(log, client, acknowledged=lambda _chain, _seq: None, most_events=5)
        flicker.start()
        steady = False
        for _ in range(TRIES):
            if down >= TIMES_DOWN and not steady:
                flicker.stop()
                steady = True
            try:
                if pusher.push_round(_shortly()) and steady:
                    break
            except CentralAway:
                away += 1
                pusher.forget()
        client.close()
    storage.close()
    sys.stdout.write(f"{down} {away}\n")


def _shortly() -> Callable[[], bool]:
    """Let a round carry a few batches, so that the link goes down in the midst of the log."""
    asked = iter([False] * 3)
    return lambda: next(asked, True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
