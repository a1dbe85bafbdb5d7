"""Why the figures may be believed, as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.central.reports.opening import VIETNAM
from kiosk.central.reports.section import Section
from kiosk.domain.events import How, LegOutcome
from kiosk.domain.ticket import State
from kiosk.lib.units import MS_PER_S
from kiosk.reports.cells import minutes, number, one_decimal, percent, reasons
from kiosk.reports.samples import Figure
from kiosk.reports.table import Table
from kiosk.reports.wording import HOW_VI, OUTCOMES_VI, STATES_VI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.central.reports.answer import LegToCheck, Trust
    from kiosk.central.reports.names import Names
    from kiosk.lib.units import WallMs
    from kiosk.reports.measure import Bounds
    from kiosk.reports.table import Cell

GAPS_SHOWN = 20

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

MEASURES = {
    Figure.WAIT: "Chờ",
    Figure.WAIT_OPEN: "Chờ trong giờ mở cửa",
    Figure.TOTAL_WAIT: "Tổng chờ",
    Figure.WALK: "Đến quầy",
    Figure.SERVE: "Phục vụ tại quầy",
}


def left_out(trust: Trust) -> Section:
    """Tell of each measure how many rows count, how many not, why, and what that could change."""
    rows: list[list[Cell]] = []
    for figure, name in MEASURES.items():
        measure = trust.whole.summaries[figure]
        rows.append(
            [
                name,
                measure.count,
                measure.still,
                sum(measure.left_out.values()),
                reasons(measure) or "–",
                minutes(measure.mean),
                _range(measure.mean_bounds, minutes),
                percent(measure.over_15),
                _range(measure.over_15_bounds, percent),
                _range(measure.over_30_bounds, percent),
            ]
        )
    headings = [
        "Số đo",
        "Được tính",
        "Chưa gọi",
        "Bị loại",
        "Vì sao bị loại",
        "Trung bình (phút)",
        "Tốt nhất – xấu nhất",
        "> 15 phút (%)",
        "Tốt nhất – xấu nhất",
        "> 30 phút: tốt nhất – xấu nhất",
    ]
    note = "Tốt nhất: dòng bị loại coi như không chờ. Xấu nhất: coi như chờ đúng số ghi được, hoặc lâu bằng người lâu nhất."
    return Section(Table("Dòng bị loại, và nếu tính cả chúng", headings, rows), note)


def doubts(trust: Trust) -> Section:
    """Tell what could embellish the figures, or speaks against them."""
    whole = trust.whole
    late = trust.late_events / trust.events if trust.events else None
    longest = max((gap.ends - gap.begins for gap in trust.gaps), default=None)
    rows: list[list[Cell]] = [
        ["Ngày làm việc của các điểm", whole.office_days, "Mỗi điểm, mỗi ngày tính một."],
        ["Số do cán bộ cấp (%)", percent(whole.staff_share), "Cấp muộn thì thời gian chờ ngắn đi trên giấy."],
        ["Gọi sớm", whole.early_calls, "Gọi khi quầy chưa rảnh thì thời gian chờ ngắn đi trên giấy."],
        [
            "Lượt chưa được gọi",
            whole.summaries[Figure.WAIT].still,
            "Không vào trung bình; quá 15 và 30 phút thì vào tỷ lệ.",
        ],
        [
            "Lượt tính theo giờ mở cửa chung",
            whole.open_assumed,
            "Điểm chưa có giờ mở cửa riêng được công bố từ đây.",
        ],
        [
            "Lượt của ngày không rõ ngày tháng",
            trust.without_date,
            "Không thuộc kỳ nào; đếm trên mọi thời gian.",
        ],
        [
            "Lượt không rõ giờ đến",
            whole.no_hour,
            "Lấy số khi đồng hồ máy chưa đúng: không vào bản đồ nhiệt, không tính phần trong giờ mở cửa.",
        ],
        [
            "Sự kiện lúc đồng hồ chưa tin được",
            trust.bad_clock_events,
            "Thời gian trong cùng một lần bật máy vẫn đúng.",
        ],
        [
            "Sự kiện đến muộn hơn 15 phút (%)",
            percent(late),
            f"{number(trust.late_events)} trên {number(trust.events)} sự kiện.",
        ],
        [
            "Quãng mất liên lạc",
            len(trust.gaps),
            f"Lâu nhất {_lasting(longest)}." if longest else "Không có.",
        ],
        ["Sự kiện đã nhận, chưa vào số liệu", trust.pending, "Phải về 0 sau ít phút."],
        [
            "Chuỗi nhật ký",
            trust.chains,
            "Mỗi lần máy được khôi phục bắt đầu một chuỗi mới, nối vào chuỗi trước.",
        ],
        ["Chuỗi không nối vào chuỗi trước", trust.broken_chains, "Khác 0 là có nhật ký bị mất."],
        ["Bản ghi mâu thuẫn", trust.forks, "Khác 0 là có người sửa nhật ký, hoặc hai máy cùng ghi."],
    ]
    return Section(Table("Điều có thể làm đẹp số liệu", ["Điều", "Giá trị", "Nghĩa là gì"], rows))


def gaps(trust: Trust, names: Names) -> Section:
    """List the stretches in which offices sent nothing, longest first."""
    longest = sorted(trust.gaps, key=lambda gap: gap.begins - gap.ends)[:GAPS_SHOWN]
    rows: list[list[Cell]] = [
        [names.office(gap.office), _moment(gap.begins), _moment(gap.ends), _lasting(gap.ends - gap.begins)]
        for gap in longest
    ]
    note = (
        f"{GAPS_SHOWN} quãng dài nhất trong {number(len(trust.gaps))}."
        if len(trust.gaps) > GAPS_SHOWN
        else ""
    )
    headings = ["Điểm một cửa", "Từ sự kiện lúc", "Máy chủ nhận lúc", "Dài"]
    return Section(Table("Quãng mất liên lạc", headings, rows), note)


def to_check(legs: Sequence[LegToCheck], names: Names) -> Section:
    """List the legs that a person may check by hand."""
    rows: list[list[Cell]] = [
        [
            f"{leg.day:%d/%m/%Y}",
            leg.code,
            leg.leg,
            names.fields.get(leg.field, leg.field),
            HOW_VI[How(leg.how)],
            _moment(leg.arrived_at),
            minutes(leg.wait_ms),
            minutes(leg.serve_ms),
            _outcome(leg.outcome),
            leg.chain[:8] or None,
            str(leg.issued_seq or "–"),
            str(leg.called_seq or "–"),
            str(leg.ended_seq or "–"),
        ]
        for leg in legs
    ]
    headings = [
        "Ngày",
        "Số",
        "Chặng",
        "Lĩnh vực",
        "Cách lấy số",
        "Lấy số lúc",
        "Chờ",
        "Phục vụ",
        "Kết quả",
        "Chuỗi",
        "Sự kiện lấy số",
        "Sự kiện gọi",
        "Sự kiện cuối",
    ]
    note = (
        "Rút thăm theo kỳ: ai hỏi cùng kỳ cũng được đúng mười lượt này, kể cả báo cáo tại điểm. Đối chiếu số sự kiện với nhật ký"
        " của máy tại điểm (kiosk log)."
    )
    return Section(Table("Mười lượt để kiểm tra bằng tay", headings, rows), note)


def _outcome(text: str) -> str:
    return OUTCOMES_VI[LegOutcome(text)] if text in list(LegOutcome) else STATES_VI[State(text)]


def _range(bounds: Bounds | None, convert: Callable[[float | None], float | None]) -> str:
    return "–" if bounds is None else f"{number(convert(bounds.best))} – {number(convert(bounds.worst))}"


def _lasting(ms: int) -> str:
    """Write a length of time in the largest unit of which it has two."""
    for unit, length in (("ngày", DAY_MS), ("giờ", HOUR_MS)):
        if ms >= 2 * length:
            return f"{number(one_decimal(ms / length))} {unit}"
    return f"{number(minutes(ms))} phút"


def _moment(at: WallMs) -> str:
    return f"{datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(VIETNAM):%d/%m/%Y %H:%M}"
