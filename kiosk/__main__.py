"""`python -m kiosk` and the `kiosk` command."""

from __future__ import annotations

import sys

from kiosk.cli import run
from kiosk.lib.core_dumps import forbid_core_dumps


def main() -> None:
    """Run the command that the shell was given."""
    forbid_core_dumps()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
