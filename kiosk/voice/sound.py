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

LOUDNESS_DB = -20.0
"""Loudness of every clip against full scale: espeak-ng's most uneven word ("trăm") then peaks at -2 dB."""

HIGHEST_PEAK = 0.95
"""No clip is amplified beyond it, so that no sample is cut off."""

WINDOW_MS = 50
GATE_DB = 20.0
"""Loudness is the mean power of windows of 50 ms that are within 20 dB of the loudest: pauses do not count.

Source: the gate of ITU-R BS.1770, with windows short enough for a word of a fifth of a second.
"""

QUIET_ENDS_MS = 20
"""Quiet that may remain at a clip's ends: well below the 50 to 100 ms for which the lips close in a "p" or "b"."""

LEVEL_TOLERANCE_DB = 1.0
"""The least difference in loudness that is heard (about 1 dB; Zwicker & Fastl, *Psychoacoustics*, 7.1)."""

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
    """Cut the quiet off both ends but for `FADE_MS`, over which the sound is faded in and out."""
    values = _values(sound.samples)
    loud = [index for index, value in enumerate(values) if abs(value) > QUIET]
    if not loud:
        return Sound(b"")
    fade = FADE_MS * RATE_HZ // 1000
    # Beside the speech, not over it: the burst of a final "t" is no longer than the fade.
    kept = values[max(0, loud[0] - fade) : loud[-1] + 1 + fade]
    fade = min(fade, len(kept) // 2)
    for index in range(fade):
        kept[index] = kept[index] * index // fade
        kept[-1 - index] = kept[-1 - index] * index // fade
    return Sound(_bytes(kept))


def finish(sound: Sound) -> Sound:
    """Make a clip of what was spoken: as loud as all others, with no quiet around it."""
    # Again after levelling, which may make a soft end quiet.
    return trim(level(trim(sound)))


def level(sound: Sound) -> Sound:
    """Make a sound as loud as all others, `LOUDNESS_DB`, or as loud as it can be without being cut off."""
    if not sound.peak:
        return sound
    gain = min(10 ** ((LOUDNESS_DB - loudness_db(sound)) / 20), HIGHEST_PEAK / sound.peak)
    return Sound(_bytes(array("h", (round(value * gain) for value in _values(sound.samples)))))


def loudness_db(sound: Sound) -> float:
    """Measure how loud speech is, against full scale; -inf for silence."""
    values = _values(sound.samples)
    size = WINDOW_MS * RATE_HZ // 1000
    starts = range(0, max(1, len(values) - size + 1), size // 2)
    windows = [values[start : start + size] for start in starts]
    powers = [sum(value * value for value in window) / (len(window) or 1) for window in windows]
    floor = max(powers) / 10 ** (GATE_DB / 10)
    loud = [power for power in powers if power > floor]
    return 10 * math.log10(sum(loud) / len(loud) / FULL_SCALE**2) if loud else -math.inf


def faults(sound: Sound) -> list[str]:
    """Name what would be heard where a clip is joined to others: quiet ends, clipping, another loudness."""
    values = _values(sound.samples)
    loud = [index for index, value in enumerate(values) if abs(value) > QUIET]
    if not loud:
        return ["nothing is heard"]
    found = []
    for end, quiet in (("beginning", loud[0]), ("end", len(values) - 1 - loud[-1])):
        quiet_ms = quiet * 1000 // RATE_HZ
        if quiet_ms > QUIET_ENDS_MS:
            found.append(f"{quiet_ms} ms of quiet at its {end}")
    if any(abs(value) >= FULL_SCALE for value in values):
        found.append("the loudest samples are cut off")
    off_db = loudness_db(sound) - LOUDNESS_DB
    if abs(off_db) > LEVEL_TOLERANCE_DB:
        found.append(f"{off_db:+.1f} dB off the other clips")
    return found


def at_volume(sound: Sound, volume: float) -> Sound:
    """Make a sound softer.

    Args:
        volume: 0 is silence, 1 leaves it as it is.
    """
    return Sound(_bytes(array("h", (round(value * volume) for value in _values(sound.samples)))))


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
    except (wave.Error, EOFError, RuntimeError) as error:  # the last one for a chunk that begins past the end
        raise BadInput(
            f"{name}: not a WAV file ({error or 'it breaks off'}); record or make it again"
        ) from error
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
