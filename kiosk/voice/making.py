"""Clips by espeak-ng, made once when a device is installed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from kiosk.errors import BadInput, EnvironmentProblem
from kiosk.voice.pack import Clip, Manifest, save_clip, save_manifest
from kiosk.voice.sound import Sound, finish, read_wav

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.voice.phrases import Language

ESPEAK = "espeak-ng"

VOICES = {"vi": "vi", "en": "en"}
"""Languages that espeak-ng speaks and this product has words for; the others are recorded."""

WORDS_PER_MINUTE = 140
"""Slower than espeak-ng's own 175: a hall echoes."""

LONGEST_MAKING_S = 20.0
"""A phrase takes a tenth of a second on a Raspberry Pi; after this espeak-ng hangs."""


def make_pack(folder: Path, spoken: Language, say: Callable[[str, str], Sound] | None = None) -> Manifest:
    """Make every clip of a language.

    Args:
        say: Speaks a text in a language; None takes espeak-ng.

    Raises:
        BadInput: espeak-ng does not speak the language; record a pack instead.
        EnvironmentProblem: espeak-ng is not installed or fails.
        DiskFull: A clip cannot be written.
    """
    speak = say or espeak
    clips: dict[str, Clip] = {}
    for phrase, text in spoken.texts.items():
        clips[phrase] = save_clip(folder, phrase, text, finish(speak(text, spoken.code)))
    manifest = Manifest(spoken.code, ESPEAK, clips)
    save_manifest(folder, manifest)
    return manifest


def espeak(text: str, code: str) -> Sound:
    """Speak a text; the sound has quiet at its ends.

    Raises:
        BadInput: It does not speak the language.
        EnvironmentProblem: It is not installed or fails.
    """
    voice = VOICES.get(code)
    if voice is None:
        raise BadInput(f"espeak-ng does not speak {code!r} here; use `kiosk voice record --lang {code}`")
    program = shutil.which(ESPEAK)
    if program is None:
        raise EnvironmentProblem("espeak-ng is not installed; run `sudo apt install espeak-ng`")
    command = [program, "-v", voice, "-s", str(WORDS_PER_MINUTE), "--stdout", "--", text]
    try:
        made = subprocess.run(command, capture_output=True, timeout=LONGEST_MAKING_S, check=True)  # noqa: S603  # the text is this product's own
    except (subprocess.SubprocessError, OSError) as error:
        raise EnvironmentProblem(f"espeak-ng failed at {text!r}: {error}") from error
    return read_wav(made.stdout, f"espeak-ng's {text!r}")
