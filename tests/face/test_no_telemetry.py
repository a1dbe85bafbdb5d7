"""Running a network leaves nothing behind on the machine that ran it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import faces

LIMIT_S = 60.0
SCRIPT = """
import pathlib, sys
from kiosk.face.network import OnnxNetwork
from kiosk.face.weights import Weights
OnnxNetwork(Weights.load(pathlib.Path(sys.argv[1])))
"""


def test_onnxruntime_writes_nothing_about_this_machine(tmp_path: Path) -> None:
    network = faces.weights("yunet")
    home = tmp_path / "home"
    home.mkdir()
    places = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "TMPDIR"), str(home))
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(network)],
        env=environment | places,
        timeout=LIMIT_S,
        check=True,
    )
    assert list(home.rglob("*")) == []
