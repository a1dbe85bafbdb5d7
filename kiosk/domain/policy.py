"""The rules of the queue that an office may set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.ids import FieldCode


class DayEnd(StrEnum):
    """What becomes of those who still wait when the day closes."""

    CLOSE = "close"
    CARRY_OVER = "carry_over"


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """People who may go before others; declared by one tap, confirmed by sight, never guessed from a face."""

    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens when nobody answers, who goes before whom, what counts as hoarding.

    Attributes:
        max_calls: Calls (the first and its recalls by absence) before a no-show.
        cooling_ms: How long an absent person's ticket pauses before it waits again, at its old place.
        command_max_age_ms: A command older than this is refused.
        priority_groups: Who may declare a priority.
        priority_every: Others called in a field before the next priority ticket may jump ahead there.
        max_overtaken: People who may be let past anyone before all jumping ahead of them stops.
        max_overtaken_ms: Time since the first who was let past someone, after which it stops as well.
        priority_needs_officer: Whether a declared priority counts only once an officer confirmed it.
        plain_max_calls: As ``max_calls`` for a plain number whose bearer was never seen.
        plain_answer_ms: How long an unseen plain number has to answer a call before "call next" lets it pause.
        burst_tickets: Plain numbers within ``burst_ms`` that make an alert; nobody is blocked by it.
        slow_burst_ms: As many within this time in one field, nearly all of them unseen, make one, too.
        daily_quota: Tickets of one person a day; 0 for no limit. By ID card all of the day count; a face is
            erased with the visit's last open ticket, so that only those of one visit do.
        quota_exempt: Fields that never count against the quota, such as collecting a result.
        day_end: What the day's close does to those who still wait.
        direct_to_counter: Whether a person is told a free counter at once when nobody waits.
        offers_tomorrow: Whether a newcomer whose turn would not come today is offered a place for the next
            working day, rather than given a ticket as always.
        guards_cut_off: Whether a turn after the field's cut-off counts as one that does not come today.
        kept_place_ms: How long after opening a kept place that names nobody is called before others.
        baseline: Plain numbers only, so that an office can record how it was without faces.

    Source: pause and calls from the Berlin ZMS (skipped for 300 s, missed after ``callCountMax``);
    one priority to two others from the priority practice of Vietnamese offices (docs/forecast.md
    plays it); half a minute walks across any hall; a burst is what one person can tap in two minutes and a family cannot.
    """

    max_calls: int = 3
    cooling_ms: int = 300_000
    command_max_age_ms: int = 10_000
    priority_groups: tuple[PriorityGroup, ...] = ()
    priority_every: int = 2
    max_overtaken: int = 5
    max_overtaken_ms: int = 1_200_000
    priority_needs_officer: bool = False
    plain_max_calls: int = 2
    plain_answer_ms: int = 30_000
    burst_tickets: int = 8
    burst_ms: int = 120_000
    slow_burst_ms: int = 600_000
    daily_quota: int = 0
    quota_exempt: tuple[FieldCode, ...] = ()
    day_end: DayEnd = DayEnd.CLOSE
    direct_to_counter: bool = True
    offers_tomorrow: bool = True
    guards_cut_off: bool = False
    kept_place_ms: int = 3_600_000
    baseline: bool = False

    def calls_allowed(self, *, is_unseen: bool) -> int:
        """Tell how many unanswered calls make a no-show.

        Args:
            is_unseen: Whether it is a plain number whose bearer nobody has seen.
        """
        return min(self.plain_max_calls, self.max_calls) if is_unseen else self.max_calls

    def group(self, code: str) -> PriorityGroup | None:
        """Find a priority group; None when this office has none such."""
        return next((group for group in self.priority_groups if group.code == code), None)
