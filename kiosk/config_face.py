"""How faces are found and told apart."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.config_section import Section

Similarity = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class FaceSection(Section, frozen=True):
    """How faces are found and told apart; the desk dictates all but the detector.

    Attributes:
        detector: Who finds faces on the screen; all screens of an office should use the same.
        accept: Cosine similarity from which two templates are one person's.
        margin: Lead over the next person that a match needs, else it is unsure.
        liveness: When the citizen is asked to follow a dot with the head: never, when the free signs do not say
            live, or always. With ``always`` the desk refuses a look that was not asked.
        look_limit_s: Seconds from the first good frame after which the plain number is offered; more where many
            people need time.
        accept_flat: Accept pictures of pictures; only the demo sets this.
        officer_picture: Show a small picture to the officer who calls, while called or serving; the notice
            says so then. It is in memory only.

    Source: docs/decisions/0012-who-is-who.md.
    """

    detector: Literal["yunet", "mediapipe", "dlib"] = "yunet"
    embedder: Literal["sface", "dlib"] = "sface"
    accept: Similarity = 0.52
    margin: Similarity = 0.20
    liveness: Literal["off", "unsure", "always"] = "unsure"
    look_limit_s: Annotated[float, msgspec.Meta(ge=2.0, le=20.0)] = 4.0
    accept_flat: bool = False
    officer_picture: bool = False
