"""The leaders' pages: what they show, to whom, on which screen, on paper, and in files."""

from __future__ import annotations

import csv
import io
import itertools

import httpx
import pytest
from openpyxl import load_workbook

from kiosk.central.reports.gathering import Topic
from kiosk.central.reports.section import Section
from kiosk.reports.cells import minutes, number, percent
from kiosk.reports.samples import Figure
from kiosk.reports.table import Cell, Table
from tests.central.report_site import ACCOUNTS, IN_NOVEMBER, Site
from tests.central.reported import PLACES, Province, asked

ENDPOINTS = (
    *(f"/reports/{topic}" for topic in Topic),
    *(f"/reports/{topic}/0.csv" for topic in Topic),
    "/reports",
    "/reports/print",
    "/reports/report.xlsx",
)


def shown(answer: httpx.Response) -> str:
    """Give what an answer says, of whatever kind it is."""
    if "spreadsheet" not in answer.headers["content-type"]:
        return answer.text
    book = load_workbook(io.BytesIO(answer.content))
    return "\n".join(str(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))


@pytest.mark.parametrize(("account", "endpoint"), list(itertools.product(ACCOUNTS, ENDPOINTS)))
def test_each_account_sees_the_offices_of_its_areas_and_no_other(
    site: Site, account: str, endpoint: str
) -> None:
    _right, visible = ACCOUNTS[account]
    answer = site.sessions[account].get(f"{endpoint}?{IN_NOVEMBER}&by=office")
    assert answer.status_code == 200
    text = shown(answer)
    assert not {office for office in PLACES if office in text} - visible
    if endpoint.endswith(("waits", "print", "xlsx")):
        assert {office for office in PLACES if office in text} == visible


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_another_areas_office_is_not_there(site: Site, endpoint: str) -> None:
    for asked_for in ("office=an-xuyen", "area=ca-mau", "office=nowhere"):
        answer = site.sessions["lan"].get(f"{endpoint}?{IN_NOVEMBER}&{asked_for}")
        assert answer.status_code == 404
        assert "an-xuyen" not in answer.text


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_stranger_sees_the_door(site: Site, endpoint: str) -> None:
    answer = httpx.get(f"{site.base}{endpoint}?{IN_NOVEMBER}", trust_env=False)
    assert answer.status_code == 401
    assert "Phường" not in answer.text


def test_a_page_says_the_figures_as_vietnamese_numbers(site: Site, province: Province) -> None:
    text = site.sessions["mai"].get(f"/reports/waits?{IN_NOVEMBER}&office=ha-dong").text
    whole = province.reports.whole(asked("ha-dong"))
    wait = whole.summaries[Figure.WAIT]
    for figure in (minutes(wait.mean), minutes(wait.p90), percent(wait.over_15), percent(wait.over_30)):
        assert f">{number(figure)}</td>" in text
    assert f"{number(minutes(wait.mean))} phút" in text
    assert number(1234567.891) == "1.234.567,9"
    assert number(-3) == "−3"


def test_every_figure_leads_to_why_it_may_be_believed(site: Site) -> None:
    page = site.sessions["mai"].get(f"/reports/waits?{IN_NOVEMBER}").text
    assert page.count("Vì sao tin được?") >= len(("mean", "p90", "longest", "over_15", "over_30"))
    trust = site.sessions["mai"].get(f"/reports/trust?{IN_NOVEMBER}&office=ba-dinh").text
    for text in ("quên bấm kết thúc", "Mười lượt để kiểm tra", "Quãng mất liên lạc", "Bản ghi mâu thuẫn"):
        assert text in trust


def test_a_table_comes_as_csv_and_all_tables_as_a_workbook(site: Site, province: Province) -> None:
    answer = site.sessions["mai"].get(f"/reports/waits/0.csv?{IN_NOVEMBER}")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row[1] for row in rows[1:]] == [
        str(province.reports.whole(asked(office)).tickets)
        for office in ("an-xuyen", "ba-dinh", "ha-dong", "")
    ]
    assert 'filename="bao-cao-2026-11-01-2026-11-30-waits.csv"' in answer.headers["content-disposition"]
    assert site.sessions["mai"].get(f"/reports/waits/9.csv?{IN_NOVEMBER}").status_code == 404
    answer = site.sessions["mai"].get(f"/reports/report.xlsx?{IN_NOVEMBER}&office=ha-dong")
    book = load_workbook(io.BytesIO(answer.content))
    assert {"Thời gian chờ (phút)", "Sổ lời hứa", "Bố trí quầy"} <= set(book.sheetnames)
    assert book["Thời gian chờ (phút)"]["B2"].value == province.reports.whole(asked("ha-dong")).tickets


@pytest.mark.parametrize(
    "wrong",
    ["span=decade", "by=colour", "on=yesterday", "on=1066-10-14", "span=free&on=2026-11-02&to=2026-11-01"],
)
def test_an_address_that_makes_no_sense_is_answered_400(site: Site, wrong: str) -> None:
    assert site.sessions["mai"].get(f"/reports/waits?{wrong}").status_code == 400


def test_an_unknown_topic_is_not_there(site: Site) -> None:
    assert site.sessions["mai"].get("/reports/gossip").status_code == 404


def test_a_column_of_numbers_stays_one_with_a_word_among_them() -> None:
    rows: list[list[Cell]] = [["8:00", 12.5, "có", None], ["9:00", "trên 2 giờ", "không", None], ["10:00"]]

    assert Section(Table("Bố trí quầy", ["Giờ", "Chờ", "Đủ", "Trống"], rows)).counting() == [
        False,
        True,
        False,
        True,
    ]
