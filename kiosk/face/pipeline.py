"""From one frame to one glance: who stands in the ring, how well they are seen, and their vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kiosk.face.cues import screen_grain
from kiosk.face.detect import FaceDetector, NearLook, PointFinder
from kiosk.face.embed import fuse
from kiosk.face.geometry import Box, in_ring
from kiosk.face.landmarks import Landmarker, Landmarks
from kiosk.face.quality import EYE_DISTANCE_PX, Hint, Quality, judge, measure_quality
from kiosk.lib.units import MonotonicNs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.frame import Frame
    from kiosk.face.embed import Embedder
    from kiosk.face.geometry import Face, Rgb


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What one frame tells; holds no pixels.

    Attributes:
        number: The frame's.
        taken_at: The frame's.
        hint: What the citizen can do; OK when the frame is good.
        box: Of the face looked at, in pixels of the frame; None when nobody is in the ring.
        quality: Of that face; None when it is too far away to measure, or nobody is there.
        landmarks: Of that face; None as for quality.
        vector: float32, shape (dimensions,), unit length; None where it was not wanted.
        grain: `kiosk.face.cues.screen_grain`.
    """

    number: int
    taken_at: MonotonicNs
    hint: Hint
    box: Box | None = None
    quality: Quality | None = None
    landmarks: Landmarks | None = None
    vector: npt.NDArray[np.float32] | None = None
    grain: float = 0.0


def is_good(hint: Hint, _quality: Quality) -> bool:
    """Want the vector of every good frame."""
    return hint is Hint.OK


class FacePipeline:
    """Look at frames, one at a time, from one thread.

    Only the largest face whose middle is in the ring (``geometry.in_ring``) is looked at; of every other nothing
    but its box is ever computed.

    Attributes:
        detector: Finds faces.
        landmarker: Finds the pose.
        embedder: Makes vectors.
    """

    def __init__(
        self,
        detector: FaceDetector,
        landmarker: Landmarker,
        embedder: Embedder,
        points: PointFinder | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            points: Finds the points that ``embedder`` needs; None looks nearer with ``detector``.
        """
        self.detector = detector
        self.landmarker = landmarker
        self.embedder = embedder
        self._points = NearLook(detector) if points is None else points

    def look(self, frame: Frame, wants: Callable[[Hint, Quality], bool] = is_good) -> Glance:
        """Tell what ``frame`` shows.

        Args:
            frame: The picture.
            wants: Tells whether a face of this quality shall be embedded, which takes longer than all the rest.
        """
        rgb = frame.pixels
        inside = [face for face in self.detector.detect(rgb) if in_ring(face.box, rgb.shape)]
        if not inside:
            return Glance(frame.number, frame.taken_at, Hint.NOBODY)
        return self.examine(frame, inside[0], wants)

    def examine(self, frame: Frame, face: Face, wants: Callable[[Hint, Quality], bool] = is_good) -> Glance:
        """Tell what one face of ``frame`` shows; arguments as for `look`."""
        rgb = frame.pixels
        if face.eye_distance_px < EYE_DISTANCE_PX:
            return Glance(frame.number, frame.taken_at, Hint.CLOSER, face.box)
        landmarks = self.landmarker.find(rgb, face)
        if landmarks is None:
            # The mesh sees no face: a profile, or one that too little is seen of.
            hint = Hint.COVERED if face.is_frontal else Hint.LOOK_STRAIGHT
            return Glance(frame.number, frame.taken_at, hint, face.box)
        quality = measure_quality(rgb, face, landmarks)
        hint = judge(quality)
        vector = self.template_of(rgb, face) if wants(hint, quality) else None
        grain = screen_grain(rgb, face.box)
        return Glance(frame.number, frame.taken_at, hint, face.box, quality, landmarks, vector, grain)

    def template_of(self, rgb: Rgb, face: Face) -> npt.NDArray[np.float32]:
        """Embed a face and its mirror image, each by the landmarks found on itself.

        Returns:
            float32, shape (dimensions,), unit length.
        """
        return fuse(
            [
                self.embedder.embed(rgb, self._points.find(rgb, face, mirrored=mirrored), mirrored=mirrored)
                for mirrored in (False, True)
            ]
        )

    def close(self) -> None:
        """Let go of the models that need it."""
        self.landmarker.close()
        self.detector.close()
