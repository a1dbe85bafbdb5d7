"""Whether a text tells a word."""

from __future__ import annotations

import re


def tells(text: str, word: str) -> bool:
    """Say whether a word stands in a text by itself: a random id may hold the letters of ``cb-01`` by chance."""
    return re.search(rf"(?<![0-9a-f]){re.escape(word)}(?![0-9a-f])", text) is not None
