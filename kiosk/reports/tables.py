"""A report as tables with Vietnamese headings: times in minutes, shares in percent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.events import How, LegOutcome
from kiosk.domain.ticket import State
from kiosk.lib.units import MS_PER_S
from kiosk.reports.advice_tables import advice_table, counter_needs_table
from kiosk.reports.baseline import per_1000, whole_path
from kiosk.reports.cells import minutes, one_decimal, percent, reasons, seconds
from kiosk.reports.measure import Summary
from kiosk.reports.samples import Figure
from kiosk.reports.table import HEAT_TITLE, Cell, Table
from kiosk.reports.wording import (
    BASELINE_VI,
    BY_VI,
    FACTORS_VI,
    HOW_VI,
    MEASURES_VI,
    OUTCOMES_VI,
    REASONS_VI,
    STATES_VI,
    WEEKDAYS_VI,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from kiosk.reports.figures import Figures
    from kiosk.reports.legs import ReportLeg
    from kiosk.reports.measure import Sample
    from kiosk.reports.report import Report
    from kiosk.reports.satisfaction import Satisfaction


def tables(report: Report, field_names: Mapping[str, str]) -> list[Table]:
    """Give all of a report's tables.

    Args:
        field_names: What to call each field, by its code.
    """
    zone = report.zone
    return [
        figures_table(report, field_names),
        _trust(report),
        _paths(report),
        _door(report),
        _help(report),
        *([_baseline(report)] if report.baseline else []),
        _promises(report),
        _satisfaction(report, field_names),
        _heat(report),
        advice_table(report.advice),
        counter_needs_table(report.counter_needs, field_names),
        _legs("Mười lượt để kiểm tra", report.to_check, field_names, zone),
        _legs("Các lượt", report.legs, field_names, zone),
    ]


def figures_table(report: Report, field_names: Mapping[str, str]) -> Table:
    """Give the figures of each group, everything together last."""
    rows = [_figures_row(group, field_names.get(group.name, group.name)) for group in report.groups]
    headings = [BY_VI[report.by], *(heading for heading, _cell in COLUMNS)]
    return Table("Tổng hợp", headings, [*rows, _figures_row(report.whole, "Tất cả")])


def behind_table(
    found: list[tuple[ReportLeg, Sample]], field_names: Mapping[str, str], zone: ZoneInfo
) -> Table:
    """Give the legs behind a figure, each with its value and why it is left out."""
    legs = _legs("Các lượt của chỉ số", [leg for leg, _value in found], field_names, zone)
    headings = ["Giá trị (phút)", "Bị loại vì", "Chưa được gọi", *legs.headings]
    rows = [
        [
            minutes(value.value),
            REASONS_VI.get(value.left_out, value.left_out),
            "x" if value.still else "",
            *row,
        ]
        for (_leg, value), row in zip(found, legs.rows, strict=True)
    ]
    return Table(legs.title, headings, rows)


@dataclass(frozen=True, slots=True)
class _Of:
    """A cell made of one figure's summary, which can be opened to the legs behind it."""

    figure: Figure
    cell: Callable[[Summary], Cell]

    def __call__(self, figures: Figures) -> Cell:
        return self.cell(figures.summaries.get(self.figure, Summary()))


def figures_behind() -> list[Figure]:
    """Name the figure whose legs stand behind each column of the figures' table; counts open to all waits."""
    return [cell.figure if isinstance(cell, _Of) else Figure.WAIT for _heading, cell in COLUMNS]


