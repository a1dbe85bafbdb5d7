"""Which runtime runs a network the fastest on this machine, measured once and remembered."""

from __future__ import annotations

import logging
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import cv2
import msgspec

from kiosk.face.network import RuntimeName
from kiosk.face.runtime_trial import time_network
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.face.weights import Weights

    ChooseRuntime: TypeAlias = Callable[[Weights, tuple[int, ...]], RuntimeName]
    """Gives the runtime for a network and the shape of its input."""

log = logging.getLogger(__name__)

FILE = "runtimes.json"

WORTH = 0.9
"""Share of OpenCV's time that onnxruntime must stay below: OpenCV is loaded anyway, the other library costs 18 MB."""


class Measured(msgspec.Struct, frozen=True):
    """What was measured of one network.

    Attributes:
        weights_sha256: Of the network.
        processor: As :func:`describe_processor` tells it.
        versions: Of the runtimes, by their name.
        ms: Median milliseconds of a run; None where the runtime fails here.
    """

    weights_sha256: str
    processor: str
    versions: dict[RuntimeName, str]
    ms: dict[RuntimeName, float | None]

    @property
    def chosen(self) -> RuntimeName:
        """Name the runtime that is used."""
        opencv, other = self.ms.get("opencv"), self.ms.get("onnxruntime")
        return "onnxruntime" if other is not None and (opencv is None or other < WORTH * opencv) else "opencv"


def memory_file(state_dir: Path) -> Path:
    """Tell where this process remembers: in the state directory of its own systemd service, else in the desk's."""
    return Path(os.environ.get("STATE_DIRECTORY") or state_dir) / FILE


def use_opencv(_weights: Weights, _shape: tuple[int, ...]) -> RuntimeName:
    """Take the runtime that is always there, without measuring."""
    return "opencv"


class FastestRuntime:
    """Choose by measurement; what was measured stands in a file until the network, the processor or a library changes.

    Attributes:
        known: What is known of each network asked for, by its SHA-256.
    """

    def __init__(
        self,
        file: Path,
        time_run: Callable[[Weights, tuple[int, ...], RuntimeName], float | None] = time_network,
        versions: dict[RuntimeName, str] | None = None,
    ) -> None:
        """Prepare; nothing is read or measured yet.

        Args:
            file: Where measurements are remembered.
            time_run: Measures one network under one runtime.
            versions: Of the runtimes that are there; None asks the installation.
        """
        self._file = file
        self._time_run = time_run
        self._versions = installed_versions() if versions is None else versions
        self.known: dict[str, Measured] = {}

    def __call__(self, weights: Weights, shape: tuple[int, ...]) -> RuntimeName:
        """Give the runtime for a network; measures for a second or two where nothing is remembered."""
        remembered = _read(self._file)
        processor = describe_processor()
        for past in remembered:
            if (past.weights_sha256, past.processor, past.versions) == (
                weights.sha256,
                processor,
                self._versions,
            ):
                self.known[weights.sha256] = past
                return past.chosen
        found = Measured(
            weights.sha256,
            processor,
            self._versions,
            {runtime: self._time_run(weights, shape, runtime) for runtime in self._versions},
        )
        self.known[weights.sha256] = found
        others = [past for past in remembered if past.weights_sha256 != weights.sha256]
        self._remember([*others, found])
        return found.chosen

    def _remember(self, everything: list[Measured]) -> None:
        try:
            write_atomically(self._file, msgspec.json.format(msgspec.json.encode(everything)))
        except OSError as error:
            # The answer holds all the same; the next start measures again.
            log.info("runtimes are not remembered: %s cannot be written (%s)", self._file, error.strerror)


def installed_versions() -> dict[RuntimeName, str]:
    """Give the versions of the runtimes that are installed."""
    found: dict[RuntimeName, str] = {"opencv": cv2.__version__}
    try:
        found["onnxruntime"] = metadata.version("onnxruntime")
    except metadata.PackageNotFoundError:
        return found
    return found


def describe_processor() -> str:
    """Name the machine as far as it matters for speed: architecture, model, cores this process may use."""
    cores = len(os.sched_getaffinity(0))
    return f"{platform.machine()}, {_model_name()}, {cores} cores"


def _model_name() -> str:
    """Read the processor's name on a PC, the board's on a Pi or Jetson."""
    board = Path("/proc/device-tree/model")
    if board.is_file():
        return board.read_text(encoding="utf-8").strip("\0")
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown processor")


def _read(file: Path) -> list[Measured]:
    """Give what is remembered: nothing where there is no such file, or none of this form."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[Measured])
    except (OSError, msgspec.DecodeError):
        return []
