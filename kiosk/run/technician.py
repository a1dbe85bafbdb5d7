"""What the technician's corner does: asks the desk, plays a sound, ends the screen for a restart."""

from __future__ import annotations

import queue
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.errors import KioskError
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink
from kiosk.ui.technician import Ask, Finding, Room
from kiosk.voice.sound import chime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.ui.technician import Technician, TechnicianView
    from kiosk.voice.player import Player

WAIT_S = 0.2

HEARD = "Đã phát tiếng chuông"


class TechnicianWorker:
    """Does on a thread of its own what the corner wants."""

    def __init__(
        self,
        socket: Path,
        corner: Technician,
        player: Player,
        *,
        on_restart: Callable[[], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            on_restart: Ends the process, so that systemd starts a clean one; called on Qt's thread.
        """
        self._link = DeskLink(socket)
        self._corner = corner
        self._player = player
        self._on_restart = on_restart
        self._key = ""
        self._waiting: queue.SimpleQueue[tuple[Ask, str]] = queue.SimpleQueue()
        self._worker = Worker("technician", self._round, on_crash=on_crash)
        corner.on_ask = self._ask

    def start(self) -> None:
        """Begin to listen."""
        self._worker.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._worker.stop(timeout_s=90.0)
        self._link.close()

    def _ask(self, wanted: Ask, pin: str) -> None:
        if wanted is Ask.RESTART:
            self._on_restart()
        else:
            self._waiting.put((wanted, pin))

    def _round(self) -> None:
        try:
            wanted, pin = self._waiting.get(timeout=WAIT_S)
        except queue.Empty:
            return
        try:
            change = self._do(wanted, pin)
        except KioskError as error:
            said = str(error)
            self._corner.take(lambda view: replace(view, busy=False, said=said))
            return
        self._corner.take(change)

    def _do(self, wanted: Ask, pin: str) -> Callable[[TechnicianView], TechnicianView]:
        match wanted:
            case Ask.ENTER:
                self._key = self._link.enter_as_technician(pin)
                return self._tested()
            case Ask.TEST:
                return self._tested()
            case Ask.SOUND:
                self._player.play(chime())
                return lambda view: replace(view, busy=False, said=HEARD)
            case Ask.LEAVE | Ask.RESTART:
                self._key = ""
                return lambda view: view

    def _tested(self) -> Callable[[TechnicianView], TechnicianView]:
        found = self._link.self_test(self._key)
        findings = tuple(_finding(check) for check in found["checks"])
        version = str(found["version"])
        return lambda view: replace(
            view, room=Room.INSIDE, busy=False, said="", version=version, findings=findings
        )


def _finding(check: dict[str, Any]) -> Finding:
    return Finding(check["check"], check["level"], check["what"], check["remedy"])
