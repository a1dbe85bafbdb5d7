"""Run as a program: an update whose power fails before every single change to the disk, and what the next boot makes of it.

For n = 1, 2, 3 … a machine is made, a child process updates it and ends, without a word, before its n-th change to the disk;
then the parent does what a boot does. Prints one JSON line a cut; ends when an update got through uncut.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.device.machines import Machine

CHANGES = {
    "os.rename",
    "os.symlink",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.truncate",
    "shutil.copyfile",
    "subprocess.Popen",
}
"""Audit events of CPython that stand for a change to the disk, or for a program that makes one."""

WRITING = os.O_WRONLY | os.O_RDWR
CUT = 9
STEPS_AT_MOST = 400


class Power:
    """Fails before the n-th change."""

    def __init__(self, cut_at: int) -> None:
        self.left = cut_at

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" and "show" in str(args[1]):
            # It only looks; the scripts' own changes are counted as one, the program.
            return
        if event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & WRITING):
            self.left -= 1
            if self.left == 0:
                os._exit(CUT)


def in_child(act: Callable[[], object], cut_at: int) -> bool:
    """Do it in a process of its own that dies before a change; tell whether it got through."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(Power(cut_at))
        act()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, CUT}:
        sys.exit(f"cut {cut_at}: the child ended with {code}")
    return code == 0


def boot(machine: Machine) -> None:
    """What a power-on does: order first, then the parts start, then the timer looks."""
    (machine.root / "running").unlink(missing_ok=True)
    updater = machine.updater()
    updater.resume()
    updater.units.start()
    updater.watch()


def cut_update(folder: Path, n: int, begin: str) -> tuple[Machine, bool]:
    machine = Machine(folder, hurry=10)
    machine.set_up()
    machine.add("2.0-new", form=2, begin=begin)
    return machine, in_child(lambda: machine.updater().apply("2.0-new"), n)


def main(folder: Path, begin: str, second: int) -> None:
    """Cut the update at each step and, where ``second`` is not 0, the boot after it at its ``second`` change, too."""
    for n in range(1, STEPS_AT_MOST):
        here = folder / str(n)
        machine, through = cut_update(here, n, begin)
        if second:
            in_child(lambda machine=machine: boot(machine), second)  # type: ignore[misc]
        boot(machine)
        problems = machine.updater().units.problems()
        told = {
            "cut": n,
            "current": machine.releases.current(),
            "good": machine.releases.good(),
            "running": machine.running,
            "data": machine.data,
            "problems": problems,
            "open": machine.notebook.progress() is not None,
            "left": (machine.state / "update").exists(),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        shutil.rmtree(here)
        if through:
            return
    sys.exit("the update never got through")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
