"""What only a supervisor asks, about the hall as a whole."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from kiosk.domain.commands.base import Command
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import CommandId, CounterNo, FieldCode


@dataclass(frozen=True, slots=True)
class Announce(Command):
    """Put a notice on boards and screens until it is withdrawn, or the day ends."""

    text_vi: str = dataclasses.field(repr=False)
    text_en: str = dataclasses.field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WithdrawAnnouncement(Command):
    """Take a notice down; it goes by the id of the command that put it up."""

    announcement: CommandId


@dataclass(frozen=True, slots=True)
class CloseField(Command):
    """Let a field take nobody more today; who waits there is still served."""

    field: FieldCode
    reason: FieldClosedReason


@dataclass(frozen=True, slots=True)
class ReopenField(Command):
    """Let a field take people again."""

    field: FieldCode


@dataclass(frozen=True, slots=True)
class AssignFields(Command):
    """Say which fields a counter serves for the rest of the day."""

    counter: CounterNo
    fields: tuple[FieldCode, ...]
