"""One target's run under atheris as a child process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

SPARE_S = 60
"""For imports on a machine with other work, and for the last input."""

LOG_LINES = 40


@dataclass(frozen=True)
class FuzzRun:
    """How it went.

    Attributes:
        code: 0 when nothing was found.
        reads: Inputs that the parser was fed with.
        log: The end of what the engine said.
    """

    code: int
    reads: int
    log: str


def fuzz(name: str, seconds: int, out: Path) -> FuzzRun:
    """Feed a target for so many seconds; corpus and findings go to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.engine", name, str(seconds), str(out.resolve())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=seconds + SPARE_S,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    said = done.stdout + done.stderr
    reads = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    return FuzzRun(done.returncode, int(reads[1]) if reads else 0, "\n".join(said.splitlines()[-LOG_LINES:]))
