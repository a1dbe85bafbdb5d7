"""A Raspberry Pi 4's processor, emulated: mediapipe dies there, and the mesh gives the points that it gives here.

Needs a root of a card for aarch64, unpacked (``KIOSK_ARM64_ROOT``; docs/images.md), and qemu-user-static.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from kiosk.face.mesh import CUT_SIDE_PX, open_mesh
from kiosk.face.processor import mesh_runtime
from kiosk.face.weights import Weights
from tests.faces import weights
from tests.image.roots import PROJECT

LIMIT_S = 300.0
NEAR_PX = 0.01
"""Of the cut-out: a sum of floats in another order."""

SEED = 1
SIGILL = 4

MESH = f"""
import json, sys
from pathlib import Path
import numpy as np
from kiosk.face.mesh import open_mesh
from kiosk.face.processor import mesh_runtime
from kiosk.face.weights import Weights
cut = np.random.default_rng({SEED}).integers(0, 256, ({CUT_SIDE_PX}, {CUT_SIDE_PX}, 3)).astype(np.uint8)
runtime = mesh_runtime()
points, presence = open_mesh(Weights.load(Path(sys.argv[1])), runtime).run(cut)
print(json.dumps([runtime, points.tolist(), presence]))
"""

MEDIAPIPE = """
import sys
from mediapipe.tasks.python import BaseOptions, vision
options = vision.ImageEmbedderOptions(base_options=BaseOptions(model_asset_path=sys.argv[1]))
vision.ImageEmbedder.create_from_options(options)
"""


def on_a_pi_4(script: str) -> subprocess.CompletedProcess[str]:
    root, emulator = os.environ.get("KIOSK_ARM64_ROOT"), shutil.which("qemu-aarch64-static")
    if root is None or emulator is None:
        pytest.skip("KIOSK_ARM64_ROOT names no root for aarch64, or qemu-user-static is not installed")
    model = str(weights("facemesh"))
    environment = {
        "QEMU_CPU": "cortex-a72",
        "PYTHONPATH": f"{PROJECT}:/opt/kiosk/current/site-packages",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/nonexistent",
    }
    return subprocess.run(
        [emulator, "-L", root, str((Path(root) / "usr/bin/python3").resolve()), "-c", script, model],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=environment,
    )


def test_the_mesh_of_a_pi_4_gives_the_points_of_this_machine() -> None:
    done = on_a_pi_4(MESH)
    assert done.returncode == 0, done.stderr
    runtime, points, presence = json.loads(done.stdout)
    assert runtime == "opencv"
    mesh = open_mesh(Weights.load(weights("facemesh")), mesh_runtime())
    shape = (CUT_SIDE_PX, CUT_SIDE_PX, 3)
    ours, our_presence = mesh.run(np.random.default_rng(SEED).integers(0, 256, shape).astype(np.uint8))
    mesh.close()
    np.testing.assert_allclose(points, ours, atol=NEAR_PX)
    assert presence == pytest.approx(our_presence, abs=NEAR_PX)


def test_mediapipe_would_still_die_there() -> None:
    done = on_a_pi_4(MEDIAPIPE)
    assert done.returncode in {-SIGILL, 128 + SIGILL}, done.stderr
    assert "not available on this processor" in done.stderr
