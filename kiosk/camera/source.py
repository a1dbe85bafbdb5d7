"""The seam every camera fits, real or replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from kiosk.camera.frame import Frame

Nature = Literal["live", "flat", "camera"]
"""What stands before the lens: a replayed living person, a flat picture, or whatever a real camera sees."""

SIZE = (1280, 720)
"""Width and height in pixels that are asked of cameras and drawn for scenes; a replay keeps its own."""

FPS = 30.0
"""Frames per second, likewise."""


class FrameSource(Protocol):
    """Something that delivers frames between ``open`` and ``close``; used by one thread at a time."""

    @property
    def nature(self) -> Nature:
        """Tell what this source can honestly be taken for."""
        ...

    def open(self) -> None:
        """Start delivering; numbering goes on from earlier openings.

        Raises:
            BadInput: A file that cannot be read; trying again will not help.
            CameraGone: No camera answers now.
        """
        ...

    def read(self, timeout_s: float) -> Frame:
        """Wait for the next frame.

        Raises:
            CameraGone: Nothing came within ``timeout_s`` seconds, or the source is closed or unplugged.
        """
        ...

    def expose(self, times: float | None, /) -> bool:
        """Let in more or less light and hold it, or leave it to the driver again, as every opening begins.

        The change is seen some frames later (`kiosk.face.metering` waits for it). Closing leaves it to the driver.

        Args:
            times: The light wanted over that of now, such as 2.0 for twice as much; None for the driver's own choice.

        Returns:
            False where this source is closed, or cannot be told.
        """
        ...

    def close(self) -> None:
        """Let go of the camera; harmless when it is closed already."""
        ...

    def describe(self) -> str:
        """Name the source for logs and the service page."""
        ...
