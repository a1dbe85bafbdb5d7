"""Enrolment by code, by QR code, by a key that is carried; many devices from one table; sync's status."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import add_office, open_storage
from kiosk.central.storage import Storage
from kiosk.config import load_config
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import BadInput, NotSignedIn
from kiosk.lib.clock import SystemClock
from kiosk.lib.qr import qr_lines, qr_matrix
from kiosk.lib.signing import load_private_key, public_text
from kiosk.link.client import DeskLink
from kiosk.run import central_devices, enrolling
from kiosk.run.provision import provision, read_table
from kiosk.run.relay import device_key_text
from kiosk.run.sync_status import SyncReport, one_line
from kiosk.sync.invitation import LONGEST_TEXT, read_invitation, read_key
from kiosk.sync.published import PUBLISHED_FILE
from tests.central.devices import NOW
from tests.central.servers import serving
from tests.run.central_site import CentralSite, enrolled
from tests.run.processes import Site, wait_for
from tests.scanning import scanned

HA_DONG = OfficeId("ha-dong")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'central.db'}"


@pytest.fixture
def storage(database: str) -> Storage:
    opened = open_storage(database)
    add_office(opened, HA_DONG, "Hà Đông", NOW)
    opened.close()
    return opened


def kiosk_of(folder: Path, central: str, office: str = HA_DONG, code: str = "") -> Path:
    file = folder / "kiosk.toml"
    file.write_text(
        f'[office]\nid = "{office}"\n[sync]\ncentral = "{central}"\ncode = "{code}"\n'
        f'[desk]\nstate_dir = "{folder / "state"}"\n'
    )
    return file


def shown(text: str) -> str:
    """Show a text as a QR code of 5 pixels a module and read it."""
    light = np.where(np.array(qr_matrix(text)), 0, 255).astype(np.uint8)
    return scanned(np.kron(light, np.ones((5, 5), np.uint8)))


@pytest.mark.usefixtures("storage")
def test_an_invitation_survives_the_camera(database: str) -> None:
    code, text = central_devices.new_invitation(database, HA_DONG, "https://central.example/")
    invitation = read_invitation(shown(text))
    assert (invitation.central, invitation.office, invitation.code) == (
        "https://central.example",
        HA_DONG,
        code,
    )


@pytest.mark.usefixtures("storage")
def test_a_carried_key_survives_the_camera_and_lets_the_device_in(database: str, tmp_path: Path) -> None:
    config = load_config(kiosk_of(tmp_path, "https://central.example"))
    picture, _, text = enrolling.show_key(config).rpartition("\n")
    assert picture == qr_lines(text)
    assert central_devices.admit_keys(database, [shown(text), ""]) == ["kiosk-1 of ha-dong may send"]
    opened = open_storage(database)
    private = tmp_path / "state" / "device.key"
    assert opened.device_key(HA_DONG, DeviceId("kiosk-1")) == public_text(load_private_key(private))
    assert "PRIVATE" in private.read_text()
    opened.close()
    assert central_devices.revoke_device(database, HA_DONG, "kiosk-1").startswith("kiosk-1")
    (line,) = central_devices.list_devices(database)
    assert "revoked" in line


def test_a_key_that_was_changed_on_the_way_is_no_key(tmp_path: Path) -> None:
    config = load_config(kiosk_of(tmp_path, "https://central.example"))
    text = enrolling.show_key(config).rpartition("\n")[2]
    for changed in (
        text.replace("ha-dong", "ba-dinh"),
        text.replace("kiosk-1", "kiosk-2"),
        text.replace("kiosk-key:", "http:"),
        text[:-20],
        text + "&more=1",
        "x" * (LONGEST_TEXT + 1),
        "",
    ):
        with pytest.raises(BadInput):
            read_key(changed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WIFI:S:cafe;P:1;;",
        "https://central.example/enrol",
        "https://central.example/enrol#office=ha-dong",
        "https://central.example/enrol#office=Ha%20Dong&code=1",
        "javascript:/enrol#office=ha-dong&code=1",
    ],
)
def test_a_foreign_qr_code_is_no_invitation(text: str) -> None:
    with pytest.raises(BadInput):
        read_invitation(text)


def test_an_invitation_of_another_office_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    config = load_config(kiosk_of(tmp_path, "https://central.example"))
    with pytest.raises(BadInput, match="ba-dinh"):
        enrolling.enrol_by_invitation(config, "https://central.example/enrol#office=ba-dinh&code=1")


def test_a_table_gives_each_device_its_configuration_and_its_sticker(database: str, tmp_path: Path) -> None:
    table = tmp_path / "offices.csv"
    table.write_text(
        "office,name,device\n"
        "ha-dong,Bộ phận Một cửa phường Hà Đông,kiosk-1\n"
        "ha-dong,Bộ phận Một cửa phường Hà Đông,kiosk-2\n"
        'ba-dinh,"Một cửa ""Ba Đình"" & <nhánh>",kiosk-1\n',
        encoding="utf-8-sig",
    )
    *folders, sheet = provision(table, tmp_path / "out", "https://central.example", database)
    assert [folder.name for folder in folders] == ["ha-dong-kiosk-1", "ha-dong-kiosk-2", "ba-dinh-kiosk-1"]
    codes = set()
    for folder in folders:
        settings = tomllib.loads((folder / "kiosk.toml").read_text("utf-8"))
        codes.add(settings["sync"]["code"])
        assert load_config(folder / "kiosk.toml").sync.central == "https://central.example"
        assert all(file.stat().st_mode & 0o077 == 0 for file in (*folder.iterdir(), sheet))
        words = re.findall(r"<text[^>]*>([^<]*)</text>", (folder / "sticker.svg").read_text("utf-8"))
        assert settings["device"]["id"] in words
        assert (folder / "sticker.svg").read_text("utf-8") in sheet.read_text("utf-8")
    assert len(codes) == 3
    assert load_config(folders[2] / "kiosk.toml").office.name == 'Một cửa "Ba Đình" & <nhánh>'
    (offline, *_) = provision(table, tmp_path / "off", "https://central.example", None)
    assert load_config(offline / "kiosk.toml").sync.code == ""


def test_a_table_brings_new_offices_their_areas_and_leaves_known_ones_theirs(
    database: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("office,name,device,area\nba-dinh,Ba Đình,kiosk-1,ha-noi/ba-dinh\n", encoding="utf-8")
    second.write_text("office,name,device\nba-dinh,Ba Đình,kiosk-2\n", encoding="utf-8")

    provision(first, tmp_path / "first", "https://central.example", database)
    provision(second, tmp_path / "second", "https://central.example", database)

    with closing(open_storage(database)) as storage:
        assert ("ba-dinh", "ha-noi/ba-dinh") in [(one.office, one.area) for one in storage.overview()]


def test_a_table_of_a_spreadsheet_set_to_vietnamese_is_read(tmp_path: Path) -> None:
    table = tmp_path / "offices.csv"
    table.write_text(
        "office;name;device;area\r\nba-dinh;Ba Đình, cơ sở 2;kiosk-1;ha-noi\r\n", encoding="utf-8-sig"
    )
    (one,) = read_table(table)
    assert (one.office, one.name, one.device, one.area) == (
        "ba-dinh",
        "Ba Đình, cơ sở 2",
        "kiosk-1",
        "ha-noi",
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "no devices"),
        ("Ha Dong,Hà Đông,kiosk-1\n", "line 2"),
        ("ha-dong,,kiosk-1\n", "needs a name"),
        ("ha-dong,Hà Đông,kiosk-1\nha-dong,Hà Đông,kiosk-1\n", "line 3.*twice"),
    ],
)
def test_a_table_that_does_not_hold_writes_nothing(rows: str, words: str, tmp_path: Path) -> None:
    table = tmp_path / "offices.csv"
    table.write_text(f"office,name,device\n{rows}")
    with pytest.raises(BadInput, match=words):
        read_table(table)


def test_a_desk_with_a_code_in_its_file_enrols_itself_and_sends(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with self_enrolling(site) as central:
        desk = site.start_desk()
        wait_for(lambda: central.event_count(load_config(site.config).office_id) > 0, "nothing came")
        desk.terminate()
        assert desk.wait(30) == 0
    report = json.loads(site.run("sync", "status", "--json").stdout)
    assert report["central"].startswith("http://127.0.0.1")


def test_a_desk_sends_as_soon_as_somebody_enrols_the_machine_beside_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with central_of(f"sqlite:///{tmp_path / 'central.db'}") as (storage, url):
        with site.config.open("a", encoding="utf-8") as config:
            config.write(f'[sync]\ncentral = "{url}"\ninterval_s = 0.1\n')
        office = load_config(site.config).office_id
        code = add_office(storage, office, "Một cửa", SystemClock().wall())
        desk = site.start_desk()
        done = site.run("enrol", "--code", code)
        assert done.returncode == 0, done.stderr
        wait_for(lambda: storage.event_count(office) > 0, "nothing came")
        desk.terminate()
        assert desk.wait(30) == 0


@contextmanager
def central_of(database: str) -> Iterator[tuple[Storage, str]]:
    """Serve central; gives its storage and its address."""
    storage = open_storage(database)
    with closing(storage), serving(build_app(storage, "reader", SystemClock())) as url:
        yield storage, url


@contextmanager
def self_enrolling(site: Site) -> Iterator[Storage]:
    """Give a central server, and the site's configuration its address and a code."""
    with central_of(f"sqlite:///{site.folder / 'central.db'}") as (storage, url):
        code = add_office(storage, load_config(site.config).office_id, "Một cửa", SystemClock().wall())
        with site.config.open("a", encoding="utf-8") as config:
            config.write(f'[sync]\ncentral = "{url}"\ncode = "{code}"\ninterval_s = 0.1\n')
        yield storage


