"""The demo's hand on the screen: one JSON request a line on a unix socket, one JSON answer a line.

::

    {"tap": "field-chung_thuc"}            touch the item, once it is enabled (within 2 s)
    {"wait": "ticket", "timeout_s": 5}     wait until the screen has this name
    {"state": {}}                          what is shown
    {"grab": "/path.png"}                  write a picture of the window
    {"stage": {...}}                       handed on: who stands before the camera

Answers are ``{"ok": true, ...}`` or ``{"ok": false, "error": "..."}``. Requests are answered one
after another. Only the demo and tests open this socket.
"""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from kiosk.errors import BadInput, KioskError, PortInUse
from kiosk.lib.units import MS_PER_S
from kiosk.ui.touch import Finger

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.ui.conductor import Conductor

POLL_MS = 20
"""How often a waiting request looks again."""

TAP_WAIT_S = 2.0
"""How long a tap waits for its item: longer than the 0.3 s in which a new screen takes no touch."""

DEFAULT_WAIT_S = 5.0

Answer = dict[str, Any]
Request = dict[str, Any]

Outcome = Answer | str
"""An answer, or why there is none yet."""


class Driver(QObject):
    """Listen on ``path`` and act on the conductor's window; belongs to Qt's thread.

    Args:
        conductor: Whose window is driven.
        path: The unix socket, made anew and readable by this user alone.
        on_stage: Takes the ``stage`` object; what it gives back is part of the answer. Raises
            a KioskError to refuse.

    Raises:
        PortInUse: The socket cannot be made.
    """

    def __init__(self, conductor: Conductor, path: Path, *, on_stage: Callable[[Request], Answer]) -> None:
        super().__init__(conductor)
        self._conductor = conductor
        self._finger = Finger(conductor.window)
        self._on_stage = on_stage
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(str(path))
        if not self._server.listen(str(path)):
            raise PortInUse(f"the driver's socket {path} cannot be made: {self._server.errorString()}")
        self._server.newConnection.connect(self._welcome)

    def close(self) -> None:
        """Stop listening; the socket's file goes."""
        self._server.close()

    def _welcome(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            _Caller(socket, self._begin, self)

    def _begin(self, request: Request) -> tuple[Callable[[], Outcome], float]:
        """Tell how to try the request, and for how many seconds.

        Raises:
            BadInput: The request is none of those above.
        """
        match request:
            case {"tap": str(name)}:
                return lambda: self._tap(name), TAP_WAIT_S
            case {"wait": str(screen), **rest}:
                timeout_s = float(rest.get("timeout_s", DEFAULT_WAIT_S))
                return lambda: self._state_on(screen), timeout_s
            case {"state": _}:
                return self._state, 0.0
            case {"grab": str(path)}:
                return lambda: self._grab(Path(path)), 0.0
            case {"stage": dict(stage)}:
                return lambda: {"ok": True, **self._on_stage(stage)}, 0.0
            case _:
                raise BadInput("a request is one of tap, wait, state, grab, stage")

    def _tap(self, name: str) -> Outcome:
        obstacle = self._finger.obstacle(name)
        if obstacle:
            return f"{obstacle} on the screen {self._conductor.view.screen.value!r}"
        self._finger.tap(name)
        return {"ok": True}

    def _state_on(self, screen: str) -> Outcome:
        now = self._conductor.view.screen.value
        return self._state() if now == screen else f"the screen is {now!r}, not {screen!r}"

    def _state(self) -> Answer:
        view = self._conductor.view
        ticket = view.ticket
        shown = None
        if ticket is not None:
            shown = {
                "ticket_id": ticket.ticket_id,
                "code": ticket.code,
                "icon": ticket.icon,
                "field": ticket.field,
                "ahead": ticket.ahead,
                "is_direct": bool(ticket.counter),
            }
        return {
            "ok": True,
            "screen": view.screen.value,
            "language": view.language,
            "chosen": view.chosen,
            "hint": view.hint.value if view.hint else "",
            "progress": view.progress,
            "dot": view.dot,
            "help": view.help.value,
            "camera_is_on": view.camera_is_on,
            "asks_more_time": view.asks_more_time,
            "refusal": view.refusal,
            "ticket": shown,
        }

    def _grab(self, path: Path) -> Answer:
        self._conductor.window.grab(path)
        return {"ok": True, "path": str(path)}


class _Caller(QObject):
    """One connection: its requests in order, each tried again until it works or its time is up."""

    def __init__(
        self,
        socket: QLocalSocket,
        begin: Callable[[Request], tuple[Callable[[], Outcome], float]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._socket = socket
        self._begin = begin
        self._lines: deque[bytes] = deque()
        self._attempt: Callable[[], Outcome] | None = None
        self._limit_s = 0.0
        self._since = QElapsedTimer()
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._try)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        self._read()

    def _read(self) -> None:
        while self._socket.canReadLine():
            self._lines.append(self._socket.readLine().data())
        if self._attempt is None:
            self._next()

    def _next(self) -> None:
        """Begin the next request that waits, if any."""
        if not self._lines:
            return
        try:
            self._attempt, self._limit_s = self._begin(json.loads(self._lines.popleft()))
        except (ValueError, KioskError) as error:
            self._answer({"ok": False, "error": str(error)})
            return
        self._since.start()
        self._try()

    def _try(self) -> None:
        assert self._attempt is not None, "polled only while there is something to try"
        # A touch lets Qt handle other events before it returns; this must not be among them.
        self._poll.stop()
        try:
            outcome = self._attempt()
        except KioskError as error:
            self._answer({"ok": False, "error": str(error)})
            return
        if isinstance(outcome, dict):
            self._answer(outcome)
        elif self._since.elapsed() >= self._limit_s * MS_PER_S:
            self._answer({"ok": False, "error": f"{outcome}, after {self._limit_s:g} s"})
        else:
            self._poll.start()

    def _answer(self, answer: Answer) -> None:
        self._attempt = None
        self._socket.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        self._socket.flush()
        self._next()
