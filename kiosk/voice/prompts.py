"""What a kiosk says to the person before it, from the same packs as calls."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.voice.pack import load_clip, load_manifest
from kiosk.voice.phrases import language
from kiosk.voice.reading import CodeStyle, read_code, read_number
from kiosk.voice.sound import join, silence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kiosk.voice.phrases import Language
    from kiosk.voice.sound import Sound

MARK = "say:"
"""What the ids of prompts begin with in a manifest, beside those of words and letters."""

BETWEEN_MS = 250
"""Between two sentences."""

TO_COUNTER = "to_counter"


def with_prompts(spoken: Language, prompts: Mapping[str, str]) -> Language:
    """Give a language with what its kiosk says, to be made or recorded like all else.

    Args:
        prompts: Texts as they are written on the screen, by key.
    """
    said = {MARK + key: _as_spoken(text) for key, text in prompts.items()}
    return replace(spoken, texts={**spoken.texts, **said})


class Prompter:
    """A pack in memory, for a kiosk's own sentences; belongs to one thread."""

    def __init__(self, folder: Path, prompts: Mapping[str, str], style: CodeStyle = CodeStyle.NUMBER) -> None:
        """Load a pack.

        Args:
            prompts: What the screen shows now, by key; a clip that says anything else stays unsaid, so that
                nobody hears another notice than the one they agree to.

        Raises:
            BadInput: There is no pack, or a clip is missing or damaged.
        """
        manifest = load_manifest(folder)
        self._language = language(manifest.language).code
        self._style = style
        current = {MARK + key: _as_spoken(text) for key, text in prompts.items()}
        self._clips = {
            phrase: load_clip(folder, clip)
            for phrase, clip in manifest.phrases.items()
            if not phrase.startswith(MARK) or current.get(phrase) == clip.text
        }

    def sentence(
        self,
        keys: Sequence[str],
        codes: Sequence[str] = (),
        counter: int | None = None,
        *,
        number: int | None = None,
    ) -> Sound:
        """Join what is said; what the pack lacks is left out, for the screen shows it too.

        Args:
            codes: Codes of tickets to read at the end.
            counter: A counter to name after them; None for none.
            number: What the last of the keys' words ends with; None for none. Nothing means much without them.

        Raises:
            BadInput: The code or a number cannot be read.
        """
        parts = [[MARK + key] for key in keys]
        if number is not None and parts[-1][0] in self._clips:
            parts[-1] += read_number(number, self._language)
        parts += [read_code(code, self._language, self._style) for code in codes]
        if counter is not None:
            parts.append([TO_COUNTER, *read_number(counter, self._language)])
        sounds = []
        for part in parts:
            said = [self._clips[word] for word in part if word in self._clips]
            sounds += [*said, silence(BETWEEN_MS)] if said else []
        return join(sounds)


def _as_spoken(text: str) -> str:
    """Write a text as one says it: "ông/bà" has no stroke, and dots are no words."""
    return re.sub(r"\s+", " ", text.replace("/", " ").replace("…", "")).strip()
