"""The screen's thread that asks the desk."""

from __future__ import annotations

import logging
import queue
import uuid
from typing import TYPE_CHECKING

from kiosk.domain import commands as c
from kiosk.domain.events import Purpose
from kiosk.domain.ids import TicketId
from kiosk.errors import CommandRefused, DeskAway, DiskFull
from kiosk.lib.units import BootId, DurationMs
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink
from kiosk.run.desk_requests import REASONS, DeskRequests, new_command
from kiosk.ui.effects import CallHelp, CloseCamera, OpenCamera, PrintSlips, StartTimer, StopTimer
from kiosk.ui.happenings import CameraLost, DeskLost, DeskRefused, HelpConfirmed, HelpUnheard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.camera.rate import Counted
    from kiosk.config import Config
    from kiosk.ui.effects import Effect
    from kiosk.ui.happenings import Happening

log = logging.getLogger(__name__)

ASK_WAIT_S = 0.2


class DeskAsker:
    """Carry the screen's requests to the desk, in order, and its answers back."""

    def __init__(
        self,
        config: Config,
        socket: Path,
        *,
        on_happening: Callable[[Happening], None],
        on_camera_allowed: Callable[[OpenCamera], None],
        camera_count: Callable[[], Counted | None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            on_camera_allowed: Called, on this worker's thread, once the desk has recorded the
                opening; only then may the camera open.
            camera_count: Gives, once the camera is closed, how many frames came.
        """
        self._config = config
        self._link = DeskLink(socket)
        self._on_happening = on_happening
        self._on_camera_allowed = on_camera_allowed
        self._camera_count = camera_count
        self._waiting: queue.SimpleQueue[tuple[Effect, DurationMs]] = queue.SimpleQueue()
        self._opening: str | None = None
        self._worker = Worker("ask-desk", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to carry."""
        self._worker.start()

    def stop(self) -> None:
        """End after the request under way."""
        self._worker.stop(timeout_s=30.0)
        self._link.close()

    def ask(self, effect: Effect, door_ms: DurationMs) -> None:
        """Queue a request. Any thread; returns at once.

        Args:
            door_ms: How long the citizen has been at the kiosk.
        """
        self._waiting.put((effect, door_ms))

    def _round(self) -> None:
        try:
            effect, door_ms = self._waiting.get(timeout=ASK_WAIT_S)
        except queue.Empty:
            return
        try:
            self._carry(effect, door_ms)
        except DeskAway as error:
            log.warning("%s", error)
            if isinstance(effect, CallHelp):
                self._on_happening(HelpUnheard(effect.request))
            self._on_happening(DeskLost())
        except (CommandRefused, DiskFull) as error:
            log.info("the desk refused %s: %s", type(effect).__name__, error)
            self._refused(effect, error)

    def _carry(self, effect: Effect, door_ms: DurationMs) -> None:
        # Asked anew each time: a desk that was restarted has another sealing key.
        hello = self._link.hello()
        boot = BootId(hello["time"]["boot"])
        match effect:
            case OpenCamera():
                self._opening = str(uuid.uuid4())
                purpose = Purpose(effect.purpose.value)
                self._link.send(c.OpenCamera(*new_command(boot), self._opening, purpose), boot)
                self._on_camera_allowed(effect)
            case CloseCamera():
                if self._opening is not None:
                    self._link.send(c.CloseCamera(*new_command(boot), self._opening, "done"), boot)
                self._opening = None
                counted = self._camera_count()
                if counted is not None:
                    self._link.tell_camera(counted.frames, counted.span_ms)
            case CallHelp(request=request, screen=screen):
                self._link.send(c.AskHelp(*new_command(boot), screen), boot)
                self._on_happening(HelpConfirmed(request))
            case PrintSlips(ticket_ids=tickets):
                for ticket in tickets:
                    self._link.want_slip(TicketId(ticket))
            case StartTimer() | StopTimer():
                raise AssertionError("timers belong to the window")
            case _:
                self._on_happening(DeskRequests(self._link, hello, self._config, door_ms).ask(effect))

    def _refused(self, effect: Effect, error: CommandRefused | DiskFull) -> None:
        match effect:
            case CallHelp(request=request):
                self._on_happening(HelpUnheard(request))
            case OpenCamera(request=request):
                self._on_happening(CameraLost(request))
            case CloseCamera() | PrintSlips() | StartTimer() | StopTimer():
                # The screen shows what the slip would.
                pass
            case _:
                reason = "disk_full" if isinstance(error, DiskFull) else REASONS.get(error.code, "other")
                self._on_happening(DeskRefused(effect.request, reason))
