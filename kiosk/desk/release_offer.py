"""A release of this software that central offers, as the office sees it."""

from __future__ import annotations

from typing import Protocol


class ReleaseOffer(Protocol):
    """What waits on this machine for the office's word. On any thread; `kiosk.device.consent` is the real one."""

    def waiting(self) -> str | None:
        """Give the id of the release that lies here, checked; None without one."""

    def is_wanted(self) -> bool:
        """Tell whether it is going to be installed at the next quiet hour."""

    def has_failed(self) -> bool:
        """Tell whether it was tried here before, and did not hold."""

    def want(self, release: str) -> None:
        """Have it installed at the next quiet hour.

        Raises:
            CommandRefused: It does not wait here, or not any more.
            DiskFull: The word cannot be kept.
        """
