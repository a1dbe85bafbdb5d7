"""Who may open and send what at central: role × area × endpoint, whole; and what an administrator may not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.rollouts import Rollouts
from kiosk.central.scope import EVERYWHERE
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.lib.clock import ManualClock
from tests.central import fleet_world as world
from tests.central.servers import serving

DOOR, NO, GONE, BAD, OK, TAKEN = 401, 403, 404, 400, 200, 303
WHO = ("nobody", "doc-bao-cao", "kiem-toan", "ky-thuat", "cau-hinh", "quan-tri", "tinh-khac")
"""A stranger, and one with each role in Hà Nội; the last is a technician of another province. ``bo-di`` only suffers."""

DRAFT = {"name": "Thử", "area": "ha-noi", "text": world.FEBRUARY}
START = {"pilot": "soc-son", "offices": "soc-son", "silence_hours": "24"}
RIGHT = {"rights": "reader:ha-noi"}

TABLE: dict[tuple[str, str], tuple[dict[str, str], tuple[int, ...]]] = {
    ("GET", "/fleet"): ({}, (DOOR, NO, NO, OK, OK, NO, OK)),
    ("GET", "/fleet/soc-son/kiosk-1"): ({}, (DOOR, NO, NO, OK, OK, NO, GONE)),
    ("GET", "/enrolment"): ({}, (DOOR, NO, NO, OK, NO, NO, OK)),
    ("POST", "/enrolment"): ({"office": "soc-son"}, (DOOR, NO, NO, OK, NO, NO, BAD)),
    ("GET", "/releases"): ({}, (DOOR, NO, NO, OK, OK, NO, OK)),
    ("POST", "/releases/1.5.0-20270110/withdraw"): ({}, (DOOR, NO, NO, NO, BAD, NO, NO)),
    ("GET", "/configs"): ({}, (DOOR, NO, NO, NO, OK, NO, NO)),
    ("POST", "/configs"): (DRAFT, (DOOR, NO, NO, NO, TAKEN, NO, NO)),
    ("GET", "/configs/new"): ({}, (DOOR, NO, NO, NO, OK, NO, NO)),
    ("GET", "/configs/1"): ({}, (DOOR, NO, NO, NO, OK, NO, NO)),
    ("POST", "/configs/1"): (DRAFT, (DOOR, NO, NO, NO, TAKEN, NO, NO)),
    ("POST", "/configs/2/halt"): ({}, (DOOR, NO, NO, NO, BAD, NO, NO)),
    ("POST", "/configs/2/resume"): ({}, (DOOR, NO, NO, NO, TAKEN, NO, NO)),
    ("POST", "/configs/2/withdraw"): ({}, (DOOR, NO, NO, NO, BAD, NO, NO)),
    ("POST", "/configs/1/start"): (START, (DOOR, NO, NO, NO, BAD, NO, NO)),
    ("POST", "/configs/1/discard"): ({}, (DOOR, NO, NO, NO, TAKEN, NO, NO)),
    ("GET", "/admin/accounts"): ({}, (DOOR, NO, NO, NO, NO, OK, NO)),
    ("POST", "/admin/accounts"): ({"account": "moi", **RIGHT}, (DOOR, NO, NO, NO, NO, OK, NO)),
    ("POST", "/admin/accounts/bo-di/rights"): (RIGHT, (DOOR, NO, NO, NO, NO, TAKEN, NO)),
    ("POST", "/admin/accounts/bo-di/reset"): ({}, (DOOR, NO, NO, NO, NO, OK, NO)),
    ("POST", "/admin/accounts/bo-di/remove"): ({}, (DOOR, NO, NO, NO, NO, TAKEN, NO)),
    ("GET", "/admin/offices"): ({}, (DOOR, NO, NO, NO, NO, OK, NO)),
    ("POST", "/admin/offices"): (
        {"office": "me-linh", "name": "Xã Mê Linh", "area": "ha-noi/me-linh"},
        (DOOR, NO, NO, NO, NO, TAKEN, NO),
    ),
    ("GET", "/password"): ({}, (DOOR, OK, OK, OK, OK, OK, OK)),
    ("POST", "/password"): (
        {"old": "sai", "new": "ngan", "again": "ngan"},
        (DOOR, BAD, BAD, BAD, BAD, BAD, BAD),
    ),
    ("POST", "/fleet/soc-son/kiosk-1/revoke"): ({}, (DOOR, NO, NO, TAKEN, NO, NO, BAD)),
}
"""In an order in which no act takes from another what it needs."""

ELSEWHERE = {"/", "/offices/{office}", "/accounts/log", "/sign-in", "/sign-out", "/metrics", "/health"}
NOT_KEEPERS = ("/api/", "/reports", "/incidents", "/waits", "/t/", "/citizens")
"""Desks, leaders, auditors, citizens: tables of their own, in test_report_pages, test_incident_pages and test_citizens."""


@pytest.fixture
def storage(built_world: Path, tmp_path: Path) -> Iterator[Storage]:
    opened = world.copy_of(built_world, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def base(storage: Storage) -> Iterator[str]:
    clock = ManualClock()
    clock.advance(world.PLAYED_S + 60)
    with serving(build_app(storage, "reader", clock)) as address:
        yield address


@contextmanager
def enter(base: str, account: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base, trust_env=False, timeout=20, headers={"Origin": base}) as http:
        if account != "nobody":
            form = {"account": account, "password": world.PASSWORD}
            assert http.post("/sign-in", data=form).status_code == TAKEN
        yield http


def test_every_endpoint_asks_for_its_role_and_area(base: str) -> None:
    found = {}
    with ExitStack() as stack:
        visitors = {who: stack.enter_context(enter(base, who)) for who in WHO}
        for (method, path), (form, wanted) in TABLE.items():
            # Whoever may comes last, so that nobody is refused for what was done before them.
            last = {who for who, status in zip(WHO, wanted, strict=True) if status in {OK, TAKEN}}
            answers = {
                who: visitors[who].request(method, path, data=form or None).status_code
                for who in sorted(WHO, key=last.__contains__)
            }
            found[method, path] = tuple(answers[who] for who in WHO)
    assert found == {key: wanted for key, (_, wanted) in TABLE.items()}


def test_the_table_names_every_endpoint_of_the_keepers(storage: Storage) -> None:
    templates = {
        (method, route.path)
        for route in build_app(storage, None, ManualClock()).routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD" and not route.path.startswith(NOT_KEEPERS) and route.path not in ELSEWHERE
    }
    named = {
        (method, path): [
            template
            for verb, template in templates
            if verb == method and Route(template, lambda _request: None).path_regex.fullmatch(path)
        ]
        for method, path in TABLE
    }
    assert {template for found in named.values() for template in found} == {path for _, path in templates}


@pytest.mark.parametrize("who", WHO[1:])
def test_the_bar_leads_to_pages_of_who_looks_and_names_each_once(who: str, base: str) -> None:
    with enter(base, who) as http:
        bar = http.get("/", follow_redirects=True).text.partition("<nav")[2].partition("</nav>")[0]
        links = re.findall(r'href="([^"]+)"', bar)
        pages = [http.get(link) for link in links]

    assert links
    assert [(page.url.path, page.status_code) for page in pages] == [(link, OK) for link in links]
    marked = [
        re.findall(r'<a href="([^"]+)" aria-current', page.text.partition("</nav>")[0]) for page in pages
    ]
    assert marked == [[link] for link in links]


def test_the_readers_token_opens_no_keepers_page(base: str) -> None:
    with httpx.Client(base_url=base, trust_env=False, timeout=20) as http:
        assert http.get("/", params={"token": "reader"}, follow_redirects=True).status_code == 200
        for method, path in TABLE:
            assert http.request(method, path, headers={"Origin": base}).status_code == NO, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused_and_does_nothing(
    headers: dict[str, str], base: str, storage: Storage
) -> None:
    with enter(base, "ky-thuat") as http:
        http.headers.pop("Origin")
        assert http.post("/fleet/soc-son/kiosk-1/revoke", headers=headers).status_code == NO
        assert http.post("/fleet/soc-son/kiosk-1/revoke").status_code == NO
    assert [one.revoked_at for one in storage.devices() if one.office == "soc-son"] == [None]


def test_who_sees_no_figures_begins_at_their_own_page(base: str) -> None:
    for who, first in (("ky-thuat", "/fleet"), ("cau-hinh", "/fleet"), ("quan-tri", "/admin/accounts")):
        with enter(base, who) as http:
            assert http.get("/").headers["location"] == first
            assert http.get("/offices/ha-dong").status_code == GONE
    with enter(base, "doc-bao-cao") as http:
        assert "Thiết bị" not in http.get("/").text


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("", {"account": "moi", "rights": "admin:*"}, "your own areas"),
        ("", {"account": "moi", "rights": "reader:ca-mau"}, "your own areas"),
        ("", {"account": "moi", "rights": ""}, "needs a right"),
        ("", {"account": "ky-thuat", **RIGHT}, "already"),
        ("", {"account": "Nguyễn Văn A", **RIGHT}, "no account"),
        ("/quan-tri/rights", {"rights": "admin:ha-noi reader:ha-noi"}, "their own"),
        ("/quan-tri/remove", {}, "their own"),
        ("/tinh-khac/reset", {}, "no account tinh-khac"),
        ("/ky-thuat/rights", {"rights": "technician:*"}, "your own areas"),
        ("/khong-co/remove", {}, "no account khong-co"),
    ],
)
def test_an_administrator_stays_within_their_areas(
    path: str, form: dict[str, str], words: str, base: str, storage: Storage
) -> None:
    before = storage.manage(lambda session: session.rows("SELECT * FROM account_right"), writes=False)
    with enter(base, "quan-tri") as http:
        answer = http.post(f"/admin/accounts{path}", data=form)
    assert answer.status_code == BAD
    assert words in answer.text.replace("&#39;", "'")
    assert storage.manage(lambda session: session.rows("SELECT * FROM account_right"), writes=False) == before


@pytest.mark.parametrize(
    "form",
    [
        {"office": "moi", "name": "Phường Mới", "area": "ca-mau"},
        {"office": "moi", "name": "Phường Mới", "area": ""},
        {"office": "ca-mau", "name": "Của tôi", "area": "ha-noi"},
        {"office": "moi", "name": " ", "area": "ha-noi"},
        {"office": "M ỚI", "name": "Phường Mới", "area": "ha-noi"},
    ],
)
def test_an_office_is_taken_from_nobody_and_put_into_ones_own_area(
    form: dict[str, str], base: str, storage: Storage
) -> None:
    before = storage.overview()
    with enter(base, "quan-tri") as http:
        assert http.post("/admin/offices", data=form).status_code == BAD
    assert storage.overview() == before


def test_what_keepers_do_is_in_the_log_with_who_did_it_and_no_password(base: str, storage: Storage) -> None:
    with enter(base, "ky-thuat") as http:
        http.post("/enrolment", data={"office": "soc-son"})
        http.post("/fleet/soc-son/kiosk-1/revoke")
    with enter(base, "quan-tri") as http:
        page = http.post("/admin/accounts/doc-bao-cao/reset").text
        http.post("/admin/offices", data={"office": "me-linh", "name": "Xã Mê Linh", "area": "ha-noi"})
    password = page.partition('<span class="big-code">')[2].partition("<")[0]
    happened = Accounts(storage, ManualClock()).happenings(8)
    done = [(one.kind, one.actor, one.about) for one in happened if not one.kind.startswith("Signed")]
    assert done[:4] == [
        ("OfficeSet", "quan-tri", "me-linh ha-noi"),
        ("PasswordReset", "quan-tri", "doc-bao-cao"),
        ("DeviceRevoked", "ky-thuat", "soc-son kiosk-1"),
        ("CodeMade", "ky-thuat", "soc-son"),
    ]
    assert len(password) == 19
    assert password not in str(happened)
    with httpx.Client(base_url=base, trust_env=False, timeout=20) as http:
        signed_in = http.post("/sign-in", data={"account": "doc-bao-cao", "password": password})
    assert signed_in.status_code == 303


def test_ones_own_password_needs_the_old_one_and_ends_all_sessions(base: str, storage: Storage) -> None:
    new = {"new": "mat-khau-moi-1", "again": "mat-khau-moi-1"}
    with enter(base, "ky-thuat") as first, enter(base, "ky-thuat") as second:
        assert first.post("/password", data={"old": "sai", **new}).status_code == BAD
        assert first.post("/password", data={"old": world.PASSWORD, **new}).status_code == TAKEN
        assert [one.get("/fleet").status_code for one in (first, second)] == [DOOR, DOOR]
    assert Accounts(storage, ManualClock()).sign_in("ky-thuat", "mat-khau-moi-1")


def test_a_plan_goes_to_ones_own_offices_only(base: str, storage: Storage) -> None:
    accounts = Accounts(storage, ManualClock())
    accounts.add("xa", world.PASSWORD, [read_right("planner:ha-noi/soc-son")])
    with enter(base, "xa") as http:
        assert http.get("/configs/1").status_code == BAD
        made = http.post("/configs", data={**DRAFT, "area": "ha-noi/soc-son"}).headers["location"]
        for form in (
            {**START, "offices": "soc-son ba-dinh"},
            {**START, "offices": "ca-mau", "pilot": "ca-mau"},
            {**START, "offices": "soc-son soc-son"},
            {**START, "silence_hours": "-1"},
            {**START, "silence_hours": "9999"},
            {**START, "pilot": ""},
        ):
            assert http.post(f"{made}/start", data=form).status_code == BAD
        assert http.post("/configs", data=DRAFT).status_code == BAD
    assert storage.published(OfficeId("soc-son")).versions == ()
    assert [one.state for one in Rollouts(storage, ManualClock()).listed(EVERYWHERE)] == [
        "draft",
        "halted",
        "draft",
    ]
