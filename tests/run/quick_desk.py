"""The production desk, started again and again without loading its libraries anew.

Run as ``python -m tests.run.quick_desk CONFIG``: each line on standard input forks a desk, as soon as the one
before is dead, and answers with its process id; the end of input ends the last one. A line ``OPS SEED`` is for a
desk whose power fails after so many operations on the disk (see ``tests/faults/powercut.c``).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from pathlib import Path

from kiosk.config import Config, load_config
from kiosk.run.desk import run_desk
from kiosk.run.technician_acts import Machine
from tests.offered import Offered


def main() -> None:
    config = load_config(Path(sys.argv[1]))
    desk = 0
    for line in sys.stdin:
        if desk:
            os.waitpid(desk, 0)
        desk = os.fork()
        if desk == 0:
            code = 70
            try:
                code = _run(config, [int(number) for number in line.split()])
            finally:
                os._exit(code)
        sys.stdout.write(f"{desk}\n")
        sys.stdout.flush()
    if desk:
        os.kill(desk, signal.SIGTERM)
        os.waitpid(desk, 0)


def _run(config: Config, power: list[int]) -> int:
    if power:
        shutil.rmtree(config.desk.runtime_dir, ignore_errors=True)  # a tmpfs: it went with the power before
        ctypes.CDLL(None).powercut_arm(ctypes.c_long(power[0]), ctypes.c_uint(power[1]))
    machine = Machine(lambda: "{}", lambda: Path("none"), lambda _shown: None, Offered())
    return run_desk(config, machine=machine)


if __name__ == "__main__":
    main()
