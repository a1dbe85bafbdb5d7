"""What the hall may see: codes, counters and counts, and nothing that leads to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import __version__
from kiosk.desk.days import clock_is_plausible
from kiosk.domain.ids import Seq
from kiosk.domain.snapshot_views import CallView, FieldView
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.domain.kept import Kept
    from kiosk.domain.snapshot import Snapshot
    from kiosk.lib.units import WallMs


PAGE = "page"
"""What ``[hall] speaks`` calls this output."""

FEWEST_PROMISES = 20
"""One broken promise among fewer would move the shown figure by more than 5 %."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The hall's view of the office.

    Attributes:
        calls: Newest first; each has a code, an icon, a field and a counter.
        local_ms: The office's local time as if it were UTC, in milliseconds since 1970; None while
            the clock is doubtful. A screen shows it without knowing any time zone.
        speech: Numbers of the announcements that this page must speak, oldest first; None where it is
            silent on purpose.
        notices: What a supervisor has hung up, in Vietnamese and English, oldest first.
        kept_percent: How many of today's promised waits were kept; None while they are too few to say.
        day_mode: Name of the special day in Vietnamese and English; None on other days.
        opens_at: Local time (ISO 8601) of the next opening; None while open or while no clock can tell.
        version: The pages' version; a board that runs another loads itself anew.
    """

    seq: Seq
    day_open: bool
    calls: tuple[CallView, ...]
    fields: tuple[FieldView, ...]
    local_ms: int | None
    speech: tuple[int, ...] | None
    notices: tuple[tuple[str, str], ...]
    kept_percent: int | None
    day_mode: tuple[str, str] | None
    opens_at: str | None
    version: str = __version__


def board_view(snapshot: Snapshot, wall: WallMs, config: Config) -> BoardView:
    """Reduce the office to what the hall may see."""
    return BoardView(
        seq=snapshot.seq,
        day_open=snapshot.day_open,
        calls=snapshot.calls,
        fields=snapshot.fields,
        local_ms=local_ms(wall, config.office.timezone),
        speech=tuple(due.no for due in snapshot.speech.due) if snapshot.speech.output == PAGE else None,
        notices=tuple((notice.text_vi, notice.text_en) for notice in snapshot.announcements),
        kept_percent=_percent(snapshot.kept),
        day_mode=_day_mode(config, snapshot.date),
        opens_at=snapshot.hours.opens_at if snapshot.hours else None,
    )


def local_ms(wall: WallMs, timezone: str) -> int | None:
    """Tell a zone's local time as if it were UTC, in milliseconds; None while the clock is doubtful."""
    if not clock_is_plausible(wall, None):
        return None
    offset = datetime.fromtimestamp(wall / MS_PER_S, UTC).astimezone(ZoneInfo(timezone)).utcoffset()
    assert offset is not None
    return wall + int(offset.total_seconds()) * MS_PER_S


def _percent(kept: Kept) -> int | None:
    return kept.in_time * 100 // kept.called if kept.called >= FEWEST_PROMISES else None


def _day_mode(config: Config, date: str | None) -> tuple[str, str] | None:
    mode = config.day_mode_on(date)
    return (mode.name_vi, mode.name_en) if mode is not None else None
