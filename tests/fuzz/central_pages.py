"""Requests to central: of people with every role, other systems, citizens, an enrolled device and strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import msgspec

from kiosk.central.accounts import Accounts, Role, read_right
from kiosk.central.app import build_app
from kiosk.central.commands import open_storage
from kiosk.central.door import COOKIE
from kiosk.central.rest import incidents
from kiosk.central.rest.incidents import IncidentKind
from kiosk.central.rest.tokens import May, SystemTokens
from kiosk.lib import signing
from kiosk.sync import health_wire, office_wire, public_wire, wire
from kiosk.sync.office_wire import TodaysFigures
from tests.central import fleet_world
from tests.central.citizens import TOKEN, a_state, a_ticket
from tests.central.desk_log import DeskLog
from tests.central.devices import OFFICE, Device
from tests.fuzz.asking import Asker, Served, Ticking
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target

ACCOUNT, PASSWORD = "moi-quyen", "sen-hong-9-canh"
DAY = "2026-11-23"


@dataclass(frozen=True)
class Signing:
    """The device that signs whatever is asked in its name."""

    device: Device

    def __call__(self, asked: Mapping[str, Any], body: bytes) -> list[tuple[bytes, bytes]]:
        """Give the signature where the request names the device and is one of those that it may make."""
        if (b"kiosk-device", self.device.id.encode()) not in asked["headers"]:
            return []
        text = self._text(asked, body)
        value = wire.write_signature(signing.sign(self.device.key, text))
        return [(wire.SIGNATURE_HEADER.lower().encode(), value.encode())]

    def _text(self, asked: Mapping[str, Any], body: bytes) -> str:
        office, device = self.device.office, self.device.id
        query = {name: values[0] for name, values in parse_qs(asked["query_string"].decode()).items()}
        chain, after = query.get("chain", ""), query.get("after", "0")
        match asked["path"].split("/")[5:]:
            case ["public"]:
                return public_wire.public_text(office, device, body)
            case ["figures"]:
                return office_wire.figures_text(office, device, body)
            case ["health"]:
                return health_wire.health_text(office, device, body)
            case ["cursor"]:
                return wire.cursor_text(office, device, chain)
            case ["events"]:
                return f"{office}|{device}|READ|{chain}|{after}"
            case ["releases", release]:
                return f"{office}|{device}|RELEASE|{release}|{after}"
            case _:
                return office_wire.config_text(office, device)


def _central() -> Served:
    """One office with a day behind it, whose device, readers and keepers we are."""
    clock = Ticking()
    for old in scratch().glob("pages*"):
        old.unlink()
    storage = open_storage(f"sqlite:///{scratch() / 'pages.db'}")
    device = Device().enrol(storage)
    storage.add_office(OFFICE, "Phường Hà Đông", "ha-noi/ha-dong")
    log = DeskLog(scratch() / "pages-log.db")
    log.busy_day(3, DAY)
    device.send(storage, log.events())
    ended = log.clock.wall()
    window = (ended - 600_000, ended)
    incident = incidents.open_incident(storage, OFFICE, IncidentKind.DEVICE_STOLEN, window, ended)
    ((visit,), *_) = log.database.conn.execute("SELECT visit FROM leg")
    log.close()
    Accounts(storage, clock).add(ACCOUNT, PASSWORD, [read_right(f"{role}:*") for role in Role])
    _, bearer = SystemTokens(storage, clock).create("một hệ thống", set(May), "*")

    def secrets() -> Mapping[str, str]:
        cookie = Accounts(storage, clock).sign_in(ACCOUNT, PASSWORD)
        return {"cookie": f"{COOKIE}={cookie}", "bearer": bearer, "visit": visit, "incident": incident}

    app = build_app(storage, None, clock, releases=scratch())
    return Served(app, secrets, storage.close, Signing(device))


@cache
def central() -> Asker:
    """Give what asks it."""
    return Asker(_central)


def read_request(content: bytes) -> None:
    """Ask central."""
    central().ask(content)


def _as_person(target: str, form: str | None = None) -> bytes:
    if form is None:
        return f"GET {target}\ncookie: {{cookie}}\n\n".encode()
    return f"POST {target}\ncookie: {{cookie}}\norigin: http://office.local\n\n{form}".encode()


def _as_system(method: str, path: str, body: str = "") -> bytes:
    return f"{method} /api/v1{path}\nauthorization: Bearer {{bearer}}\n\n{body}".encode()


def _as_device(method: str, path: str, body: bytes = b"") -> bytes:
    return f"{method} /api/v1/offices/{OFFICE}/{path}\nkiosk-device: kiosk-1\n\n".encode() + body


FIGURES = TodaysFigures(1_795_000_000_000, DAY, 3, 1, 20, 60_000, 0)
HEALTH = fleet_world.healthy(1_795_000_000_000)
"""What takes a password is left out: each takes 64 MiB and a quarter of a second on purpose."""

PEOPLE = (
    _as_person("/"),
    _as_person(f"/offices/{OFFICE}"),
    _as_person("/accounts/log"),
    _as_person("/fleet"),
    _as_person(f"/fleet/{OFFICE}/kiosk-1"),
    _as_person("/enrolment?office=ha-dong"),
    _as_person("/enrolment", "office=ha-dong"),
    _as_person("/releases"),
    _as_person("/configs/new?of=1"),
    _as_person("/configs", "name=a&area=*&text=effective_from+%3D+%222027-01-01%22%0A"),
    _as_person("/configs/1"),
    _as_person("/configs/1/start", "offices=ha-dong&pilot=ha-dong&silence_hours=24"),
    _as_person("/admin/accounts"),
    _as_person("/admin/accounts/lan/rights", "rights=reader:ha-noi%0Aauditor:*"),
    _as_person("/admin/offices"),
    _as_person("/admin/offices", "office=ba-dinh&name=Ba+Dinh&area=ha-noi/ba-dinh"),
    _as_person("/reports?span=month&on=2026-11-21&by=field&area=ha-noi&office=ha-dong"),
    _as_person("/reports/waits?span=free&on=2026-11-21&to=2026-11-30"),
    _as_person("/reports/waits/0.csv?span=year&on=2026-11-21&by=hour"),
    _as_person("/reports/report.xlsx?span=week&on=2026-11-23"),
    _as_person("/incidents"),
    _as_person(
        "/incidents", "office=ha-dong&kind=device_stolen&since=2026-11-18T08:00&until=2026-11-19T08:00"
    ),
    _as_person("/incidents/{incident}.csv"),
    _as_person("/incidents/{incident}"),
)
SYSTEMS = (
    _as_system("GET", "/offices?after=a&limit=2"),
    _as_system("GET", f"/offices/{OFFICE}/waits"),
    _as_system("GET", f"/offices/{OFFICE}/days?limit=31"),
    _as_system("GET", f"/offices/{OFFICE}/days/{DAY}/visits?limit=1&after=WyJhIiwiYiIsMV0"),
    _as_system("POST", f"/offices/{OFFICE}/visits/{{visit}}/dossiers", '{"dossier":"H26.32.15-261123-0007"}'),
    _as_system("POST", f"/offices/{OFFICE}/visits/{{visit}}/dossiers/erase", '{"dossier":"H26"}'),
    _as_system("POST", "/dossiers/find", '{"dossier":"H26.32.15-261123-0007"}'),
    _as_system("GET", "/incidents/{incident}"),
)
DEVICES = (
    _as_device("POST", "figures", msgspec.json.encode(FIGURES)),
    _as_device("POST", "health", msgspec.json.encode(HEALTH)),
    _as_device("POST", "public", msgspec.json.encode(a_state(a_ticket()))),
    _as_device("GET", "config"),
    _as_device("GET", "cursor?chain=00000000-0000-4000-8000-000000000000"),
    _as_device("GET", "events?chain=00000000-0000-4000-8000-000000000000&after=0"),
    _as_device("GET", "releases/1.4.0?after=0"),
    b'POST /api/v1/enrol\n\n{"office":"ha-dong","device":"k","code":"A","public_key":"A"}',
)
STRANGERS = (
    b"GET /waits?q=dong&area=ha-noi&page=1\n\n",
    b'GET /waits/ha-dong\nif-none-match: "a"\n\n',
    f"GET /t/{TOKEN}\naccept-language: en\n\n".encode(),
    f"POST /t/{TOKEN}/rate\nsec-fetch-site: same-origin\n\nlevel=3&factor=1&factor=2".encode(),
    b"GET /metrics\nauthorization: Bearer a\n\n",
    b"GET /static/base.css\nrange: bytes=0-9\n\n",
    b"GET /api/v1/openapi.json\n\n",
)
WORDS = (
    b"%00",
    b"%ff",
    b"%ed%a0%80",
    b"\norigin: http://[",
    b"\ncontent-length: -1",
    b"9999-99-99",
    b"9223372036854775808",
    b"\\u0000",
    b"/../",
    b"&limit=",
)

FOUND = (
    b"POST /configs\ncookie: {cookie}\norigin: http://[\n\nname=a",
    _as_person(f"/configs/{'9' * 5_000}"),
    _as_person(f"/configs/new?of={'9' * 5_000}"),
)

TARGETS = (Target("central", read_request, (*PEOPLE, *SYSTEMS, *DEVICES, *STRANGERS), WORDS, FOUND),)
