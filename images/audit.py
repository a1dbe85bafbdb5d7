"""Known faults of the pinned packages, asked for with pip-audit; needs the Internet and is no part of the tests.

::

    python -m images.audit                              # every role on every platform
    python -m images.audit requirements/trixie/desk.txt

Ends with 0 when nothing is known against any of them, 1 when something is, 3 when nobody could be asked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LOCKS = Path(__file__).parents[1] / "requirements"
PROGRAM = "pip-audit"
NONE_KNOWN, SOME_KNOWN, NOBODY_ASKED = 0, 1, 3

LIMIT_S = 900
"""For one lock: pip-audit asks about its 60 to 130 packages one by one."""


class NobodyAskedError(Exception):
    """pip-audit is not there, or could not reach the service that it asks."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is known against one package.

    Attributes:
        mended_in: Versions without it; empty where there is none.
    """

    package: str
    version: str
    id: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.package} {self.version}: {self.id}, mended in {', '.join(self.mended_in) or 'no version yet'}"


def faults_of(lock: Path, program: str = PROGRAM) -> list[Fault]:
    """Ask about what a lock pins.

    Raises:
        NobodyAskedError: The message says what is missing.
    """
    found = shutil.which(program)
    if found is None:
        raise NobodyAskedError(
            f"{program} is not installed; python -m pip install pip-audit, best in a venv of its own"
        )
    asked = [found, "--requirement", str(lock), "--disable-pip", "--no-deps", "--format", "json"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        told = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired as error:
        raise NobodyAskedError(
            f"{lock}: no answer within {LIMIT_S} s; try again with a better network"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        # Without the service it prints why and no JSON.
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NobodyAskedError(f"{lock}: {program} could not ask: {reason[0][:300]}") from error
    return [
        Fault(package["name"], package["version"], fault["id"], tuple(fault["fix_versions"]))
        for package in told
        for fault in package.get("vulns", ())
    ]


def main(arguments: list[str] | None = None) -> int:
    """Ask about every lock and tell; give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("locks", nargs="*", type=Path, help="default: all")
    parser.add_argument("--program", default=PROGRAM, help="default: pip-audit")
    args = parser.parse_args(arguments)
    verdict = NONE_KNOWN
    for lock in args.locks or sorted(LOCKS.glob("*/*.txt")):
        try:
            faults = faults_of(lock, args.program)
        except NobodyAskedError as error:
            sys.stderr.write(f"{error}\n")
            return NOBODY_ASKED
        sys.stdout.write(f"{lock}: {len(faults)} known\n" + "".join(f"  {fault}\n" for fault in faults))
        verdict = SOME_KNOWN if faults else verdict
    return verdict


if __name__ == "__main__":
    sys.exit(main())
