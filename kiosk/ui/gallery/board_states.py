"""Every state of the hall's board, in one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.ui.board.presenter import PAGE_S
from kiosk.ui.board.view_state import BoardNews, Call, CallKind, CallState, Field
from kiosk.ui.gallery.samples import FIELDS

COLOURS = ("#0b5394", "#38761d", "#7f4a00", "#741b47", "#990000", "#351c75", "#0c343d", "#434343")
WAITING = (4, 12, 0, 1, 2, 0, 0, 103)

HALL = tuple(
    Field(field.letter, dict(field.names), colour, waiting, field.is_served)
    for field, colour, waiting in zip(FIELDS, COLOURS, WAITING, strict=True)
)
"""A busy hall of eight fields."""

EARLIER = (
    Call(52, CallKind.CALL, "B017", "sen", "#38761d", 2, CallState.SERVING),
    Call(48, CallKind.CALL, "A031", "dieu", "#0b5394", 1, CallState.CALLED),
    Call(40, CallKind.CALL, "E004", "trau", "#990000", 4, CallState.NO_SHOW),
    Call(37, CallKind.CALL, "C009", "ca", "#7f4a00", 3, CallState.OVER),
    Call(31, CallKind.CALL, "H102", "la", "#434343", 1, CallState.COOLING),
)

FRESH = Call(60, CallKind.LAST_CALL, "C010", "chuon_chuon", "#7f4a00", 13)

NEWS = BoardNews(
    day_open=True,
    calls=EARLIER,
    due=(),
    fields=HALL,
    kept_percent=88,
    notices=(
        {
            "vi": "Thứ Sáu 27/11 nghỉ tiếp nhận từ 15 giờ để kiểm tra hệ thống.",
            "en": "Friday 27/11: no service after 15:00 for maintenance.",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class BoardState:
    """One picture of the board.

    Attributes:
        news: What the desk told; None while it is away.
        now_s: The board's own clock, by which pages turn.
    """

    news: BoardNews | None
    now_s: float = 0.0


def every_board_state() -> dict[str, BoardState]:
    """Give all states of the board by the names of their pictures."""
    return {
        "board": BoardState(NEWS),
        "board-second_page": BoardState(NEWS, PAGE_S),
        **{f"board-{kind}": BoardState(replace(NEWS, due=(replace(FRESH, kind=kind),))) for kind in CallKind},
        "board-nobody_called": BoardState(replace(NEWS, calls=(), kept_percent=None, notices=())),
        "board-closed": BoardState(replace(NEWS, day_open=False, calls=())),
        "board-clock_doubtful": BoardState(replace(NEWS, clock_ok=False)),
        "board-desk_away": BoardState(None),
    }
