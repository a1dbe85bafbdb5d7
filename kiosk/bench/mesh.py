"""How the face mesh's two runtimes compare on the same pictures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.face.landmarks import MeshLandmarks
from kiosk.face.mesh import open_mesh
from kiosk.face.processor import mesh_runtime
from kiosk.face.weights import Weights
from kiosk.models.store import path_of

if TYPE_CHECKING:
    from kiosk.face.geometry import Face, Rgb
    from kiosk.face.landmarks import Landmarks
    from kiosk.face.processor import MeshRuntime

NS_PER_MS = 1_000_000


def compare_meshes(faces: list[tuple[Rgb, Face]]) -> dict[str, Any]:
    """Find the landmarks of each face under either runtime, in turn.

    Args:
        faces: Pictures with the face that a detector found in them.

    Returns:
        Who runs the mesh here; the median milliseconds under each runtime that this processor can execute; how far apart
        the same point lies, in pixels of the picture, at most and in the mean; how many faces only one of them saw.

    Raises:
        ModelMissing: The mesh is not in the store.
        ModelCorrupt: It does not load.
    """
    chosen = mesh_runtime()
    runtimes: tuple[MeshRuntime, ...] = ("mediapipe", "opencv") if chosen == "mediapipe" else ("opencv",)
    weights = Weights.load(path_of("facemesh"))
    landmarkers = [MeshLandmarks(open_mesh(weights, runtime)) for runtime in runtimes]
    ms: list[list[float]] = [[] for _ in runtimes]
    found: list[list[Landmarks | None]] = [[] for _ in runtimes]
    for rgb, face in faces:
        for landmarker, times, points in zip(landmarkers, ms, found, strict=True):
            started = time.perf_counter_ns()
            points.append(landmarker.find(rgb, face))
            times.append((time.perf_counter_ns() - started) / NS_PER_MS)
    for landmarker in landmarkers:
        landmarker.close()
    report: dict[str, Any] = {"chosen": chosen, "faces": len(faces)}
    if faces:
        report |= {
            f"{runtime}_ms": float(np.median(times)) for runtime, times in zip(runtimes, ms, strict=True)
        }
    if len(runtimes) > 1:
        report |= _apart(*found)
    return report


def _apart(ours: list[Landmarks | None], theirs: list[Landmarks | None]) -> dict[str, Any]:
    both = [(one, other) for one, other in zip(ours, theirs, strict=True) if one and other]
    alone = sum((one is None) != (other is None) for one, other in zip(ours, theirs, strict=True))
    report: dict[str, Any] = {"seen_by_one": alone}
    if both:
        apart = np.stack([np.linalg.norm((one.points - other.points)[:, :2], axis=1) for one, other in both])
        report |= {"apart_px_max": float(apart.max()), "apart_px_mean": float(apart.mean())}
    return report
