"""`python -m kiosk` and the `kiosk` command."""

from __future__ import annotations

import sys

from kiosk.cli import run


def main() -> None:
    """Run the command that the shell was given."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
