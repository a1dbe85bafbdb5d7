"""Numbers and codes are read as people read them: proven against a grammar that reads the words back."""

from __future__ import annotations

import re
from string import ascii_uppercase

import pytest

from kiosk.domain.speaking import Kind
from kiosk.errors import BadInput
from kiosk.voice.phrases import language, sentence
from kiosk.voice.reading import CodeStyle, read_code, read_number

ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

PRINTED_VI = {
    0: "không",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    444: "bốn trăm bốn mươi tư",
    505: "năm trăm linh năm",
    999: "chín trăm chín mươi chín",
}
"""Written out by hand from the rules of school."""


def _spelled_vi(number: int) -> str:
    """Read a number naively, digit for place, then mend it by the rules as text."""
    hundreds, tens, ones = (int(digit) for digit in f"{number:03d}")
    text = f"{ONES[hundreds]} trăm {ONES[tens]} mươi {ONES[ones]}"
    for wrong, right in (
        (r"^không trăm không mươi ", ""),
        (r"^không trăm ", ""),
        (r"trăm không mươi không$", "trăm"),
        (r"trăm không mươi ", "trăm linh "),
        (r"một mươi", "mười"),
        (r"(mươi|mười) không$", r"\1"),
        (r"mươi một$", "mươi mốt"),
        (r"mươi bốn$", "mươi tư"),
        (r"(mươi|mười) năm$", r"\1 lăm"),
    ):
        text = re.sub(wrong, right, text)
    return text


def _understood_vi(text: str) -> int:
    """Understand a number by a strict grammar; what no Vietnamese says is refused."""
    one = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
    grammar = re.compile(
        rf"^(?:(?P<h>{one}) trăm)?"
        rf"(?:(?:^| )(?P<linh>linh (?P<lo>{one}))|(?:^| )(?P<teen>mười(?: (?P<te>một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)"
        rf"|(?:^| )(?P<t>hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?P<to>mốt|hai|ba|tư|lăm|sáu|bảy|tám|chín))?"
        rf"|^(?P<o>không|{one}))?$"
    )
    found = grammar.match(text)
    assert found is not None, text
    worth = {word: value for value, word in enumerate(ONES)} | {"mốt": 1, "tư": 4, "lăm": 5}
    part = {name: worth.get(word or "", 0) for name, word in found.groupdict().items()}
    assert not (found["linh"] and not found["h"]), text
    teen = 10 if found["teen"] else 0
    return part["h"] * 100 + part["lo"] + teen + part["te"] + part["t"] * 10 + part["to"] + part["o"]


@pytest.mark.parametrize(("number", "words"), PRINTED_VI.items())
def test_numbers_are_read_as_school_teaches(number: int, words: str) -> None:
    assert " ".join(read_number(number, "vi")) == words


def test_every_number_up_to_999_is_read_by_the_rules_and_understood() -> None:
    for number in range(1000):
        text = " ".join(read_number(number, "vi"))
        assert text == _spelled_vi(number)
        assert _understood_vi(text) == number


def test_no_two_numbers_sound_the_same() -> None:
    for lang in ("vi", "en", "tyz"):
        assert len({" ".join(read_number(number, lang)) for number in range(1000)}) == 1000


def test_english_numbers_are_understood() -> None:
    worth = dict(
        zip(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ],
            range(13),
            strict=True,
        )
    )
    stems = {"thir": 3, "four": 4, "fif": 5, "six": 6, "seven": 7, "eigh": 8, "nine": 9}
    worth |= {f"{stem}teen": value + 10 for stem, value in stems.items()}
    stems = {**stems, "twen": 2, "for": 4}
    del stems["four"]
    worth |= {f"{stem}ty": value * 10 for stem, value in stems.items()}
    for number in range(1000):
        total = 0
        for word in read_number(number, "en"):
            total = total * 100 if word == "hundred" else total + worth[word]
        assert total == number


def test_every_code_is_read_letter_first_and_understood_in_both_styles() -> None:
    for letter in ascii_uppercase:
        for number in range(1, 1000):
            code = f"{letter}{number:03d}"
            first, *words = read_code(code, "vi", CodeStyle.NUMBER)
            assert (first, _understood_vi(" ".join(words))) == (letter, number)
            first, *digits = read_code(code, "vi", CodeStyle.DIGITS)
            plain = [{"mốt": "một", "tư": "bốn", "lăm": "năm"}.get(word, word) for word in digits]
            assert (first, plain) == (letter, [ONES[int(digit)] for digit in code[1:]])
            assert read_code(code, "tyz", CodeStyle.NUMBER) == list(code)


def test_codes_read_digit_by_digit_end_as_in_everyday_speech() -> None:
    assert " ".join(read_code("A015", "vi", CodeStyle.DIGITS)) == "A không một lăm"
    assert " ".join(read_code("A015", "vi", CodeStyle.NUMBER)) == "A mười lăm"
    assert " ".join(read_code("A005", "vi", CodeStyle.DIGITS)) == "A không không năm"
    assert " ".join(read_code("B121", "vi", CodeStyle.DIGITS)) == "B một hai mốt"
    assert " ".join(read_code("A015", "en", CodeStyle.NUMBER)) == "A zero one five"


@pytest.mark.parametrize("lang", ["vi", "en", "tyz"])
@pytest.mark.parametrize("style", list(CodeStyle))
@pytest.mark.parametrize("kind", list(Kind))
def test_a_pack_has_every_word_of_every_announcement(lang: str, style: CodeStyle, kind: Kind) -> None:
    spoken = language(lang)
    for letter in ascii_uppercase:
        for number in range(1, 1000):
            assert set(sentence(spoken, kind, f"{letter}{number:03d}", number, style)) <= set(spoken.texts)


def test_announcements_say_what_the_office_expects() -> None:
    def text(lang: str, kind: Kind) -> str:
        spoken = language(lang)
        return " ".join(spoken.texts[word] for word in sentence(spoken, kind, "A015", 3, CodeStyle.NUMBER))

    assert text("vi", Kind.CALL) == "Mời công dân số a mười lăm đến quầy số ba"
    assert text("vi", Kind.LAST_CALL) == "Gọi lần cuối Mời công dân số a mười lăm đến quầy số ba"
    assert text("vi", Kind.MISSED) == "Số a mười lăm đã quá lượt, xin liên hệ bàn hướng dẫn"
    assert text("en", Kind.CALL) == "Number A zero one five counter three"


@pytest.mark.parametrize("code", ["", "A15", "a015", "A0155", "15", "Đ001", "A01٥"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadInput, match="A015"):
        read_code(code, "vi", CodeStyle.NUMBER)


@pytest.mark.parametrize("number", [-1, 1000])
def test_numbers_that_no_ticket_has_are_refused(number: int) -> None:
    with pytest.raises(BadInput):
        read_number(number, "vi")
