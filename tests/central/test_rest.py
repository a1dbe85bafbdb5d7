"""Central's API for other systems: what each token may see where, and that its description is true."""

from __future__ import annotations

import csv
import io
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.central.app import build_app
from kiosk.central.rest import incidents
from kiosk.central.rest.incidents import IncidentKind, open_incident, report, to_csv
from kiosk.central.rest.operations import OPERATIONS
from kiosk.central.rest.tokens import May, SystemTokens
from kiosk.central.scope import EVERYWHERE, Scope
from kiosk.central.storage import Storage
from kiosk.domain.events import FaceErased, How
from kiosk.domain.ids import OfficeId, VisitId
from kiosk.errors import BadInput, NotAllowed
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from tests.central.citizens import Telling
from tests.central.conftest import on_sqlite
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.central.servers import serving
from tests.described import play
from tests.telling import tells

EXAMPLES = 15
"""For each operation; the suite's time is short."""

DAY = "2026-11-23"
DOSSIER = "H26.32.15-261123-0007"


@dataclass
class Province:
    """Two offices in two areas, one with two days behind it, and a token's client for each wish."""

    storage: Storage
    clock: ManualClock
    base: str
    log: DeskLog
    incident: str
    opened: ExitStack

    def client(self, secret: str | None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {secret}"} if secret else None
        client = httpx.Client(base_url=self.base, trust_env=False, timeout=20, headers=headers)
        return self.opened.enter_context(client)

    def system(self, *may: May, area: str = "*") -> httpx.Client:
        _, secret = SystemTokens(self.storage, self.clock).create("hệ thống thử", set(may), area)
        return self.client(secret)

    @property
    def visit(self) -> str:
        client = self.system(May.READ_VISITS)
        return str(client.get(f"/api/v1/offices/ha-dong/days/{DAY}/visits").json()["visits"][0]["visit"])


@pytest.fixture
def province(storage: Storage, tmp_path: Path) -> Iterator[Province]:
    clock = ManualClock()
    log = DeskLog(tmp_path / "log.db", clock=clock)
    device = Device().enrol(storage)
    storage.add_office(OfficeId("ha-dong"), "Phường Hà Đông", "ha-noi/ha-dong")
    elsewhere = Device(OfficeId("go-vap")).enrol(storage)
    storage.add_office(OfficeId("go-vap"), "Phường Gò Vấp", "tp-hcm/go-vap")
    began = clock.wall()
    log.busy_day(4)
    log.busy_day(3, "2026-11-24")
    device.send(storage, log.events())
    incident = open_incident(
        storage, OfficeId("ha-dong"), IncidentKind.DEVICE_STOLEN, (began, clock.wall() + 1), clock.wall()
    )
    with serving(build_app(storage, None, clock)) as base, ExitStack() as opened:
        here = Province(storage, clock, base, log, incident, opened)
        Telling(here.client(None), elsewhere).tell()
        yield here
    log.close()


def calls(province: Province) -> dict[str, Callable[[httpx.Client], httpx.Response]]:
    """Give a good request for each operation, all about the office ``ha-dong``."""
    office, visit = "/api/v1/offices/ha-dong", province.visit
    body = {"dossier": DOSSIER}

    def get(path: str) -> Callable[[httpx.Client], httpx.Response]:
        return lambda client: client.get(path)

    def post(path: str) -> Callable[[httpx.Client], httpx.Response]:
        return lambda client: client.post(path, json=body)

    return {
        "offices": get("/api/v1/offices"),
        "office": get(office),
        "waits": get(f"{office}/waits"),
        "days": get(f"{office}/days"),
        "visits": get(f"{office}/days/{DAY}/visits"),
        "dossiers": get(f"{office}/visits/{visit}/dossiers"),
        "link": post(f"{office}/visits/{visit}/dossiers"),
        "erase": post(f"{office}/visits/{visit}/dossiers/erase"),
        "find": post("/api/v1/dossiers/find"),
        "incidents": get("/api/v1/incidents"),
        "incident": get(f"/api/v1/incidents/{province.incident}"),
    }


LISTS = {"offices", "find", "incidents"}
"""Operations that answer with what is in the area, however little."""


def test_each_operation_obeys_one_scope_and_the_tokens_area(province: Province) -> None:
    asked = calls(province)
    assert set(asked) == {operation.name for operation in OPERATIONS}
    clients = {
        (may, area): province.system(may, area=area) for may in May for area in ("*", "ha-noi", "tp-hcm")
    }
    statuses = {
        (operation.name, may, area): asked[operation.name](client).status_code
        for operation in OPERATIONS
        for (may, area), client in clients.items()
    }
    expected = {
        (operation.name, may, area): 403
        if may != operation.scope or (area == "tp-hcm" and operation.name not in LISTS)
        else 200
        for operation in OPERATIONS
        for (may, area) in clients
    }
    assert statuses == expected
    stranger, wrong = province.client(None), province.client("central_x")
    for client in (stranger, wrong):
        assert {name: ask(client).status_code for name, ask in asked.items()} == dict.fromkeys(asked, 401)


def test_a_token_of_one_area_reads_nothing_of_another(province: Province) -> None:
    asked = calls(province)
    everything = province.system(*May)
    assert asked["link"](everything).json() == {"visit": province.visit, "dossiers": [DOSSIER]}
    (found,) = asked["find"](everything).json()["visits"]
    assert (found["office"], found["visit"]) == ("ha-dong", province.visit)
    neighbour = province.system(*May, area="tp-hcm")
    assert [one["office"] for one in asked["offices"](neighbour).json()["offices"]] == ["go-vap"]
    assert asked["find"](neighbour).json() == {"visits": []}
    assert asked["incidents"](neighbour).json() == {"incidents": []}


def test_figures_and_visits_are_those_of_the_log(province: Province) -> None:
    reader = province.system(May.READ_FIGURES, May.READ_VISITS)
    days = reader.get("/api/v1/offices/ha-dong/days").json()["days"]
    assert [(day["day"], day["visits"], day["mean_wait_s"]) for day in days] == [
        ("2026-11-24", 3, 93.25),
        ("2026-11-23", 4, 93.25),
    ]
    pages, after = [], ""
    while True:
        params = {"limit": "3"} | ({"after": after} if after else {})
        page = reader.get(f"/api/v1/offices/ha-dong/days/{DAY}/visits", params=params).json()
        pages.append(page["visits"])
        if page["next"] is None:
            break
        after = page["next"]
    assert [len(page) for page in pages] == [3, 1]
    got = [visit for page in pages for visit in page]
    assert len({visit["ticket"] for visit in got}) == 4
    assert {visit["code"] for visit in got} == {
        visit["code"] for visit in province.log.visits() if visit["day"] == DAY
    }
    assert "officer" not in got[0]
    assert reader.get(f"/api/v1/offices/ha-dong/days/{DAY}/visits?after=x").status_code == 400


@on_sqlite
def test_offices_come_page_by_page_and_unchanged_answers_are_not_sent_again(province: Province) -> None:
    reader = province.system(May.READ_OFFICES)
    first = reader.get("/api/v1/offices?limit=1").json()
    second = reader.get("/api/v1/offices", params={"limit": 1, "after": first["next"]})
    assert [first["offices"][0]["office"], second.json()["offices"][0]["office"]] == ["go-vap", "ha-dong"]
    again = reader.get(second.request.url, headers={"If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    waits = reader.get("/api/v1/offices/go-vap/waits").json()
    assert (waits["open_now"], waits["fields"][0]["wait_min"]) == (True, [20, 30])


def test_a_dossier_can_be_erased_and_is_in_no_log(
    province: Province, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked, system = calls(province), province.system(*May)
    asked["link"](system)
    asked["link"](system)
    assert asked["dossiers"](system).json()["dossiers"] == [DOSSIER]
    assert asked["erase"](system).json()["dossiers"] == []
    assert asked["find"](system).json() == {"visits": []}
    visits = "/api/v1/offices/ha-dong/visits"
    for path, status in ((f"{visits}/{uuid.uuid4()}/dossiers", 403), (f"{visits}/none/dossiers", 400)):
        assert system.post(path, json={"dossier": DOSSIER}).status_code == status
    wrong = f"{visits}/{province.visit}/dossiers"
    assert system.post(wrong, json={"dossier": f"{DOSSIER}!"}).status_code == 400
    assert DOSSIER not in caplog.text


@on_sqlite
def test_a_revoked_token_is_worthless_and_its_secret_is_nowhere(province: Province) -> None:
    tokens = SystemTokens(province.storage, province.clock)
    token, secret = tokens.create("một hệ thống", {May.READ_OFFICES}, "ha-noi")
    rows = province.storage.manage(lambda session: session.rows("SELECT * FROM api_token"), writes=False)
    assert secret not in str(rows)
    tokens.revoke(token.token_id)
    with pytest.raises(BadInput):
        tokens.revoke(token.token_id)
    client = province.client(secret)
    assert client.get("/api/v1/offices").status_code == 401


@on_sqlite
def test_a_token_without_label_scope_or_area_is_refused(storage: Storage) -> None:
    reading = {May.READ_VISITS}
    for label, may, area in (
        ("", reading, "*"),
        ("x" * 81, reading, "*"),
        ("x", set[May](), "*"),
        ("x", reading, "Hà Nội"),
    ):
        with pytest.raises(BadInput):
            SystemTokens(storage, ManualClock()).create(label, may, area)


@on_sqlite
def test_a_system_that_asks_too_often_waits_alone(province: Province) -> None:
    eager, calm = province.system(May.READ_OFFICES), province.system(May.READ_OFFICES)
    statuses = [eager.get("/api/v1/offices").status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert calm.get("/api/v1/offices").status_code == 200


def test_an_incident_names_tickets_and_data_and_nobody(province: Province) -> None:
    made = province.system(May.READ_INCIDENTS).get(f"/api/v1/incidents/{province.incident}").json()
    assert (len(made["tickets"]), made["visits"], made["faces"], made["log_forks"]) == (7, 7, 3, 0)
    at_risk = {one["kind"]: (one["how_many"], one["sealed"]) for one in made["at_risk"]}
    assert at_risk["face_templates"] == (3, True)
    assert at_risk["tickets"] == (7, False)
    assert not tells(str(made), "cb-01")


def test_only_tickets_of_the_window_are_affected(storage: Storage, log: DeskLog) -> None:
    device = Device().enrol(storage)
    log.open_day()
    early = log.issue(How.FACE)
    log.serve(early)
    visit = VisitId(next(ticket.visit for ticket in log.today.tickets.values()))
    log.write(FaceErased(visit, "served"))
    log.clock.advance(3_600)
    since = log.clock.wall()
    inside = log.issue(How.FACE)
    log.clock.advance(60)
    until = log.clock.wall()
    log.clock.advance(60)
    log.issue()
    device.send(storage, log.events())
    incident = open_incident(storage, device.office, IncidentKind.INTRUSION, (since, until), log.clock.wall())
    made = report(storage, EVERYWHERE, incident, log.clock.wall())
    assert [ticket.ticket for ticket in made.tickets] == [inside]
    assert (made.faces, made.tickets[0].until, made.tickets[0].face_until) == (1, None, None)
    rows = list(csv.reader(io.StringIO(to_csv(made).removeprefix("\ufeff"))))
    assert (rows[1][0], rows[1][2], len(rows)) == (inside, "B002", 2)
    whole = open_incident(
        storage, device.office, IncidentKind.LOSS, (since - 3_700_000, until), log.clock.wall()
    )
    first = report(storage, EVERYWHERE, whole, log.clock.wall()).tickets[0]
    assert (first.ticket, first.face_until is not None, first.until is not None) == (early, True, True)
    with pytest.raises(NotAllowed):
        report(storage, Scope(("tp-hcm",)), incident, log.clock.wall())


@on_sqlite
def test_an_incident_needs_an_office_and_a_window(storage: Storage) -> None:
    Device().enrol(storage)
    now = WallMs(1_000_000)
    for window in ((5, 5), (-1, 5), (0, incidents.LONGEST_MS + 1)):
        with pytest.raises(BadInput):
            open_incident(storage, OfficeId("ha-dong"), IncidentKind.LOSS, window, now)
    with pytest.raises(NotAllowed):
        open_incident(storage, OfficeId("none"), IncidentKind.LOSS, (0, 5), now)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_request_that_the_description_allows_ends_in_a_servers_error(
    tmp_path: Path, operation: Any, request: pytest.FixtureRequest
) -> None:
    from kiosk.central.commands import open_storage

    storage = open_storage(f"sqlite:///{tmp_path / 'central.db'}")
    request.addfinalizer(storage.close)
    Device().enrol(storage)
    clock = ManualClock()
    _, secret = SystemTokens(storage, clock).create("thử", set(May), "*")
    headers = {"Authorization": f"Bearer {secret}"}
    with serving(build_app(storage, None, clock)) as base:
        document = httpx.get(f"{base}/api/v1/openapi.json", trust_env=False).json()
        play(
            document,
            (operation.path, operation.method),
            base,
            headers,
            examples=EXAMPLES,
            before_each=lambda: clock.advance(1),
        )
