"""Speaks the desk's announcements in their order, and acknowledges each."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.domain.speaking import Kind, SpeechView
from kiosk.errors import BadInput, DeskAway, SpeakerGone
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink
from kiosk.run.paths import DeskPaths
from kiosk.voice.announcement import BETWEEN_MS, Speaker
from kiosk.voice.pack import packs_folder
from kiosk.voice.player import AlsaPlayer
from kiosk.voice.reading import CodeStyle
from kiosk.voice.sound import at_volume, join, silence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.domain.speaking import Utterance
    from kiosk.voice.player import Player
    from kiosk.voice.sound import Sound

log = logging.getLogger(__name__)

LISTEN_S = 0.2
RETRY_S = 5.0
"""A loudspeaker that was unplugged is tried again so often; the desk has told the staff by then."""

RECONNECT_S = 0.5
"""The desk restarts in a second."""


class HallVoice:
    """The hall's loudspeaker on a thread of its own."""

    def __init__(
        self,
        socket: Path,
        output: str,
        speakers: Sequence[Speaker],
        player: Player,
        *,
        volume: float,
        on_speaking: Callable[[int | None], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            output: What this process is called in ``[hall] speaks``.
            speakers: One for each language, in the order they are heard.
            on_speaking: Told the number of what is being spoken, then None; on this worker's thread.
        """
        self._link = DeskLink(socket)
        self._output = output
        self._speakers = speakers
        self._player = player
        self._volume = volume
        self._on_speaking = on_speaking
        self._changed = threading.Condition()
        self._due: tuple[Utterance, ...] = ()
        self._said = 0
        self._is_gone = False
        self._worker = Worker("hall-voice", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to speak."""
        self._worker.start()

    def stop(self) -> None:
        """End; what is being said is cut short."""
        self._worker.wake_to_stop()
        self._player.stop()
        self._worker.stop()
        self._link.close()

    def hear(self, seq: int, speech: SpeechView) -> None:
        """Take in what is to be said. Any thread.

        Args:
            seq: The desk's last event; when it went back, the log began anew.
        """
        with self._changed:
            if seq < self._said:
                self._said = 0
            self._due = speech.due if speech.output == self._output else ()
            self._changed.notify()

    def _round(self) -> None:
        utterance = self._next()
        if utterance is None:
            return
        # A desk that was restarted asks anew for what was said before: it is told, the hall is not.
        if utterance.no <= self._said or self._speak(utterance):
            self._said = max(self._said, utterance.no)
            self._acknowledge(utterance.no)

    def _next(self) -> Utterance | None:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._due), LISTEN_S)
            return self._due[0] if self._due else None

    def _speak(self, utterance: Utterance) -> bool:
        """Say it; tell whether it was heard to its end."""
        self._on_speaking(utterance.no)
        try:
            ended = self._player.play(self._sound(utterance))
        except SpeakerGone as error:
            if not self._is_gone:
                log.warning("%s", error)
            self._is_gone = True
            self._worker.pause(RETRY_S)
            return False
        finally:
            self._on_speaking(None)
        self._is_gone = False
        return ended

    def _acknowledge(self, no: int) -> None:
        try:
            self._link.tell_spoken(self._output, no)
        except DeskAway as error:
            log.info("%s", error)
            self._worker.pause(RECONNECT_S)
            return
        with self._changed:
            self._due = tuple(said for said in self._due if said.no > no)

    def _sound(self, utterance: Utterance) -> Sound:
        first, *others = self._speakers
        kind, code, counter = Kind(utterance.kind), utterance.code, utterance.counter
        parts = [first.announce(kind, code, counter)]
        for other in others:
            parts += [silence(BETWEEN_MS), other.say(kind, code, counter)]
        return at_volume(join(parts), self._volume)


def build_hall_voice(
    config: Config,
    output: str,
    player: Player,
    *,
    on_speaking: Callable[[int | None], None],
    on_crash: Callable[[BaseException], None],
) -> HallVoice | None:
    """Give an output its voice; None where another speaks, or where there is nothing to speak with."""
    if config.hall.speaks != output:
        return None
    style = CodeStyle(config.hall.code_style)
    try:
        speakers = [Speaker(packs_folder() / language, style) for language in config.hall.languages]
    except BadInput as error:
        # Calls are shown all the same, and the desk tells the staff that nobody speaks.
        log.warning("calls are shown and not spoken: %s", error)
        return None
    return HallVoice(
        DeskPaths.of(config).socket,
        output,
        speakers,
        player,
        volume=config.hall.volume,
        on_speaking=on_speaking,
        on_crash=on_crash,
    )


def hall_player(config: Config) -> AlsaPlayer:
    """Give the device that the configuration names."""
    return AlsaPlayer(config.hall.sound_device)


def speech_of(snapshot: Mapping[str, Any]) -> SpeechView:
    """Give what the loudspeaker has to say."""
    return msgspec.convert(snapshot["speech"], SpeechView)
