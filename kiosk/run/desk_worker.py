"""The screen's threads to the desk: one asks, one listens."""

from __future__ import annotations

import base64
import logging
import queue
import uuid
from typing import TYPE_CHECKING, Any

from kiosk.domain import commands as c
from kiosk.domain.events import How, Purpose
from kiosk.domain.ids import CommandId, FieldCode, TicketId
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.errors import CommandRefused, DeskAway
from kiosk.lib.sealing import seal
from kiosk.lib.units import BootId, DurationMs
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink, issued_now
from kiosk.run.desk_views import answer_to, snapshot_of
from kiosk.run.face_worker import FinishedLook
from kiosk.ui.effects import (
    CallHelp,
    CheckInByCode,
    CheckInFace,
    CheckInPlain,
    CloseCamera,
    DeskRequest,
    DisputeMatch,
    OpenCamera,
)
from kiosk.ui.happenings import CameraLost, DeskBack, DeskLost, DeskRefused, HelpConfirmed, HelpUnheard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.ui.effects import Effect
    from kiosk.ui.happenings import Happening

log = logging.getLogger(__name__)

ASK_WAIT_S = 0.2
RECONNECT_S = 0.5
"""The desk is on this machine and restarts in a second; asking twice a second costs nothing."""

_REASONS = {
    "day_closed": "closed",
    "unknown_field": "no_such_field",
    "flat": "face_not_usable",
    "not_live": "face_not_usable",
    "bad_look": "face_not_usable",
}
"""The desk's codes in the screen's words; everything else is worded as "other"."""


class DeskAsker:
    """Carry the screen's requests to the desk, in order, and its answers back."""

    def __init__(
        self,
        config: Config,
        socket: Path,
        *,
        on_happening: Callable[[Happening], None],
        on_camera_allowed: Callable[[int], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            on_camera_allowed: Called, on this worker's thread, once the desk has recorded the
                opening; only then may the camera open. Gets the screen's request number.
        """
        self._config = config
        self._link = DeskLink(socket)
        self._on_happening = on_happening
        self._on_camera_allowed = on_camera_allowed
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
        except CommandRefused as error:
            log.info("the desk refused %s: %s", type(effect).__name__, error)
            self._refused(effect, error)

    def _carry(self, effect: Effect, door_ms: DurationMs) -> None:
        # Asked anew each time: a desk that was restarted has another sealing key.
        hello = self._link.hello()
        boot = BootId(hello["time"]["boot"])
        match effect:
            case OpenCamera(request=request):
                self._opening = str(uuid.uuid4())
                self._link.send(c.OpenCamera(*_new(boot), self._opening, Purpose.FACE), boot)
                self._on_camera_allowed(request)
            case CloseCamera():
                if self._opening is not None:
                    self._link.send(c.CloseCamera(*_new(boot), self._opening, "done"), boot)
                self._opening = None
            case CallHelp(request=request, screen=screen):
                self._link.send(c.AskHelp(*_new(boot), screen), boot)
                self._on_happening(HelpConfirmed(request))
            case CheckInFace() | CheckInPlain() | CheckInByCode() | DisputeMatch():
                answer = self._link.send(_command(effect, hello, boot, door_ms), boot)
                self._on_happening(answer_to(effect.request, answer, hello, self._config))

    def _refused(self, effect: Effect, error: CommandRefused) -> None:
        match effect:
            case CheckInFace() | CheckInPlain() | CheckInByCode() | DisputeMatch():
                reason = _REASONS.get(error.code, "other")
                self._on_happening(DeskRefused(effect.request, reason))
            case CallHelp(request=request):
                self._on_happening(HelpUnheard(request))
            case OpenCamera(request=request):
                self._on_happening(CameraLost(request))


def _command(effect: DeskRequest, hello: dict[str, Any], boot: BootId, door_ms: DurationMs) -> c.Command:
    command_id, issued = _new(boot)
    field = FieldCode(effect.field)
    match effect:
        case CheckInPlain():
            return c.CheckIn(command_id, issued, field, How.PLAIN, door_ms=door_ms)
        case DisputeMatch(ticket_id=ticket):
            return c.DisputeMatch(command_id, issued, TicketId(ticket), field)
        case CheckInFace(look=look, consent=consent) | CheckInByCode(look=look, consent=consent):
            assert isinstance(look, FinishedLook)
            return c.CheckIn(
                command_id,
                issued,
                field,
                How.FACE,
                language=consent.language,
                sealed_look=_seal(look, hello, command_id),
                consent=c.Consent(consent.notice_version, consent.notice_sha256),
                code=effect.code if isinstance(effect, CheckInByCode) else None,
                door_ms=door_ms,
            )


def _seal(finished: FinishedLook, hello: dict[str, Any], command_id: CommandId) -> str:
    template = finished.template
    look = Look(
        template.embedder,
        template.embedder_sha256,
        template.values.astype("<f4").tobytes(),
        finished.nature,
        finished.picture,
    )
    key = base64.b64decode(hello["seal_key"])
    return base64.b64encode(seal(pack_look(look), key, look_purpose(hello["office"], command_id))).decode()


def _new(boot: BootId) -> tuple[CommandId, c.Issued]:
    return CommandId(str(uuid.uuid4())), issued_now(boot)


class DeskListener:
    """Follow the desk's snapshots; says when it goes away and when it is back."""

    def __init__(
        self,
        socket: Path,
        *,
        on_happening: Callable[[Happening], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._link = DeskLink(socket)
        self._on_happening = on_happening
        self._stopping = False
        self._worker = Worker("hear-desk", self._round, on_crash=on_crash)

    def start(self) -> None:
        """Begin to listen."""
        self._worker.start()

    def stop(self) -> None:
        """End; the line is cut, so this does not wait for the next snapshot."""
        self._stopping = True
        self._worker.wake_to_stop()
        self._link.cut()
        self._worker.stop()
        self._link.close()

    def _round(self) -> None:
        try:
            for snapshot in self._link.updates():
                self._on_happening(DeskBack())
                self._on_happening(snapshot_of(snapshot))
                if self._stopping:
                    return
        except DeskAway as error:
            if self._stopping:
                return
            log.info("%s", error)
            self._on_happening(DeskLost())
            self._worker.pause(RECONNECT_S)
