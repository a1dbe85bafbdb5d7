"""Asks a booted kiosk, from inside it, whether it does its work: a ticket taken, called, served; a face, if asked.

Runs with the system's own Python and nothing else, as root, in the machine that was booted: `boot-test.sh` brings it in.
Prints one line for each proof and ends with 1 at the first that fails.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import uuid
from typing import Any

DESK_SOCKET = "/run/kiosk/desk.sock"
PAGES = ("127.0.0.1", 8080)
OFFICER = {"officer": "cb-01", "pin": "246813", "counter": 1}
FIELD = "chung_thuc"
POLL_S = 0.5
ASK_WITHIN_S = float(os.environ.get("ASK_WITHIN_S", "10"))
"""An emulated machine is given more: a PIN's hash takes it longer than this."""


class _Local(http.client.HTTPConnection):
    """HTTP over the desk's unix socket."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(DESK_SOCKET)


class NotSo(Exception):
    """Something that should be so is not."""


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: object = None, **headers: str
) -> Any:
    """Send one request, give the decoded answer and the cookie that came with it."""
    connection.request(
        method, path, None if body is None else json.dumps(body), {"X-Requested-With": "kiosk", **headers}
    )
    answer = connection.getresponse()
    raw = answer.read()
    if answer.status >= http.client.BAD_REQUEST:
        raise NotSo(f"{method} {path}: {answer.status} {raw[:300]!r}")
    return (json.loads(raw) if raw else None), (answer.getheader("Set-Cookie") or "").partition(";")[0]


def desk(method: str, path: str, body: object = None) -> Any:
    """Ask the desk as the screen does."""
    return ask(_Local("desk", timeout=ASK_WITHIN_S), method, path, body)[0]


def pages(method: str, path: str, body: object = None, cookie: str = "") -> Any:
    """Ask the pages as an officer's browser does."""
    context = ssl.create_default_context()
    # This machine made its certificate a moment ago; who it is, is known from where we stand.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection(*PAGES, timeout=ASK_WITHIN_S, context=context)
    return ask(connection, method, path, body, **({"Cookie": cookie} if cookie else {}))


def command(kind: str, **values: object) -> dict[str, object]:
    """Make a command of this moment, as the desk's clock has it."""
    now = desk("GET", "/v1/snapshot")["time"]
    issued = {"boot": now["boot"], "boot_ms": now["boot_ms"]}
    return {"type": kind, "command_id": str(uuid.uuid4()), "issued": issued, **values}


def until(what: str, condition: Any, within_s: float) -> float:
    """Wait for a condition; give the seconds it took."""
    began_s = time.monotonic()
    last: object = None
    while time.monotonic() - began_s < within_s:
        try:
            last = condition()
        except (OSError, NotSo, http.client.HTTPException) as error:
            last = error
        else:
            if last:
                return time.monotonic() - began_s
        time.sleep(POLL_S)
    raise NotSo(f"{what}: not within {within_s:g} s; last: {last!r}")


def systemctl(*arguments: str) -> str:
    """Ask systemd; gives what it printed."""
    return subprocess.run(
        ["/usr/bin/systemctl", *arguments], capture_output=True, text=True, check=False
    ).stdout.strip()


def prove_units(within_s: float) -> None:
    """Every unit of the kiosk is up, and nothing has failed."""
    for unit in ("kiosk-desk", "kiosk-display", "kiosk-screen", "kiosk-board"):
        took_s = until(f"{unit} is up", lambda unit=unit: systemctl("is-active", unit) == "active", within_s)
        print(f"unit: {unit} active ({took_s:.1f} s)")
    failed = systemctl("--failed", "--plain", "--no-legend")
    if failed:
        raise NotSo(f"failed units: {failed}")
    print("units: none has failed")


def prove_service(within_s: float) -> None:
    """A ticket is taken at the kiosk, called from an officer's page, served; the log holds it."""
    until("the desk answers", lambda: desk("GET", "/v1/snapshot"), within_s)
    _, cookie = pages("POST", "/api/session", OFFICER)
    if not desk("GET", "/v1/snapshot")["day_open"]:
        pages("POST", "/api/commands", command("OpenDay"), cookie)
    pages("POST", "/api/commands", command("SignIn", counter=OFFICER["counter"]), cookie)
    taken = desk("POST", "/v1/commands", command("CheckIn", field=FIELD, how="plain"))["ticket"]
    print(f"ticket: {taken['code']} taken at the kiosk")
    called = pages("POST", "/api/commands", command("CallNext", counter=OFFICER["counter"]), cookie)[0][
        "ticket"
    ]
    for kind in ("Start", "Finish"):
        called = pages(
            "POST", "/api/commands", command(kind, ticket=called["ticket"], version=called["version"]), cookie
        )[0]["ticket"]
    print(f"ticket: {called['code']} called and {called['state']} from the officer's page")
    verdict = subprocess.run(
        ["/usr/local/bin/kiosk", "verify-log", "--config", "/etc/kiosk/kiosk.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    if verdict.returncode != 0:
        raise NotSo(f"the log does not verify: {verdict.stdout}{verdict.stderr}")
    print(f"log: {verdict.stdout.strip().splitlines()[-1]}")


def prove_watchdog(within_s: float) -> None:
    """A desk that hangs is killed and started anew, and knows what it had."""
    before = len(desk("GET", "/v1/snapshot")["fields"])
    pid = systemctl("show", "--property=MainPID", "--value", "kiosk-desk")
    os.kill(int(pid), signal.SIGSTOP)
    took_s = until(
        "a hung desk is replaced",
        lambda: (
            systemctl("show", "--property=MainPID", "--value", "kiosk-desk") not in {pid, "0", ""}
            and len(desk("GET", "/v1/snapshot")["fields"]) == before
        ),
        within_s,
    )
    print(f"watchdog: the hung desk was replaced within {took_s:.1f} s")


def prove_read_only_root() -> None:
    """What is written to the root lives in memory."""
    kind = subprocess.run(
        ["/usr/bin/findmnt", "--noheadings", "--output", "FSTYPE", "/"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    if kind != "overlay":
        raise NotSo(f"the root is {kind}, not an overlay over a read-only system")
    print("root: read-only below an overlay")


def main() -> int:
    """Prove one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--within-s", type=float, default=120.0)
    parser.add_argument("--skip", action="append", default=[], choices=["root", "watchdog", "units"])
    args = parser.parse_args()
    try:
        if "units" not in args.skip:
            prove_units(args.within_s)
        prove_service(args.within_s)
        if "root" not in args.skip:
            prove_read_only_root()
        if "watchdog" not in args.skip:
            prove_watchdog(args.within_s)
    except (NotSo, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    print("boot: all proved")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