COLUMNS: tuple[tuple[str, Callable[[Figures], Cell]], ...] = (
    ("Số lượt", lambda f: f.tickets),
    ("Chờ trung bình (phút)", _Of(Figure.WAIT, lambda s: minutes(s.mean))),
    ("Chờ trung vị (phút)", _Of(Figure.WAIT, lambda s: minutes(s.median))),
    ("Chờ P90 (phút)", _Of(Figure.WAIT, lambda s: minutes(s.p90))),
    ("Chờ lâu nhất (phút)", _Of(Figure.WAIT, lambda s: minutes(s.longest))),
    ("Chờ trên 15 phút (%)", _Of(Figure.WAIT, lambda s: percent(s.over_15))),
    ("Chờ trên 30 phút (%)", _Of(Figure.WAIT, lambda s: percent(s.over_30))),
    ("Chưa được gọi", _Of(Figure.WAIT, lambda s: s.still)),
    ("Chờ trung bình trong giờ mở cửa (phút)", _Of(Figure.WAIT_OPEN, lambda s: minutes(s.mean))),
    ("Tổng chờ trung bình (phút)", _Of(Figure.TOTAL_WAIT, lambda s: minutes(s.mean))),
    ("Gọi trong hạn (%)", lambda f: percent(f.service_level)),
    ("Đến quầy trung vị (phút)", _Of(Figure.WALK, lambda s: minutes(s.median))),
    ("Đến quầy P90 (phút)", _Of(Figure.WALK, lambda s: minutes(s.p90))),
    ("Phục vụ tại quầy trung vị (phút)", _Of(Figure.SERVE, lambda s: minutes(s.median))),
    ("Phục vụ tại quầy P90 (phút)", _Of(Figure.SERVE, lambda s: minutes(s.p90))),
    ("Bỏ về (%)", lambda f: percent(f.abandoned)),
    ("Vắng mặt", lambda f: f.no_shows),
    ("Vắng mặt rồi quay lại", lambda f: f.recovered),
    ("Đến ngay lần gọi đầu (%)", lambda f: percent(f.first_call_answered)),
    ("Số do cán bộ cấp (%)", lambda f: percent(f.staff_share)),
    ("Số ảo trên 1.000 lượt", lambda f: one_decimal(per_1000(whole_path(f), "ghosts"))),
    ("Gọi sớm", lambda f: f.early_calls),
    ("Đông nhất cùng lúc", lambda f: f.peak),
    ("Có người chờ mà quầy rảnh (phút)", lambda f: minutes(f.idle_ms)),
    ("Bị gọi vượt lượt", lambda f: f.overtaken),
    ("Chặn lấy trùng trên 1.000 lượt", lambda f: one_decimal(per_1000(whole_path(f), "duplicates"))),
    ("Bấm “Không phải tôi” trên 1.000 lượt", lambda f: one_decimal(per_1000(whole_path(f), "disputes"))),
    ("Cấp thêm ngoài quy tắc trên 1.000 lượt", lambda f: one_decimal(per_1000(whole_path(f), "overrides"))),
    ("Được gọi trong khoảng đã báo (%)", lambda f: percent(f.promises.coverage_p90 if f.promises else None)),
    ("Trả kết quả đúng hẹn", lambda f: f.on_time),
    ("Trả kết quả trễ hẹn", lambda f: f.late),
    ("Chờ: dòng bị loại", _Of(Figure.WAIT, lambda s: sum(s.left_out.values()))),
    ("Phục vụ: dòng bị loại", _Of(Figure.SERVE, lambda s: sum(s.left_out.values()))),
)


def _figures_row(figures: Figures, name: str) -> list[Cell]:
    return [name, *(cell(figures) for _heading, cell in COLUMNS)]


