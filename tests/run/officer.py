"""An officer at one counter of a site, over the pages' own HTTP."""

from __future__ import annotations

import uuid
from contextlib import closing
from typing import Any

import httpx

from kiosk.desk.accounts import Accounts, Role
from kiosk.domain.ids import OfficerId
from kiosk.link.client import DeskLink, issued_now
from kiosk.store.database import OwnedDatabase
from tests.run.processes import Site

PIN = "12345678"


def add_officer(site: Site, officer: str, role: Role = Role.OFFICER) -> None:
    """Make an account, before the site's first start."""
    with closing(OwnedDatabase(site.folder / "state" / "desk.db")) as database:
        Accounts(database.conn).add(OfficerId(officer), "A", role, PIN)


class Officer:
    """Calls, misses and serves chosen tickets."""

    def __init__(self, site: Site, officer: str, counter: int) -> None:
        self._link = DeskLink(site.socket)
        address = f"http://127.0.0.1:{site.port}"
        self._http = httpx.Client(
            base_url=address, timeout=10, headers={"X-Requested-With": "kiosk", "Origin": address}
        )
        self._counter = counter
        form = {"officer": officer, "pin": PIN, "counter": counter}
        self._http.post("/api/session", json=form).raise_for_status()

    def miss(self, code: str) -> None:
        """Call someone who does not come."""
        self._act("CallTicket", code, counter=self._counter)
        self._act("MarkAbsent", code)

    def serve(self, code: str) -> None:
        """Call someone and serve them to the end."""
        self._act("CallTicket", code, counter=self._counter)
        self._act("Start", code)
        self._act("Finish", code)

    def promise_result(self, code: str) -> None:
        """Call someone, serve them, and have them wait for their paper."""
        self._act("CallTicket", code, counter=self._counter)
        self._act("Start", code)
        self._act("FinishAwaitResult", code)

    def give(self, kind: str, **values: Any) -> None:
        """Give any command."""
        self._send(kind, self._link.snapshot(), **values)

    def named(self, code: str) -> dict[str, Any]:
        """Give a ticket's name and version as commands carry them."""
        snapshot = self._link.snapshot()
        lists = [snapshot[name] for name in ("waiting", "no_show")]
        lists.append([counter["ticket"] for counter in snapshot["counters"] if counter["ticket"]])
        ticket = next(one for listed in lists for one in listed if one["code"] == code)
        return {"ticket": ticket["ticket"], "version": ticket["version"]}

    def leave(self) -> None:
        """Hang up."""
        self._http.close()
        self._link.close()

    def _act(self, kind: str, code: str, **values: Any) -> None:
        self.give(kind, **self.named(code), **values)

    def _send(self, kind: str, snapshot: dict[str, Any], **values: Any) -> None:
        issued = issued_now(snapshot["time"]["boot"])
        command = {
            "type": kind,
            "command_id": str(uuid.uuid4()),
            "issued": {"boot": issued.boot, "boot_ms": issued.boot_ms},
            **values,
        }
        self._http.post("/api/commands", json=command).raise_for_status()
