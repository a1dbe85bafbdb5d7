"""The leaders' pages of three offices, and people with accounts before them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.lib.clock import ManualClock
from tests.central.reported import PLACES, Province
from tests.central.servers import serving

PASSWORD = "sen-hong-9-canh"
FIELDS = {"chung_thuc": "Chứng thực"}
IN_NOVEMBER = "span=month&on=2026-11-21"
ACCOUNTS = {
    "lan": ("reader:ha-noi", {"ba-dinh", "ha-dong"}),
    "minh": ("auditor:ha-noi/ba-dinh", {"ba-dinh"}),
    "tuan": ("reader:ca-mau", {"an-xuyen"}),
    "mai": ("reader:*", set(PLACES)),
    "hoa": ("reader:hue", set()),
}
"""Each account's right, and the offices it may therefore see."""


@dataclass(frozen=True, slots=True)
class Site:
    """Central's pages, and who may sign in there."""

    base: str
    sessions: dict[str, httpx.Client]


@contextmanager
def open_site(province: Province) -> Iterator[Site]:
    """Serve the pages, and sign everybody in."""
    accounts = Accounts(province.storage, ManualClock())
    for account, (right, _offices) in ACCOUNTS.items():
        accounts.add(account, PASSWORD, [read_right(right)])
    with serving(build_app(province.storage, "reader", ManualClock(), FIELDS)) as base:
        sessions = {account: httpx.Client(base_url=base, trust_env=False, timeout=30) for account in ACCOUNTS}
        for account, session in sessions.items():
            session.post("/sign-in", data={"account": account, "password": PASSWORD})
        yield Site(base, sessions)
        for session in sessions.values():
            session.close()
