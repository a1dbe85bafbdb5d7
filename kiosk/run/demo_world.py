"""The demo's own small world: folders, a configuration, and all processes on this machine."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kiosk.config import Config, load_config
from kiosk.errors import DeskAway, KioskError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a tmpfs is wanted: sealed faces must die with the power
READY_WITHIN_S = 40.0
"""A process that has not answered by then will not; models load in about a second."""

STOP_WITHIN_S = 20.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the demo's servers listen, on loopback."""

    desk_port: int
    central_port: int

    @property
    def desk(self) -> str:
        """The office's pages."""
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def central(self) -> str:
        """The central server."""
        return f"http://127.0.0.1:{self.central_port}"


class World:
    """Folders and configuration of one demo; nothing outlives it but what ``--out`` names.

    Attributes:
        config_path: What every process is started with.
        config: The same, read.
        driver: Socket of the touch driver.
    """

    def __init__(self, *, in_window: bool, extra: str = "") -> None:
        """Make the folders and the configuration.

        Args:
            in_window: Use the usual ports where they are free, so that the addresses can be remembered.
            extra: More of the configuration, as TOML.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="kiosk-demo-")
        memory = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
        self._memory = tempfile.TemporaryDirectory(prefix="kiosk-demo-", dir=memory)
        self.state = Path(self._folder.name)
        self.runtime = Path(self._memory.name)
        self._board_token = secrets.token_urlsafe(16)
        self.addresses = Addresses(free_port(8080 if in_window else 0), free_port(8443 if in_window else 0))
        self.central_database = f"sqlite:///{self.state / 'central.db'}"
        self.config_path = self.state / "kiosk.toml"
        self.config_path.write_text(self._config_text() + extra, encoding="utf-8")
        self.config: Config = load_config(self.config_path)
        self.driver = self.runtime / "driver.sock"

    @property
    def board(self) -> str:
        """The board's address, with its secret."""
        return f"{self.addresses.desk}/board/{self._board_token}"

    @property
    def forgets_with_the_power(self) -> bool:
        """Whether the runtime folder is memory, as on a device."""
        return self.runtime.is_relative_to(MEMORY_FOLDER)

    def close(self) -> None:
        """Remove everything."""
        self._memory.cleanup()
        self._folder.cleanup()

    def _config_text(self) -> str:
        # Flat pictures are accepted here and nowhere else: the demo's people are portraits.
        return f"""
[desk]
state_dir = {json.dumps(str(self.state))}
runtime_dir = {json.dumps(str(self.runtime))}
host = "127.0.0.1"
port = {self.addresses.desk_port}

[pages]
tls = false
board_token = {json.dumps(self._board_token)}

[face]
accept_flat = true
liveness = "off"

[policy]
cooling_s = 1
after_closing = "issue"

[sync]
central = {json.dumps(self.addresses.central)}
interval_s = 0.5
"""


class Process:
    """One child process with its log."""

    def __init__(
        self, name: str, arguments: list[str], log: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.name = name
        self._arguments = [sys.executable, "-m", *arguments]
        self._log_path = log
        self._environment = {**os.environ, **(environment or {})}
        self._log: IO[bytes] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The child's number while it runs."""
        assert self._child is not None
        return self._child.pid

    @property
    def log_bytes(self) -> int:
        """How much it has written to its log."""
        return self._log_path.stat().st_size

    def start(self) -> None:
        """Start it, appending to its log."""
        self._log = self._log_path.open("ab")
        self._child = subprocess.Popen(  # noqa: S603 - this program itself
            self._arguments,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=self._environment,
        )

    def kill(self) -> None:
        """End it as a power cut would, with SIGKILL."""
        assert self._child is not None
        self._child.kill()
        self._child.wait(STOP_WITHIN_S)
        self._close_log()

    def wait(self) -> int:
        """Wait until it has ended by itself and give its exit code, negative for the signal that ended it."""
        assert self._child is not None
        code = self._child.wait(STOP_WITHIN_S)
        self._close_log()
        return code

    def stop(self) -> int:
        """Ask it to end and give its exit code; kills it, with code -9, when it does not."""
        if self._child is None:
            return 0
        self._child.send_signal(signal.SIGTERM)
        try:
            code = self._child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait(STOP_WITHIN_S)
        self._close_log()
        return code

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Wait until it serves.

        Raises:
            Refused: It ended, or did not serve in time; the message shows the end of its log.
        """
        assert self._child is not None
        end = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < end:
            if self._child.poll() is not None:
                raise Refused(f"the {self.name} ended with code {self._child.returncode}:\n{self._log_end()}")
            if is_ready():
                return
            time.sleep(POLL_S)
        raise Refused(f"the {self.name} did not answer within {READY_WITHIN_S:.0f} s:\n{self._log_end()}")

    def _close_log(self) -> None:
        if self._log is not None:
            self._log.close()

    def _log_end(self) -> str:
        return "\n".join(self._log_path.read_text(errors="replace").splitlines()[-12:])


class DriverClient:
    """Asks the screen's touch driver."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(READY_WITHIN_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send one request and give its answer.

        Raises:
            DeskAway: The screen hung up.
            Refused: It says why not.
        """
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise DeskAway("the screen process has ended")
        answer: dict[str, Any] = json.loads(line)
        if not answer["ok"]:
            raise Refused(f"the screen did not {request}: {answer['error']}")
        return answer


def stop_all(processes: list[Process]) -> dict[str, int]:
    """Stop processes, the last started first; give the exit code of each that did not end with 0."""
    codes = {process.name: process.stop() for process in reversed(processes)}
    return {name: code for name, code in codes.items() if code != 0}


def open_folder(path: Path) -> Path:
    """Make a folder if it is not there.

    Raises:
        Refused: It cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"cannot make {path}: {error.strerror}; name another folder with --out") from error
    return path


def offscreen(folder: Path) -> dict[str, str]:
    """Give the environment in which Qt draws on a glass of 1080 x 1920 pixels that nobody sees."""
    screen = {"name": "kiosk", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "dpr": 1}
    path = folder / "glass.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return {"QT_QPA_PLATFORM": f"offscreen:configfile={path}", "QT_QUICK_BACKEND": "software"}


def free_port(wanted: int) -> int:
    """Find a port of this machine that nobody listens on: the wanted one, or any."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise KioskError("no free port on 127.0.0.1")
