"""What somebody asks of the reports: which days, which offices, divided by what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.scope import Scope
from kiosk.domain.ids import OfficeId
from kiosk.reports.legs import Period


class Split(StrEnum):
    """What figures are divided by, and so what a group's name is."""

    AREA = "area"
    """The areas one step below the one asked for; an office that lies in it directly goes by that one's own name."""

    OFFICE = "office"
    """The office's id."""

    FIELD = "field"
    """The field's code, in all offices together."""

    HOUR = "hour"
    """The hour of arrival, ``00`` to ``23``; ``–`` where the clock was not trusted."""

    OFFICER = "officer"
    """``OFFICE/OFFICER``, since each office names its own; legs that no officer has go by ``OFFICE/–``."""

    DAY = "day"
    """ISO 8601, such as ``2026-11-21``."""

    WEEK = "week"
    """The Monday it begins with, such as ``2026-11-16``."""

    MONTH = "month"
    """Such as ``2026-11``."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    Attributes:
        period: Whole days by the offices' own dates; days without a date are in no period.
        scope: The areas that who asks may see; nothing beyond them is ever counted.
        area: Only this area and what lies in it; empty for all of the scope.
        office: Only this office.
    """

    period: Period
    scope: Scope
    area: str = ""
    office: OfficeId | None = None
