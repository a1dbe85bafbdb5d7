"""A changed copy of a frozen value, twice as fast as the standard library's."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def replace(value: T, /, **changes: Any) -> T:
    """Do what :func:`dataclasses.replace` does, for dataclasses whose every field is given at the beginning.

    A fold of the log is hardly anything else, and central folds every office's; the standard one asks each field
    each time how it was declared.

    Raises:
        KeyError: A name is none of the fields.
    """
    kind: Any = type(value)
    read, places = _shape(kind)
    values = list(read(value))
    for name, changed in changes.items():
        values[places[name]] = changed
    copy: T = kind(*values)
    return copy


@cache
def _shape(kind: Any) -> tuple[attrgetter[tuple[Any, ...]], dict[str, int]]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
