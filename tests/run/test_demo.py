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
from tests import faces
from tests.run.demo_watch import DemoWatch
from tests.run.processes import ROOT
from tests.run.traces import traces

LIMIT_S = 240.0
OFFICERS = ("Cán bộ 0",)
"""What the names of the demo's officers begin with."""

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
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env=os.environ | {"TMPDIR": folders},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        _check_nobody_is_shown(watch, out, done.stdout + done.stderr)
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
