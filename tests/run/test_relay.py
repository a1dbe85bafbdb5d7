"""A second kiosk's screen reaches the office's desk by its relay, and nobody else does."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kiosk.config import load_config
from kiosk.domain import commands as c
from kiosk.domain import relayed
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, FieldCode, Seq
from kiosk.errors import BadInput, CommandRefused, ConfigInvalid, DeskAway
from kiosk.lib import signing
from kiosk.lib.device_tls import asking_context, pinned_context, server_context
from kiosk.lib.units import BootId
from kiosk.link.client import DeskLink, issued_now
from kiosk.run.demo_world import Process, free_port
from kiosk.store import event_log
from kiosk.store.codec import read_body
from kiosk.store.database import open_reader
from tests.run.processes import ROOT, Site, wait_for

DAY_S = 86_400
A_DAY_AHEAD = ("unshare", "--time", "--boottime", str(DAY_S), "--fork", "--kill-child")
STRANGER = "kiosk-9"


def key_of(site: Site) -> str:
    done = site.run("relay", "--show-key")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class TwoKiosks:
    """An office's desk, and a second kiosk with a relay; each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "one").mkdir()
        (folder / "two").mkdir()
        self.first, self.second = Site(folder / "one"), Site(folder / "two")
        self.port = free_port(0)
        desk_key, relay_key = key_of(self.first), key_of(self.second)
        text = self.first.config.read_text("utf-8").replace("[desk]", f"[desk]\nkiosk_port = {self.port}")
        self.first.config.write_text(
            f'{text}[[kiosk]]\nid = "kiosk-2"\npublic_key = "{relay_key}"\n', encoding="utf-8"
        )
        self._append(
            self.second,
            f'[device]\nid = "kiosk-2"\n[relay]\ndesk = "127.0.0.1:{self.port}"\ndesk_key = "{desk_key}"\n',
        )
        self.key = signing.load_private_key(folder / "two" / "state" / "device.key")

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def _append(self, site: Site, text: str) -> None:
        with site.config.open("a", encoding="utf-8") as config:
            config.write(text)

    @contextmanager
    def relay(self, *before: str) -> Iterator[DeskLink]:
        """Run the second kiosk's relay, by another command where one is given; gives its screen's link."""
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "kiosk", "relay", "--config", str(self.second.config)],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.second.socket.exists, "the relay does not listen")
        link = DeskLink(self.second.socket)
        try:
            yield link
        finally:
            link.close()
            if before:
                process.kill()  # that command heeds nothing else, and takes the relay with it
                process.wait(30)
                self.second.socket.unlink()
            else:
                process.terminate()
                assert process.wait(30) == 0
                assert not self.second.socket.exists()

    def headers(
        self, method: str, path: str, content: bytes = b"", device: str = "kiosk-2"
    ) -> dict[str, str]:
        text = relayed.request_text(device, method, path, content)
        return {
            relayed.DEVICE_HEADER: device,
            relayed.SIGNATURE_HEADER: signing.sign(self.key, text),
        }


@pytest.fixture(scope="module")
def kiosks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoKiosks]:
    office = TwoKiosks(tmp_path_factory.mktemp("office"))
    desk = office.first.start_desk()
    yield office
    desk.terminate()
    assert desk.wait(30) == 0


def check_in(boot: BootId) -> c.CheckIn:
    return c.CheckIn(CommandId(str(uuid.uuid4())), issued_now(boot), FieldCode("ho_tich"), How.PLAIN)


def test_a_screen_behind_a_relay_takes_numbers_from_the_offices_one_queue(kiosks: TwoKiosks) -> None:
    with kiosks.relay() as far, closing(DeskLink(kiosks.first.socket)) as near:
        boot = BootId(far.hello()["time"]["boot"])
        codes = [link.send(check_in(boot), boot)["ticket"]["code"] for link in (near, far, near, far)]
        assert len(set(codes)) == 4
        assert far.snapshot()["seq"] == near.snapshot()["seq"]
        assert far.settings() == near.settings()
    reader = open_reader(kiosks.first.folder / "state" / "desk.db")
    events = [
        read_body(event.body)
        for chain in event_log.chains(reader.conn)
        for event in event_log.after(reader.conn, chain, Seq(0), 999)
    ]
    reader.close()
    issued = [event.actor for event in events if event.kind == "TicketIssued"]
    assert issued[-4:] == ["citizen@kiosk-1", "citizen@kiosk-2"] * 2


