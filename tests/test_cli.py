"""What every command keeps to, whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from kiosk.cli import run
from tests.run.processes import wait_for

TIMEOUT_S = 60.0


@pytest.mark.parametrize("command", [["models", "list"], ["--help"]])
def test_a_command_whose_reader_has_gone_ends_quietly(command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "kiosk", *command],
            check=False,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT_S,
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, b"")


def test_a_command_that_is_terminated_takes_its_processes_along(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "soak", "--out", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as soak:
        try:
            wait_for(lambda: bool(psutil.Process(soak.pid).children()), "nothing was started", TIMEOUT_S)
            children = psutil.Process(soak.pid).children()
            soak.terminate()
            assert soak.wait(TIMEOUT_S) == -signal.SIGTERM
        finally:
            soak.kill()
    assert not psutil.wait_procs(children, TIMEOUT_S)[1]


def test_on_a_device_the_office_asked_about_is_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "elsewhere"):
        (tmp_path / f"{name}.toml").write_text(
            f'[office]\nid = "{name}"\nname = "Một cửa {name}"\nresponsible = "UBND {name}"\ncontact = "024 0000 0000"\n',
            "utf-8",
        )
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "here.toml"))
    assert run(["notice"]) == 0
    assert "UBND here" in capsys.readouterr().out
    assert run(["notice", "--config", str(tmp_path / "elsewhere.toml")]) == 0
    assert "UBND elsewhere" in capsys.readouterr().out


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize(("words", "as_owner"), [([], True), (["--to", "stick"], False)])
def test_what_root_types_acts_as_the_account_of_the_data(
    words: list[str], *, as_owner: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[int] = []
    for name in ("setgid", "setuid"):
        monkeypatch.setattr(os, name, became.append)
    monkeypatch.setattr(os, "setgroups", lambda _groups: None)
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, 12345, 23456)
    config = tmp_path / "office.toml"
    config.write_text(f'[desk]\nstate_dir = "{state}"\n', "utf-8")
    assert run(["backup", "--config", str(config), *words]) != 0, "there is no database to copy"
    assert became == ([23456, 12345] if as_owner else [])
