"""The product's own processes, started as a device starts them, in a folder of the test's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import DeskAway
from kiosk.link.client import DeskLink
from kiosk.run.demo_world import free_port

ROOT = Path(__file__).parents[2]
LIMIT_S = 30.0


@dataclass
class Site:
    """One office's folders and configuration."""

    folder: Path
    tls: bool = False

    def __post_init__(self) -> None:
        self.port = free_port(0)
        self.plain_port = free_port(0)
        self.runtime = self.folder / "run"
        self.config = self.folder / "kiosk.toml"
        self.config.write_text(
            f'[desk]\nstate_dir = "{self.folder / "state"}"\nruntime_dir = "{self.runtime}"\nport = {self.port}\n'
            f"[pages]\ntls = {str(self.tls).lower()}\nplain_port = {self.plain_port}\n",
            encoding="utf-8",
        )

    @property
    def socket(self) -> Path:
        return self.runtime / "desk.sock"

    def run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with this site's configuration."""
        return subprocess.run(
            [sys.executable, "-m", "kiosk", *arguments, "--config", str(self.config)],
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )

    def start_desk(self) -> subprocess.Popen[bytes]:
        """Start the desk and wait until it serves."""
        desk = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "desk", "--config", str(self.config)],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + LIMIT_S
        while not self.serves():
            assert desk.poll() is None, "the desk ended"
            assert time.monotonic() < end, "the desk does not answer"
        return desk

    def serves(self) -> bool:
        link = DeskLink(self.socket)
        try:
            link.hello()
        except DeskAway:
            time.sleep(0.02)
            return False
        finally:
            link.close()
        return True


def wait_for(is_so: Callable[[], bool], complaint: str, limit_s: float = LIMIT_S) -> None:
    """Wait for a condition, for so long at most."""
    end = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < end, complaint
        time.sleep(0.05)


@contextmanager
def quick_desk(site: Site, preload: str = "") -> Iterator[Callable[..., int]]:
    """Give what starts a desk, after the one before has died, and waits until it serves or is dead.

    Each start takes a line for ``tests.run.quick_desk`` and gives the process.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.run.quick_desk", str(site.config)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LD_PRELOAD": preload, "POWERCUT_DIR": str(site.folder / "state")},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def start(line: str = "") -> int:
            asked.write(f"{line}\n")
            asked.flush()
            desk = int(answers.readline())
            end = time.monotonic() + LIMIT_S
            while not (site.serves() or _is_dead(desk)):
                assert time.monotonic() < end, "the desk does not answer"
            return desk

        yield start
        asked.close()
        assert process.wait(LIMIT_S) == 0


def _is_dead(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"


def one_line(text: str) -> str:
    """Give the only line of a complaint."""
    (line,) = text.strip().splitlines()
    return line
