"""Looks over a demo's shoulder: keeps every file that it writes, and what its screen and desk say to each other."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.lib.worker import Worker
from tests.run.wiretap import Wiretap

ROUND_S = 0.02


class DemoWatch:
    """Follows the one demo whose temporary folders lie under ``folder``.

    A second name is given to each file as soon as it appears: its last content is still there when
    the demo has cleaned up.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[tuple[int, int], tuple[str, Path]] = {}
        self._keeping: set[Path] = set()
        self._taps: list[Wiretap] = []
        self._heard = b""
        self.crashes: list[BaseException] = []
        self._worker = Worker("watch", self._round, on_crash=self.crashes.append)

    @contextmanager
    def at_work(self) -> Iterator[DemoWatch]:
        """Watch as long as this lasts; what was kept is forgotten at the end."""
        self._worker.start()
        try:
            yield self
        finally:
            self.stop()
            for folder in self._keeping:
                shutil.rmtree(folder)

    def stop(self) -> None:
        """Watch no more; what was kept is still there."""
        self._worker.stop()
        for tap in self._taps:
            tap.stop()
            self.crashes += tap.crashes
        self._taps, self._heard = [], self.heard

    @property
    def heard(self) -> bytes:
        """All that went over the screen's socket, both ways."""
        return self._heard + b"".join(bytes(tap.heard) for tap in self._taps)

    def files(self) -> list[tuple[str, bytes]]:
        """Give every file that the demo wrote, by its name then."""
        return [(name, path.read_bytes()) for name, path in self._kept.values()]

    def _round(self) -> None:
        for settings in self._folder.glob("kiosk-demo-*/kiosk.toml"):
            # It may be half written, or gone already: the next round finds out.
            with suppress(tomllib.TOMLDecodeError, KeyError, OSError):
                desk = tomllib.loads(settings.read_text("utf-8"))["desk"]
                runtime = Path(desk["runtime_dir"])
                self._keep(Path(desk["state_dir"]))
                self._keep(runtime)
                self._tap(runtime / "desk.sock")
        self._worker.pause(ROUND_S)

    def _keep(self, folder: Path) -> None:
        beside = folder.with_name(f"{folder.name}-kept")
        for path in folder.rglob("*"):
            with suppress(FileNotFoundError):
                found = path.lstat()
                if not path.is_file() or (found.st_dev, found.st_ino) in self._kept:
                    continue
                beside.mkdir(mode=0o700, exist_ok=True)
                self._keeping.add(beside)
                copy = beside / str(len(self._kept))
                os.link(path, copy)
                self._kept[found.st_dev, found.st_ino] = (str(path.relative_to(folder)), copy)

    def _tap(self, path: Path) -> None:
        if not path.is_socket() or (self._taps and self._taps[-1].is_at(path)):
            return
        number = len(self._taps)
        target, tap = (path.with_name(f"{name}-{number}") for name in ("desk", "tap"))
        path.rename(target)
        self._taps.append(Wiretap(tap, target))
        tap.rename(path)
