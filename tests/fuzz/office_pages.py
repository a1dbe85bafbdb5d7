"""Requests to an office's desk: of everybody on its network, and of its screens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher

from kiosk.desk.accounts import Accounts
from kiosk.desk.api_tokens import ApiTokens, Scope
from kiosk.desk.live import Live
from kiosk.desk.office_settings import OfficeSettings
from kiosk.desk.socket_api import build_socket_api
from kiosk.desk.technician import TechnicianDoor
from kiosk.domain.ids import CounterNo, OfficerId
from kiosk.web.app import HallParts, build_pages
from kiosk.web.figures import ReportDesk
from kiosk.web.guard import SESSION_COOKIE
from tests.fuzz.asking import Asker, Served, Ticking
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target
from tests.offered import Offered
from tests.offices import Setup, ticket_of
from tests.web.access import ACCESS, Access
from tests.web.server import BOARD_TOKEN, OFFICERS, PIN, report_setting

QUICK = PasswordHasher(time_cost=1, memory_cost=64)
"""A PIN takes 64 MiB on purpose; here that would be all that there is time for."""


@dataclass(frozen=True)
class Morning:
    """An office in the morning: a counter that serves, a ticket that waits."""

    office: Setup
    accounts: Accounts
    tokens: ApiTokens

    def secrets(self) -> Mapping[str, str]:
        """Sign everybody in."""
        sessions = {}
        for officer, _name, role in OFFICERS:
            token = self.accounts.begin_session(
                officer, self.office.clock.wall(), self.office.desk.open_day()
            )
            self.accounts.sit_down(token, CounterNo(2))
            sessions[role.value] = f"{SESSION_COOKIE}={token}"
        _, bearer = self.tokens.create(
            "một hệ thống", tuple(Scope), (CounterNo(2),), self.office.clock.wall()
        )
        waiting = ticket_of(self.office.plain("ho_tich"))
        issued = self.office.issued()
        return {
            **sessions,
            "bearer": bearer,
            "ticket": waiting.ticket,
            "token": waiting.token,
            "boot": issued.boot,
            "boot_ms": str(issued.boot_ms),
        }


def _office() -> Setup:
    folder = scratch() / "office"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return Setup(folder)


def _pages() -> Served:
    """Make the pages, with one of each role signed in."""
    office = _office()
    accounts = Accounts(office.database.conn)
    accounts._hasher = QUICK
    for officer, name, role in OFFICERS:
        accounts.add(OfficerId(officer), name, role, PIN)
    tokens = ApiTokens(office.database.conn)
    settings = OfficeSettings(office.database.conn, office.desk)
    hall = HallParts(BOARD_TOKEN, tokens, settings, Offered(), "http://office.local")
    reports = ReportDesk(office.database.path, lambda: report_setting(office))
    app = build_pages(office.desk, Live(office.desk), accounts, Ticking(), hall, reports=reports)
    return Served(app, Morning(office, accounts, tokens).secrets, office.close)


def _screens_side() -> Served:
    """Make what a screen talks to, with the technician's door and a keypad."""
    office = _office()
    accounts = Accounts(office.database.conn)
    accounts._hasher = QUICK
    for officer, name, role in OFFICERS:
        accounts.add(OfficerId(officer), name, role, PIN)

    async def done(_shown: str) -> dict[str, Any]:
        return {}

    door = TechnicianDoor(accounts, office.clock, {"look": done})
    app = build_socket_api(office.desk, Live(office.desk), office.looks, "", door=door)
    tokens = ApiTokens(office.database.conn)
    return Served(app, Morning(office, accounts, tokens).secrets, office.close)


@cache
def pages() -> Asker:
    """Give what asks the pages."""
    return Asker(_pages)


@cache
def screens_side() -> Asker:
    """Give what asks the screen's side."""
    return Asker(_screens_side)


def read_request(content: bytes) -> None:
    """Ask the pages."""
    pages().ask(content)


