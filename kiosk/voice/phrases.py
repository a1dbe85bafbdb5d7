"""What a pack of clips must hold, and how announcements are put together from it."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

from kiosk.domain.speaking import Kind
from kiosk.voice.reading import WORDS_EN, WORDS_VI, CodeStyle, read_code, read_number

LETTERS_VI = (
    *("a", "bê", "xê", "dê", "e", "ép phờ", "giê", "hát", "i", "gi", "ca", "e lờ", "em mờ", "en nờ", "o"),
    *("pê", "quy", "e rờ", "ét sì", "tê", "u", "vê", "vê kép", "ích xì", "i dài", "dét"),
)
"""The letters' names as a voice must be told to say them."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words.

    Attributes:
        code: ISO 639; ``vi`` and ``en`` have rules for numbers, others are read digit by digit.
        sentences: For each kind the ids of its phrases, with ``{code}`` and ``{counter}`` between them.
        texts: What each phrase, word and letter says, by its id.
    """

    code: str
    sentences: dict[Kind, tuple[str, ...]]
    texts: dict[str, str]


SENTENCES = {
    Kind.CALL: ("call", "{code}", "to_counter", "{counter}"),
    Kind.LAST_CALL: ("last_call", "call", "{code}", "to_counter", "{counter}"),
    Kind.MISSED: ("missed_number", "{code}", "missed"),
}

PHRASES_VI = {
    "call": "Mời công dân số",
    "to_counter": "đến quầy số",
    "last_call": "Gọi lần cuối",
    "missed_number": "Số",
    "missed": "đã quá lượt, xin liên hệ bàn hướng dẫn",
}

PHRASES_EN = {
    "call": "Number",
    "to_counter": "counter",
    "last_call": "Last call",
    "missed_number": "Number",
    "missed": "has been missed, please ask at the help desk",
}


def language(code: str, letters: str = ascii_uppercase) -> Language:
    """Give a language's words; for a language unknown here, the Vietnamese texts to be said in it.

    Args:
        letters: The letters that the office's codes begin with.
    """
    named = zip(ascii_uppercase, LETTERS_VI, strict=True)
    names_vi = {letter: name for letter, name in named if letter in letters}
    match code:
        case "vi":
            return Language(code, SENTENCES, {**PHRASES_VI, **names_vi, **{word: word for word in WORDS_VI}})
        case "en":
            names = {letter: letter for letter in letters}
            return Language(code, SENTENCES, {**PHRASES_EN, **names, **{word: word for word in WORDS_EN}})
    digits = {digit: f"{digit} ({word})" for digit, word in zip("0123456789", WORDS_VI, strict=False)}
    return Language(code, SENTENCES, {**PHRASES_VI, **names_vi, **digits})


def sentence(spoken: Language, kind: Kind, code: str, counter: int, style: CodeStyle) -> list[str]:
    """Give the ids of an announcement's clips, in order.

    Raises:
        BadInput: The code or the counter's number cannot be read.
    """
    words = []
    for part in spoken.sentences[kind]:
        match part:
            case "{code}":
                words += read_code(code, spoken.code, style)
            case "{counter}":
                words += read_number(counter, spoken.code)
            case _:
                words.append(part)
    return words
