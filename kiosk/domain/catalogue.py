"""What an office offers: fields of procedures, and the counters that serve them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.ids import CounterNo, FieldCode


@dataclass(frozen=True, slots=True)
class Field:
    """A group of procedures; what a citizen picks.

    Attributes:
        letter: First letter of its tickets' codes, one of A–Z, unique in the office.
        icon: Name of a picture that the screens draw.
        colour: ``#rrggbb``.
        area: Where in the hall its counters are, in Vietnamese.
    """

    code: FieldCode
    letter: str
    name_vi: str
    name_en: str
    icon: str
    colour: str
    area: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A numbered place where an officer serves some of the fields."""

    number: CounterNo
    fields: tuple[FieldCode, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All fields and counters of one office, in the order screens show them."""

    fields: tuple[Field, ...]
    counters: tuple[Counter, ...]

    def field(self, code: FieldCode) -> Field | None:
        """Find a field by its code; None when the office does not offer it."""
        return next((field for field in self.fields if field.code == code), None)

    def counter(self, number: CounterNo) -> Counter | None:
        """Find a counter by its number; None when the office has none such."""
        return next((counter for counter in self.counters if counter.number == number), None)


TICKET_ICONS = (
    "sen",
    "chuon_chuon",
    "dieu",
    "thuyen",
    "tre",
    "trau",
    "sao",
    "ca",
    "trong",
    "den_long",
    "chim",
    "la",
)
"""Pictures that make two tickets easy to tell apart across a hall, beside the code."""


def ticket_code(field: Field, number: int) -> str:
    """Write a ticket's code, such as ``B017``; ``number`` counts from 1 each day."""
    return f"{field.letter}{number:03d}"


def ticket_icon(field: Field, number: int) -> str:
    """Choose a ticket's picture: neighbours in one queue never share it."""
    return TICKET_ICONS[(number + ord(field.letter) * 5) % len(TICKET_ICONS)]
