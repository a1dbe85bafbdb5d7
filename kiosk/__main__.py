"""`python -m kiosk` and the `kiosk` command."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from kiosk.cli import run
from kiosk.lib.core_dumps import forbid_core_dumps

if TYPE_CHECKING:
    from types import FrameType


class _Terminated(BaseException):
    """SIGTERM came: everything that was begun is closed on the way out, child processes too."""


def main() -> None:
    """Run the command that the shell was given."""
    forbid_core_dumps()
    signal.signal(signal.SIGTERM, _unwind)
    try:
        sys.exit(run(sys.argv[1:]))
    except _Terminated:
        # Whoever asked must see that the signal ended it, as systemd does.
        os.kill(os.getpid(), signal.SIGTERM)


def _unwind(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)
    raise _Terminated


if __name__ == "__main__":
    main()
