"""Does inside a booted machine what the test outside asks over a wire: runs programs, gives back what they print.

The test brings this file in on a disk of its own and lets systemd start it; no image contains it. A question is one line of
JSON, `{"argv": [...], "within_s": N}`, its answer one line, `{"status": N, "output": "..."}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import time

WIRE = "/dev/virtio-ports/kiosk.test"
NOBODY_THERE_S = 0.2


def answer(question: str) -> str:
    """Run what is asked; a program that does not end in time counts as failed."""
    asked = json.loads(question)
    try:
        done = subprocess.run(
            asked["argv"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=asked["given"].encode(),
            timeout=asked["within_s"],
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return json.dumps({"status": -1, "output": str(error)})
    return json.dumps({"status": done.returncode, "output": done.stdout.decode(errors="replace")})


def main() -> None:
    """Say that the machine is up, then answer until it goes down."""
    wire = os.open(WIRE, os.O_RDWR)
    send(wire, '{"status": 0, "output": "up"}')
    rest = b""
    while True:
        got = os.read(wire, 65536)
        if not got:
            time.sleep(NOBODY_THERE_S)
            continue
        *lines, rest = (rest + got).split(b"\n")
        for line in lines:
            send(wire, answer(line.decode()))


def send(wire: int, line: str) -> None:
    """Write a line; the kernel takes 32 KiB of it at a time."""
    left = line.encode() + b"\n"
    while left:
        left = left[os.write(wire, left) :]


if __name__ == "__main__":
    main()
