"""Every route by every role: let through or not, tested whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.routing import Mount, Route

from kiosk.domain.ids import CounterNo
from kiosk.web.guard import SESSION_COOKIE
from tests.web.access import ACCESS, NOBODY, OFFICER, SUPERVISOR, TECHNICIAN

if TYPE_CHECKING:
    import httpx

    from tests.web.server import PageServer

WHO = {OFFICER: "cb-01", SUPERVISOR: "pt-01", TECHNICIAN: "kt-01"}


def as_role(pages: PageServer, role: str) -> httpx.Client:
    client = pages.client()
    if role != NOBODY:
        client.cookies.set(
            SESSION_COOKIE, pages.session(WHO[role], CounterNo(2) if role == OFFICER else None)
        )
    return client


@pytest.mark.parametrize("role", [NOBODY, OFFICER, SUPERVISOR, TECHNICIAN])
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