def _trust(report: Report) -> Table:
    """Answer "why believe it?": the figures side by side with what could have embellished them."""
    figures, wait = report.whole, report.whole.summaries[Figure.WAIT]
    serve = report.whole.summaries[Figure.SERVE]
    rows: list[list[Cell]] = [
        ["Chờ trung bình (phút)", minutes(wait.mean)],
        ["Chờ trên 15 phút (%)", percent(wait.over_15)],
        ["Chờ trên 30 phút (%)", percent(wait.over_30)],
        ["Chờ lâu nhất (phút)", minutes(wait.longest)],
        ["Số do cán bộ cấp (%)", percent(figures.staff_share)],
        ["Gọi sớm (đến quầy trên 3 phút, hoặc gọi rồi trả về)", figures.early_calls],
        ["Chờ: dòng bị loại", reasons(wait) or 0],
        ["Phục vụ: dòng bị loại", reasons(serve) or 0],
        ["Sự kiện lúc đồng hồ chưa tin được", figures.bad_clock_events],
        [
            "Lượt không rõ giờ đến (không vào bản đồ nhiệt)",
            sum(not leg.hour_known for leg in report.legs if leg.first),
        ],
        ["Sự kiện mất (phải là 0)", report.lost_events],
        ["Sự kiện chưa gửi về máy chủ tỉnh", report.unsent_events],
        ["Sự kiện cũ nhất chưa gửi, đã bao lâu (phút)", minutes(report.offline_ms)],
        ["Lượt của ngày không rõ ngày tháng", report.without_date],
        ["Ngày đã xóa nhật ký theo hạn lưu", report.days_without_events],
    ]
    for name, bounds, convert in (
        ("Chờ trung bình (phút)", wait.mean_bounds, minutes),
        ("Chờ trên 15 phút (%)", wait.over_15_bounds, percent),
        ("Chờ trên 30 phút (%)", wait.over_30_bounds, percent),
        ("Phục vụ tại quầy trung bình (phút)", serve.mean_bounds, minutes),
    ):
        if bounds is not None:
            text = f"{convert(bounds.best)} đến {convert(bounds.worst)}"
            rows.append([f"{name}: tốt nhất đến xấu nhất nếu tính cả dòng bị loại", text])
    rows += [
        [f"Chờ trung vị, {name} (phút)", minutes(figures.by_how[how].median)] for how, name in HOW_VI.items()
    ]
    return Table("Vì sao tin được", ["Chỉ số", "Giá trị"], rows)


def _paths(report: Report) -> Table:
    headings = [
        "Cách lấy số",
        "Số lượt",
        "Chặn lấy trùng",
        "Bấm “Không phải tôi”",
        "Cấp thêm ngoài quy tắc",
        "Số ảo",
    ]
    rows: list[list[Cell]] = [
        [HOW_VI[How(how)], path.issued, path.duplicates, path.disputes, path.overrides, path.ghosts]
        for how, path in (report.whole.by_path or {}).items()
    ]
    return Table("Chống lấy số ảo", headings, rows)


def _door(report: Report) -> Table:
    headings = ["Cách lấy số", "Số lượt", "Chạm đến có số, trung vị (giây)", "P90 (giây)", "Lâu nhất (giây)"]
    rows: list[list[Cell]] = [
        [HOW_VI[how], took.count, seconds(took.median), seconds(took.p90), seconds(took.longest)]
        for how, took in report.door.items()
    ]
    return Table("Tại máy lấy số", headings, rows)


def _help(report: Report) -> Table:
    took = report.help
    headings = ["Số lần được trả lời", "Trung vị (giây)", "P90 (giây)", "Lâu nhất (giây)", "Không ai trả lời"]
    row: list[Cell] = [took.count, seconds(took.median), seconds(took.p90), seconds(took.longest), took.still]
    return Table("Gọi người giúp tại máy", headings, [row] if took.count or took.still else [])


def _baseline(report: Report) -> Table:
    rows: list[list[Cell]] = [
        [BASELINE_VI[row.name], one_decimal(row.baseline), one_decimal(row.now)] for row in report.baseline
    ]
    return Table("So với kỳ gốc", ["Chỉ số", "Kỳ gốc", "Kỳ này"], rows)


