"""A library is never loaded on a processor that would be killed by it."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.errors import ConfigInvalid
from kiosk.face.engines import build_detector
from kiosk.face.processor import choose_mesh_runtime, mesh_runtime
from tests.faces import ROOT, astronaut, weights

LIMIT_S = 120.0

CORTEX_A72, CORTEX_A76 = 0x8FB, 0x119FFB
"""AT_HWCAP as QEMU 7.2 tells it for a Raspberry Pi 4's and a Pi 5's processor."""

ATOMICS, LRCPC = 0x100, 0x8000


@pytest.mark.parametrize(
    ("machine", "hwcap", "runtime"),
    [
        ("aarch64", CORTEX_A72, "opencv"),
        ("aarch64", CORTEX_A76, "mediapipe"),
        ("aarch64", CORTEX_A76 & ~ATOMICS, "opencv"),
        ("aarch64", CORTEX_A76 & ~LRCPC, "opencv"),
        ("aarch64", 0, "opencv"),
        ("x86_64", 0, "mediapipe"),
        ("x86_64", CORTEX_A72, "mediapipe"),
    ],
)
def test_mediapipe_runs_the_mesh_wherever_it_can(machine: str, hwcap: int, runtime: str) -> None:
    assert choose_mesh_runtime(machine, hwcap) == runtime


def test_on_this_machine_the_kernel_says_the_same_in_its_own_words() -> None:
    words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    is_fit = platform.machine() != "aarch64" or {"atomics", "lrcpc"} <= words
    assert mesh_runtime() == ("mediapipe" if is_fit else "opencv")


def test_mediapipe_as_detector_is_refused_with_the_remedy_where_it_cannot_run() -> None:
    with pytest.raises(ConfigInvalid, match=r"face\.detector.*yunet"):
        build_detector("mediapipe", weights, fit=lambda: "opencv")


SCRIPT = """
import sys
from pathlib import Path
from kiosk.face.engines import build_pipeline
from kiosk.camera.picture import read_picture
from kiosk.models.store import path_of
pipeline = build_pipeline("sface", path_of, fit=lambda: "opencv")
rgb = read_picture(Path(sys.argv[1]))
assert pipeline.landmarker.find(rgb, pipeline.detector.detect(rgb)[0]) is not None
pipeline.close()
print(sorted(name for name in sys.modules if name.partition(".")[0] in {"mediapipe", "matplotlib"}))
"""


def test_an_older_processor_looks_at_a_face_without_ever_loading_mediapipe() -> None:
    for name in ("yunet", "sface", "facemesh"):
        weights(name)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(astronaut())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )
    assert done.stdout == "[]\n"
