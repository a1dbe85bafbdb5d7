from __future__ import annotations

import itertools
import unicodedata

import pytest

from kiosk.config_procedures import load_procedures
from kiosk.domain.procedures import MOST_FOUND, Procedure, ProcedureIndex, fold

NATIONAL = 5_741
"""Procedures in the national catalogue on 26-09-2026."""


@pytest.fixture(scope="module")
def seed() -> ProcedureIndex:
    return ProcedureIndex(load_procedures("", ["chung_thuc", "ho_tich"]))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sao y", "2.000815"),
        ("photo công chứng", "2.000815"),
        ("photo cong chung", "2.000815"),
        ("ĐỘC THÂN", "1.004873"),
        ("doc than", "1.004873"),
        ("so do", "1.012783"),
        ("dang ky ket h", "1.000894"),
        ("marriage reg", "1.000894"),
        ("cccd", "1.116410"),
        ("2.0008", "2.000806"),
        ("1.001193", "1.001193"),
    ],
)
def test_citizens_find_what_they_mean_in_their_own_words(seed: ProcedureIndex, typed: str, code: str) -> None:
    assert seed.search(typed)[0].code == code


@pytest.mark.parametrize("typed", ["", "   ", "…", "khong co viec nay", "khai sinh xyz"])
def test_what_names_nothing_finds_nothing(seed: ProcedureIndex, typed: str) -> None:
    assert seed.search(typed) == ()


def test_marks_and_case_do_not_matter_however_they_are_written() -> None:
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, " Đăng ký–KẾT  HÔN…")) == "dang ky ket hon"


def test_the_national_catalogue_is_searched_through_a_few_words_only() -> None:
    words = ["đăng", "ký", "cấp", "giấy", "xác", "nhận", "đất", "hộ", "tịch", "môi", "trường", "gia", "hạn"]
    names = itertools.islice(itertools.cycle(itertools.permutations(words, 4)), NATIONAL)
    index = ProcedureIndex(
        Procedure(f"1.{number:06d}", f"{' '.join(name)} số {number}", "", "")
        for number, name in enumerate(names)
    )
    found = index.search("dang ky")
    assert len(found) == MOST_FOUND
    assert all(one.name_vi.startswith("đăng ký") for one in found)
    assert len(index.search("d")) == MOST_FOUND
    assert [one.code for one in index.search("5740")] == ["1.005740"]
