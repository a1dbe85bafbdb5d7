"""One network, run by OpenCV or by onnxruntime: the same numbers from either."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.camera.opencv_log import write_errors_only
from kiosk.errors import ModelCorrupt, ModelMissing
from kiosk.face.onnx_inputs import fit_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.face.weights import Weights

RuntimeName = Literal["opencv", "onnxruntime"]
"""Who runs a network. Their results agree within 1e-3 of the largest number (tests/face/test_network.py)."""

Floats: TypeAlias = npt.NDArray[np.float32]

ERRORS_ONLY = 3
"""onnxruntime's level of messages that tells of errors and no longer of warnings."""


class Network(Protocol):
    """A loaded network; one thread at a time."""

    def run(self, blob: Floats) -> dict[str, Floats]:
        """Give every output by its name, valid until the next run.

        Args:
            blob: float32, shape (1, channels, height, width), in the order and range the network was trained with.
        """
        ...


def open_network(weights: Weights, runtime: RuntimeName) -> Network:
    """Load an ONNX network.

    Raises:
        ModelCorrupt: The runtime cannot load it.
        ModelMissing: The runtime is not installed.
    """
    return OpenCvNetwork(weights) if runtime == "opencv" else OnnxNetwork(weights)


class OpenCvNetwork:
    """A network run by OpenCV's DNN module.

    Raises:
        ModelCorrupt: OpenCV cannot load it.
    """

    def __init__(self, weights: Weights) -> None:
        write_errors_only()
        try:
            self._net = cv2.dnn.readNetFromONNX(np.frombuffer(weights.content, np.uint8))
        except cv2.error as error:
            raise _corrupt(weights, "OpenCV") from error
        self._outputs = self._net.getUnconnectedOutLayersNames()

    def run(self, blob: Floats) -> dict[str, Floats]:
        """Give every output by its name, valid until the next run."""
        self._net.setInput(blob)
        found = self._net.forward(self._outputs)
        return {name: np.asarray(each, np.float32) for name, each in zip(self._outputs, found, strict=True)}


class OnnxNetwork:
    """A network run by onnxruntime on the processor.

    Raises:
        ModelCorrupt: onnxruntime cannot load it.
        ModelMissing: onnxruntime is not installed.
    """

    def __init__(self, weights: Weights) -> None:
        # Set before it is loaded: else it keeps a diary of each run under a number of this machine, and sends it to
        # Microsoft where it can (seen with 1.31.1); its own disable_telemetry_events() comes too late.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            import onnxruntime as ort
            from onnxruntime.capi import onnxruntime_pybind11_state as faults
        except ImportError as error:
            raise ModelMissing(f"onnxruntime cannot be loaded ({error}); choose OpenCV") from error
        options = ort.SessionOptions()
        options.log_severity_level = ERRORS_ONLY
        # Told how many, onnxruntime does not bind its threads to cores, which the screen's sandbox forbids.
        options.intra_op_num_threads = len(os.sched_getaffinity(0))
        # A waiting thread that spins would burn the processor time that the screen is drawn with.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Both save memory, 30 MB together, and cost no time that could be measured.
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.disable_prepacking", "1")
        try:
            with file_in_memory(fit_inputs(weights.content)) as path:
                self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except (ValueError, faults.Fail, faults.InvalidProtobuf, faults.InvalidGraph) as error:
            raise _corrupt(weights, "onnxruntime") from error
        self._input = self._session.get_inputs()[0].name
        self._outputs = [output.name for output in self._session.get_outputs()]

    def run(self, blob: Floats) -> dict[str, Floats]:
        """Give every output by its name."""
        found = self._session.run(self._outputs, {self._input: blob})
        return dict(zip(self._outputs, found, strict=True))


@contextlib.contextmanager
def file_in_memory(content: bytes) -> Iterator[str]:
    """Give a path for as long as the network is read: a session made from bytes would keep them, 38 MB of SFace."""
    handle = os.memfd_create("weights")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        yield f"/proc/self/fd/{handle}"


def _corrupt(weights: Weights, runtime: str) -> ModelCorrupt:
    return ModelCorrupt(
        f"weights with SHA-256 {weights.sha256} cannot be loaded by {runtime}; run `kiosk models verify`"
    )