def _promises(report: Report) -> Table:
    """Say how good the first promise of each ticket was."""
    scores = report.whole.promises
    if scores is None:
        return Table("Sổ lời hứa", ["Chỉ số", "Giá trị"], [["Chưa có lời hứa nào được đối chiếu", None]])
    rows: list[list[Cell]] = [
        ["Số lời hứa đã đối chiếu", scores.count],
        ["Được gọi trong khoảng đã báo (%)", percent(scores.coverage_p90)],
        ["Sai số trung bình (phút)", one_decimal(scores.mae)],
        ["Báo nhiều hơn thực tế, trung bình (phút; âm là báo ít)", one_decimal(scores.bias)],
        ["Báo ít hơn thực tế trên 5 phút (%)", percent(scores.under_5)],
        ["Hơn cách lấy trung bình 10 người gần nhất (%)", percent(scores.skill)],
    ]
    return Table("Sổ lời hứa", ["Chỉ số", "Giá trị"], rows)


def _satisfaction(report: Report, field_names: Mapping[str, str]) -> Table:
    """Say what people said of the service; a figure of one officer only where enough did."""
    headings = [
        BY_VI[report.by],
        "Số đánh giá",
        "Rất hài lòng",
        "Hài lòng",
        "Không hài lòng",
        "Hài lòng trở lên (%)",
        *(f"{factor} (1–5)" for factor in FACTORS_VI),
    ]
    named = [(field_names.get(group.name, group.name), group.satisfaction) for group in report.groups]
    rows = [_satisfaction_row(name, said) for name, said in [*named, ("Tất cả", report.whole.satisfaction)]]
    return Table("Mức hài lòng", headings, rows)


def _satisfaction_row(name: str, said: Satisfaction | None) -> list[Cell]:
    if said is None:
        return [name, *[None] * (5 + len(FACTORS_VI))]
    levels = [said.very_satisfied, said.satisfied, said.unsatisfied]
    marks = said.factors or (None,) * len(FACTORS_VI)
    good = percent((said.very_satisfied + said.satisfied) / said.count)
    return [name, said.count, *levels, good, *map(one_decimal, marks)]


def _heat(report: Report) -> Table:
    cells = {(cell.weekday, cell.hour): cell for cell in report.heat}
    weekdays = sorted({weekday for weekday, _hour in cells})
    headings = ["Giờ"]
    for weekday in weekdays:
        headings += [f"{WEEKDAYS_VI[weekday]}: lượt", f"{WEEKDAYS_VI[weekday]}: chờ trung bình (phút)"]
    rows = []
    for hour in sorted({hour for _weekday, hour in cells}):
        row: list[Cell] = [f"{hour:02d}:00"]
        for weekday in weekdays:
            cell = cells.get((weekday, hour))
            row += [cell.tickets, minutes(cell.wait.mean)] if cell else [None, None]
        rows.append(row)
    return Table(HEAT_TITLE, headings, rows)


def _legs(title: str, legs: list[ReportLeg], field_names: Mapping[str, str], zone: ZoneInfo) -> Table:
    headings = [
        "Ngày",
        "Lượt",
        "Chặng",
        "Lĩnh vực",
        "Cách lấy số",
        "Đến lúc",
        "Chờ (phút)",
        "Đến quầy (phút)",
        "Phục vụ tại quầy (phút)",
        "Số lần gọi",
        "Quầy",
        "Cán bộ",
        "Kết quả",
        "Ghi chú",
    ]
    rows: list[list[Cell]] = [
        [
            leg.day.isoformat(),
            leg.code,
            leg.leg,
            field_names.get(leg.field, leg.field),
            HOW_VI[How(leg.how)],
            datetime.fromtimestamp(leg.arrived_at // MS_PER_S, UTC).astimezone(zone).strftime("%H:%M:%S"),
            minutes(leg.wait_ms),
            minutes(leg.walk_ms),
            minutes(leg.serve_ms),
            leg.calls,
            leg.counter,
            leg.officer,
            OUTCOMES_VI[LegOutcome(leg.outcome)] if leg.outcome else STATES_VI[State(leg.state)],
            ", ".join(f"{MEASURES_VI[measure]}: {REASONS_VI[flag]}" for measure, flag in leg.flags),
        ]
        for leg in legs
    ]
    return Table(title, headings, rows)
