"""News for the board to test with: a busy hall of eight fields."""

from __future__ import annotations

from dataclasses import replace

from kiosk.config import load_config
from kiosk.ui.board.view_state import BoardNews, Call, CallKind, CallState, Field

WAITING = (4, 12, 0, 1, 2, 0, 0, 103)
SERVED = (True, True, True, True, True, False, True, True)

FIELDS = tuple(
    Field(f.letter, {"vi": f.name_vi, "en": f.name_en}, f.colour, waiting, served)
    for f, waiting, served in zip(load_config(None).field, WAITING, SERVED, strict=True)
)

EARLIER = (
    Call(52, CallKind.CALL, "B017", "sen", "#38761d", 2, CallState.SERVING),
    Call(48, CallKind.CALL, "A031", "dieu", "#0b5394", 1, CallState.CALLED),
    Call(40, CallKind.CALL, "E004", "trau", "#990000", 4, CallState.NO_SHOW),
    Call(37, CallKind.CALL, "C009", "ca", "#7f4a00", 3, CallState.OVER),
    Call(31, CallKind.CALL, "H102", "la", "#434343", 1, CallState.COOLING),
)

NEWS = BoardNews(
    day_open=True,
    calls=EARLIER,
    due=(),
    fields=FIELDS,
    kept_percent=88,
    notices=(
        {
            "vi": "Thứ Sáu 27/11 nghỉ tiếp nhận từ 15 giờ để kiểm tra hệ thống.",
            "en": "Friday 27/11: no service after 15:00 for maintenance.",
        },
    ),
)

FRESH = Call(60, CallKind.LAST_CALL, "C010", "chuon_chuon", "#7f4a00", 13)

NEWS_2 = replace(NEWS, calls=(replace(FRESH, kind=CallKind.CALL), *EARLIER), due=(FRESH,))
