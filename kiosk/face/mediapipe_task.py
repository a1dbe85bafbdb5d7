"""A model run by mediapipe, kept from the internet and from hanging the process."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any

from kiosk.errors import KioskError
from kiosk.face.native_output import hushed
from kiosk.lib.no_internet import forbid_internet
from kiosk.lib.slot import LatestSlot
from kiosk.lib.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

BUILD_LIMIT_S = 30.0
"""Loading takes 0.5 s on an idle PC; a Pi with a slow card is given sixty times that."""

_unclosed: set[Any] = set()
"""Tasks nobody closed yet: run by the garbage collector, mediapipe's own ``__del__`` waits for ever, so none may become
garbage before it is closed."""


class MediapipeTask:
    """Own a task of mediapipe's.

    The library reports its use to its maker over the internet and has no switch for that (google-ai-edge/mediapipe
    #6291), so a task is built on a thread that cannot open an internet socket, and so are the threads it starts.

    Args:
        load: Builds the task; what it raises is raised here.

    Attributes:
        task: mediapipe's own object.

    Raises:
        EnvironmentProblem: The kernel cannot take the right to the internet away.
    """

    def __init__(self, load: Callable[[], Any]) -> None:
        self.task = _without_internet(load)
        _unclosed.add(self.task)

    def close(self) -> None:
        """Let go of the model; harmless when done already."""
        if self.task is not None:
            self.task.close()
            _unclosed.discard(self.task)
            self.task = None


@atexit.register
def _close_what_is_left() -> None:
    # Later, when modules are taken apart, mediapipe's ``__del__`` would fail and say so on standard error.
    for task in list(_unclosed):
        task.close()


def _without_internet(load: Callable[[], Any]) -> Any:
    built: LatestSlot[Any] = LatestSlot()

    def build() -> None:
        worker.wake_to_stop()
        try:
            forbid_internet()
            with hushed():
                built.put(load())
        except KioskError as error:
            built.put(error)  # raised below, by the thread that waits

    worker = Worker("mediapipe", build, on_crash=built.put)
    worker.start()
    outcome = built.take(BUILD_LIMIT_S)
    worker.stop()
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome
