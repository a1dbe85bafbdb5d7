"""Leaders' pages in a browser: every number on them is one that the raw lines add up to."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import make_reader_token, open_storage
from kiosk.central.reports.opening import OpeningHours
from kiosk.central.reports.query import Query
from kiosk.central.reports.refresh import Refresher
from kiosk.central.scope import EVERYWHERE
from kiosk.config import load_config
from kiosk.lib.clock import ManualClock
from kiosk.reports.legs import Period
from tests.central import oracle
from tests.central.oracle_log import Day, Office
from tests.central.province import LAST, SmallProvince, asked_for
from tests.central.servers import serving
from tests.web.browsers import a_pc, chromium, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

TOKEN = make_reader_token()
FIRST = date(2026, 11, 16)
ASKED = f"span=free&on={FIRST}&to={LAST}"
LEADERS_PC = (1366, 768)

TABLES = """() => [...document.querySelectorAll("section.report")].map(section => ({
    title: section.querySelector("h2").firstChild.textContent.trim(),
    rows: [...section.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.innerText.trim())),
}))"""


@pytest.fixture(scope="module")
def page(small_province: SmallProvince, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("pages")
    storage = open_storage(f"sqlite:///{folder / 'central.db'}")
    small_province.send_to(storage)
    Refresher(storage, OpeningHours(storage, load_config(None))).refresh_all()
    with (
        serving(build_app(storage, TOKEN, ManualClock())) as base,
        chromium() as browser,
        a_pc(browser, LEADERS_PC) as opened,
    ):
        opened.goto(f"{base}/?token={TOKEN}")
        yield opened
    storage.close()


@pytest.fixture
def days(offices: list[Office]) -> list[Day]:
    return asked_for(offices, Query(Period(FIRST, LAST), EVERYWHERE))


def tables(page: Page, address: str) -> dict[str, list[list[str]]]:
    """Open a page and read its tables by their titles."""
    base = page.url.split("/", 3)
    answer = page.goto(f"{base[0]}//{base[2]}{address}")
    assert answer is not None
    assert answer.status == 200
    return {found["title"]: found["rows"] for found in page.evaluate(TABLES)}


def text(value: float | str | None) -> str:
    """A figure as Vietnamese write it: a comma before the decimal, points between thousands."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    written = f"{value:,d}" if isinstance(value, int) else f"{round(value, 1):,.1f}"
    return written.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "−")


def minutes(ms: float | None) -> float | None:
    return None if ms is None else ms / oracle.MINUTE


def percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def names_of(small_province: SmallProvince) -> dict[str, str]:
    return {place.office: place.name for place, _batches in small_province.sent}


def rows_by(
    days: Sequence[Day], split: str, told: Callable[[list[oracle.Row], list[Day]], list[Any]]
) -> list[list[str]]:
    """A row for each group, and everything together last."""
    rows = oracle.rows_of(days)
    found = []
    for name, legs in [*oracle.groups(rows, split).items(), ("Tất cả", rows)]:
        of_group = {row.day.id for row in legs}
        cells = told(legs, [day for day in days if day.id in of_group])
        found.append([name, *map(text, cells)])
    return found


def waits(rows: list[oracle.Row], _days: list[Day]) -> list[Any]:
    figures = oracle.figures(rows)
    cells = [figures["tickets"]]
    for measure in ("wait", "wait_open"):
        one = figures["summaries"][measure]
        cells += [minutes(one[name]) for name in ("mean", "p90", "longest")]
        cells += [percent(one[name]) for name in ("over_15", "over_30")]
    wait = figures["summaries"]["wait"]
    return [*cells, wait["still"], sum(wait["left_out"].values())]


def at_counter(rows: list[oracle.Row], _days: list[Day]) -> list[Any]:
    figures = oracle.figures(rows)
    one = figures["summaries"]
    return [
        figures["tickets"],
        minutes(one["total_wait"]["mean"]),
        minutes(one["walk"]["mean"]),
        minutes(one["serve"]["mean"]),
        minutes(one["serve"]["p90"]),
        percent(figures["first_call_answered"]),
        figures["early_calls"],
        percent(figures["abandoned"]),
        figures["no_shows"],
        figures["recovered"],
        percent(figures["staff_share"]),
    ]


def hoarding(rows: list[oracle.Row], days: list[Day]) -> list[Any]:
    figures, by_path = oracle.figures(rows), oracle.paths(days)
    issued = sum(each["issued"] for each in by_path.values())
    per_1000 = [
        1000 * sum(each[what] for each in by_path.values()) / issued
        for what in ("ghosts", "duplicates", "disputes", "overrides")
    ]
    face, plain = (round(figures["by_how"][how]["mean"] / oracle.MINUTE, 1) for how in ("face", "plain"))
    return [figures["tickets"], *per_1000, percent(figures["face_share"]), face, plain, face - plain]


def words(rows: list[oracle.Row], _days: list[Day]) -> list[Any]:
    figures, said = oracle.figures(rows), oracle.satisfaction(rows)
    assert said is not None
    levels = [said[name] for name in ("very_satisfied", "satisfied", "unsatisfied")]
    given = figures["on_time"] + figures["late"]
    return [
        figures["on_time"],
        figures["late"],
        percent(figures["on_time"] / given) if given else None,
        sum(levels),
        *levels,
        percent((levels[0] + levels[1]) / sum(levels)),
        *said["factors"],
    ]


def promised(rows: list[oracle.Row], _days: list[Day]) -> list[Any]:
    scores = oracle.promises(rows)
    assert scores is not None
    return [
        scores["count"],
        percent(scores["coverage_p90"]),
        scores["mae"],
        scores["bias"],
        percent(scores["under_5"]),
        percent(scores["skill"]),
    ]


