"""What every command carries, and every command about one ticket."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.ids import CommandId, TicketId
from kiosk.lib.units import BootId


@dataclass(frozen=True, slots=True)
class Issued:
    """When a command was made, on the desk's own boot clock.

    A client learns that clock from every snapshot and adds its own elapsed time,
    so a wrong wall clock on an officer's PC does not matter.
    """

    boot: BootId
    boot_ms: int


@dataclass(frozen=True, slots=True)
class Command:
    """What every command carries."""

    command_id: CommandId
    issued: Issued


@dataclass(frozen=True, slots=True)
class Consent:
    """Which notice the citizen agreed to."""

    notice_version: str
    notice_hash: str


@dataclass(frozen=True, slots=True)
class OnTicket(Command):
    """A command about one ticket, with the version its sender saw."""

    ticket: TicketId
    version: int
