"""Incidents in a browser: auditors of the area open them and print their reports, others see none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.rest.incidents import IncidentKind, open_incident
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.lib.clock import ManualClock
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.servers import serving
from tests.web.browsers import chromium, needs_chromium
from tests.web.test_accessible import faults

PASSWORD = "sen-hong-9-canh"
FORM = {"office": "ha-dong", "kind": "loss", "since": "2026-11-22T08:00", "until": "2026-11-22T10:00"}
PEOPLE = {
    "chief": "auditor:*",
    "auditor": "auditor:ha-noi",
    "neighbour": "auditor:tp-hcm",
    "reader": "reader:ha-noi",
}

Enter = Callable[[str], httpx.Client]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def base(storage: Storage, clock: ManualClock) -> Iterator[str]:
    Device().enrol(storage)
    storage.add_office(OfficeId("ha-dong"), "Phường Hà Đông", "ha-noi/ha-dong")
    accounts = Accounts(storage, clock)
    for name, right in PEOPLE.items():
        accounts.add(name, PASSWORD, [read_right(right)])
    with serving(build_app(storage, None, clock)) as address:
        yield address


@pytest.fixture
def enter(base: str) -> Iterator[Enter]:
    with ExitStack() as opened:

        def sign_in(name: str) -> httpx.Client:
            client = opened.enter_context(httpx.Client(base_url=base, trust_env=False, timeout=20))
            if name in PEOPLE:
                assert (
                    client.post("/sign-in", data={"account": name, "password": PASSWORD}).status_code == 303
                )
            return client

        yield sign_in


def test_role_and_area_decide_on_every_page(storage: Storage, clock: ManualClock, enter: Enter) -> None:
    now = clock.wall()
    incident = open_incident(storage, OfficeId("ha-dong"), IncidentKind.LOSS, (now - 1_000, now), now)
    report = f"/incidents/{incident}"
    expected = {
        "stranger": (303, 303, 303, 303, 303),
        "reader": (403, 403, 403, 403, 403),
        "neighbour": (200, 403, 403, 403, 400),
        "auditor": (200, 200, 200, 200, 303),
        "chief": (200, 200, 200, 200, 303),
    }
    for name, statuses in expected.items():
        client = enter(name)
        got = [
            client.get(path).status_code for path in ("/incidents", report, f"{report}.csv", f"{report}.json")
        ]
        assert (*got, client.post("/incidents", data=FORM).status_code) == statuses, name
    assert incident not in enter("neighbour").get("/incidents").text
    assert incident in enter("auditor").get("/incidents").text


def test_an_incident_that_is_opened_is_in_the_accounts_log(enter: Enter) -> None:
    auditor = enter("auditor")
    made = auditor.post("/incidents", data=FORM)
    assert "Mất dữ liệu" in auditor.get(made.headers["Location"]).text
    assert "Ghi nhận sự cố" in auditor.get("/accounts/log").text
    for wrong in ({"until": "2026-11-21T08:00"}, {"since": ""}, {"kind": "x"}, {"office": "none"}):
        assert "Chưa ghi được" in auditor.post("/incidents", data=FORM | wrong).text
    assert auditor.get("/incidents").text.count("Xem, in") == 1


@pytest.mark.browser
@pytest.mark.skipif(needs_chromium[1].args[0], reason="Debian's Chromium is not installed")
def test_the_pages_have_no_serious_fault(
    storage: Storage, clock: ManualClock, base: str, log: DeskLog, tmp_path: Path
) -> None:
    out = Path(os.environ.get("KIOSK_PAGE_PICTURES", str(tmp_path)))
    device = Device().enrol(storage)
    log.clock.wall_ms = clock.wall()
    log.busy_day(4)
    device.send(storage, log.events())
    storage.add_office(OfficeId("ha-dong"), "Phường Hà Đông", "ha-noi/ha-dong")
    window = (clock.wall(), log.clock.wall())
    open_incident(storage, OfficeId("ha-dong"), IncidentKind.DEVICE_STOLEN, window, log.clock.wall())
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(base)
        page.fill("[name=account]", "auditor")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.get_by_text("Sự cố").click()
        assert faults(page) == []
        page.screenshot(path=out / "incidents.png", full_page=True)
        page.get_by_text("Xem, in").click()
        assert faults(page) == []
        assert page.locator("h1").evaluate("one => getComputedStyle(one).fontSize") == "22px"
