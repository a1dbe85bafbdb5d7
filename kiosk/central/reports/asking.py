"""What an address asks of the reports: an area, an office, and a day, week, month, quarter, year or any days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kiosk.central.reports.query import Query, Split
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput
from kiosk.reports.legs import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.central.scope import Scope

YEARS = range(2020, 2100)

LONGEST_DAYS = 3 * 366
"""Three years; a longer period is a mistake."""


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FREE = "free"


SPANS_VI = {
    Span.DAY: "Ngày",
    Span.WEEK: "Tuần",
    Span.MONTH: "Tháng",
    Span.QUARTER: "Quý",
    Span.YEAR: "Năm",
    Span.FREE: "Từ ngày – đến ngày",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as an address holds it.

    Attributes:
        on: A day of the period; its first one for ``Span.FREE``.
        to: The last day of a free period, else the same as ``on``.
        area: Empty for all that may be seen; ``office`` likewise.
        by: What the tables are divided by.
    """

    span: Span
    on: date
    to: date
    area: str
    office: str
    by: Split

    @classmethod
    def of(cls, given: Mapping[str, str], newest: date) -> Asked:
        """Read an address's values.

        Args:
            newest: A day of the period where none is given.

        Raises:
            BadInput: They make no sense.
        """
        span, by = given.get("span", Span.MONTH), given.get("by", Split.OFFICE)
        if span not in list(Span) or by not in list(Split):
            raise BadInput(
                "the address names no period or no division that there is",
                vi="Địa chỉ không nêu kỳ hoặc cách chia nào có thật; chọn lại trên trang báo cáo.",
            )
        on = _day(given.get("on", ""), newest)
        to = _day(given.get("to", ""), on) if span == Span.FREE else on
        if not on <= to <= on + timedelta(days=LONGEST_DAYS):
            raise BadInput(
                f"{on} to {to}: give the earlier day first, and no more than three years",
                vi="Ngày đầu phải trước ngày cuối, và kỳ dài nhất ba năm.",
            )
        return cls(Span(span), on, to, given.get("area", ""), given.get("office", ""), Split(by))

    @property
    def period(self) -> Period:
        """The days, both ends included."""
        match self.span:
            case Span.WEEK:
                first = self.on - timedelta(days=self.on.weekday())
                return Period(first, first + timedelta(days=6))
            case Span.MONTH:
                return _months(self.on, self.on.month, 1)
            case Span.QUARTER:
                return _months(self.on, (self.on.month - 1) // 3 * 3 + 1, 3)
            case Span.YEAR:
                return _months(self.on, 1, 12)
        return Period(self.on, self.to)

    def query(self, scope: Scope) -> Query:
        """Give the question of who may see a scope."""
        return Query(self.period, scope, self.area, OfficeId(self.office) if self.office else None)

    def address(self, path: str, **changed: str) -> str:
        """Write the address of a page about the same, with some values changed."""
        values = {
            "span": self.span,
            "on": self.on.isoformat(),
            "to": self.to.isoformat() if self.span is Span.FREE else "",
            "area": self.area,
            "office": self.office,
            "by": self.by,
            **changed,
        }
        return f"{path}?{urlencode({name: value for name, value in values.items() if value})}"

    def shifted(self, path: str, periods: int) -> str:
        """Write the address of the same page about the period before or after."""
        length = (self.period.last - self.period.first).days + 1
        if self.span is Span.FREE:
            step = timedelta(days=periods * length)
            return self.address(path, on=(self.on + step).isoformat(), to=(self.to + step).isoformat())
        edge = self.period.last + timedelta(days=1) if periods > 0 else self.period.first - timedelta(days=1)
        return self.address(path, on=edge.isoformat())


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("dates are written such as 2026-11-21", vi="Ngày viết như 2026-11-21.") from error
    if day.year not in YEARS:
        raise BadInput(
            f"{day}: there are figures of {YEARS.start} to {YEARS.stop - 1} only",
            vi=f"Chỉ có số liệu từ năm {YEARS.start} đến {YEARS.stop - 1}.",
        )
    return day


def _months(day: date, first: int, count: int) -> Period:
    last = first + count - 1
    return Period(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]))
