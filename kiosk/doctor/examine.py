"""Runs checks, whatever becomes of each, and sums them up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.doctor.check import Finding, Level, fault
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.doctor.check import Check, Context

EXIT_CODES = {Level.OK: 0, Level.WARNING: 1, Level.FAULT: 2}

MARKS = {Level.OK: "ok     ", Level.WARNING: "WARNING", Level.FAULT: "FAULT  "}


@dataclass(frozen=True, slots=True)
class Examined:
    """A check's name and what it found."""

    name: str
    finding: Finding


def examine(checks: Iterable[Check], context: Context) -> list[Examined]:
    """Run every check; one that fails itself is a fault and keeps no other from running."""
    return [Examined(check.name, _run(check, context)) for check in checks]


def worst(examined: Iterable[Examined]) -> Level:
    """Give the worst level of all; ok when nothing was checked."""
    return max((one.finding.level for one in examined), key=EXIT_CODES.__getitem__, default=Level.OK)


def to_json(examined: list[Examined]) -> str:
    """Write findings for machines."""
    findings = [
        {
            "check": one.name,
            "level": one.finding.level,
            "what": one.finding.what,
            "remedy": one.finding.remedy,
        }
        for one in examined
    ]
    return json.dumps({"level": worst(examined), "checks": findings}, ensure_ascii=False, indent=1)


def to_text(examined: list[Examined]) -> str:
    """Write findings for people, what to do below each that needs it."""
    lines = []
    for one in examined:
        lines.append(f"{MARKS[one.finding.level]}  {one.name}: {one.finding.what}")
        if one.finding.remedy:
            lines.append(f"{'':9}→ {one.finding.remedy}")
    return "\n".join(lines)


def _run(check: Check, context: Context) -> Finding:
    try:
        return check.run(context)
    except KioskError as error:
        return fault(str(error), "see the message; then run `kiosk doctor` again")
    except Exception as error:  # noqa: BLE001  # a check that crashes is a finding; doctor must reach the others
        where = f"the check itself failed: {type(error).__name__}: {error}"
        return fault(where, "report this to whoever maintains the software")
