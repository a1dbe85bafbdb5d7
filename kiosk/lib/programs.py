"""Programs of the system and of releases, run with a limit and a clear failure."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, TypedDict

from kiosk.errors import ProgramFailed

if TYPE_CHECKING:
    from pathlib import Path

SHORT_S = 60.0
"""For what answers at once unless the machine is stuck."""

LONG_S = 1800.0
"""For what reads or writes a whole database or card."""


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def run_program(
    *argv: str | Path, timeout_s: float = SHORT_S, owner_of: Path | None = None, given: str = ""
) -> str:
    """Run a program to its end and give what it printed.

    Args:
        owner_of: Run as the account that owns this folder, where this process is root: a file that root makes
            beside the desk's database would keep the desk from opening it.
        given: Its standard input.

    Raises:
        ProgramFailed: It is not there, took too long, or said no.
    """
    name = " ".join(str(part) for part in argv)
    try:
        done = subprocess.run(  # noqa: S603  # fixed names and checked values, never a shell
            [str(part) for part in argv],
            input=given,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            **_as_owner(owner_of),
        )
    except subprocess.TimeoutExpired as error:
        raise ProgramFailed(f"{name}: no end after {timeout_s:.0f} s") from error
    except OSError as error:
        raise ProgramFailed(f"{name}: {error.strerror}") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise ProgramFailed(f"{name}: {said[-1] if said else f'exit code {done.returncode}'}")
    return done.stdout


def _as_owner(folder: Path | None) -> _As:
    if folder is None or os.geteuid() != 0:
        return {}
    owner = folder.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
