"""``python -m tests.redteam [WORD]``: try everything that docs/security.md says somebody may try, and say what held."""

from __future__ import annotations

import sys

from tests.proofs import Outcome, prove
from tests.redteam.threats import PAGE, read_threats


def main(word: str = "") -> int:
    """Try every threat, or those of whoever's heading has the word; 0 only if each was tried and held."""
    threats = [one for one in read_threats(PAGE.read_text("utf-8")) if word.lower() in one.who.lower()]
    if not threats:
        sys.stderr.write(f"nobody in {PAGE.name} is called {word!r}\n")
        return 2
    outcomes = prove({f"{one.who} — {one.what}": one.proofs for one in threats})
    return 0 if set(outcomes.values()) == {Outcome.HELD} else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
