"""One target's run under atheris as a child process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

SPARE_S = 300
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


@dataclass(frozen=True)
class Fuzzing:
    """A target that is being fed."""

    process: subprocess.Popen[bytes]
    seconds: int
    log: Path

    def end(self) -> FuzzRun:
        """Wait until its time is over, and tell how it went.

        Raises:
            subprocess.TimeoutExpired: It hangs; it was killed.
        """
        try:
            code = self.process.wait(self.seconds + SPARE_S)
        finally:
            self.process.kill()
        said = self.log.read_text("utf-8", "replace")
        reads = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
        return FuzzRun(code, int(reads[1]) if reads else 0, "\n".join(said.splitlines()[-LOG_LINES:]))


def begin(name: str, seconds: int, out: Path) -> Fuzzing:
    """Begin to feed a target for so many seconds; corpus, findings and the engine's log go to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    log = out / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.engine", name, str(seconds), str(out.resolve())],
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    return Fuzzing(process, seconds, log)
