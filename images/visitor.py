"""An officer's browser on the office's network, as far as the boot test needs one: pages over TLS, tickets, calls."""

from __future__ import annotations

import http.client
import json
import ssl
import time
import uuid
from typing import Any

from boot_probe import ASK_WITHIN_S, OFFICER, ask
from machine import SLOW_FACTOR


class Pages:
    """The desk's pages, seen from another machine.

    Args:
        port: On this machine's loopback, led to the desk's port.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""
        self._time: dict[str, Any] = {}
        self._read_at_s = 0.0

    def sign_in(self) -> None:
        """Sign the officer in and sit down at the counter; the day is opened if it is not."""
        _, self._cookie = ask(self._connect(), "POST", "/api/session", OFFICER)
        if not self.snapshot()["day_open"]:
            self.tell("OpenDay")
        self.tell("SignIn", counter=OFFICER["counter"])

    def snapshot(self) -> Any:
        """Read the whole office, as the first of the updates has it."""
        connection = self._connect()
        connection.request("GET", "/api/updates", headers={"Cookie": self._cookie})
        answer = connection.getresponse()
        while not (line := answer.readline()).startswith(b"data:"):
            if not line:
                raise OSError("the desk ended its updates before the first")
        connection.close()
        snapshot = json.loads(line[5:])
        self._time, self._read_at_s = snapshot["time"], time.monotonic()
        return snapshot

    def tell(self, kind: str, **values: object) -> Any:
        """Give the desk a command of this moment; the desk's answer."""
        passed_ms = round((time.monotonic() - self._read_at_s) * 1000)
        issued = {"boot": self._time["boot"], "boot_ms": self._time["boot_ms"] + passed_ms}
        command = {"type": kind, "command_id": str(uuid.uuid4()), "issued": issued, **values}
        return ask(self._connect(), "POST", "/api/commands", command, Cookie=self._cookie)[0]

    def _connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context()
        # The device made its certificate a moment ago; the wire to it is this machine's own loopback.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(
            "127.0.0.1", self._port, timeout=ASK_WITHIN_S * SLOW_FACTOR, context=context
        )
