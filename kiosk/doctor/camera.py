"""Whether the camera gives pictures, often enough, in good light and sharp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.errors import BadInput, CameraGone

if TYPE_CHECKING:
    from kiosk.camera.sight import Sight
    from kiosk.doctor.check import Context, Finding

FIRST_FRAME_S = 5.0
"""A USB camera needs up to three seconds to wake."""


LEAST_RATE = 10.0
"""Frames a second: a look takes three good ones within 0.7 s of the first (kiosk.face.look), and people blink and move."""

DARKEST, BRIGHTEST = 50.0, 215.0
"""Mean luma, 0 to 255; the same that a face may have (kiosk.face.quality)."""

SHARPEST_BLUR = 0.004
"""Of 28 frames of 14 clips (../shared/data/video) none is below 0.0067; smeared by 0.2% of their width, none is above 0.0041."""


class CameraCheck:
    """The configured camera opens and gives frames that a face can be seen in; they are forgotten at once."""

    name = "camera"

    def run(self, context: Context) -> Finding:
        """Open it, take a second or two of frames, close it."""
        from kiosk.camera.sight import measure_sight
        from kiosk.camera.specs import parse_spec

        spec = context.config.screen.camera
        try:
            source = parse_spec(spec)
            try:
                source.open()
                sight = measure_sight(source, FIRST_FRAME_S)
                what = source.describe()
            finally:
                source.close()
        except (CameraGone, BadInput) as error:
            return fault(
                f"{spec}: {error}",
                "see that it is plugged in, that no other program has it, and what [screen] camera names",
            )
        # What a replay shows is nobody's lens.
        return judge_sight(what, sight) if source.nature == "camera" else fine(f"{what} gives pictures")


def judge_sight(what: str, sight: Sight) -> Finding:
    """Say how well a camera sees; ``what`` describes it."""
    if sight.rate < LEAST_RATE:
        return warning(
            f"{what} gives {sight.rate:.0f} pictures a second",
            "more light, or another port, cable or [screen] camera",
        )
    if not DARKEST <= sight.brightness <= BRIGHTEST:
        return warning(
            f"{what} sees too little or too much light: brightness {sight.brightness:.0f} of 255",
            "see the guide for light, and that the lens is free",
        )
    if sight.sharpness is not None and sight.sharpness < SHARPEST_BLUR:
        return warning(
            f"{what} is not sharp: {sight.sharpness * 1000:.1f} of at least {SHARPEST_BLUR * 1000:.0f} thousandths",
            "let somebody stand at the line; clean the lens, set its focus to 0.5 to 0.8 m",
        )
    return fine(f"{what} gives {sight.rate:.0f} pictures a second, brightness {sight.brightness:.0f} of 255")
