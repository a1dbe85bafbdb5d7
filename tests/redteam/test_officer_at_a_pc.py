"""What an officer with a browser's tools tries to get, and does not."""

from __future__ import annotations

import json
import socket

import pytest

from kiosk.domain.ids import CounterNo
from kiosk.web.guard import SESSION_COOKIE
from tests.offices import Setup
from tests.web.access import ACCESS
from tests.web.server import BOARD, LIMIT_S, PageServer

SECRETS = ("root:", "BEGIN", "[desk]", "SQLite format 3", "def main")
"""What begins files that lie around a desk."""

OUTSIDE = ("/etc/passwd", "state/desk.db", "kiosk.toml", "kiosk/__main__.py", "run/day.key")

STEPS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..%255c..%252f", "....//", "%00/../", "..;/")

ROOTS = (
    "/static",
    "/icons/ticket",
    "/icons",
    "/t",
    "/board",
    f"{BOARD}/speech",
    "/settings",
    "/api/codes",
    "/figures",
)

CALLS = "SELECT body, data FROM event WHERE kind = 'TicketCalled'"

BIG = 2 * 1024 * 1024
"""Twice what any page reads."""

DEEP = b'{"a":' + b"[" * 1_000
"""A kilobyte that takes a thousand calls to read."""


def test_no_way_leads_out_of_the_pages_own_folder(pages: PageServer) -> None:
    officer = pages.officer()
    for root in ROOTS:
        for step in STEPS:
            for file in OUTSIDE:
                answer = raw(
                    pages,
                    f"GET {root}/{step * 6}{file} HTTP/1.1",
                    cookie=officer.client.cookies[SESSION_COOKIE],
                )
                assert status_of(answer) < 500, (root, step, answer[:200])
                assert not any(secret.encode() in answer for secret in SECRETS), (root, step, file)


@pytest.mark.parametrize(
    "content", [b"x" * BIG, DEEP, b"\xff\xfe" * 400, b'{"officer":"\xed\xa0\x80"}', b"[]", b"0"]
)
def test_whatever_is_posted_is_refused_and_never_a_servers_error(pages: PageServer, content: bytes) -> None:
    client = pages.client()
    client.cookies.set(SESSION_COOKIE, pages.session("pt-01", CounterNo(2)))
    for access in ACCESS[:-1]:
        if access.method == "GET" or access.path == "/api/session/active":
            continue
        answer = client.request(access.method, access.path, content=content)
        assert answer.status_code < 500, access.path


def test_a_made_up_or_another_days_session_is_nobodys(pages: PageServer) -> None:
    real = pages.session("cb-01", CounterNo(2))
    client = pages.client()
    for secret in (real[:-1], real.swapcase(), real + "A", "' OR 1=1 --", "cb-01", "null", "0" * len(real)):
        answer = client.get("/api/session", headers={"Cookie": f"{SESSION_COOKIE}={secret}"})
        assert answer.status_code == 401, secret


def test_a_session_that_ended_opens_nothing_any_more(pages: PageServer) -> None:
    officer = pages.officer()
    kept = officer.client.cookies[SESSION_COOKIE]
    assert officer.client.delete("/api/session").status_code == 204
    thief = pages.client()
    thief.cookies.set(SESSION_COOKIE, kept)
    assert thief.get("/api/session").status_code == 401
    assert thief.post("/api/commands", json={}).status_code == 401


def test_anothers_ticket_is_neither_served_nor_looked_at(pages: PageServer) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    mine, other = pages.officer("cb-01", 2), pages.officer("cb-02", 3)
    ticket = mine.call_next().json()["ticket"]
    for kind in ("Start", "Recall", "MarkAbsent", "Finish", "Park"):
        answer = other.give(kind, ticket=ticket["ticket"], version=ticket["version"])
        assert 400 <= answer.status_code < 500, kind
    assert other.client.get(f"/api/pictures/{ticket['ticket']}").status_code == 404
    assert {"ServiceStarted", "ServiceFinished"}.isdisjoint(pages.on_desk(Setup.kinds))


def test_who_an_officer_says_to_be_in_a_command_counts_for_nothing(pages: PageServer) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    officer = pages.officer("cb-01", 2)
    for claim in ({"officer": "cb-02"}, {"actor": "system"}, {"caller": "pt-01"}, {"role": "supervisor"}):
        officer.give("CallNext", counter=2, **claim)
    called = pages.on_desk(lambda office: office.database.conn.execute(CALLS).fetchall())
    for body, data in called:
        assert json.loads(data)["officer"] == "cb-01"
        assert "cb-01" in json.loads(body)["actor"]


def test_no_value_becomes_a_line_of_the_answers_head(pages: PageServer) -> None:
    evil = "x\r\nSet-Cookie: kiosk_session=evil\r\n\r\n<script>"
    coded = evil.replace("\r", "%0d").replace("\n", "%0a").replace(" ", "%20")
    for path in (
        f"/{coded}",
        f"/static/{coded}",
        f"/t/{coded}",
        f"/board/{coded}",
        f"/figures?from={coded}",
        f"/?next={coded}",
    ):
        head = raw(pages, f"GET {path} HTTP/1.1").partition(b"\r\n\r\n")[0].lower()
        assert b"evil" not in head, path
    answer = pages.client().post("/api/session", json={"officer": evil, "pin": evil, "counter": 1})
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "request_text",
    [
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /settings HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "GET / HTTP/9.9\r\n\r\n",
        "\x00\x01\x02 / HTTP/1.1\r\n\r\n",
        "GET http://169.254.169.254/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "CONNECT central.example:443 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret=1\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nX: {'y' * 200_000}\r\nConnection: close\r\n\r\n",
    ],
    ids=["smuggled", "two-lengths", "version", "binary", "proxy", "connect", "trace", "long-head"],
)
def test_what_is_no_honest_request_gives_no_page_of_an_officer(pages: PageServer, request_text: str) -> None:
    answer = sent(pages, request_text.encode("latin-1"))
    assert b"secret=1" not in answer
    assert b"HTTP/1.1 500" not in answer
    assert pages.client().get("/health").json()["status"] == "ok"


def raw(pages: PageServer, line: str, cookie: str = "") -> bytes:
    """Send a request that no library would send, and give the whole answer."""
    head = f"{line}\r\nHost: 127.0.0.1\r\nCookie: {SESSION_COOKIE}={cookie}\r\nConnection: close\r\n\r\n"
    return sent(pages, head.encode())


def sent(pages: PageServer, content: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", pages.port), LIMIT_S) as line:
        try:
            line.sendall(content)
            return b"".join(iter(lambda: line.recv(65_536), b""))
        except (ConnectionResetError, BrokenPipeError):
            return b""


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])
