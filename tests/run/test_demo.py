"""The whole product at once: every process, a killed desk, and no disagreement."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.face.weights import needed_models
from kiosk.run.demo_world import MEMORY_FOLDER
from tests import faces
from tests.run.demo_watch import DemoWatch
from tests.run.own_machine import Seen, cannot_watch, run_watched
from tests.run.processes import ROOT
from tests.run.traces import traces

LIMIT_S = 240.0
OFFICERS = ("Cán bộ 0",)
"""What the names of the demo's officers begin with."""

BROWSER = ("chromium", "/dconf/")
"""In the paths of what an officer's browser writes about itself, on an officer's PC."""

CARD = {
    "opencv-python",
    "mediapipe",
    "face_recognition",
    "picamera2",
    "pyqt6",
    "requests",
    "sqlite-utils",
    "qrcode",
}


@pytest.mark.demo
@pytest.mark.browser
def test_screen_desk_and_central_agree_though_the_desk_is_killed(tmp_path: Path) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    for name in needed_models("sface", "yunet"):
        faces.weights(name)
    out = tmp_path / "out"
    command = ["demo", "--headless", "--seconds", "1", "--crash-desk", "--out", str(out)]
    # A short path: the browser puts a socket there.
    with tempfile.TemporaryDirectory(prefix="watch-") as folders, DemoWatch(Path(folders)).at_work() as watch:
        seen = _run_demo(command, Path(folders), tmp_path)
        assert seen.code == 0, seen.said
        _check_nobody_is_shown(watch, out, seen.said)
        _check_all_that_was_written(seen, Path(folders), out)
        _check_all_that_was_said(seen, Path(folders))
    assert seen.sent == []
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    turned = summary["head_turn"].startswith("accepted")
    assert turned or summary["head_turn"].startswith("skipped")
    assert summary["tickets_face"] == (5 if turned else 4)
    assert summary["duplicates_stopped"] == 1
    assert summary["tickets_plain"] >= 2
    assert summary["served"] == summary["tickets_face"] + summary["tickets_plain"]
    assert (summary["lost"], summary["doubled"], summary["desk_kills"], summary["chain_ok"]) == (
        0,
        0,
        1,
        True,
    )
    assert summary["visits_desk"] == summary["visits_central"]
    assert summary["accepted_flat"] == 5
    assert 0 < summary["door_to_ticket_ms_median"] < LIMIT_S * 1000
    assert set(summary["packages"]) == CARD
    assert len(list(out.glob("screen-*.png"))) >= 9
    assert len(list(out.glob("page-*.png"))) == 6


def _run_demo(command: list[str], folders: Path, tmp_path: Path) -> Seen:
    """Run the demo where all that it writes and sends is seen, or as it is where this machine cannot do that."""
    arguments = [sys.executable, "-m", "kiosk", *command]
    if cannot_watch() is None:
        copies = tmp_path / "copies"
        copies.mkdir()
        return run_watched(arguments, copies, {"TMPDIR": str(folders)}, LIMIT_S)
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=os.environ | {"TMPDIR": str(folders)},
    )
    return Seen(done.returncode, done.stdout + done.stderr, [], [], [], [], b"")


def _check_all_that_was_said(seen: Seen, folders: Path) -> None:
    """Nobody else could listen, and what processes and browsers told each other by TCP shows nobody."""
    ours = [name for name in seen.sockets if not any(mark in name for mark in BROWSER)]
    inside = (f"{folders}/", f"{MEMORY_FOLDER}/kiosk-demo-", "127.0.0.1 ")
    assert [name for name in ours if not name.startswith(inside)] == []
    # Officers' names are left out: their own pages show them.
    assert traces(seen.line) == []


def _check_all_that_was_written(seen: Seen, folders: Path, out: Path) -> None:
    """Whatever process wrote it, wherever, deleted or not: it shows nobody, and lies where the demo may write."""
    ours = [(path, copy) for path, copy in seen.written if not any(mark in path for mark in BROWSER)]
    # Qt keeps the screens that it compiled; they are looked through as all else is.
    compiled = f"{Path.home()}/.cache/kiosk/q"
    inside = (f"{folders}/", f"{MEMORY_FOLDER}/kiosk-demo-", f"{out}/", compiled)
    assert [path for path, _copy in ours if not path.startswith(inside)] == []
    assert [path for path in seen.unread if not any(mark in path for mark in BROWSER)] == []
    shown = {
        path: found
        for path, copy in ours
        # The demo's own pictures of its screens and pages, and its drawing of a hall without faces.
        if not path.endswith(".png")
        and (found := traces(copy.read_bytes(), () if "/desk.db" in path else OFFICERS))
    }
    assert shown == {}


def _check_nobody_is_shown(watch: DemoWatch, out: Path, said: str) -> None:
    """Neither disk nor log nor wire shows a face, a template, a name or an identity number."""
    watch.stop()
    assert watch.crashes == []
    assert watch.heard.count(b"sealed_look") >= 5
    files = dict(watch.files())
    assert {"desk.db", "central.db"} <= files.keys()
    assert any(traces(content, OFFICERS) for name, content in watch.files() if name.startswith("desk.db"))
    shown = {
        name: found
        for name, content in watch.files()
        # The script's own drawing of a hall without faces; and the accounts, whose names a desk must know.
        if name != "silhouette.png"
        and (found := traces(content, () if name.startswith("desk.db") else OFFICERS))
    }
    logs = {path.name: path.read_bytes() for path in (out / "logs").iterdir()}
    spoken = {"the screen's socket": watch.heard, "output": said.encode(), **logs}
    shown |= {name: found for name, content in spoken.items() if (found := traces(content, OFFICERS))}
    assert shown == {}
