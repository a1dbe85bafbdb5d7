"""Central as a process of its own, to be killed: ADDRESS of the database, FD of a listening socket."""

from __future__ import annotations

import socket
import sys

import uvicorn

from kiosk.central.app import build_app
from kiosk.central.commands import open_storage


def main(address: str, listening: int) -> None:
    app = build_app(open_storage(address), "reader")
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
