"""One configuration in the forms in which the desk uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.calendar import Calendar
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.policy import Policy

if TYPE_CHECKING:
    from kiosk.config import Config


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds at present.

    Attributes:
        settings: The configuration's SHA-256 in hex, as the log names it.
        zone: IANA name of the office's time zone.
    """

    settings: str
    zone: str
    catalogue: Catalogue
    policy: Policy
    calendar: Calendar

    @classmethod
    def of(cls, config: Config) -> Rules:
        """Take the rules from a configuration."""
        return cls(
            config.sha256,
            config.office.timezone,
            config.catalogue,
            config.queue_policy,
            config.office_calendar,
        )
