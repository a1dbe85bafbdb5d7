"""Who may do what on the office's network, tested whole."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from kiosk.desk.accounts import Role
from kiosk.domain.commands import OFFICER_COMMANDS
from kiosk.web.guard import RIGHTS
from tests.offices import Setup
from tests.web.server import BOARD, PIN

if TYPE_CHECKING:
    from tests.web.server import PageServer

PAGES = ("/", BOARD, "/health", "/fields.css", "/static/base.css", "/icons/ticket/sen.svg", "/t/none")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Requested-With": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_cannot_use_an_officers_browser(pages: PageServer, headers: dict[str, str]) -> None:
    officer = pages.officer()
    for method, path in (("POST", "/api/commands"), ("POST", "/api/session"), ("DELETE", "/api/session")):
        answer = officer.client.request(method, path, headers=headers, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path
    assert officer.client.get("/api/session").status_code == 200


def test_without_a_session_nothing_of_an_officer_is_given(pages: PageServer) -> None:
    client = pages.client()
    for method, path in (
        ("POST", "/api/commands"),
        ("GET", "/api/updates"),
        ("GET", "/api/session"),
        ("DELETE", "/api/session"),
    ):
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), path
    assert client.get("/counter").headers["location"] == "/"


def test_a_wrong_pin_and_an_unknown_officer_get_the_same_answer(pages: PageServer) -> None:
    client = pages.client()
    answers = [
        client.post("/api/session", json={"officer": officer, "pin": pin, "counter": 1})
        for officer, pin in (("cb-01", "000000"), ("nobody", PIN))
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(pages: PageServer) -> None:
    answer = pages.client().post("/api/session", json={"officer": "cb-01", "pin": PIN, "counter": 1})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie, "a cookie for HTTPS only would never come back over HTTP"


@pytest.mark.parametrize("kind", OFFICER_COMMANDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_say_on_every_command(role: Role, kind: type) -> None:
    of_the_hall = {"Announce", "WithdrawAnnouncement", "CloseField", "ReopenField", "AssignFields"}
    supervisors_only = kind.__name__ in {"OpenDay", "CloseDay", "FreeCounter"} | of_the_hall
    expected = {
        Role.OFFICER: not supervisors_only,
        Role.SUPERVISOR: True,
        Role.TECHNICIAN: False,
    }
    assert (kind in RIGHTS[role]) == expected[role]


def test_an_officer_cannot_close_the_day(pages: PageServer) -> None:
    officer = pages.officer()
    assert officer.give("CloseDay").status_code == 403
    assert "DayClosed" not in pages.on_desk(Setup.kinds)


def test_a_technician_cannot_sit_down_at_a_counter(pages: PageServer) -> None:
    answer = pages.client().post("/api/session", json={"officer": "kt-01", "pin": PIN, "counter": 1})
    assert answer.status_code == 403
    assert "OfficerSignedIn" not in pages.on_desk(Setup.kinds)


def test_a_session_acts_for_its_own_counter_only(pages: PageServer) -> None:
    officer = pages.officer("cb-01", 2)
    for kind in ("CallNext", "SignIn", "SignOut"):
        assert officer.give(kind, counter=1).status_code == 403, kind


def test_the_kiosks_commands_do_not_answer_here(pages: PageServer) -> None:
    officer = pages.officer()
    answer = officer.give("CheckIn", field="ho_tich", how="plain")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert officer.client.post("/v1/commands").status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"type": "CallNext"}', b"\xff", b"x" * 100_000])
def test_what_is_no_command_is_refused_in_one_line(pages: PageServer, body: bytes) -> None:
    answer = pages.officer().client.post("/api/commands", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"officer": "cb-01", "pin": "", "counter": 1}', b"y" * 5_000, b'{"a":' + b"[" * 1_000],
)
def test_what_is_no_sign_in_is_refused_in_one_line(pages: PageServer, body: bytes) -> None:
    answer = pages.client().post("/api/session", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_every_answer_tells_browsers_what_the_pages_may_never_do(pages: PageServer) -> None:
    client = pages.client()
    for path in (*PAGES, "/no-such-page", "/api/session"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "access-control-allow-origin" not in headers, path


def test_pages_name_nothing_outside_the_office(pages: PageServer) -> None:
    officer = pages.officer()
    for path in (*PAGES, "/counter"):
        text = officer.client.get(path).text.replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text.replace("http-equiv", ""), path


def test_pin_checks_do_not_hold_up_the_hall(pages: PageServer) -> None:
    form = {"officer": "cb-01", "pin": "000000", "counter": 1}
    guessing = [
        threading.Thread(target=lambda: pages.client().post("/api/session", json=form)) for _ in range(6)
    ]
    for thread in guessing:
        thread.start()
    assert pages.client().get("/health").json()["status"] == "ok"
    for thread in guessing:
        thread.join(30)
