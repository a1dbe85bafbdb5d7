"""`kiosk bench camera`: what the whole pipeline costs while a source plays."""

from __future__ import annotations

import itertools
import resource
import time
from typing import TYPE_CHECKING, Any

from kiosk.bench.faces_engines import NS_PER_MS
from kiosk.camera.capture import CameraState, CaptureWorker
from kiosk.camera.specs import parse_spec
from kiosk.errors import CameraGone
from kiosk.face.challenge import Side
from kiosk.face.engines import build_pipeline
from kiosk.face.look import Look, Looking, Seen
from kiosk.face.runtime_choice import FastestRuntime, memory_file
from kiosk.lib.slot import LatestSlot
from kiosk.models.store import path_of
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame
    from kiosk.config import Config
    from kiosk.face.pipeline import FacePipeline

FRAME_WAIT_S = 0.5
PATIENCE_S = 10.0
"""A camera that has not delivered by then will not."""

KB_PER_MB = 1024


def measure_camera(spec: str, seconds: float, config: Config) -> dict[str, Any]:
    """Play a source through capture, detection, following, quality, looks.

    A look that is over is followed by the next one only when another person has come: as on the device, one face is
    embedded once and then only followed.

    Returns:
        Frames per second delivered by the source and looked at, share of frames with a face, CPU seconds (all threads of
        this process) per second, milliseconds per frame, peak memory in MB, and what the first look needed.

    Raises:
        BadInput: The source is not known or cannot be read.
        CameraGone: It delivers nothing.
        ModelMissing: Weights are not there.
    """
    pipeline = build_pipeline(
        config.face.embedder,
        path_of,
        detector=config.face.detector,
        choose=FastestRuntime(memory_file(DeskPaths.of(config).state)),
    )
    frames: LatestSlot[Frame] = LatestSlot()
    delivered = itertools.count()
    trouble: LatestSlot[BaseException] = LatestSlot()

    def take(frame: Frame) -> None:
        next(delivered)
        frames.put(frame)

    capture = CaptureWorker(parse_spec(spec), sinks=(take,), on_state=_ignore_state, on_crash=trouble.put)
    capture.start()
    capture.open("service")
    try:
        first = frames.take(PATIENCE_S)
        if first is None:
            raise trouble.take(0.0) or CameraGone(f"no picture from {spec} within {PATIENCE_S:g} s")
        pipeline.look(first)  # the first run allocates
        before = next(delivered)
        report = _watch(pipeline, frames, seconds)
        report["delivered_fps"] = (next(delivered) - before - 1) / report["seconds"]
    finally:
        capture.stop()
        pipeline.close()
    return report


def _watch(pipeline: FacePipeline, frames: LatestSlot[Frame], seconds: float) -> dict[str, Any]:
    started, cpu = time.monotonic(), _cpu_s()
    look: Look | None = None
    seen: Seen | None = None
    looked = with_face = 0
    spent_ns: list[int] = []
    while time.monotonic() - started < seconds:
        frame = frames.take(FRAME_WAIT_S)
        if frame is None:
            continue
        look = look or Look(pipeline.embedder, frame.taken_at, "off", lambda: Side.LEFT)
        begun = time.perf_counter_ns()
        glance = pipeline.look(frame, look.wants if seen is None else lambda _hint, _quality: False)
        spent_ns.append(time.perf_counter_ns() - begun)
        looked += 1
        with_face += glance.box is not None
        if seen is None:
            outcome = look.take(glance)
            seen = outcome if isinstance(outcome, Seen) else None
            look = look if isinstance(outcome, Looking) else None
    elapsed = time.monotonic() - started
    spent_ns.sort()
    return {
        "seconds": elapsed,
        "fps": looked / elapsed,
        "face_share": with_face / max(1, looked),
        "cpu_s_per_s": (_cpu_s() - cpu) / elapsed,
        "frame_ms": spent_ns[len(spent_ns) // 2] / NS_PER_MS if spent_ns else None,
        "frame_ms_p95": spent_ns[int(0.95 * len(spent_ns))] / NS_PER_MS if spent_ns else None,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB,
        "first_good_ms": None if seen is None else seen.first_good_ms,
        "decided_ms": None if seen is None else seen.decided_ms,
    }


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _ignore_state(_state: CameraState) -> None:
    """The bench sees by the frames whether the camera delivers."""
