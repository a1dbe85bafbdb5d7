"""The whole product at once: every process, a killed desk, and no disagreement."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kiosk.face.weights import needed_models
from tests import faces
from tests.run.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_S = 240.0
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
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
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
    assert set(summary["packages"]) == CARD
    assert len(list(out.glob("screen-*.png"))) >= 9
    assert len(list(out.glob("page-*.png"))) == 6