def test_updates_stream_through_as_they_come(kiosks: TwoKiosks) -> None:
    with kiosks.relay() as far:
        stream = far.updates()
        first = next(stream)
        boot = BootId(far.hello()["time"]["boot"])
        far.send(check_in(boot), boot)
        assert next(stream)["seq"] > first["seq"]
        far.cut()
        with pytest.raises(DeskAway):
            list(stream)


@pytest.mark.skipif(
    subprocess.run([*A_DAY_AHEAD, "true"], check=False, capture_output=True).returncode != 0,
    reason="a second boot clock needs root and a kernel with time namespaces",
)
def test_a_touch_on_a_machine_with_another_boot_clock_is_neither_old_nor_early(kiosks: TwoKiosks) -> None:
    with kiosks.relay(*A_DAY_AHEAD) as far:
        boot = BootId(far.hello()["time"]["boot"])
        touch = check_in(boot)
        there = replace(touch, issued=replace(touch.issued, boot_ms=touch.issued.boot_ms + DAY_S * 1_000))
        assert not far.send(there, boot)["repeated"]
        with pytest.raises(CommandRefused):
            far.send(check_in(boot), boot)  # dated by the desk's clock, it looks a day old there


def test_an_old_touch_stays_too_old_through_the_relay(kiosks: TwoKiosks) -> None:
    with kiosks.relay() as far:
        boot = BootId(far.hello()["time"]["boot"])
        touch = check_in(boot)
        old = replace(touch, issued=replace(touch.issued, boot_ms=touch.issued.boot_ms - 60_000))
        with pytest.raises(CommandRefused) as refused:
            far.send(old, boot)
        assert refused.value.code == "stale"
        for text in (b"[]", b"{}", b'{"issued": 5}', b"[" * 5_000, b"\xff"):
            with pytest.raises(BadInput):
                far._read(far._http.post("/v1/commands", content=text))


def test_a_relay_outlives_its_desk(tmp_path: Path) -> None:
    office = TwoKiosks(tmp_path)
    with office.relay() as far:
        with pytest.raises(DeskAway):
            far.hello()
        for _ in range(2):
            desk = office.first.start_desk()
            wait_for(lambda: serves(far), "the relay does not find the desk again")
            desk.kill()
            desk.wait(30)
            with pytest.raises(DeskAway):
                far.snapshot()


def test_a_killed_relay_is_told_as_a_desk_that_is_away_and_every_place_holds(
    kiosks: TwoKiosks, tmp_path: Path
) -> None:
    arguments = ["kiosk", "relay", "--config", str(kiosks.second.config)]
    relay = Process("relay", arguments, tmp_path / "relay.log")
    with ExitStack() as stack:
        far, near = (
            stack.enter_context(closing(DeskLink(site.socket))) for site in (kiosks.second, kiosks.first)
        )
        stack.callback(relay.stop)
        relay.start()
        relay.wait_until(lambda: serves(far))
        boot = BootId(far.hello()["time"]["boot"])
        code = far.send(check_in(boot), boot)["ticket"]["code"]
        relay.kill()
        with pytest.raises(DeskAway):
            far.snapshot()
        assert code in codes_waiting(near)
        relay.start()
        relay.wait_until(lambda: serves(far))
        assert code in codes_waiting(far)


def codes_waiting(link: DeskLink) -> set[str]:
    return {ticket["code"] for ticket in link.snapshot()["waiting"]}


def serves(link: DeskLink) -> bool:
    try:
        link.hello()
    except DeskAway:
        return False
    return True


def certificate_of(port: int) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        asking_context().wrap_socket(plain) as line,
    ):
        shown = line.getpeercert(binary_form=True)
    assert shown is not None
    return shown


