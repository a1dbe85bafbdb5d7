"""A loudspeaker that remembers what was played, for tests; it keeps the contract of the real one."""

from __future__ import annotations

import threading

from kiosk.errors import SpeakerGone
from kiosk.voice.sound import Sound


class Ears:
    """Hears at once whatever is played, unless it is deaf.

    Attributes:
        heard: Every sound played to its end, in order.
        is_deaf: While set, nothing can be heard.
        waits: While clear, sounds take until :meth:`stop`, or until it is set.
    """

    def __init__(self) -> None:
        self.heard: list[Sound] = []
        self.is_deaf = False
        self.waits = threading.Event()
        self.waits.set()
        self._playing = False
        self._cut = False

    def play(self, sound: Sound) -> bool:
        if self.is_deaf:
            raise SpeakerGone("nobody hears")
        self._cut, self._playing = False, True
        assert self.waits.wait(10), "nobody let the sound end"
        self._playing = False
        if not self._cut:
            self.heard.append(sound)
        return not self._cut

    def stop(self) -> None:
        if self._playing:
            self._cut = True
            self.waits.set()
