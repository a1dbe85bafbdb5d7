"""What a visitor's laptop on the office's network tries, and does not get."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.redteam.test_officer_at_a_pc import raw
from tests.web.access import ACCESS, NOBODY
from tests.web.server import BOARD, LIMIT_S, Officer, PageServer

HELD = 200
"""Connections that one laptop holds open; a desk's process may have 1,024 files."""


@contextmanager
def held_open(pages: PageServer, begun: bytes) -> Iterator[list[socket.socket]]:
    """Hold connections on which a request was begun and is never ended."""
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", pages.port), LIMIT_S))
            for _ in range(HELD)
        ]
        for line in lines:
            line.sendall(begun)
        yield lines


def work(pages: PageServer, officer: Officer) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    answer = officer.call_next()
    assert answer.status_code == 200, answer.text
    assert officer.act("Start", answer.json()["ticket"])["state"] == "serving"


def test_connections_without_a_request_do_not_stop_an_officer(pages: PageServer) -> None:
    officer = pages.officer()
    with held_open(pages, b""):
        work(pages, officer)


def test_half_requests_do_not_stop_an_officer(pages: PageServer) -> None:
    officer = pages.officer()
    with held_open(pages, b"GET /board HTTP/1.1\r\nHost: a\r\nX-Slow: "):
        work(pages, officer)


def test_bodies_that_never_end_do_not_stop_an_officer(pages: PageServer) -> None:
    begun = b'POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n{"officer":'
    officer = pages.officer()
    with held_open(pages, begun):
        work(pages, officer)


def test_streams_of_updates_that_nobody_reads_do_not_stop_an_officer(pages: PageServer) -> None:
    """Whoever photographed the board's address can listen; what is not read is not kept for them."""
    officer = pages.officer()
    with held_open(pages, f"GET {BOARD}/updates HTTP/1.1\r\nHost: a\r\n\r\n".encode()):
        work(pages, officer)


def test_guessed_secrets_in_addresses_open_nothing(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: office.plain("ho_tich")).ticket
    assert ticket is not None
    for path in ("/t/{}", "/board/{}", "/board/{}/updates"):
        for guess in (secrets.token_urlsafe(16), ticket.ticket, ticket.code, "1", "none", "*", "%", "_" * 22):
            answer = raw(pages, f"GET {path.format(guess)} HTTP/1.1")
            assert answer.split(b" ", 2)[1] in {b"303", b"404", b"429"}, (path, guess)


def test_no_other_method_opens_a_route_without_a_session(pages: PageServer) -> None:
    """`HEAD`, made-up methods and headers of a proxy ask for no more than a stranger may have."""
    client = pages.client()
    disguises = {
        "X-Forwarded-For": "127.0.0.1",
        "X-Original-URL": "/settings",
        "X-HTTP-Method-Override": "DELETE",
        "X-Forwarded-User": "pt-01",
        "Authorization": "Bearer null",
    }
    for access in ACCESS:
        if access.expected(NOBODY) in {200, 204} or access.path.startswith("/api/v1/"):
            continue
        for method in ("GET", "HEAD", "PUT", "PROPFIND"):
            answer = client.request(method, access.path, headers=disguises, json=access.body)
            assert answer.status_code >= 300, (method, access.path)
            assert answer.status_code < 500, (method, access.path)


def test_a_caller_that_names_another_address_is_not_believed_by_the_rate_limits(pages: PageServer) -> None:
    client = pages.client()
    answers = [
        client.get("/t/none", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(80)
    ]
    assert answers[0] == 404
    assert 429 in answers
