"""The table of who may ask for what, tested whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.routing import Route

from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.api_tokens import Scope
from kiosk.domain.ids import OfficerId
from kiosk.lib.units import WallMs
from kiosk.web.guard import SESSION_COOKIE
from tests.web.access import TABLE, Entry, Who

if TYPE_CHECKING:
    import httpx

    from tests.offices import Setup
    from tests.web.server import PageServer

ACCOUNTS = {Who.OFFICER: "cb-01", Who.SUPERVISOR: "pt-01", Who.TECHNICIAN: "kt-01"}
SCOPES = {Who.READER: Scope.READ_QUEUE, Who.DRIVER: Scope.DRIVE_COUNTER}
TURNED_AWAY = {401, 403}


def as_who(pages: PageServer, who: Who) -> httpx.Client:
    """Give a client that comes as somebody."""
    client = pages.client()

    def sign_in(office: Setup) -> str:
        accounts = Accounts(office.database.conn)
        token = accounts.begin_session(ACCOUNTS[who], office.clock.wall())
        if who is not Who.TECHNICIAN:
            accounts.sit_down(token, office.config.catalogue.counters[0].number)
        return token

    def make_token(office: Setup) -> str:
        return pages.tokens.create(who, {SCOPES[who]}, set(), office.clock.wall())[1]

    if who in ACCOUNTS:
        client.cookies.set(SESSION_COOKIE, pages.on_desk(sign_in))
    elif who in SCOPES:
        client.headers["Authorization"] = f"Bearer {pages.on_desk(make_token)}"
    return client


def ask(client: httpx.Client, entry: Entry) -> httpx.Response:
    with client.stream(entry.method, entry.address) as answer:
        if not entry.streams or answer.is_error:
            answer.read()
    return answer


def is_turned_away(answer: httpx.Response) -> bool:
    sent_to_sign_in = answer.is_redirect and answer.headers["location"] == "/"
    return answer.status_code in TURNED_AWAY or sent_to_sign_in


@pytest.mark.parametrize("who", Who)
def test_each_route_answers_whom_the_table_says(pages: PageServer, who: Who) -> None:
    for entry in TABLE:
        client = as_who(pages, who)
        answer = ask(client, entry)
        assert is_turned_away(answer) == (who not in entry.may), (
            entry.method,
            entry.route,
            answer.status_code,
        )
        assert answer.status_code < 500, entry.route


def test_no_route_is_missing_in_the_table(pages: PageServer) -> None:
    routes = {
        (method, route.path)
        for route in pages.app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == {(entry.method, entry.route) for entry in TABLE}


def test_a_session_that_has_ended_is_nobodys(pages: PageServer) -> None:
    def end(office: Setup) -> str:
        accounts = Accounts(office.database.conn)
        accounts.add(OfficerId("cb-09"), "Z", Role.SUPERVISOR, "246810")
        return accounts.begin_session("cb-09", WallMs(0))

    client = pages.client()
    client.cookies.set(SESSION_COOKIE, pages.on_desk(end))
    for entry in TABLE:
        if Who.NOBODY not in entry.may:
            assert is_turned_away(ask(client, entry)), entry.route
