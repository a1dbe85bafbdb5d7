"""The faster runtime is found by measurement, once."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from kiosk.face.network import RuntimeName
from kiosk.face.runtime_choice import (
    FastestRuntime,
    describe_processor,
    installed_versions,
    memory_file,
    use_opencv,
)
from kiosk.face.runtime_trial import time_here, time_network
from kiosk.face.weights import Weights
from kiosk.face.yunet import TYPICAL_INPUT
from tests.faces import weights

if TYPE_CHECKING:
    from pathlib import Path

NETWORK = Weights.load(b"a network")
VERSIONS: dict[RuntimeName, str] = {"opencv": "5.0", "onnxruntime": "1.31"}


@dataclass
class Stopwatch:
    """Tells times that are set, and counts how often it was asked."""

    ms: dict[RuntimeName, float | None]
    asked: list[RuntimeName] = field(default_factory=list)

    def __call__(self, _weights: Weights, _shape: tuple[int, ...], runtime: RuntimeName) -> float | None:
        self.asked.append(runtime)
        return self.ms[runtime]


@pytest.mark.parametrize(
    ("opencv", "onnxruntime", "chosen"),
    [
        (8.0, 4.0, "onnxruntime"),
        (4.0, 8.0, "opencv"),
        (8.0, 7.9, "opencv"),
        (8.0, None, "opencv"),
        (None, 8.0, "onnxruntime"),
        (None, None, "opencv"),
    ],
)
def test_the_runtime_that_is_clearly_faster_is_chosen(
    tmp_path: Path, opencv: float | None, onnxruntime: float | None, chosen: str
) -> None:
    stopwatch = Stopwatch({"opencv": opencv, "onnxruntime": onnxruntime})
    assert FastestRuntime(tmp_path / "r.json", stopwatch, VERSIONS)(NETWORK, (1,)) == chosen


def test_what_was_measured_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    FastestRuntime(file, Stopwatch({"opencv": 8.0, "onnxruntime": 4.0}), VERSIONS)(NETWORK, (1,))
    later = Stopwatch({"opencv": 1.0, "onnxruntime": 9.0})
    choice = FastestRuntime(file, later, VERSIONS)
    assert choice(NETWORK, (1,)) == "onnxruntime"
    assert later.asked == []
    assert choice.known[NETWORK.sha256].ms == {"opencv": 8.0, "onnxruntime": 4.0}
    assert choice.known[NETWORK.sha256].processor == describe_processor()


def test_another_library_or_network_is_measured_anew_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    other = Weights.load(b"another network")
    FastestRuntime(file, Stopwatch({"opencv": 8.0, "onnxruntime": 4.0}), VERSIONS)(NETWORK, (1,))
    FastestRuntime(file, Stopwatch({"opencv": 1.0, "onnxruntime": 4.0}), VERSIONS)(other, (1,))
    assert FastestRuntime(file, Stopwatch({}), VERSIONS)(NETWORK, (1,)) == "onnxruntime"
    newer = Stopwatch({"opencv": 2.0, "onnxruntime": 4.0})
    assert FastestRuntime(file, newer, VERSIONS | {"opencv": "5.1"})(NETWORK, (1,)) == "opencv"
    assert newer.asked == ["opencv", "onnxruntime"]


def test_a_damaged_memory_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text('[{"weights_sha256": 3')
    stopwatch = Stopwatch({"opencv": 8.0, "onnxruntime": 4.0})
    assert FastestRuntime(file, stopwatch, VERSIONS)(NETWORK, (1,)) == "onnxruntime"
    assert FastestRuntime(file, Stopwatch({}), VERSIONS)(NETWORK, (1,)) == "onnxruntime"


def test_where_nothing_can_be_written_the_answer_holds_all_the_same(tmp_path: Path) -> None:
    stopwatch = Stopwatch({"opencv": 8.0, "onnxruntime": 4.0})
    choice = FastestRuntime(tmp_path / "absent" / "r.json", stopwatch, VERSIONS)
    assert choice(NETWORK, (1,)) == "onnxruntime"


def test_a_service_remembers_in_its_own_state_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    assert memory_file(tmp_path) == tmp_path / "runtimes.json"
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/kiosk-screen")
    assert str(memory_file(tmp_path)) == "/var/lib/kiosk-screen/runtimes.json"


def test_opencv_is_there_and_needs_no_choice() -> None:
    assert installed_versions()["opencv"]
    assert use_opencv(NETWORK, (1,)) == "opencv"


@pytest.mark.parametrize("runtime", ["opencv", "onnxruntime"])
def test_a_process_of_its_own_times_a_network_and_tells_when_it_cannot(runtime: RuntimeName) -> None:
    if importlib.util.find_spec(runtime) is None and runtime == "onnxruntime":
        pytest.skip("onnxruntime is not installed")
    found = time_network(Weights.load(weights("yunet")), TYPICAL_INPUT, runtime)
    assert found is not None
    assert found > 0
    assert time_network(NETWORK, TYPICAL_INPUT, runtime) is None
    assert time_here(Weights.load(weights("yunet")), TYPICAL_INPUT, runtime) > 0
