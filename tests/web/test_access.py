"""Every route by every role: let through or not, tested whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.routing import Mount, Route

from kiosk.desk.api_tokens import Scope
from kiosk.domain.ids import CounterNo
from kiosk.web.guard import SESSION_COOKIE
from tests.web.access import ACCESS, DRIVER, NOBODY, OFFICER, READER, SUPERVISOR, TECHNICIAN

if TYPE_CHECKING:
    import httpx

    from tests.offices import Setup
    from tests.web.server import PageServer

WHO = {OFFICER: "cb-01", SUPERVISOR: "pt-01", TECHNICIAN: "kt-01"}


SCOPES = {READER: Scope.READ_QUEUE, DRIVER: Scope.DRIVE_COUNTER}


def make_token(office: Setup, pages: PageServer, role: str) -> str:
    return pages.tokens.create(role, {SCOPES[role]}, set(), office.clock.wall())[1]


def as_role(pages: PageServer, role: str) -> httpx.Client:
    client = pages.client()
    if role in SCOPES:
        secret = pages.on_desk(lambda office: make_token(office, pages, role))
        client.headers["Authorization"] = f"Bearer {secret}"
    elif role != NOBODY:
        client.cookies.set(
            SESSION_COOKIE, pages.session(WHO[role], CounterNo(2) if role == OFFICER else None)
        )
    return client


@pytest.mark.parametrize("role", [NOBODY, OFFICER, SUPERVISOR, TECHNICIAN, READER, DRIVER])
def test_every_role_gets_what_the_table_says_from_every_route(pages: PageServer, role: str) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    client = as_role(pages, role)
    answered = {}
    for access in ACCESS:
        with client.stream(access.method, access.path, json=access.body) as answer:
            answered[access.method, access.path] = answer.status_code
    assert answered == {(access.method, access.path): access.expected(role) for access in ACCESS}


def test_the_table_names_every_route_and_method(pages: PageServer) -> None:
    listed = {(access.method, access.route) for access in ACCESS}
    there = set()
    for route in pages.routes():
        if isinstance(route, Route):
            there |= {(method, route.path) for method in (route.methods or set()) - {"HEAD"}}
        elif isinstance(route, Mount):
            there.add(("GET", route.path))
    assert listed == there
