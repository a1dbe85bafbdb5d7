"""What the technician's corner does: asks the desk, opens the camera, plays a sound, ends the screen for a restart."""

from __future__ import annotations

import queue
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.domain.shown_code import SETTINGS_MARK, is_invitation
from kiosk.errors import KioskError
from kiosk.lib.worker import Worker
from kiosk.link.client import DeskLink
from kiosk.run import technician_words as words
from kiosk.run.finding_words import in_vietnamese
from kiosk.run.service_camera import LIMIT_S, ServiceCamera
from kiosk.ui.technician import Ask, Finding, Room, TechnicianView
from kiosk.voice.sound import chime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.run.service_camera import Shutter
    from kiosk.ui.technician import Technician
    from kiosk.voice.player import Player

    Change = Callable[[TechnicianView], TechnicianView]

WAIT_S = 0.2
ARROW = " → "
"""Between what was found and what to do."""

WORST_FIRST = ("fault", "warning", "ok")
S_PER_MIN = 60


class TechnicianWorker:
    """Does on a thread of its own what the corner wants.

    Attributes:
        camera: Its ``put`` is a sink for the capture worker.
    """

    def __init__(
        self,
        socket: Path,
        corner: Technician,
        player: Player,
        *,
        shutter: Shutter,
        timezone: str,
        on_restart: Callable[[], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        """Prepare.

        Args:
            on_restart: Ends the process, so that systemd starts a clean one; called on Qt's thread.
        """
        self._link = DeskLink(socket)
        self.camera = ServiceCamera(self._link, shutter)
        self._corner = corner
        self._player = player
        self._timezone = timezone
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
        self._try(lambda: self._closed(""))
        self._link.close()

    def tell_trouble(self, trouble: str) -> None:
        """Say why the camera gives no picture. Any thread."""
        said = words.CAMERA_TROUBLE.format(trouble=trouble)
        self._corner.take(lambda view: replace(view, said=said))

    def _ask(self, wanted: Ask, pin: str) -> None:
        if wanted is Ask.RESTART:
            self._on_restart()
        else:
            self._waiting.put((wanted, pin))

    def _round(self) -> None:
        try:
            asked = self._waiting.get(timeout=0.0 if self.camera.reads else WAIT_S)
        except queue.Empty:
            if self.camera.is_open:
                self._try(self._watch)
            return
        self._try(lambda: self._do(*asked))

    def _try(self, act: Callable[[], Change | None]) -> None:
        try:
            change = act()
        except KioskError as error:
            said = words.why_not(error)
            self._corner.take(lambda view: replace(view, busy=False, said=said))
            return
        if change is not None:
            self._corner.take(change)

    def _do(self, wanted: Ask, pin: str) -> Change:
        match wanted:
            case Ask.ENTER:
                self._key = self._link.enter_as_technician(pin)
                return self._tested()
            case Ask.TEST:
                return self._tested()
            case Ask.SOUND:
                self._player.play(chime())
                return _says(words.HEARD)
            case Ask.PRINT:
                self._act("print")
                return _says(words.PRINTED)
            case Ask.LOGS:
                return _says(words.COPIED.format(**self._act("logs")))
            case Ask.UPDATE:
                return _says(words.WANTED.format(**self._act("update")))
            case Ask.CAMERA:
                return self._opened(Room.CAMERA)
            case Ask.CODE:
                return self._opened(Room.CODE)
            case Ask.CAMERA_OFF:
                return self._closed("")
            case Ask.LEAVE | Ask.RESTART:
                self._key = ""
                self.camera.close()
                return lambda view: view

    def _act(self, name: str, shown: str = "") -> dict[str, Any]:
        return self._link.act_as_technician(name, self._key, shown)

    def _tested(self) -> Change:
        found = self._act("test")
        checks = sorted(found["checks"], key=lambda check: WORST_FIRST.index(check["level"]))
        findings = tuple(_finding(check) for check in checks)
        version, offered = str(found["version"]), str(found["offered"])
        line = words.line_of(found["away_since"], self._timezone)
        return lambda _view: TechnicianView(
            Room.INSIDE, version=version, offered=offered, line=line, findings=findings
        )

    def _opened(self, room: Room) -> Change:
        if not self.camera.open(reads=room is Room.CODE):
            return _says(words.CAMERA_BUSY)
        return lambda view: replace(view, room=room, busy=False, said="")

    def _closed(self, said: str) -> Change:
        self.camera.close()
        return lambda view: replace(view, room=Room.INSIDE, busy=False, said=said)

    def _watch(self) -> Change | None:
        """Look at what is held before the open camera; it goes off by itself."""
        if self.camera.is_over:
            return self._closed(words.CAMERA_TIMED_OUT.format(minutes=round(LIMIT_S / S_PER_MIN)))
        shown = self.camera.read(WAIT_S)
        if shown is None:
            return None
        act = _act_of(shown)
        if act is None:
            return _says(words.OTHER_CODE)
        closed = self._closed("")
        self._corner.take(lambda view: replace(closed(view), busy=True))
        return _says(words.DONE_BY_CODE[act].format(**self._act(act, shown)))


def _act_of(shown: str) -> str | None:
    """Tell what a code that is held before the camera is for; None for one that is nothing of ours."""
    if shown.startswith(SETTINGS_MARK):
        return "settings"
    return "enrol" if is_invitation(shown) else None


def _says(said: str) -> Change:
    return lambda view: replace(view, busy=False, said=said)


def _finding(check: dict[str, Any]) -> Finding:
    name, english = check["check"], [part for part in (check["what"], check["remedy"]) if part]
    return Finding(
        name,
        words.title_of(name),
        check["level"],
        ARROW.join(map(in_vietnamese, english)),
        ARROW.join(english),
    )
