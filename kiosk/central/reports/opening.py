"""When offices are open: by what was published for each, else by the hours that all offices usually keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.config_published import apply_published
from kiosk.errors import ConfigInvalid
from kiosk.reports.hours import open_part
from kiosk.reports.samples import OpenMs

if TYPE_CHECKING:
    from datetime import date

    from kiosk.central.storage import Storage
    from kiosk.config import Config
    from kiosk.domain.calendar import Calendar
    from kiosk.domain.ids import OfficeId

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

TEXTS_REMEMBERED = 512
"""Read configurations, some 10 kB each."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What measures the open part of a stretch of time on a date.

    Attributes:
        published: For this office; else they are the usual ones.
    """

    open_ms: OpenMs
    published: bool


class OpeningHours:
    """Knows every office's hours; for many threads."""

    def __init__(self, storage: Storage, usual: Config) -> None:
        self._storage = storage
        self._usual = usual
        self._read = lru_cache(TEXTS_REMEMBERED)(self._parse)

    def of(self, office: OfficeId, day: date) -> Hours:
        """Give an office's hours as they hold on a date."""
        for text in reversed(self._storage.published(office).versions):
            found = self._read(text)
            if found is not None and found[0] <= day.isoformat():
                return Hours(open_part(found[1], VIETNAM), published=True)
        return Hours(open_part(self._usual.office_calendar, VIETNAM), published=False)

    def _parse(self, text: str) -> tuple[str, Calendar] | None:
        """Read a version's date and calendar; None for one that no desk would take either."""
        try:
            config = apply_published(self._usual, text, "published")
        except ConfigInvalid:
            return None
        return config.effective_from, config.office_calendar
