"""A pack in any language, recorded phrase by phrase by a person who speaks it."""

from __future__ import annotations

import math
import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

from kiosk.errors import BadInput, EnvironmentProblem
from kiosk.voice.making import WORDS_PER_MINUTE
from kiosk.voice.pack import MANIFEST, Manifest, load_clip, load_manifest, save_clip, save_manifest
from kiosk.voice.sound import RATE_HZ, Sound, faults, finish, read_wav, trim

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.voice.phrases import Language

TO_BEGIN_S = 1
"""Between pressing Enter and the first word."""

SECONDS_BESIDE_SPEAKING = 3
"""To read the next line and press Enter."""

QUIETEST_PEAK = 0.1
"""-20 dB of full scale; quieter ones drown in the room's noise once they are made louder."""

LOUDEST_PEAK = 0.99
"""Above it the microphone was overdriven."""

SHORTEST_MS = 80
"""Shorter is a knock, not a word."""

ARECORD = "arecord"

GRACE_S = 5.0
"""What arecord may take beyond the recording to open and close the microphone."""


class Recorder(Protocol):
    """What listens: a microphone, or a test."""

    def record(self, seconds: int) -> Sound:
        """Record so long.

        Raises:
            EnvironmentProblem: Nothing can be recorded.
        """
        ...


class Microphone:
    """ALSA's default microphone, through arecord."""

    def __init__(self) -> None:
        """Look for arecord.

        Raises:
            EnvironmentProblem: It is not installed.
        """
        program = shutil.which(ARECORD)
        if program is None:
            raise EnvironmentProblem("arecord is not installed; run `sudo apt install alsa-utils`")
        self._program = program

    def record(self, seconds: int) -> Sound:
        """Record so long; see `Recorder.record`."""
        command = [self._program, "-q", "-t", "wav", "-f", "S16_LE", "-c", "1"]
        command += ["-r", str(RATE_HZ), "-d", str(seconds)]
        try:
            heard = subprocess.run(command, capture_output=True, timeout=seconds + GRACE_S, check=True)  # noqa: S603  # fixed words and numbers
        except (subprocess.SubprocessError, OSError) as error:
            raise EnvironmentProblem(f"arecord failed: {error}; is a microphone plugged in?") from error
        return read_wav(heard.stdout, "the recording")


def record_pack(
    folder: Path,
    spoken: Language,
    recorder: Recorder,
    ask: Callable[[str], str],
    say: Callable[[str], object],
) -> bool:
    """Guide a person through all phrases; what is there already is not asked for again.

    Each phrase is kept as soon as it is good, so an interruption loses none.

    Args:
        ask: Shows a line and gives what was typed: Enter records, ``s`` skips, ``q`` stops.
        say: Shows a line.

    Returns:
        Whether the pack is complete.

    Raises:
        BadInput: The folder holds a pack of another language.
        EnvironmentProblem: Nothing can be recorded, or kept.
    """
    manifest = _begin(folder, spoken)
    missing = [phrase for phrase in spoken.texts if phrase not in manifest.phrases]
    say(
        f"{len(missing)} phrases, about {minutes_for(spoken, missing)} minutes. Enter records; s skips; q stops."
    )
    for number, phrase in enumerate(missing, start=1):
        text = spoken.texts[phrase]
        sound = _until_good(f"{number}/{len(missing)}  {text}", _seconds(text), recorder, ask, say)
        if sound is None:
            break
        if sound.samples:
            clip = save_clip(folder, phrase, text, sound)
            manifest = Manifest(spoken.code, "recorded", {**manifest.phrases, phrase: clip})
            save_manifest(folder, manifest)
    left = [phrase for phrase in spoken.texts if phrase not in manifest.phrases]
    say("complete" if not left else f"{len(left)} phrases are left; the same command goes on with them")
    return not left


def minutes_for(spoken: Language, phrases: list[str]) -> int:
    """Estimate how long recording some phrases takes, in minutes, rounded up."""
    seconds = sum(_seconds(spoken.texts[phrase]) + SECONDS_BESIDE_SPEAKING for phrase in phrases)
    return -(-seconds // 60)


def fault_of(heard: Sound) -> str:
    """Say what is wrong with a recording; empty when it can be used."""
    speech = trim(heard)
    if heard.peak < QUIETEST_PEAK or speech.length_ms < SHORTEST_MS:
        return "too quiet; come closer to the microphone"
    if heard.peak > LOUDEST_PEAK:
        return "too loud; speak from further away"
    if _ends_in_speech(heard):
        return "cut off at the end; speak right after pressing Enter"
    return ""


def _until_good(
    prompt: str, seconds: int, recorder: Recorder, ask: Callable[[str], str], say: Callable[[str], object]
) -> Sound | None:
    """Record until it can be used; no samples when it is skipped, None when the person stops."""
    while True:
        answer = ask(prompt).strip().lower()
        if answer == "q":
            return None
        if answer == "s":
            return Sound(b"")
        heard = recorder.record(seconds)
        clip = finish(heard)
        fault = fault_of(heard) or ", ".join(faults(clip))
        if not fault:
            return clip
        say(fault)


def _begin(folder: Path, spoken: Language) -> Manifest:
    if not (folder / MANIFEST).exists():
        return Manifest(spoken.code, "recorded", {})
    manifest = load_manifest(folder)
    if manifest.language != spoken.code:
        raise BadInput(f"{folder}: holds {manifest.language!r}, not {spoken.code!r}; name another folder")
    good = {}
    for phrase, clip in manifest.phrases.items():
        try:
            load_clip(folder, clip)
        except BadInput:
            # Recorded anew below, which is what the person came for.
            continue
        good[phrase] = clip
    return Manifest(manifest.language, manifest.made_by, good)


def _seconds(text: str) -> int:
    """Tell how long a text takes, at the pace that espeak-ng is set to."""
    return TO_BEGIN_S + math.ceil(len(text.split()) * 60 / WORDS_PER_MINUTE)


def _ends_in_speech(heard: Sound) -> bool:
    """Tell whether the last tenth of a second is loud."""
    last = Sound(heard.samples[-RATE_HZ // 10 * 2 :])
    return last.peak >= QUIETEST_PEAK
