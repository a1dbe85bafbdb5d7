"""Announcements: the chime, the sentence, and the sentence once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.speaking import Kind
from kiosk.errors import BadInput
from kiosk.voice.pack import load_clip, load_manifest
from kiosk.voice.phrases import language, sentence
from kiosk.voice.reading import CodeStyle
from kiosk.voice.sound import chime, join, silence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kiosk.voice.sound import Sound

AFTER_CHIME_MS = 200
BETWEEN_MS = 700
"""A breath between the two times a sentence is said."""

TIMES = 2


class Speaker:
    """A pack in memory; belongs to one thread."""

    def __init__(self, folder: Path, style: CodeStyle = CodeStyle.NUMBER) -> None:
        """Load a pack whole, so that nothing can be missing when somebody is called.

        Raises:
            BadInput: There is no pack, or a clip is missing or damaged.
        """
        manifest = load_manifest(folder)
        self._language = language(manifest.language)
        self._style = style
        self._clips = {phrase: load_clip(folder, clip) for phrase, clip in manifest.phrases.items()}
        self._chime = chime()

    def announce(self, kind: Kind, code: str, counter: int = 0) -> Sound:
        """Give an announcement: chime, sentence, sentence again; a missed ticket's is said once.

        Args:
            counter: Where to; says nothing in `Kind.MISSED`.

        Raises:
            BadInput: The code or counter cannot be read, or the pack lacks a word of it.
        """
        said = self.say(kind, code, counter)
        times = 1 if kind is Kind.MISSED else TIMES
        again = [part for _ in range(times - 1) for part in (silence(BETWEEN_MS), said)]
        return join([self._chime, silence(AFTER_CHIME_MS), said, *again])

    def say(self, kind: Kind, code: str, counter: int = 0) -> Sound:
        """Give the sentence alone, its clips joined without gaps; raises as :meth:`announce`."""
        words = sentence(self._language, kind, code, counter, self._style)
        missing = [word for word in words if word not in self._clips]
        if missing:
            raise BadInput(f"the pack lacks {', '.join(missing)}; run `kiosk voice check`")
        return join(self._clips[word] for word in words)


def announce_in_turn(speakers: Sequence[Speaker], kind: Kind, code: str, counter: int) -> Sound:
    """Give an announcement in several languages: the first one's whole, the others' sentences after it.

    Raises:
        BadInput: As :meth:`Speaker.announce`.
    """
    first, *others = speakers
    parts = [first.announce(kind, code, counter)]
    for other in others:
        parts += [silence(BETWEEN_MS), other.say(kind, code, counter)]
    return join(parts)
