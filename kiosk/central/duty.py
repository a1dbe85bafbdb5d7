"""What a transaction is for, and so by whose rights it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kiosk.central.scope import Scope
    from kiosk.domain.ids import OfficeId


@dataclass(frozen=True, slots=True)
class Duty:
    """What a transaction is for, and so what it may touch.

    Attributes:
        role: By whose rights it works on a database that knows rights.
        office: Whose rows it may write; empty for a duty that is no office's.
        writes: Nobody else may write in the office meanwhile.
        areas: Whose offices it may read, for a reader.
    """

    role: Literal["kiosk_ingest", "kiosk_reader", "kiosk_manager"]
    office: str = ""
    writes: bool = False
    areas: tuple[str, ...] = ()


MANAGING = Duty("kiosk_manager", writes=True)


def keeping(office: OfficeId) -> Duty:
    """Write what a desk sent."""
    return Duty("kiosk_ingest", office, writes=True)


def asking(office: OfficeId) -> Duty:
    """Read what a desk sent, for that desk."""
    return Duty("kiosk_ingest", office)


def viewing(scope: Scope) -> Duty:
    """Read figures for people."""
    return Duty("kiosk_reader", areas=scope.areas)
