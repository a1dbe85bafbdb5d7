"""The desk on the office's network: encrypted pages, the plain board beside them, its name."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from kiosk.config import load_config
from kiosk.desk.board_address import board_token
from kiosk.errors import ConfigInvalid
from kiosk.lib.certificates import RENEW_DAYS, SERVER_DAYS, CertificateFiles, Identity, keep_certificate
from kiosk.lib.clock import ManualClock, SystemClock
from kiosk.lib.units import MS_PER_DAY, MS_PER_S
from kiosk.run.desk_pages import DeskPages, PageSockets, page_url
from kiosk.run.lan_name import LanName, lan_name
from kiosk.run.page_tls import PageTls
from kiosk.run.paths import DeskPaths
from kiosk.store.database import open_reader
from tests.lib.test_certificates import shake_hands
from tests.run.processes import LIMIT_S, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ON_PLAIN_HTTP = ("/ca", "/ca.crt", "/fields.css", "/static/base.css", "/icons/ticket/sen.svg")
ENCRYPTED_ONLY = ("/", "/counter", "/api/session", "/api/v1/office", "/t/none", "/settings", "/board")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, tls=True)


@pytest.fixture
def desk(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    process = site.start_desk()
    yield process
    process.terminate()
    assert process.wait(LIMIT_S) == 0


def trusting(site: Site) -> httpx.Client:
    trust = ssl.create_default_context(cafile=str(site.folder / "state/tls/authority.crt"))
    return httpx.Client(base_url=f"https://localhost:{site.port}", verify=trust, timeout=LIMIT_S)


def test_the_pages_are_encrypted_and_the_board_is_plain(site: Site, desk: subprocess.Popen[bytes]) -> None:
    assert desk.poll() is None
    plain = httpx.Client(base_url=f"http://127.0.0.1:{site.plain_port}", timeout=LIMIT_S)
    db = open_reader(site.folder / "state" / "desk.db")
    token = board_token(db.conn, "")
    db.close()
    with trusting(site) as pages, plain:
        assert pages.get("/").status_code == 200
        assert pages.get(f"/board/{token}").status_code == 200
        assert plain.get(f"/board/{token}").status_code == 200
        with plain.stream("GET", f"/board/{token}/updates") as updates:
            assert updates.status_code == 200
        for path in (f"/board/{token[:-1]}", f"/board/{token[:-1]}/updates", "/board/x"):
            assert plain.get(path).status_code == 404, path
        for path in ON_PLAIN_HTTP:
            assert plain.get(path).status_code == 200, path
        for path in ENCRYPTED_ONLY:
            answer = plain.get(path)
            assert answer.status_code == 307, path
            assert answer.headers["location"] == f"https://127.0.0.1:{site.port}{path}"
        assert plain.post("/api/session", json={}).status_code == 405, "a PIN is not even sent on"
        downloaded = plain.get("/ca.crt").content
        assert ssl.DER_cert_to_PEM_cert(downloaded).split() == _pem(site).split()


def test_a_session_over_tls_never_travels_in_the_clear(site: Site) -> None:
    site.run("account", "cb-01", "--name", "A", text="246810\n")
    desk = site.start_desk()
    with trusting(site) as pages:
        headers = {"X-Requested-With": "kiosk", "Origin": str(pages.base_url).rstrip("/")}
        form = {"officer": "cb-01", "pin": "246810", "counter": 1}
        cookie = pages.post("/api/session", json=form, headers=headers).headers["set-cookie"].lower()
    assert "secure" in cookie
    desk.terminate()
    assert desk.wait(LIMIT_S) == 0


def test_a_certificate_of_the_offices_own_is_used(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    clock = SystemClock()
    PageTls(load_config(site.config), folder, clock)
    text = site.config.read_text("utf-8").replace(
        "[pages]", f'[pages]\ncertificate = "{folder}/pages.crt"\ncertificate_key = "{folder}/pages.key"'
    )
    site.config.write_text(text, encoding="utf-8")
    given = PageTls(load_config(site.config), tmp_path / "unused", clock)
    assert given.authority is None
    assert not (tmp_path / "unused").exists()
    (folder / "pages.key").write_text("nothing")
    with pytest.raises(ConfigInvalid, match="PEM chain"):
        PageTls(load_config(site.config), tmp_path / "unused", clock)


def test_pages_whose_certificate_ended_have_a_new_one_and_nobody_has_to_trust_anew(
    site: Site, tmp_path: Path
) -> None:
    files, today = CertificateFiles(tmp_path / "tls"), dt.datetime.now(dt.UTC)
    keep_certificate(files, Identity("Kiosk", ("localhost",), ()), today - dt.timedelta(days=SERVER_DAYS + 1))
    authority = files.authority.read_bytes()
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        shake_hands(files, "localhost")
    clock = ManualClock()
    clock.wall_ms = round(today.timestamp() * MS_PER_S)
    pages = PageTls(load_config(site.config), files.folder, clock)
    shown = shake_hands(files, "localhost", server=pages.context)
    pages.renew()
    assert shake_hands(files, "localhost", server=pages.context) == shown
    clock.wall_ms += (SERVER_DAYS - RENEW_DAYS) * MS_PER_DAY
    pages.renew()
    # The listener that runs shows the next one, which begins on that later day.
    with pytest.raises(ssl.SSLCertVerificationError, match="not yet valid"):
        shake_hands(files, "localhost", server=pages.context)
    assert files.authority.read_bytes() == authority


def test_the_address_of_the_pages_is_one_that_telephones_reach(site: Site) -> None:
    config = load_config(site.config)
    assert page_url(config, 8080) == "https://127.0.0.1:8080"


def test_tickets_lead_to_central_where_its_pages_are_named(site: Site, tmp_path: Path) -> None:
    paths, sockets = DeskPaths(tmp_path, tmp_path), PageSockets(socket.create_server(("127.0.0.1", 0)), None)
    with closing(sockets.pages):
        plain = DeskPages(load_config(site.config), paths, sockets, SystemClock())
        assert plain.ticket_url == plain.url
        with site.config.open("a", encoding="utf-8") as file:
            file.write(
                '[sync]\ncentral = "https://tinh.example"\ncitizen_url = "https://xephang.example/o"\n'
            )
        named = DeskPages(load_config(site.config), paths, sockets, SystemClock())
        assert (named.ticket_url, named.url) == ("https://xephang.example/o", plain.url)


def test_the_network_is_told_the_offices_name() -> None:
    async def ask() -> AsyncServiceInfo | None:
        name = LanName("mot-cua-demo", 8080, tls=True, addresses=["127.0.0.1"])
        await name.start()
        asker = AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)
        try:
            kind = "_https._tcp.local."
            return await asker.async_get_service_info(
                kind, f"Một cửa mot-cua-demo.{kind}", int(LIMIT_S) * 1000
            )
        finally:
            await asker.async_close()
            await name.stop()

    found = asyncio.run(ask())
    assert found is not None
    assert found.server == lan_name("mot-cua-demo") + "."
    assert found.addresses == [socket.inet_aton("127.0.0.1")]
    assert found.port == 8080


def test_a_long_office_id_still_makes_a_name() -> None:
    label = lan_name("a" * 63).removesuffix(".local")
    assert len(label) == 63


def _pem(site: Site) -> str:
    return (site.folder / "state/tls/authority.crt").read_text("ascii")


def test_a_token_is_made_listed_and_revoked_and_the_log_knows(site: Site) -> None:
    site.run("account", "cb-01", "--name", "A", text="246810\n")
    made = site.run("token", "create", "bàn phím quầy 2", "--scope", "counter:drive", "--counter", "2")
    assert made.returncode == 0, made.stderr
    listed = site.run("token", "list").stdout
    assert "counter:drive  counters: 2  bàn phím quầy 2" in listed
    assert site.run("token", "create", "x", "--scope", "queue:read", "--counter", "77").returncode == 1
    assert site.run("token", "revoke", listed.split()[0]).returncode == 0
    assert site.run("token", "list").stdout == ""
    db = open_reader(site.folder / "state" / "desk.db")
    events = [(row["kind"], row["data"]) for row in db["event"].rows if row["kind"].startswith("ApiToken")]
    db.close()
    assert [kind for kind, _ in events] == ["ApiTokenMade", "ApiTokenRevoked"]
    assert "phím" not in str(events)
