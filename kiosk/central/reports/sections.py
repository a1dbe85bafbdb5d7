"""The figures as tables with Vietnamese headings: times in minutes, shares in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.reports.names import SPLITS_VI
from kiosk.central.reports.section import Section
from kiosk.domain.events import How
from kiosk.reports.baseline import per_1000, whole_path
from kiosk.reports.cells import minutes, one_decimal, percent
from kiosk.reports.samples import Figure
from kiosk.reports.satisfaction import FEWEST_OF_OFFICER
from kiosk.reports.table import Table
from kiosk.reports.wording import BASELINE_VI, FACTORS_VI, HOW_VI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.central.reports.answer import Group
    from kiosk.central.reports.names import Names
    from kiosk.central.reports.query import Split
    from kiosk.reports.baseline import Compared
    from kiosk.reports.measure import Summary
    from kiosk.reports.table import Cell

ALL = "Tất cả"

WAIT_HEADINGS = ["Trung bình", "P90", "Lâu nhất", "> 15 phút (%)", "> 30 phút (%)"]
WAIT_LATE = (15.0, 30.0)
OVER_LATE = ((20.0, 50.0), (5.0, 20.0))
"""From which share, in percent, over 15 and over 30 minutes is marked; of our own choosing, to guide the eye only."""


def waits(groups: Sequence[Group], whole: Group, split: Split, names: Names) -> Section:
    """Put mean, p90, longest and shares side by side, with and without closed hours."""
    headings = [SPLITS_VI[split], "Lượt", *WAIT_HEADINGS, *WAIT_HEADINGS, "Chưa gọi", "Bị loại"]

    def row(name: str, group: Group) -> list[Cell]:
        wait, in_open = group.summaries[Figure.WAIT], group.summaries[Figure.WAIT_OPEN]
        return [
            name,
            group.tickets,
            *_wait_cells(wait),
            *_wait_cells(in_open),
            wait.still,
            sum(wait.left_out.values()),
        ]

    return _divided(
        "Thời gian chờ (phút)",
        headings,
        (groups, whole, split, names),
        row,
        note="Chờ tính từ lúc lấy số đến lần gọi đầu tiên. Người không bao giờ được gọi vẫn tính vào tỷ lệ trên 15 và 30 phút"
        " khi đã chờ quá mức ấy. P90: 90% số người chờ không quá chừng này.",
        bands=(("", 2), ("Kể cả giờ đóng cửa", 5), ("Chỉ trong giờ mở cửa", 5), ("", 2)),
        late=tuple(
            limit
            for first in (2, 7)
            for limit in (
                *((first + place, *WAIT_LATE) for place in range(2)),
                (first + 3, *OVER_LATE[0]),
                (first + 4, *OVER_LATE[1]),
            )
        ),
    )


def counters(groups: Sequence[Group], whole: Group, split: Split, names: Names) -> Section:
    """Tell what happened between the call and the end of the service."""
    headings = [
        SPLITS_VI[split],
        "Lượt",
        "Tổng chờ TB",
        "Đến quầy TB",
        "Phục vụ TB",
        "Phục vụ P90",
        "Đến ngay lần gọi đầu (%)",
        "Gọi sớm",
        "Bỏ về (%)",
        "Vắng mặt",
        "Vắng rồi quay lại",
        "Cán bộ cấp số (%)",
    ]

    def row(name: str, group: Group) -> list[Cell]:
        total, walk, serve = (group.summaries[f] for f in (Figure.TOTAL_WAIT, Figure.WALK, Figure.SERVE))
        return [
            name,
            group.tickets,
            minutes(total.mean),
            minutes(walk.mean),
            minutes(serve.mean),
            minutes(serve.p90),
            percent(group.first_call_answered),
            group.early_calls,
            percent(group.abandoned),
            group.no_shows,
            group.recovered,
            percent(group.staff_share),
        ]

    return _divided(
        "Tại quầy (phút)",
        headings,
        (groups, whole, split, names),
        row,
        note="Gọi sớm: người được gọi mất hơn ba phút mới đến quầy, hoặc gọi rồi trả lại hàng chờ; việc ấy làm ngắn thời gian chờ trên giấy.",
    )


def hoarding(groups: Sequence[Group], whole: Group, split: Split, names: Names) -> Section:
    """Tell what was done against places taken for others."""
    headings = [
        SPLITS_VI[split],
        "Lượt",
        "Số ảo / 1.000",
        "Chặn lấy trùng / 1.000",
        "“Không phải tôi” / 1.000",
        "Cấp thêm / 1.000",
        "Khuôn mặt (%)",
        "Chờ TB: khuôn mặt",
        "Chờ TB: số thường",
        "Chênh (phút)",
    ]

    def row(name: str, group: Group) -> list[Cell]:
        per = [
            one_decimal(per_1000(whole_path(group), what))
            for what in ("ghosts", "duplicates", "disputes", "overrides")
        ]
        face, plain = (minutes(group.by_how[how].mean) for how in (How.FACE, How.PLAIN))
        apart = one_decimal(face - plain) if face is not None and plain is not None else None
        return [name, group.tickets, *per, percent(group.face_share), face, plain, apart]

    return _divided(
        "Chống lấy số ảo, và khuôn mặt so với số thường",
        headings,
        (groups, whole, split, names),
        row,
        note="Số ảo: lượt bị đóng lúc hết ngày mà không ai từng thấy người giữ số. Chênh dương: người dùng khuôn mặt chờ lâu hơn.",
    )


def paths(whole: Group) -> Section:
    """Tell how tickets were taken, and what went wrong with each way."""
    rows: list[list[Cell]] = [
        [HOW_VI[how], path.issued, path.duplicates, path.disputes, path.overrides, path.ghosts]
        for how, path in (whole.by_path or {}).items()
    ]
    headings = ["Cách lấy số", "Lượt", "Chặn lấy trùng", "“Không phải tôi”", "Cấp thêm", "Số ảo"]
    return Section(Table("Theo cách lấy số", headings, rows))


def baseline(rows: Sequence[Compared]) -> Section:
    """Put the period beside the baseline days."""
    cells: list[list[Cell]] = [
        [
            "Chờ trung vị (phút)" if row.name == "wait_median_ms" else BASELINE_VI[row.name],
            *(
                (minutes if row.name == "wait_median_ms" else one_decimal)(each)
                for each in (row.baseline, row.now)
            ),
        ]
        for row in rows
    ]
    note = (
        "Kỳ gốc: những ngày đầu chỉ phát số thường." if rows else "Các điểm này chưa ghi ngày nào làm kỳ gốc."
    )
    return Section(Table("So với kỳ gốc", ["Chỉ số", "Kỳ gốc", "Kỳ này"], cells), note)


def promises(groups: Sequence[Group], whole: Group, split: Split, names: Names) -> Section:
    """Tell how good the first promise of each ticket was."""
    headings = [
        SPLITS_VI[split],
        "Lời hứa đối chiếu",
        "Gọi trong khoảng đã báo (%)",
        "Sai số TB (phút)",
        "Báo thừa TB (phút)",
        "Báo thiếu trên 5 phút (%)",
        "Hơn cách 10 người gần nhất (%)",
    ]

    def row(name: str, group: Group) -> list[Cell]:
        scores = group.promises
        if scores is None:
            return [name, 0, None, None, None, None, None]
        return [
            name,
            scores.count,
            percent(scores.coverage_p90),
            one_decimal(scores.mae),
            one_decimal(scores.bias),
            percent(scores.under_5),
            percent(scores.skill),
        ]

    return _divided("Sổ lời hứa", headings, (groups, whole, split, names), row)


def words(groups: Sequence[Group], whole: Group, split: Split, names: Names) -> Section:
    """Tell what people said, and whether papers were ready in time."""
    headings = [
        SPLITS_VI[split],
        "Đúng hẹn",
        "Trễ hẹn",
        "Đúng hẹn (%)",
        "Đánh giá",
        "Rất hài lòng",
        "Hài lòng",
        "Không hài lòng",
        "Hài lòng trở lên (%)",
        *FACTORS_VI,
    ]

    def row(name: str, group: Group) -> list[Cell]:
        given = group.on_time + group.late
        on_time = percent(group.on_time / given) if given else None
        return [name, group.on_time, group.late, on_time, *_satisfaction_cells(group)]

    return _divided(
        "Trả kết quả và mức hài lòng",
        headings,
        (groups, whole, split, names),
        row,
        note=f"Đúng hẹn theo cán bộ ghi khi trả kết quả. Năm yếu tố SIPAS: 1–5 điểm. Không nêu số của cán bộ có dưới {FEWEST_OF_OFFICER} đánh giá.",
        bands=(("", 1), ("Trả kết quả", 3), ("Mức hài lòng", 5), ("Điểm SIPAS", len(FACTORS_VI))),
    )


def _satisfaction_cells(group: Group) -> list[Cell]:
    said = group.satisfaction
    if said is None:
        return [None] * (5 + len(FACTORS_VI))
    levels = [said.very_satisfied, said.satisfied, said.unsatisfied]
    marks = said.factors or (None,) * len(FACTORS_VI)
    good = percent((said.very_satisfied + said.satisfied) / said.count) if said.count else None
    return [said.count, *levels, good, *map(one_decimal, marks)]


def _wait_cells(wait: Summary) -> list[Cell]:
    return [
        minutes(wait.mean),
        minutes(wait.p90),
        minutes(wait.longest),
        percent(wait.over_15),
        percent(wait.over_30),
    ]


def _divided(
    title: str,
    headings: list[str],
    figures: tuple[Sequence[Group], Group, Split, Names],
    row: Callable[[str, Group], list[Cell]],
    *,
    note: str = "",
    bands: tuple[tuple[str, int], ...] = (),
    late: tuple[tuple[int, float, float], ...] = (),
) -> Section:
    """Put a row for each group, and everything together last."""
    groups, whole, split, names = figures
    rows = [row(names.group(split, group.name), group) for group in groups]
    table = Table(title, headings, [*rows, row(ALL, whole)])
    return Section(table, note, bands, late, last_is_whole=True)
