"""What reports call offices, fields, officers and stretches of time in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kiosk.central.reports.query import Split
from kiosk.reports.figures import HOUR_UNKNOWN
from kiosk.reports.wording import WEEKDAYS_VI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.columns import Place

SPLITS_VI = {
    Split.AREA: "Địa bàn",
    Split.OFFICE: "Điểm một cửa",
    Split.FIELD: "Lĩnh vực",
    Split.HOUR: "Giờ đến",
    Split.OFFICER: "Cán bộ",
    Split.DAY: "Ngày",
    Split.WEEK: "Tuần",
    Split.MONTH: "Tháng",
}

NO_AREA = "(chưa khai địa bàn)"


@dataclass(frozen=True, slots=True)
class Names:
    """Names by codes; a code without a name stands for itself."""

    offices: Mapping[str, str]
    fields: Mapping[str, str]

    @classmethod
    def of(cls, places: Sequence[Place], fields: Mapping[str, str]) -> Names:
        """Take offices' names from where they are."""
        return cls({place.office: place.name for place in places}, fields)

    def office(self, office: str) -> str:
        """Name an office."""
        return self.offices.get(office, office)

    def group(self, split: Split, name: str) -> str:
        """Name a group of a division."""
        match split:
            case Split.OFFICE:
                return self.office(name)
            case Split.FIELD:
                return self.fields.get(name, name)
            case Split.AREA:
                return name or NO_AREA
            case Split.HOUR:
                return f"{name}:00–{name}:59" if name != HOUR_UNKNOWN else "không rõ giờ"
            case Split.OFFICER:
                office, _, officer = name.partition("/")
                return f"{officer} · {self.office(office)}"
            case Split.DAY:
                return f"{WEEKDAYS_VI[date.fromisoformat(name).weekday()]} {_day(name)}"
            case Split.WEEK:
                return f"từ {_day(name)}"
        year, _, month = name.partition("-")
        return f"{month}/{year}"

    def short(self, split: Split, name: str) -> str:
        """Name a group where there is little room."""
        if split in (Split.DAY, Split.WEEK):
            return f"{date.fromisoformat(name):%d/%m}"
        return self.group(split, name)


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
