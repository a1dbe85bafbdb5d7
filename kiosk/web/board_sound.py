"""What the board page plays: the hall's announcements, one file each."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from kiosk.errors import BadInput
from kiosk.voice.announcement import Speaker, announce_in_turn
from kiosk.voice.pack import packs_folder
from kiosk.voice.reading import CodeStyle
from kiosk.voice.sound import at_volume, chime, write_wav

if TYPE_CHECKING:
    from kiosk.config_outputs import HallSection
    from kiosk.domain.ids import Seq
    from kiosk.domain.speaking import Utterance

KEPT = 8
"""Announcements kept as files, about 0.5 MB each; boards of one hall ask for the same one within seconds."""


class BoardSound:
    """Makes announcements audible; without clips of a language it is the chime alone. Belongs to the desk's loop."""

    def __init__(self) -> None:
        self._made: OrderedDict[Seq, bytes] = OrderedDict()
        self._speakers: list[Speaker] | None = None

    async def wav(self, announcement: Utterance, hall: HallSection) -> bytes:
        """Give an announcement as a WAV file."""
        if announcement.no not in self._made:
            self._made[announcement.no] = await asyncio.to_thread(self._make, announcement, hall)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return self._made[announcement.no]

    def _make(self, announcement: Utterance, hall: HallSection) -> bytes:
        try:
            if self._speakers is None:
                style = CodeStyle(hall.code_style)
                self._speakers = [Speaker(packs_folder() / language, style) for language in hall.languages]
            sound = announce_in_turn(
                self._speakers, announcement.kind, announcement.code, announcement.counter
            )
        except BadInput:
            # `kiosk doctor` says what the pack lacks; the hall looks up at the chime and reads the board.
            sound = chime()
        return write_wav(at_volume(sound, hall.volume))
