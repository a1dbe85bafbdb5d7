"""People before central's pages: signing in, their areas, and what Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.central.accounts import FAILURES_BEFORE_LOCK, Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.commands import add_office, open_storage
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.lib.clock import ManualClock
from tests.central.desk_log import DeskLog
from tests.central.devices import NOW, OFFICE, Device
from tests.central.servers import serving

PASSWORD = "sen-hong-9-canh"
FIELDS = {"ho_tich": "Hộ tịch"}


@pytest.fixture
def storage(tmp_path: Path, log: DeskLog) -> Iterator[Storage]:
    """Two offices in two provinces, one of which served three people; a reader and an auditor of the first."""
    opened = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    device = Device().enrol(opened)
    add_office(opened, OFFICE, "Phường Hà Đông", NOW, "ha-noi/ha-dong")
    add_office(opened, "ca-mau", "Phường An Xuyên", NOW, "ca-mau")
    log.busy_day(3)
    device.send(opened, log.events())
    accounts = Accounts(opened, ManualClock())
    accounts.add("lan", PASSWORD, [read_right("reader:ha-noi")])
    accounts.add("minh", PASSWORD, [read_right("auditor:ha-noi")])
    yield opened
    opened.close()


@pytest.fixture
def http(storage: Storage) -> Iterator[httpx.Client]:
    with (
        serving(build_app(storage, None, ManualClock(), FIELDS)) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20) as client,
    ):
        yield client


def sign_in(http: httpx.Client, account: str, password: str = PASSWORD) -> httpx.Response:
    return http.post("/sign-in", data={"account": account, "password": password})


def test_who_signs_in_sees_their_area_and_names_instead_of_codes(http: httpx.Client) -> None:
    let_in = sign_in(http, "lan")
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/")
    assert {"httponly", "samesite=strict"} <= set(let_in.headers["set-cookie"].lower().split("; "))
    offices = http.get("/").text
    assert "Phường Hà Đông" in offices
    assert "An Xuyên" not in offices
    office = http.get(f"/offices/{OFFICE}").text
    assert "<td>Hộ tịch</td>" in office
    assert "ho_tich" not in office
    assert http.get("/offices/ca-mau").status_code == 404


def test_without_a_token_no_token_opens_the_pages(http: httpx.Client) -> None:
    assert http.get("/", params={"token": ""}).status_code == 401
    assert http.get("/", params={"token": "None"}).status_code == 401


def test_wrong_passwords_show_the_door_and_then_lock(http: httpx.Client) -> None:
    for _ in range(FAILURES_BEFORE_LOCK):
        refused = sign_in(http, "lan", "wrong")
        assert refused.status_code == 401
        assert "set-cookie" not in refused.headers
    assert sign_in(http, "lan").status_code == 401
    assert sign_in(http, "minh").status_code == 303


def test_signing_out_closes_the_door(http: httpx.Client) -> None:
    sign_in(http, "lan")
    assert http.get("/").status_code == 200
    http.post("/sign-out")
    assert http.get("/").status_code == 401


def test_only_auditors_see_what_accounts_did(http: httpx.Client) -> None:
    sign_in(http, "lan")
    assert http.get("/accounts/log").status_code == 404
    http.post("/sign-out")
    sign_in(http, "minh")
    log = http.get("/accounts/log").text
    assert "Đăng nhập" in log
    assert "reader:ha-noi" in log
    assert PASSWORD not in log


def test_a_form_without_end_is_refused(http: httpx.Client) -> None:
    assert http.post("/sign-in", content=b"account=" + b"a" * 10_000).status_code == 400


def test_prometheus_reads_what_is_there_and_what_was_answered(http: httpx.Client, storage: Storage) -> None:
    add_office(storage, OfficeId("soc-trang"), "Phường Sóc Trăng", NOW)
    sign_in(http, "nobody")
    http.post("/api/v1/offices/ha-dong/events", content=b"")
    read = http.get("/metrics").text.splitlines()
    assert "kiosk_central_offices 3.0" in read
    assert "kiosk_central_offices_quiet 2.0" in read
    assert f"kiosk_central_events {storage.event_count(OFFICE):.1f}" in read
    assert "kiosk_central_forks 0.0" in read
    assert 'kiosk_central_answers_total{status="401",what="page"} 1.0' in read
    assert 'kiosk_central_answers_total{status="401",what="post_events"} 1.0' in read
    assert not any("ha-dong" in line for line in read)
