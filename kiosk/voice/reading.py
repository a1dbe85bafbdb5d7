"""How numbers and ticket codes are read aloud, word by word, in Vietnamese, English and any other language."""

from __future__ import annotations

import re
from enum import StrEnum

from kiosk.errors import BadInput

LARGEST_NUMBER = 999
"""The largest a ticket's number of a day, or a counter's, can be."""

CODE = re.compile(r"^([A-Z])([0-9]{3})$")

HUNDRED = 100
TEN = 10


class CodeStyle(StrEnum):
    """How the number in a code is read."""

    NUMBER = "number"
    """A015 as "A mười lăm"."""

    DIGITS = "digits"
    """A015 as "A không một lăm": digit by digit, the last one as in everyday speech."""


DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

WORDS_VI = (*DIGITS_VI, "mười", "mươi", "mốt", "tư", "lăm", "linh", "trăm")
"""All words that Vietnamese numbers up to 999 are made of; the South says "lẻ" for "linh" in its own pack."""

DIGITS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

WORDS_EN = (
    *DIGITS_EN,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"),
)
"""All words that English numbers up to 999 are made of."""


def read_number(number: int, language: str) -> list[str]:
    """Give the words of a number; a language without rules of its own is read digit by digit.

    Args:
        language: ``vi``, ``en``, or any other code.

    Raises:
        BadInput: Not within 0–999.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        raise BadInput(f"{number} cannot be read; numbers are 0 to {LARGEST_NUMBER}")
    match language:
        case "vi":
            return _vietnamese(number)
        case "en":
            return _english(number)
    return list(str(number))


def read_code(code: str, language: str, style: CodeStyle) -> list[str]:
    """Give the words of a ticket's code: its letter, then its number.

    English and languages without rules of their own are always read digit by digit.

    Raises:
        BadInput: Not a letter and three digits.
    """
    parts = CODE.match(code)
    if parts is None:
        raise BadInput(f"{code!r} is not a ticket's code; codes are such as A015")
    letter, digits = parts.groups()
    if language == "en":
        return [letter, *(DIGITS_EN[int(digit)] for digit in digits)]
    if language != "vi":
        return [letter, *digits]
    if style is CodeStyle.NUMBER:
        return [letter, *_vietnamese(int(digits))]
    ending = _unit(int(digits[2]), int(digits[1]))
    return [letter, DIGITS_VI[int(digits[0])], DIGITS_VI[int(digits[1])], ending]


def _vietnamese(number: int) -> list[str]:
    """Read a number as the North does.

    Source: the school's rules: lăm after mười and mươi, mốt and tư after mươi, linh for an empty ten.
    """
    hundreds, rest = divmod(number, HUNDRED)
    tens, unit = divmod(rest, TEN)
    words = [DIGITS_VI[hundreds], "trăm"] if hundreds else []
    if rest == 0 and hundreds:
        return words
    if tens == 0:
        return [*words, "linh", DIGITS_VI[unit]] if hundreds else [DIGITS_VI[unit]]
    words += ["mười"] if tens == 1 else [DIGITS_VI[tens], "mươi"]
    return [*words, _unit(unit, tens)] if unit else words


def _unit(unit: int, tens: int) -> str:
    """Give the last digit's word as it sounds after ``tens``."""
    special = {1: "mốt", 4: "tư", 5: "lăm"}
    if tens == 1:
        special = {5: "lăm"}
    elif tens == 0:
        special = {}
    return special.get(unit, DIGITS_VI[unit])


def _english(number: int) -> list[str]:
    hundreds, rest = divmod(number, HUNDRED)
    words = [DIGITS_EN[hundreds], "hundred"] if hundreds else []
    if rest == 0 and hundreds:
        return words
    if rest < 2 * TEN:
        return [*words, WORDS_EN[rest]]
    tens, unit = divmod(rest, TEN)
    first_ten = WORDS_EN.index("twenty")
    words.append(WORDS_EN[first_ten + tens - 2])
    return [*words, DIGITS_EN[unit]] if unit else words
