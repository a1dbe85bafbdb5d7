"""What the office does for citizens, and the rules of its queue."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.config_section import Section


class FieldSection(Section, frozen=True):
    """One field of procedures.

    Attributes:
        cut_off: ``HH:MM`` after which its work is not finished the same day; empty without one.
        counts_for_quota: Whether its tickets count against a daily quota.
        collects_results: Whether one comes here for a finished paper; such tickets never count against a quota.
        longest_service_min: Longer services are asked about, until this office's own 95th percentile is known.
        prepare_vi: What to have at hand when called. So in English.
    """

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    letter: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]$")]
    name_vi: str
    name_en: str
    icon: str
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
    area: str = ""
    cut_off: Annotated[str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    counts_for_quota: bool = True
    collects_results: bool = False
    longest_service_min: Annotated[int, msgspec.Meta(ge=1, le=480)] = 45
    prepare_vi: str = ""
    prepare_en: str = ""


class CounterSection(Section, frozen=True):
    """One counter and the fields it serves."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    fields: list[str]


class DayModeSection(Section, frozen=True):
    """A special day that board and pages announce, such as "Ngày không chờ".

    Attributes:
        fields: Codes of the fields it is about; none for the whole office.
    """

    date: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    name_vi: str
    name_en: str
    fields: list[str] = msgspec.field(default_factory=list)


class PolicySection(Section, frozen=True):
    """The rules of the queue; see `kiosk.domain.policy` for all but the units.

    Attributes:
        daily_quota: Tickets of one person a day; 0 for no limit.
        after_closing: What a newcomer gets whose turn would not come today: the offer of a place for the next
            working day, or a ticket as always.
        guard: What "today" ends with for that: the office's closing, or the field's cut-off where it has one.
        kept_place_min: How long after opening a kept place that names nobody is called before others.
        baseline: Plain numbers only, to record how it is without faces.
    """

    max_calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    cooling_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 300
    command_max_age_s: Annotated[int, msgspec.Meta(ge=1, le=60)] = 10
    priority_every: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2
    max_overtaken: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5
    max_overtaken_min: Annotated[int, msgspec.Meta(ge=0, le=480)] = 20
    priority_needs_officer: bool = False
    plain_max_calls: Annotated[int, msgspec.Meta(ge=1, le=10)] = 2
    plain_answer_s: Annotated[int, msgspec.Meta(ge=5, le=600)] = 30
    burst_tickets: Annotated[int, msgspec.Meta(ge=2, le=100)] = 8
    burst_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 120
    slow_burst_s: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 600
    daily_quota: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    day_end: Literal["close", "carry_over"] = "close"
    direct_to_counter: bool = True
    after_closing: Literal["offer", "issue"] = "offer"
    guard: Literal["closing", "cut_off"] = "closing"
    kept_place_min: Annotated[int, msgspec.Meta(ge=5, le=480)] = 60
    baseline: bool = False


class PrioritySection(Section, frozen=True):
    """One group of people who may go before others."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    name_vi: str
    name_en: str
