"""A thread that does one thing in rounds until it is told to stop."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class WorkerStuckError(RuntimeError):
    """A worker did not end within its limit: a bug in what it does."""


class Worker:
    """Run ``round_`` again and again on a thread of its own.

    A round must return within a second or so; it waits, if it has to, by
    :meth:`pause` or with a limit of its own. An exception ends the worker, is
    logged, and is handed to ``on_crash``, which decides what the process does.
    """

    def __init__(
        self, name: str, round_: Callable[[], None], *, on_crash: Callable[[BaseException], None]
    ) -> None:
        self._round = round_
        self._on_crash = on_crash
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin the first round. May be called once."""
        self._thread.start()

    def pause(self, seconds: float) -> bool:
        """Wait, from inside a round, and tell whether the worker should stop."""
        return self._stopping.wait(seconds)

    def wake_to_stop(self) -> None:
        """Ask the worker to end after its present round, without waiting."""
        self._stopping.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the worker.

        Raises:
            WorkerStuckError: It was still in its round after ``timeout_s``.
        """
        self._stopping.set()
        if self._thread.ident is None or threading.current_thread() is self._thread:
            return
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            raise WorkerStuckError(f"thread {self._thread.name} did not end within {timeout_s} s")

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._round()
        except Exception as error:
            log.exception("%s ended by an error", self._thread.name)
            self._on_crash(error)
