"""The board process: window, voice and the line to the desk, wired."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.lib import systemd
from kiosk.lib.logs import start_logging
from kiosk.lib.no_internet import forbid_internet
from kiosk.run.board_news import news_of
from kiosk.run.desk_follower import DeskFollower
from kiosk.run.hall_voice import build_hall_voice, hall_player, speech_of
from kiosk.run.office_look import look_of
from kiosk.run.paths import DeskPaths
from kiosk.run.qt_signals import end_on_signals
from kiosk.ui.board.app import BoardWindow
from kiosk.ui.heartbeat import Heartbeat
from kiosk.ui.window import Glass

if TYPE_CHECKING:
    from typing import Any

    from kiosk.config import Config
    from kiosk.voice.player import Player

OUTPUT = "board"
"""What this process is called in ``[hall] speaks``."""


class BoardProcess:
    """Everything the board process owns; made and used on Qt's thread."""

    def __init__(self, config: Config, glass: Glass, player: Player | None = None) -> None:
        """Build all parts; :meth:`run` starts them.

        Args:
            player: What makes the voice heard; None for the hall's own device.

        Raises:
            DisplayMissing: No display answers.
            BadInput: There is no such output.
        """
        socket = DeskPaths.of(config).socket
        self.window = BoardWindow(
            config.office.name,
            ZoneInfo(config.office.timezone),
            glass,
            read_from_m=config.board.read_from_m,
            output=config.board.output,
            taken=config.screen.output,
            look=look_of(config),
        )
        self.voice = build_hall_voice(
            config, OUTPUT, player or hall_player(config), on_speaking=self.window.say, on_crash=self._fall
        )
        self._follower = DeskFollower(
            socket, on_snapshot=self._take, on_lost=lambda: self.window.tell(None), on_crash=self._fall
        )
        self._crash: BaseException | None = None

    def start(self) -> None:
        """Follow the desk, and speak."""
        if self.voice is not None:
            self.voice.start()
        self._follower.start()

    def stop(self) -> None:
        """End all parts."""
        self._follower.stop()
        if self.voice is not None:
            self.voice.stop()
        self.window.close()

    def run(self) -> int:
        """Show until told to end.

        Raises:
            BaseException: What ended a worker; the process must end, systemd starts a clean one.
        """
        self._signals = end_on_signals(self.window.quit)
        self.start()
        systemd.notify("READY=1")
        # A board has no camera that could freeze: what is alive is Qt's own loop.
        heartbeat = Heartbeat(lambda: True, lambda: systemd.notify("WATCHDOG=1"))
        heartbeat.start()
        code = self.window.run()
        heartbeat.stop()
        systemd.notify("STOPPING=1")
        self.stop()
        if self._crash is not None:
            raise self._crash
        return code

    def _take(self, snapshot: dict[str, Any]) -> None:
        self.window.tell(news_of(snapshot))
        if self.voice is not None:
            self.voice.hear(snapshot["seq"], speech_of(snapshot))

    def _fall(self, error: BaseException) -> None:
        self._crash = error
        self.window.quit()


def run_board(config: Config) -> int:
    """Run the board process; give the exit code.

    Raises:
        KioskError: What a technician can mend: the display, the output's name.
    """
    start_logging("board")
    forbid_internet()
    return BoardProcess(config, Glass(config.board.width_mm)).run()