@pytest.mark.parametrize("split", ["area", "office", "field", "officer", "day"])
def test_the_page_of_waits_shows_what_the_raw_lines_add_up_to(
    page: Page, small_province: SmallProvince, days: list[Day], split: str
) -> None:
    shown = tables(page, f"/reports/waits?{ASKED}&by={split}&area={'tinh-mau' if split == 'area' else ''}")
    for title, told in (("Thời gian chờ (phút)", waits), ("Tại quầy (phút)", at_counter)):
        expected = rows_by(days, split, told)
        assert [row[1:] for row in shown[title]] == [row[1:] for row in expected]
        if split == "office":
            assert [row[0] for row in shown[title]] == [*names_of(small_province).values(), "Tất cả"]


def test_the_files_hold_what_the_raw_lines_add_up_to(page: Page, days: list[Day]) -> None:
    base = page.url.split("/reports", 1)[0].rstrip("/")
    answer = page.request.get(f"{base}/reports/waits/0.csv?{ASKED}&by=field")
    lines = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))[1:]
    book = openpyxl.load_workbook(
        io.BytesIO(page.request.get(f"{base}/reports/report.xlsx?{ASKED}&by=field").body())
    )
    sheet = [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    rows = oracle.rows_of(days)
    groups = [*oracle.groups(rows, "field").values(), rows]
    assert len(lines) == len(groups) <= len(sheet)
    for line, cells, legs in zip(lines, sheet, groups, strict=False):
        told = waits(legs, days)
        expected = [round(cell, 1) if isinstance(cell, float) else cell for cell in told]
        assert [float(cell) if cell else None for cell in line[1:]] == expected
        assert cells[1:] == expected


def test_the_pages_of_hoarding_and_words_show_what_the_raw_lines_add_up_to(
    page: Page, days: list[Day]
) -> None:
    shown = tables(page, f"/reports/hoarding?{ASKED}") | tables(page, f"/reports/words?{ASKED}")
    for title, told in (
        ("Chống lấy số ảo, và khuôn mặt so với số thường", hoarding),
        ("Trả kết quả và mức hài lòng", words),
        ("Sổ lời hứa", promised),
    ):
        assert [row[1:] for row in shown[title]] == [row[1:] for row in rows_by(days, "office", told)], title
    counted = oracle.paths(days)
    names = ("issued", "duplicates", "disputes", "overrides", "ghosts")
    assert [row[1:] for row in shown["Theo cách lấy số"]] == [
        [text(counts[name]) for name in names] for counts in counted.values()
    ]


def test_the_heat_map_shows_what_the_raw_lines_add_up_to(page: Page, days: list[Day]) -> None:
    shown = next(iter(tables(page, f"/reports/heat?{ASKED}").values()))
    cells = oracle.heat(oracle.rows_of(days), lambda row: str(row.date.weekday()))
    expected = sorted(f"{text(minutes(mean))} {text(count)} lượt" for count, mean, _over in cells.values())
    assert sorted(" ".join(cell.split()) for row in shown for cell in row[1:] if cell) == expected


def test_the_page_of_trust_shows_what_the_raw_lines_add_up_to(
    page: Page, offices: list[Office], days: list[Day]
) -> None:
    shown = tables(page, f"/reports/trust?{ASKED}")
    rows = oracle.rows_of(days)
    figures = oracle.figures(rows)
    doubts = {row[0]: row[1] for row in shown["Điều có thể làm đẹp số liệu"]}
    undated = oracle.rows_of(day for office in offices for day in office.days if day.date is None)
    assert doubts["Ngày làm việc của các điểm"] == text(len(days))
    assert doubts["Số do cán bộ cấp (%)"] == text(percent(figures["staff_share"]))
    assert doubts["Gọi sớm"] == text(figures["early_calls"])
    assert doubts["Lượt tính theo giờ mở cửa chung"] == text(figures["open_assumed"])
    assert doubts["Lượt của ngày không rõ ngày tháng"] == text(sum(row.is_first for row in undated))
    assert doubts["Sự kiện lúc đồng hồ chưa tin được"] == text(sum(day.bad_clock for day in days))
    late, events = sum(day.late for day in days), sum(day.events for day in days)
    assert doubts["Sự kiện đến muộn hơn 15 phút (%)"] == text(100 * late / events)
    assert doubts["Chuỗi nhật ký"] == text(sum(len(office.chains) for office in offices))
    assert doubts["Bản ghi mâu thuẫn"] == text(sum(office.forks for office in offices))
    left_out = shown["Dòng bị loại, và nếu tính cả chúng"]
    for row, measure in zip(left_out, figures["summaries"].values(), strict=True):
        out = sum(measure["left_out"].values())
        assert row[1:4] == [text(measure["count"]), text(measure["still"]), text(out)]
        best, worst = (text(minutes(bound)) for bound in measure["mean_bounds"])
        assert (row[5], row[6]) == (text(minutes(measure["mean"])), f"{best} – {worst}")


def test_the_page_of_load_shows_what_the_raw_lines_add_up_to(
    page: Page, small_province: SmallProvince, days: list[Day]
) -> None:
    shown = {
        row[0]: row[1:] for row in tables(page, f"/reports/staffing?{ASKED}")["So với điểm cùng mức tải"]
    }
    names = names_of(small_province)
    for office, told in oracle.loads(days).items():
        ours = [
            told["tickets"],
            told["seat_hours"],
            told["load"],
            minutes(told["mean_ms"]),
            minutes(told["peer_mean_ms"]),
        ]
        assert shown[names[office]][:5] == [text(cell) for cell in ours]
        assert shown[names[office]][-1] == text(len(told["peers"]))
