"""A release that central offers, as the desk of a test has it."""

from __future__ import annotations

from kiosk.errors import CommandRefused


class Offered:
    """Stands for `kiosk.device.consent.CentralOffer`.

    Attributes:
        release: What waits; None without anything.
        wanted: What the office had installed.
        failed: What was installed and did not hold.
    """

    def __init__(self) -> None:
        self.release: str | None = None
        self.wanted: list[str] = []
        self.failed: list[str] = []

    def waiting(self) -> str | None:
        return self.release

    def is_wanted(self) -> bool:
        return self.release in self.wanted

    def has_failed(self) -> bool:
        return self.release in self.failed

    def want(self, release: str) -> None:
        if release != self.release:
            raise CommandRefused(f"release {release} does not wait here, or not any more", code="no_release")
        self.wanted.append(release)
