"""Sound out of the loudspeaker, by a program of its own that can hang without hanging the kiosk."""

from __future__ import annotations

import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Protocol

from kiosk.errors import SpeakerGone
from kiosk.lib.units import MS_PER_S
from kiosk.voice.sound import write_wav

if TYPE_CHECKING:
    from kiosk.voice.sound import Sound

APLAY = "aplay"

GRACE_S = 4.0
"""What aplay may take beyond the sound to open and drain the device; after that it hangs."""


class Player(Protocol):
    """What makes a sound heard: a loudspeaker, or a test's ears."""

    def play(self, sound: Sound) -> bool:
        """Play to the end; tell whether it was, and not cut short by :meth:`stop`.

        Raises:
            SpeakerGone: Nothing can be heard.
        """
        ...

    def stop(self) -> None:
        """Cut short what plays now, if anything. Any thread."""
        ...


class AlsaPlayer:
    """One of ALSA's devices, through aplay; PipeWire and PulseAudio answer as ``default``.

    :meth:`play` belongs to one thread at a time.
    """

    def __init__(self, device: str = "default") -> None:
        """Name the device.

        Args:
            device: As ``aplay -L`` lists them; ``null`` swallows everything.
        """
        self._device = device
        self._lock = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._cut = False

    def play(self, sound: Sound) -> bool:
        """Play to the end; see `Player.play`."""
        program = shutil.which(APLAY)
        if program is None:
            raise SpeakerGone("aplay is not installed; run `sudo apt install alsa-utils`")
        command = [program, "-q", "-D", self._device, "-"]
        try:
            with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as playing:  # noqa: S603  # the device's name is checked by the configuration
                self._take(playing)
                complaint = _feed(playing, sound)
                with self._lock:
                    self._playing = None
        except OSError as error:
            raise SpeakerGone(f"aplay cannot be run: {error.strerror}") from error
        if self._cut:
            return False
        if playing.returncode != 0:
            raise SpeakerGone(f"{self._device}: {complaint or 'aplay failed'}; see `aplay -l`")
        return True

    def stop(self) -> None:
        """Cut short what plays now. Any thread."""
        with self._lock:
            if self._playing is not None:
                self._cut = True
                self._playing.terminate()

    def _take(self, playing: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._cut = False
            self._playing = playing


def _feed(playing: subprocess.Popen[bytes], sound: Sound) -> str:
    """Give the program its sound and wait for its end; give the last line of what it complained of."""
    try:
        _, complaint = playing.communicate(write_wav(sound), timeout=sound.length_ms / MS_PER_S + GRACE_S)
    except subprocess.TimeoutExpired:
        playing.kill()
        playing.communicate()
        return "it took no sound"
    lines = complaint.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
