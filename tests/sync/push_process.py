"""A desk's sync as a process of its own, to be killed: DATABASE, CENTRAL, KEY file."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.lib import signing
from kiosk.sync.client import CentralClient
from kiosk.sync.push import Pusher
from tests.central.devices import KIOSK, OFFICE

EVENTS_AT_ONCE = 3


def main(database: Path, central: str, key: Path) -> None:
    client = CentralClient(central, OFFICE, KIOSK, signing.load_private_key(key))
    Pusher(database, client, acknowledged=lambda _chain, _seq: None, most_events=EVENTS_AT_ONCE).push_round()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
