"""`python -m tests.fuzz`: feeds every parser of foreign bytes with atheris, one after another.

Ends with 0 when no parser did anything but read or refuse. What did otherwise lies in the folder of findings.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.run import begin
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run what the command line names; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="for each target (default 30)")
    parser.add_argument(
        "--target", choices=sorted(TARGETS), action="append", help="only this one; may be repeated"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("fuzz-out"), help="corpus and findings (default fuzz-out)"
    )
    parser.add_argument("--again", type=Path, help="read a finding once more; needs one --target")
    args = parser.parse_args()
    names = args.target or list(TARGETS)
    if args.again is not None:
        TARGETS[names[0]].feed(args.again.read_bytes())
        return 0
    failed = []
    for name in names:
        run = begin(name, args.seconds, args.out).end()
        sys.stdout.write(f"{name}: {run.reads} inputs, {'a FINDING' if run.code else 'nothing found'}\n")
        sys.stdout.flush()
        if run.code:
            failed.append(name)
            sys.stdout.write(f"{run.log}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
