"""What central's operator types for other systems, and the process that tells webhooks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.central.commands import add_office, open_storage
from kiosk.central.rest.hooks import HookKind
from kiosk.central.rest.incidents import IncidentKind
from kiosk.central.rest.tokens import May
from kiosk.cli import EXIT_OK, EXIT_REFUSED
from kiosk.cli_central_links import EVENTS, INCIDENTS, SCOPES
from kiosk.lib.clock import SystemClock
from tests.central.receivers import receiving
from tests.central.test_operator import Operator
from tests.run.processes import wait_for

WINDOW = ("--from", "2026-11-22T08:00", "--until", "2026-11-22T11:30")


@pytest.fixture
def database(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    with closing(open_storage(address)) as storage:
        add_office(storage, "ha-dong", "Phường Hà Đông", SystemClock().wall(), "ha-noi/ha-dong")
    return address


@pytest.fixture
def operator(database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    return Operator(database, capsys, monkeypatch)


def test_the_commands_offer_what_the_server_knows() -> None:
    assert (set(SCOPES), set(EVENTS), set(INCIDENTS)) == (set(May), set(HookKind), set(IncidentKind))


def test_a_token_is_made_shown_and_revoked(operator: Operator) -> None:
    code, secret, _ = operator.types(
        "token",
        "create",
        "Phần mềm hồ sơ",
        "--scope",
        "visits:read",
        "--scope",
        "dossiers:write",
        "--area",
        "ha-noi",
    )
    assert (code, secret.startswith("central_")) == (EXIT_OK, True)
    token = secret.split("_")[1]
    assert (
        operator.types("token", "list")[1] == f"{token}  ha-noi  dossiers:write visits:read  Phần mềm hồ sơ\n"
    )
    assert operator.types("token", "revoke", token)[0] == EXIT_OK
    assert operator.types("token", "list")[1] == ""
    code, _, err = operator.types("token", "revoke", token)
    assert (code, "there is no token" in err) == (EXIT_REFUSED, True)


def test_an_incident_is_opened_listed_and_exported(operator: Operator, tmp_path: Path) -> None:
    code, incident, _ = operator.types("incident", "open", "ha-dong", "--kind", "device_stolen", *WINDOW)
    incident = incident.strip()
    assert code == EXIT_OK
    assert (
        "ha-dong  device_stolen  2026-11-22T01:00:00Z–2026-11-22T04:30:00Z"
        in operator.types("incident", "list")[1]
    )
    code, files, _ = operator.types("incident", "export", incident, "--out", str(tmp_path / "out"))
    assert (code, [Path(file).suffix for file in files.split()]) == (EXIT_OK, [".json", ".csv", ".html"])
    made = json.loads(Path(files.split()[0]).read_text(encoding="utf-8"))
    assert (made["incident"]["incident"], made["tickets"]) == (incident, [])
    assert "Mất thiết bị" in Path(files.split()[2]).read_text(encoding="utf-8")
    for wrong in (
        ("incident", "open", "none", "--kind", "loss", *WINDOW),
        ("incident", "open", "ha-dong", "--kind", "loss", "--from", "hôm qua", "--until", "2026-11-22T08:00"),
        ("incident", "export", incident, "--out", str(tmp_path / "central.db" / "out")),
        ("incident", "export", "none", "--out", str(tmp_path)),
    ):
        assert operator.types(*wrong)[0] == EXIT_REFUSED, wrong


def test_the_process_tells_webhooks_and_ends_when_told(
    operator: Operator, database: str, tmp_path: Path
) -> None:
    key = ("--key", str(tmp_path / "hooks.key"))
    with receiving() as receiver:
        code, added, _ = operator.types(
            "webhook", "add", receiver.url, "--event", "incident.opened", "--area", "ha-noi", *key
        )
        hook, secret = added.split()
        assert code == EXIT_OK
        assert operator.types("webhook", "list")[1] == f"{hook}  ha-noi  incident.opened  {receiver.url}\n"
        incident = operator.types("incident", "open", "ha-dong", "--kind", "loss", *WINDOW)[1].strip()
        command = [sys.executable, "-m", "kiosk", "central", "deliver", "--database", database, *key]
        process = subprocess.Popen(command)
        try:
            wait_for(lambda: bool(receiver.told), "nothing is told")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        assert (receiver.told[0]["subject"], receiver.is_signed_by(secret)) == (incident, True)
    assert "incident.opened  ha-dong  done  1  204" in operator.types("webhook", "log")[1]
    assert operator.types("webhook", "log", "--dead")[1] == ""
    assert operator.types("webhook", "retry", hook)[1] == "0 are tried again\n"
    assert operator.types("webhook", "remove", hook)[0] == EXIT_OK
    assert operator.types("webhook", "remove", hook)[0] == EXIT_REFUSED
