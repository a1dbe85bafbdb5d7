"""What a supervisor arranges for the whole hall today."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from kiosk.domain.hall import (
    AnnouncementMade,
    AnnouncementWithdrawn,
    FieldClosed,
    FieldReopened,
    FieldsAssigned,
)
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.commands import (
        Announce,
        AssignFields,
        CloseField,
        ReopenField,
        WithdrawAnnouncement,
    )
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData
    from kiosk.domain.ids import OfficerId

LONGEST_ANNOUNCEMENT = 200
"""Characters; what a board can show large enough to be read across a hall."""

MOST_ANNOUNCEMENTS = 5
"""More than anybody reads while waiting."""


def announce(setting: Setting, command: Announce, officer: OfficerId) -> list[EventData]:
    """Put a notice up.

    Raises:
        CommandRefused: It is empty, too long, not plain text, or too many hang already.
    """
    setting.day()
    if not command.text_vi.strip():
        raise CommandRefused("a notice needs words in Vietnamese", code="bad_text")
    for text in (command.text_vi, command.text_en):
        if len(text) > LONGEST_ANNOUNCEMENT or any(unicodedata.category(sign)[0] == "C" for sign in text):
            raise CommandRefused(
                f"a notice has at most {LONGEST_ANNOUNCEMENT} characters and no line breaks", code="bad_text"
            )
    if len(setting.office.announcements) >= MOST_ANNOUNCEMENTS:
        raise CommandRefused(f"{MOST_ANNOUNCEMENTS} notices hang already; withdraw one", code="too_many")
    return [AnnouncementMade(command.command_id, officer, text_hash(command.text_vi, command.text_en))]


def withdraw_announcement(
    setting: Setting, command: WithdrawAnnouncement, officer: OfficerId
) -> list[EventData]:
    """Take a notice down.

    Raises:
        IllegalMove: It does not hang.
    """
    if command.announcement not in setting.office.announcements:
        raise IllegalMove("this notice does not hang any more", code="not_announced")
    return [AnnouncementWithdrawn(command.announcement, officer)]


def close_field(setting: Setting, command: CloseField, officer: OfficerId) -> list[EventData]:
    """Let a field take nobody more today.

    Raises:
        IllegalMove: It does not already.
    """
    setting.day()
    field = setting.field(command.field)
    if field.code in setting.office.closed_fields:
        raise IllegalMove(f"{field.code} is closed already", code="field_closed")
    return [FieldClosed(field.code, officer, command.reason)]


def reopen_field(setting: Setting, command: ReopenField, officer: OfficerId) -> list[EventData]:
    """Let a field take people again.

    Raises:
        IllegalMove: It does already.
    """
    if command.field not in setting.office.closed_fields:
        raise IllegalMove(f"{command.field} is not closed", code="field_open")
    return [FieldReopened(command.field, officer)]


def assign_fields(setting: Setting, command: AssignFields, officer: OfficerId) -> list[EventData]:
    """Say which fields a counter serves for the rest of the day; nothing happens when it serves them.

    Raises:
        CommandRefused: No field is named, or this office has none such.
    """
    setting.day()
    counter = setting.counter(command.counter)
    fields = tuple(dict.fromkeys(setting.field(code).code for code in command.fields))
    if not fields:
        raise CommandRefused("a counter serves one field at least; sign out there instead", code="no_target")
    if fields == counter.fields:
        return []
    return [FieldsAssigned(counter.number, fields, officer)]


def text_hash(text_vi: str, text_en: str) -> str:
    """Give the SHA-256 (hex) by which the log names a notice's words."""
    return hashlib.sha256(f"{text_vi}\n\n{text_en}".encode()).hexdigest()
