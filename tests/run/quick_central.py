"""Central, started again and again without loading its libraries anew.

Run as ``python -m tests.run.quick_central DATABASE FD``: each line on standard input forks a central on that listening
socket, as soon as the one before is dead, and answers with its process id; the end of input kills the last one.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

import uvicorn

from kiosk.central.app import build_app
from kiosk.central.commands import open_storage


def main(address: str, listening: int) -> None:
    central = 0
    for _ in sys.stdin:
        if central:
            os.waitpid(central, 0)
        central = os.fork()
        if central == 0:
            _serve(address, listening)
        sys.stdout.write(f"{central}\n")
        sys.stdout.flush()
    if central:
        os.kill(central, signal.SIGKILL)
        os.waitpid(central, 0)


def _serve(address: str, listening: int) -> None:
    try:
        config = uvicorn.Config(
            build_app(open_storage(address), "reader"), log_config=None, access_log=False, lifespan="off"
        )
        uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])
    finally:
        os._exit(70)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
