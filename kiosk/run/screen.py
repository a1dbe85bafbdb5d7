"""The screen process: window, camera, faces and the line to the desk, wired."""

from __future__ import annotations

import logging
import signal
import socket
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSocketNotifier
from PyQt6.sip import voidptr

from kiosk.camera.capture import CameraState, CaptureWorker
from kiosk.camera.specs import parse_spec
from kiosk.config import notice_hash, notice_text
from kiosk.face.engines import build_pipeline
from kiosk.face.runtime_choice import FastestRuntime, memory_file
from kiosk.face.weights import needed_models
from kiosk.lib import systemd
from kiosk.lib.logs import start_logging
from kiosk.lib.no_internet import forbid_internet
from kiosk.lib.units import MS_PER_S, DurationMs
from kiosk.models.store import path_of
from kiosk.run.desk_worker import DeskAsker, DeskListener
from kiosk.run.face_worker import FaceWorker
from kiosk.run.paths import DeskPaths
from kiosk.ui.app import Glass
from kiosk.ui.conductor import Conductor
from kiosk.ui.effects import CloseCamera, OpenCamera
from kiosk.ui.flow import Limits, begin
from kiosk.ui.happenings import CameraLost
from kiosk.ui.heartbeat import Heartbeat
from kiosk.ui.view_state import NoticeView
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from kiosk.camera.source import FrameSource, Nature
    from kiosk.config import Config
    from kiosk.ui.app import KioskWindow
    from kiosk.ui.effects import Effect
    from kiosk.ui.flow import FlowState

log = logging.getLogger(__name__)


class ScreenProcess:
    """Everything the screen process owns; made and used on Qt's thread."""

    def __init__(self, config: Config, source: FrameSource, nature: Nature, glass: Glass) -> None:
        """Build all parts; :meth:`run` starts them.

        Args:
            nature: What stands before the source, as looks will say it.

        Raises:
            ModelMissing: Weights are not in the store.
            ModelCorrupt: They are not what their hash says.
            DisplayMissing: No display answers.
        """
        face = config.face
        for name in needed_models(face.embedder, face.detector):
            path_of(name)
        self._request = 0
        self.conductor = Conductor(
            _first_state(config),
            load_wording(),
            office={"vi": config.office.name},
            glass=glass,
            on_effect=self._do,
            on_first_paint=self._load_models,
        )
        self.face = FaceWorker(
            lambda: build_pipeline(
                face.embedder,
                path_of,
                detector=face.detector,
                choose=FastestRuntime(memory_file(DeskPaths.of(config).state)),
            ),
            nature,
            face.liveness,
            DurationMs(round(face.look_limit_s * MS_PER_S)),
            on_light=self._set_light,
            on_news=self.conductor.happen,
            on_crash=self._fall,
        )
        self._capture = CaptureWorker(
            source,
            sinks=(self.conductor.window.show_frame, self.face.frames.put),
            on_state=self._camera_changed,
            on_crash=self._fall,
        )
        desk_socket = DeskPaths.of(config).socket
        self._asker = DeskAsker(
            config,
            desk_socket,
            on_happening=self.conductor.happen,
            on_camera_allowed=self._camera_allowed,
            on_crash=self._fall,
        )
        self._listener = DeskListener(desk_socket, on_happening=self.conductor.happen, on_crash=self._fall)
        self._crash: BaseException | None = None

    def run(self) -> int:
        """Serve citizens until told to end.

        Raises:
            BaseException: What ended a worker; the process must end, systemd starts a clean one.
        """
        self._signals = _end_on_signals(self.conductor.window)
        self._capture.start()
        self._asker.start()
        self._listener.start()
        systemd.notify("READY=1")
        heartbeat = Heartbeat(lambda: not self._capture.is_frozen, lambda: systemd.notify("WATCHDOG=1"))
        heartbeat.start()
        code = self.conductor.window.run()
        heartbeat.stop()
        systemd.notify("STOPPING=1")
        self._listener.stop()
        self._asker.stop()
        self._capture.stop()
        self.face.stop()
        self.conductor.close()
        if self._crash is not None:
            raise self._crash
        return code

    def _load_models(self) -> None:
        # What judges an update looks for exactly this; `kiosk.device.units`.
        systemd.notify("STATUS=The first picture is on the glass.")
        self.face.start()

    def _do(self, effect: Effect) -> None:
        match effect:
            case OpenCamera(request=request):
                self._request = request
            case CloseCamera():
                self._request = 0
                self._capture.close()
                self.face.cancel()
        self._asker.ask(effect, self.conductor.door_ms)

    def _camera_allowed(self, request: int) -> None:
        """Open the camera, unless the citizen has left the ring meanwhile."""
        if request == self._request:
            self.face.begin(request)
            self._capture.open("face")

    def _set_light(self, times: float | None) -> None:
        self._capture.expose(times)

    def _camera_changed(self, state: CameraState) -> None:
        if state.trouble is not None:
            log.warning("camera: %s", state.trouble)
            self.conductor.happen(CameraLost(self._request))

    def _fall(self, error: BaseException) -> None:
        self._crash = error
        self.conductor.window.quit()


def run_screen(config: Config) -> int:
    """Run the screen process; give the exit code.

    Raises:
        KioskError: What a technician can mend: camera's name, models, display.
    """
    start_logging("screen")
    forbid_internet()
    source = parse_spec(config.screen.camera)
    if source.nature != "camera":
        # A camera may come later; a file that cannot be read will not mend itself.
        source.open()
        source.close()
    process = ScreenProcess(config, source, source.nature, Glass(config.screen.width_mm))
    return process.run()


def _end_on_signals(window: KioskWindow) -> QSocketNotifier:
    """Quit the loop on SIGTERM and SIGINT; Qt's loop would otherwise never let Python see them."""
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    signal.set_wakeup_fd(writer.detach())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    notifier = QSocketNotifier(voidptr(reader.detach()), QSocketNotifier.Type.Read)
    notifier.activated.connect(window.quit)
    return notifier


def _first_state(config: Config) -> FlowState:
    texts = {language: (notice_text(config, language),) for language in ("vi", "en")}
    notice = NoticeView(texts, config.notice.version, notice_hash(config))
    limits = Limits(idle_s=config.screen.idle_s, ticket_s=config.screen.clear_ticket_s)
    return begin(notice, "vi", limits=limits)
