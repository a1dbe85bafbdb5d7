"""Sound in memory: read, trimmed, joined without gaps, written."""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable

RATE_HZ = 22_050
"""What espeak-ng gives; every clip of a pack has it."""

FULL_SCALE = 32_767
SAMPLE_BYTES = 2

QUIET = FULL_SCALE // 100
"""-40 dB of full scale: below it a recording holds breath and room, no speech."""

FADE_MS = 4
"""A clip's ends are faded over so little time: no click is heard where clips meet."""

LEVEL = 0.7
"""Peak of every clip over full scale: -3 dB."""

CHIME_HZ = (659.25, 523.25)
"""E5 and C5, the two tones of a doorbell."""

CHIME_TONE_MS = 450
CHIME_LEVEL = 0.4
CHIME_DECAY_S = 0.18


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono sound of `RATE_HZ`; ``samples`` are signed 16-bit, little-endian."""

    samples: bytes

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return len(self.samples) // SAMPLE_BYTES * 1000 // RATE_HZ

    @property
    def peak(self) -> float:
        """The loudest sample over full scale, 0–1."""
        values = _values(self.samples)
        return max(*values, -min(values)) / FULL_SCALE if values else 0.0


def silence(length_ms: int) -> Sound:
    """Make silence."""
    return Sound(bytes(length_ms * RATE_HZ // 1000 * SAMPLE_BYTES))


def chime() -> Sound:
    """Make the two tones that come before an announcement."""
    count = CHIME_TONE_MS * RATE_HZ // 1000
    values = array("h")
    for tone in CHIME_HZ:
        values.extend(
            round(
                CHIME_LEVEL
                * FULL_SCALE
                * math.exp(-index / RATE_HZ / CHIME_DECAY_S)
                * math.sin(2 * math.pi * tone * index / RATE_HZ)
            )
            for index in range(count)
        )
    return Sound(_bytes(values))


def join(sounds: Iterable[Sound]) -> Sound:
    """Put sounds one right after another."""
    return Sound(b"".join(sound.samples for sound in sounds))


def trim(sound: Sound) -> Sound:
    """Cut the quiet off both ends, and fade what remains in and out over `FADE_MS`."""
    values = _values(sound.samples)
    loud = [index for index, value in enumerate(values) if abs(value) > QUIET]
    if not loud:
        return Sound(b"")
    kept = values[loud[0] : loud[-1] + 1]
    fade = min(FADE_MS * RATE_HZ // 1000, len(kept) // 2)
    for index in range(fade):
        kept[index] = kept[index] * index // fade
        kept[-1 - index] = kept[-1 - index] * index // fade
    return Sound(_bytes(kept))


def level(sound: Sound) -> Sound:
    """Make a sound as loud as all others: its peak at `LEVEL`."""
    peak = sound.peak
    if not peak:
        return sound
    return Sound(_bytes(array("h", (round(value * LEVEL / peak) for value in _values(sound.samples)))))


def at_volume(sound: Sound, volume: float) -> Sound:
    """Make a sound softer.

    Args:
        volume: 0 is silence, 1 leaves it as it is.
    """
    return Sound(_bytes(array("h", (round(value * volume) for value in _values(sound.samples)))))


def longest_quiet_ms(sound: Sound) -> int:
    """Measure the longest stretch without speech."""
    longest = run = 0
    for value in _values(sound.samples):
        run = 0 if abs(value) > QUIET else run + 1
        longest = max(longest, run)
    return longest * 1000 // RATE_HZ


def read_wav(content: bytes, name: str) -> Sound:
    """Read a WAV file of one channel, 16 bits and `RATE_HZ`.

    Raises:
        BadInput: It is no such file; the message names it.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            # A program that writes to a pipe cannot know the length and claims too much; the file's end decides.
            samples = file.readframes(min(file.getnframes(), len(content)))
    except (wave.Error, EOFError) as error:
        raise BadInput(f"{name}: not a WAV file ({error}); record or make it again") from error
    if form != (1, SAMPLE_BYTES, RATE_HZ):
        raise BadInput(
            f"{name}: {form[0]} channels, {form[1] * 8} bits, {form[2]} Hz; wanted 1, 16, {RATE_HZ}"
        )
    return Sound(samples[: len(samples) // SAMPLE_BYTES * SAMPLE_BYTES])


def write_wav(sound: Sound) -> bytes:
    """Write a WAV file."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE_HZ)
        file.writeframes(sound.samples)
    return content.getvalue()


def _values(samples: bytes) -> array[int]:
    values = array("h", samples)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()
