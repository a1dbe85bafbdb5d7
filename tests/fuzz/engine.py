"""Runs one target under atheris, in a process that ends with it: ``python -m tests.fuzz.engine NAME SECONDS FOLDER``.

What was found is written into FOLDER; ``python -m tests.fuzz --again FILE`` reads it once more.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import atheris

LONGEST_READ_S = 20
"""No input of 8 kB takes a millisecond of this; a machine with other work may take a thousand times as long."""

BYTES_PER_MB = 1024 * 1024
MOST_MEMORY_MB = 1_024
"""The parsers and what they import take 150 MB."""

BRANCHES = ["kiosk", "tomllib", "urllib.parse", "msgspec.toml"]
"""Whose branches steer the engine; what is compiled shows none."""


def main() -> None:
    """Fuzz until the time is over; the process ends with 0, or at the first finding with another code."""
    name, seconds, folder = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY_MB * BYTES_PER_MB,) * 2)
    with atheris.instrument_imports(include=BRANCHES):
        from tests.fuzz.target import LARGEST_INPUT
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    target.feed(target.seeds[0])  # what is made or imported at the first read is no part of its time
    corpus = Path(folder) / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = Path(folder) / f"{name}.words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), "ascii")
    options = {
        "max_total_time": seconds,
        "max_len": LARGEST_INPUT,
        "timeout": LONGEST_READ_S,
        "rss_limit_mb": 0,  # it reads the peak, in which Linux counts the process that started this one
        "dict": words,
        "artifact_prefix": f"{folder}/{name}-",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{option}={value}" for option, value in options.items()), str(corpus)], target.feed
    )
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