def test_the_desk_admits_only_its_own_kiosks_and_only_what_a_screen_asks(kiosks: TwoKiosks) -> None:
    key = (
        signing.load_private_key(kiosks.first.folder / "state" / "device.key").public_key().public_bytes_raw()
    )
    context = pinned_context(certificate_of(kiosks.port), key)
    with httpx.Client(base_url=kiosks.address, verify=context, trust_env=False) as http:
        good = kiosks.headers("GET", "/v1/hello")
        assert http.get("/v1/hello", headers=good).status_code == 200
        other = signing.sign(signing.load_private_key(kiosks.first.folder / "state" / "device.key"), "x")
        for headers, status in (
            ({}, 403),
            (kiosks.headers("GET", "/v1/hello", device=STRANGER), 403),
            (kiosks.headers("GET", "/v1/snapshot"), 401),
            (good | {relayed.SIGNATURE_HEADER: other}, 401),
            (good | {relayed.SIGNATURE_HEADER: ""}, 401),
        ):
            assert http.get("/v1/hello", headers=headers).status_code == status
        for method, path in (("GET", "/"), ("GET", "/board"), ("POST", "/v1/hello"), ("GET", "/v1/commands")):
            headers = kiosks.headers(method, path)
            assert http.request(method, path, headers=headers).status_code == 403
        large = b"x" * 20_000
        headers = kiosks.headers("POST", "/v1/commands", large)
        assert http.post("/v1/commands", content=large, headers=headers).status_code == 400
        officers = json.dumps({"type": "CloseDay", "command_id": "x"}).encode()
        headers = kiosks.headers("POST", "/v1/commands", officers)
        assert http.post("/v1/commands", content=officers, headers=headers).status_code == 400


def test_nobody_passes_for_the_desk(kiosks: TwoKiosks, tmp_path: Path) -> None:
    real = certificate_of(kiosks.port)
    key = (
        signing.load_private_key(kiosks.first.folder / "state" / "device.key").public_key().public_bytes_raw()
    )
    other = signing.load_or_make_private_key(tmp_path / "other.key").public_key().public_bytes_raw()
    with pytest.raises(BadInput, match="another machine"):
        pinned_context(real, other)
    with pytest.raises(BadInput):
        pinned_context(b"no certificate", key)
    # Who shows the desk's certificate without its key does not get through the handshake.
    context = pinned_context(real, key)
    impostor = server_context(tmp_path / "other.key", tmp_path / "other.crt", "kiosk-1")
    client_in, client_out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server_in, server_out = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(client_in, client_out, server_side=False)
    server = impostor.wrap_bio(server_in, server_out, server_side=True)
    with pytest.raises(ssl.SSLCertVerificationError):
        for _ in range(4):
            for side, out, into in ((client, client_out, server_in), (server, server_out, client_in)):
                with suppress(ssl.SSLWantReadError):
                    side.do_handshake()
                into.write(out.read())


def test_a_screen_is_told_that_the_desk_is_away_when_keys_do_not_fit(kiosks: TwoKiosks) -> None:
    right = kiosks.second.config.read_text("utf-8")
    own = key_of(kiosks.second)
    wrong_desk = re.sub('desk_key = ".*"', f'desk_key = "{own}"', right)
    stranger = right.replace('id = "kiosk-2"', f'id = "{STRANGER}"')
    for text, words in ((wrong_desk, "another machine"), (stranger, "does not admit")):
        kiosks.second.config.write_text(text, "utf-8")
        with kiosks.relay() as far:
            with pytest.raises(DeskAway, match=words):
                far.hello()
            with pytest.raises(DeskAway):
                next(far.updates())
    kiosks.second.config.write_text(right, "utf-8")


def test_a_relay_without_a_desk_or_with_a_key_that_is_none_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path)
    done = site.run("relay")
    assert (done.returncode, "[relay] desk is empty" in done.stderr) == (1, True)
    with site.config.open("a", encoding="utf-8") as config:
        config.write('[relay]\ndesk = "10.0.0.1:8444"\ndesk_key = "abc"\n')
    done = site.run("relay")
    assert (done.returncode, "[relay] desk_key is no key" in done.stderr) == (1, True)
    for address in ("10.0.0.1", "10.0.0.1:99999", "https://10.0.0.1:1"):
        site.config.write_text(site.config.read_text("utf-8").replace("10.0.0.1:8444", address), "utf-8")
        with pytest.raises(ConfigInvalid, match="desk"):
            load_config(site.config)
        site.config.write_text(site.config.read_text("utf-8").replace(address, "10.0.0.1:8444"), "utf-8")