def test_status_is_one_line_that_says_since_when_and_why(tmp_path: Path) -> None:
    with enrolled(tmp_path) as site:
        desk = site.site.start_desk()
        site.wait_until_all_is_sent()
        assert "holds everything" in status_of(site)
        site.cut()
        desk.terminate()
        assert desk.wait(30) == 0
    line = one_line(SyncReport("https://c", 7, 1_795_000_000_000, None, "the cable is cut", "", -90))
    assert line == (
        "7 events since 2026-11-18 11:06Z are not at https://c; the cable is cut; this clock is 90 min behind central's"
    )


def status_of(site: CentralSite) -> str:
    done = site.site.run("sync", "status")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return line


def test_the_key_that_others_name_is_this_devices_own(tmp_path: Path) -> None:
    config = load_config(kiosk_of(tmp_path, ""))
    assert device_key_text(config) == device_key_text(config)


def test_a_technician_enrols_a_running_desk_by_centrals_qr_code(tmp_path: Path) -> None:
    site = Site(tmp_path)
    database = f"sqlite:///{tmp_path / 'central.db'}"
    office = load_config(site.config).office_id
    added = site.run("account", "kt-01", "--name", "Kỹ thuật", "--role", "technician", text="84625173\n")
    assert added.returncode == 0, added.stderr
    with central_of(database) as (storage, url):
        add_office(storage, office, "Một cửa", SystemClock().wall())
        _, invitation = central_devices.new_invitation(database, office, url)
        with site.config.open("a", encoding="utf-8") as config:
            config.write(f'[sync]\ncentral = "{url}"\ninterval_s = 0.1\n')
        desk = site.start_desk()
        with closing(DeskLink(site.socket)) as link:
            for key in ("", "no-key"):
                with pytest.raises(NotSignedIn):
                    link.act_as_technician("enrol", key, invitation)
            key = link.enter_as_technician("84625173")
            with pytest.raises(BadInput, match="no invitation"):
                link.act_as_technician("enrol", key, "WIFI:S:cafe;;")
            assert link.act_as_technician("enrol", key, shown(invitation)) == {"central": url}
        wait_for(lambda: storage.event_count(office) > 0, "nothing came")
        tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()
        storage.publish(office, tomorrow, f'effective_from = "{tomorrow}"', SystemClock().wall())
        desk.terminate()
        assert desk.wait(30) == 0
        # At its next start the desk learns of what was published meanwhile.
        desk = site.start_desk()
        wait_for(lambda: tomorrow in published_text(site), "the configuration was not taken")
        desk.terminate()
        assert desk.wait(30) == 0


def published_text(site: Site) -> str:
    file = site.folder / "state" / PUBLISHED_FILE
    return file.read_text("utf-8") if file.exists() else ""
