from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.config_procedures import COLUMNS, load_procedures
from kiosk.errors import ConfigInvalid

HEAD = ",".join(COLUMNS)


def write(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "procedures.csv"
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8-sig")
    return str(path)


def test_the_catalogue_that_comes_along_belongs_to_the_fields_that_come_along() -> None:
    fields = [field.code for field in load_config(None).field]
    procedures = load_procedures("", fields)
    assert len(procedures) > 60
    assert {one.field for one in procedures} <= set(fields)
    # The office confirms what its province has decided; until then the page says so.
    assert not any(one.is_verified for one in procedures)


def test_an_offices_own_file_is_read_with_its_papers_words_and_page(tmp_path: Path) -> None:
    line = '2.000815.000.00.00.H17,chung_thuc,Chứng thực,,SD,"2.000 đồng; xem miễn giảm",A; B ,sao y;,,yes'
    (one,) = load_procedures(write(tmp_path, line), ["chung_thuc"], "https://portal.example/{code}")
    assert (one.papers, one.words, one.fee) == (("A", "B"), ("sao y",), "2.000 đồng; xem miễn giảm")
    assert one.url == "https://portal.example/2.000815.000.00.00.H17"
    assert one.is_verified


def test_a_procedure_of_a_field_that_is_not_here_can_be_looked_up_only(tmp_path: Path) -> None:
    (one,) = load_procedures(write(tmp_path, "1.000001,khac,Việc khác,,,,,,,"), ["chung_thuc"])
    assert one.field == ""


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["815,chung_thuc,Tên,,,,,,,"], "line 2: '815' is no code"),
        (["1.000001,a,Tên,,,,,,,", "1.000001,a,Tên,,,,,,,"], "line 3: the code 1.000001 is used twice"),
        (["1.000001,a, ,,,,,,,"], "line 2: 1.000001 has no name"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: list[str], complaint: str) -> None:
    with pytest.raises(ConfigInvalid, match=complaint):
        load_procedures(write(tmp_path, *lines), [])


def test_a_file_without_its_columns_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,name\n", "utf-8")
    with pytest.raises(ConfigInvalid, match="names no column field"):
        load_procedures(str(tmp_path / "a.csv"), [])
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        load_procedures(str(tmp_path / "none.csv"), [])
