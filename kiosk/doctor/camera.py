"""Whether the camera gives pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine
from kiosk.errors import BadInput, CameraGone

if TYPE_CHECKING:
    from kiosk.doctor.check import Context, Finding

FIRST_FRAME_S = 5.0
"""A USB camera needs up to three seconds to wake."""


class CameraCheck:
    """The configured camera opens and gives one frame, which is forgotten at once."""

    name = "camera"

    def run(self, context: Context) -> Finding:
        """Open it, take one frame, close it."""
        from kiosk.camera.specs import parse_spec

        spec = context.config.screen.camera
        try:
            source = parse_spec(spec)
            try:
                source.open()
                source.read(FIRST_FRAME_S)
                what = source.describe()
            finally:
                source.close()
        except (CameraGone, BadInput) as error:
            return fault(
                f"{spec}: {error}",
                "see that it is plugged in, that no other program has it, and what [screen] camera names",
            )
        return fine(f"{what} gives pictures")
