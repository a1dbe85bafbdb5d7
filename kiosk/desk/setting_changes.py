"""What may be set by an office, and what differs between two configurations, as people read it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.catalogue import procedures_of
from kiosk.domain.procedures import Procedure

if TYPE_CHECKING:
    from kiosk.config import Config

EDITABLE = (
    "office",
    "field",
    "counter",
    "calendar",
    "priority",
    "policy",
    "notice",
    "hall",
    "printer",
    "services",
    "day_mode",
    "theme",
)
"""Tables of the configuration that a supervisor may change; the others belong to the machine."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: where, what it was, what it will be; empty text for nothing."""

    place: str
    before: str
    after: str


def changes(before: Config, after: Config) -> list[Change]:
    """List what differs between two configurations; procedures one by one.

    Raises:
        ConfigInvalid: A file of procedures cannot be read.
    """
    old, new = _leaves("", _settings_of(before)), _leaves("", _settings_of(after))
    places = sorted(old.keys() | new.keys())
    found = [Change(p, old.get(p, ""), new.get(p, "")) for p in places if old.get(p) != new.get(p)]
    return found + _of_procedures(before, after)


def tables_of(config: Config) -> dict[str, Any]:
    """Give the tables that an office may set, as plain values."""
    whole: dict[str, Any] = msgspec.to_builtins(config)
    return {name: whole[name] for name in EDITABLE}


def _settings_of(config: Config) -> dict[str, Any]:
    tables = tables_of(config)
    del tables["services"]["procedures_csv"]
    return tables


def _of_procedures(before: Config, after: Config) -> list[Change]:
    """List procedures that come, that go, and what differs in those that stay; by their codes."""
    if before.services.procedures_csv == after.services.procedures_csv:
        return []
    old, new = ({one.code: one for one in procedures_of(config)} for config in (before, after))
    found = []
    for code in sorted(old.keys() | new.keys()):
        place = f"procedures[{code}]"
        if code not in old or code not in new:
            name_before, name_after = (side[code].name_vi if code in side else "" for side in (old, new))
            found.append(Change(f"{place}.name_vi", name_before, name_after))
            continue
        for attribute in fields(Procedure):
            values = [_text(getattr(side[code], attribute.name)) for side in (old, new)]
            if values[0] != values[1]:
                found.append(Change(f"{place}.{attribute.name}", *values))
    return found


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)


def _leaves(place: str, value: Any) -> dict[str, str]:
    """Flatten tables to one text for each place; rows go by their code, number or date."""
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= _leaves(f"{place}.{key}" if place else key, inner)
        return found
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        found = {}
        for row in value:
            found |= _leaves(f"{place}[{next(iter(row.values()))}]", row)
        return found
    if isinstance(value, list | tuple):
        return {place: ", ".join(map(str, value))}
    if isinstance(value, bool):
        return {place: "có" if value else "không"}
    return {place: str(value)}
