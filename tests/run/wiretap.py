"""A unix socket that hands everything on to another, and keeps a copy."""

from __future__ import annotations

import socket
from pathlib import Path

from kiosk.lib.probes import answers
from kiosk.lib.worker import Worker

ROUND_S = 0.05


class Wiretap:
    """Listens at ``path`` for as long as somebody listens at ``target``; ``heard`` is all that was said."""

    def __init__(self, path: Path, target: Path) -> None:
        self._target = target
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._inode = path.lstat().st_ino
        self._server.settimeout(ROUND_S)
        self.heard = bytearray()
        self.crashes: list[BaseException] = []
        self._workers = [Worker("tap", self._accept, on_crash=self.crashes.append)]
        self._workers[0].start()

    def is_at(self, path: Path) -> bool:
        """Tell whether this is what lies at a path now."""
        return path.lstat().st_ino == self._inode

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()
        self._server.close()

    def _accept(self) -> None:
        try:
            near, _ = self._server.accept()
        except TimeoutError:
            if not answers(self._target):
                self._hang_up()
            return
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(str(self._target))
        except OSError:
            near.close()
            self._hang_up()
            return
        for source, sink in ((near, far), (far, near)):
            source.settimeout(ROUND_S)
            self._carry(source, sink)

    def _hang_up(self) -> None:
        # A path on which nobody answers is what the next desk expects after a crash.
        self._server.close()
        self._workers[0].wake_to_stop()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        def carry() -> None:
            try:
                content = source.recv(65536)
                self.heard += content
                if content:
                    sink.sendall(content)
                    return
            except TimeoutError:
                return
            except OSError:
                pass
            worker.wake_to_stop()
            source.close()
            sink.close()

        worker = Worker("wire", carry, on_crash=self.crashes.append)
        self._workers.append(worker)
        worker.start()
