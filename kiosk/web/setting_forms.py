"""Forms of settings, made from the configuration's own types: a new setting gets its entry by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect as types

from kiosk.config import Config
from kiosk.desk.office_settings import FIXED
from kiosk.web.setting_words import CHOICES, LABELS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG_TEXT = frozenset({"notice.text_vi", "notice.text_en", "notice.point.text_vi", "notice.point.text_en"})
OWN_PAGE = frozenset({"services.procedures_csv"})
"""What no form shows: it has a page of its own."""

COLOURS = frozenset({"field.colour", "theme.colour"})
ROWS = (types.ListType, types.VarTupleType)
"""How the configuration writes a table that has rows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One input of a form.

    Attributes:
        kind: ``text``, ``long``, ``number``, ``flag``, ``choice``, ``colour``, ``list`` or ``numbers``; the page draws it by this.
        step: Of a number: 1, or ``any`` for fractions.
        choices: Values and words of a choice.
    """

    name: str
    label: str
    kind: str
    step: str = ""
    lowest: float | None = None
    highest: float | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One table of settings with its present values.

    Attributes:
        rows: One, or as many as there are where rows can be added.
    """

    table: str
    title: str
    entries: tuple[Entry, ...]
    rows: tuple[dict[str, Any], ...]
    many: bool


def forms(config: Config) -> list[Form]:
    """Give every form, filled from a configuration, in the order of the pages."""
    values = msgspec.to_builtins(config)
    return [_form(table, values) for table in TABLES]


def merged(config: Config, table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the configuration's table that a form's rows make, such as ``calendar`` for ``calendar.holiday``."""
    top, _, inner = table.partition(".")
    _, many = _shape(table)
    before = msgspec.to_builtins(config)[top]
    if inner:
        return {top: {**before, inner: rows}}
    return {top: rows if many else {**before, **(rows[0] if rows else {})}}


def _form(table: str, values: dict[str, Any]) -> Form:
    shape, many = _shape(table)
    value: Any = values
    for part in table.split("."):
        value = value[part]
    return Form(
        table,
        TABLES[table],
        tuple(_entries(table, shape)),
        tuple(value) if many else (value,),
        many,
    )


def _shape(table: str) -> tuple[types.StructType, bool]:
    """Find a table's type, and whether it has rows."""
    shape: Any = types.type_info(Config)
    many = False
    for part in table.split("."):
        shape = next(field.type for field in shape.fields if field.name == part)
        many = isinstance(shape, ROWS)
        shape = shape.item_type if isinstance(shape, ROWS) else shape
    assert isinstance(shape, types.StructType)
    return shape, many


def _entries(table: str, shape: types.StructType) -> Iterator[Entry]:
    for field in shape.fields:
        place = f"{table}.{field.name}"
        is_table = isinstance(field.type, ROWS) and isinstance(field.type.item_type, types.StructType)
        if not is_table and place not in OWN_PAGE and field.name not in FIXED.get(table, ()):
            yield _entry(place, field.name, field.type)


def _entry(place: str, name: str, kind: types.Type) -> Entry:
    label = LABELS[place]
    match kind:
        case types.BoolType():
            return Entry(name, label, "flag")
        case types.IntType():
            return Entry(name, label, "number", "1", kind.ge, kind.le)
        case types.FloatType():
            return Entry(name, label, "number", "any", kind.ge, kind.le)
        case types.LiteralType():
            values = sorted(str(value) for value in kind.values)
            return Entry(name, label, "choice", choices=tuple((v, CHOICES.get(v, v)) for v in values))
        case types.ListType(item_type=types.IntType()):
            return Entry(name, label, "numbers")
        case types.ListType():
            return Entry(name, label, "list")
        case _:
            return Entry(
                name, label, "long" if place in LONG_TEXT else "colour" if place in COLOURS else "text"
            )