def read_screens_request(content: bytes) -> None:
    """Ask what a screen talks to."""
    screens_side().ask(content)


def _command(kind: str, **values: object) -> str:
    issued = '{"boot":"{boot}","boot_ms":{boot_ms}}'
    told = json.dumps({"type": kind, "command_id": "c", **values})
    return f'{told[:-1]},"issued":{issued}}}'


UUID = "00000000-0000-4000-8000-000000000000"
BODIES = {
    "/api/session": '{"officer":"cb-01","pin":"246810","counter":2}',
    "/api/commands": _command("CallNext", counter=2),
    "/api/accounts/nobody": '{"pin":"135790","role":"officer","disabled":true,"unlock":true}',
    "/api/accounts": '{"officer":"cb-09","name":"A","role":"officer","pin":"246810"}',
    "/api/v1/counters/3/call-next": f'{{"command_id":"{UUID}"}}',
    "/board/board-of-the-hall/spoken": '{"output":"a","no":1}',
    "/api/settings/procedures": json.dumps({"csv": "code,name\n1,a\n"}),
    "/api/settings/tables/policy": '{"rows":[{"max_calls":3}]}',
    "/api/settings/plan": '{"effective_from":"2026-11-19"}',
    "/api/settings/restore": '{"version":1}',
    "/api/settings/withdraw": '{"version":1}',
    "/api/tokens": '{"label":"a","scopes":["queue:read"],"counters":[2]}',
    "/t/none/leave": f'{{"command_id":"{UUID}"}}',
    "/t/none/fetch": f'{{"command_id":"{UUID}"}}',
    "/t/none/rate": f'{{"command_id":"{UUID}","level":3,"factors":[1,2]}}',
}
GUARD = "x-requested-with: kiosk"


def _seed(access: Access) -> bytes:
    path = access.path.replace("/t/none", "/t/{token}").replace("codes/none", "codes/{ticket}")
    who = "authorization: Bearer {bearer}" if access.by_token else "cookie: {supervisor}"
    if access.method == "GET":
        return f"GET {path}\n{who}\n\n".encode()
    body = BODIES.get(access.path) or json.dumps(access.body or {})
    return f"{access.method} {path}\n{who}\n{GUARD}\n\n{body}".encode()


SCREENS = (
    b"GET /v1/hello\n\n",
    b"GET /v1/snapshot\n\n",
    b"GET /v1/updates\n\n",
    f"POST /v1/commands\n\n{_command('CheckIn', field='ho_tich', how='plain')}".encode(),
    f"POST /v1/commands\n\n{_command('CheckIn', field='ho_tich', how='id', id_number='001199012345')}".encode(),
    f"POST /v1/commands\n\n{_command('OpenCamera', purpose='face')}".encode(),
    b'POST /v1/spoken\n\n{"output":"hall","no":1}',
    b'POST /v1/slips\n\n{"ticket":"{ticket}"}',
    b'POST /v1/technician\n\n{"pin":"246810"}',
    b'POST /v1/technician/look\n\n{"key":"a","shown":"b"}',
    b'POST /v1/camera\n\n{"fps":29.5}',
)
WORDS = (
    b"%00",
    b"%ff",
    b"\norigin: http://[",
    b"\norigin: http://office.local",
    b"\nsec-fetch-site: cross-site",
    b"9999-99-99",
    b"9223372036854775808",
    b"\\u0000",
    b"{officer}",
    b"{technician}",
    b"NaN",
)

FOUND = (
    f"POST /api/session\n{GUARD}\norigin: http://[\n\n{{}}".encode(),
    f"GET /settings/versions/{'9' * 5_000}\ncookie: {{supervisor}}\n\n".encode(),
)

TARGETS = (
    Target("office", read_request, tuple(map(_seed, ACCESS)), WORDS, FOUND),
    Target("screens-side", read_screens_request, SCREENS, WORDS),
)
