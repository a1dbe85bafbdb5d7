"""What the hall may see: codes, counters and counts, and nothing that leads to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk import __version__
from kiosk.desk.days import clock_is_plausible
from kiosk.domain.ids import Seq
from kiosk.domain.snapshot import CallView, FieldView
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.domain.snapshot import Snapshot
    from kiosk.lib.units import WallMs


@dataclass(frozen=True, slots=True)
class BoardView:
    """The hall's view of the office.

    Attributes:
        calls: Newest first; each has a code, an icon, a field and a counter.
        local_ms: The office's local time as if it were UTC, in milliseconds since 1970; None while
            the clock is doubtful. A screen shows it without knowing any time zone.
        version: The pages' version; a board that runs another loads itself anew.
    """

    seq: Seq
    day_open: bool
    calls: tuple[CallView, ...]
    fields: tuple[FieldView, ...]
    local_ms: int | None
    version: str = __version__


def board_view(snapshot: Snapshot, wall: WallMs, config: Config) -> BoardView:
    """Reduce the office to what the hall may see."""
    return BoardView(
        seq=snapshot.seq,
        day_open=snapshot.day_open,
        calls=snapshot.calls,
        fields=snapshot.fields,
        local_ms=local_ms(wall, config.office.timezone),
    )


def local_ms(wall: WallMs, timezone: str) -> int | None:
    """Tell a zone's local time as if it were UTC, in milliseconds; None while the clock is doubtful."""
    if not clock_is_plausible(wall, None):
        return None
    offset = datetime.fromtimestamp(wall / MS_PER_S, UTC).astimezone(ZoneInfo(timezone)).utcoffset()
    assert offset is not None
    return wall + int(offset.total_seconds()) * MS_PER_S
