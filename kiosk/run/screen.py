"""The screen process: window, camera, faces and the line to the desk, wired."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.camera.capture import CameraState, CaptureWorker
from kiosk.camera.rate import FrameCounter
from kiosk.camera.specs import parse_spec
from kiosk.face.engines import build_pipeline
from kiosk.face.runtime_choice import FastestRuntime, memory_file
from kiosk.face.weights import needed_models
from kiosk.lib import systemd
from kiosk.lib.heap import HeapKeeper
from kiosk.lib.logs import start_logging
from kiosk.lib.no_internet import forbid_internet
from kiosk.lib.start_report import read_report
from kiosk.lib.units import MS_PER_S, DurationMs
from kiosk.models.store import path_of
from kiosk.run.desk_follower import DeskFollower
from kiosk.run.desk_settings import DeskSettings
from kiosk.run.desk_views import snapshot_of
from kiosk.run.desk_worker import DeskAsker
from kiosk.run.face_worker import FaceWorker
from kiosk.run.hall_voice import build_hall_voice, hall_player, speech_of
from kiosk.run.keypad import KeypadWorker
from kiosk.run.office_look import look_of
from kiosk.run.office_view import notice_view, office_view
from kiosk.run.paths import DeskPaths
from kiosk.run.qr_worker import QrWorker
from kiosk.run.qt_signals import end_on_signals
from kiosk.run.service_camera import Shutter
from kiosk.run.speaking import PromptVoice, load_prompters
from kiosk.run.technician import TechnicianWorker
from kiosk.ui.conductor import Conductor
from kiosk.ui.effects import CloseCamera, OpenCamera, Purpose
from kiosk.ui.flow import Limits, begin
from kiosk.ui.happenings import CameraLost, DeskBack, DeskLost, OfficeChanged
from kiosk.ui.heartbeat import Heartbeat
from kiosk.ui.parts import Aid
from kiosk.ui.view_state import HOMES
from kiosk.ui.window import Glass
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.camera.source import FrameSource, Nature
    from kiosk.config import Config
    from kiosk.lib.start_report import StartReport
    from kiosk.ui.effects import Effect
    from kiosk.ui.flow import FlowState

log = logging.getLogger(__name__)


OUTPUT = "screen"
"""What this process is called in ``[hall] speaks``."""

MUTE, LOUDEST = 0.0, 1.0


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
        self._open: OpenCamera | None = None
        report = read_report()
        self.conductor = Conductor(
            _first_state(config),
            load_wording(),
            office=_title(config, report),
            glass=glass,
            on_effect=self._do,
            on_first_paint=self._load_models,
            look=look_of(config),
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
            with_picture=face.officer_picture,
            on_light=self._set_light,
            on_news=self.conductor.happen,
            on_crash=self._fall,
        )
        self._codes = QrWorker(on_news=self.conductor.happen, on_crash=self._fall)
        desk_socket = DeskPaths.of(config).socket
        corner = self.conductor.window.technician
        self._technician = TechnicianWorker(
            desk_socket,
            corner,
            hall_player(config),
            shutter=Shutter(self._open_for_service, self._close_for_service),
            timezone=config.office.timezone,
            on_restart=self.conductor.window.quit,
            on_crash=self._fall,
        )
        if report is not None and report.refused:
            corner.tell_refused(report.refused)
        count = FrameCounter()
        self._capture = CaptureWorker(
            source,
            sinks=(
                count.put,
                self.conductor.window.show_frame,
                self.face.frames.put,
                self._codes.frames.put,
                corner.frames.put,
                self._technician.camera.put,
            ),
            on_state=self._camera_changed,
            on_crash=self._fall,
        )
        self._asker = DeskAsker(
            config,
            desk_socket,
            on_happening=self.conductor.happen,
            on_camera_allowed=self._camera_allowed,
            camera_count=count.take,
            on_crash=self._fall,
        )
        self._settings = DeskSettings(desk_socket, config)
        self._listener = DeskFollower(
            desk_socket,
            on_snapshot=self._take,
            on_lost=lambda: self.conductor.happen(DeskLost()),
            on_crash=self._fall,
        )
        self._prompts = PromptVoice(load_prompters(config), hall_player(config), on_crash=self._fall)
        self._volume = config.screen.volume
        self.conductor.shown.connect(self._speak)
        self._voice = build_hall_voice(
            config,
            OUTPUT,
            hall_player(config),
            on_speaking=lambda no: self._prompts.hush(on=no is not None),
            on_crash=self._fall,
        )
        self._keypad = _keypad_of(config, desk_socket, self._fall)
        self._heap = HeapKeeper()
        self.conductor.shown.connect(self._tidy)
        self._crash: BaseException | None = None

    def run(self) -> int:
        """Serve citizens until told to end.

        Raises:
            BaseException: What ended a worker; the process must end, systemd starts a clean one.
        """
        self._signals = end_on_signals(self.conductor.window.quit)
        self.start()
        systemd.notify("READY=1")
        heartbeat = Heartbeat(lambda: not self._capture.is_frozen, lambda: systemd.notify("WATCHDOG=1"))
        heartbeat.start()
        code = self.conductor.window.run()
        heartbeat.stop()
        systemd.notify("STOPPING=1")
        self.stop()
        return code

    def start(self) -> None:
        """Start the threads."""
        self._capture.start()
        self._codes.start()
        self._asker.start()
        self._prompts.start()
        self._technician.start()
        if self._voice is not None:
            self._voice.start()
        self._listener.start()
        if self._keypad is not None:
            self._keypad.start()

    def stop(self) -> None:
        """Stop the threads in reverse and take the window down.

        Raises:
            BaseException: What ended a thread.
        """
        if self._keypad is not None:
            self._keypad.stop()
        self._listener.stop()
        self._settings.close()
        if self._voice is not None:
            self._voice.stop()
        self._technician.stop()
        self._prompts.stop()
        self._asker.stop()
        self._capture.stop()
        self._codes.stop()
        self.face.stop()
        self.conductor.close()
        if self._crash is not None:
            raise self._crash

    def _load_models(self) -> None:
        # What judges an update looks for exactly this; `kiosk.device.units`.
        systemd.notify("STATUS=The first picture is on the glass.")
        self.face.start()

    def _do(self, effect: Effect) -> None:
        match effect:
            case OpenCamera():
                self._open = effect
            case CloseCamera():
                self._open = None
                self._capture.close()
                self.face.cancel()
                self._codes.cancel()
        self._asker.ask(effect, self.conductor.door_ms)

    def _take(self, snapshot: dict[str, Any]) -> None:
        config = self._settings.renewed(snapshot["settings"])
        if config is not None:
            self.conductor.happen(OfficeChanged(notice_view(config), office_view(config)))
        self.conductor.happen(DeskBack())
        self.conductor.happen(snapshot_of(snapshot))
        if self._voice is not None:
            self._voice.hear(snapshot["seq"], speech_of(snapshot))

    def _speak(self) -> None:
        view = self.conductor.view
        loudness = LOUDEST if Aid.LOUD in view.aids else self._volume
        self._prompts.follow(view, loudness if Aid.SPOKEN in view.aids else MUTE)

    def _tidy(self) -> None:
        if self.conductor.view.screen in HOMES:
            self._heap.tidy()

    def _camera_allowed(self, opening: OpenCamera) -> None:
        """Open the camera, unless the citizen has turned away meanwhile; no face is looked for in a code."""
        if opening != self._open:
            return
        if opening.purpose is Purpose.FACE:
            self.face.begin(opening.request)
            self._capture.open("face")
        else:
            self._codes.begin(opening.request)
            self._capture.open("qr")

    def _open_for_service(self) -> bool:
        """Open the camera for the technician, unless a citizen uses it."""
        if self._open is not None:
            return False
        self._capture.open("service")
        return True

    def _close_for_service(self) -> None:
        if self._open is None:
            self._capture.close()

    def _set_light(self, times: float | None) -> None:
        self._capture.expose(times)

    def _camera_changed(self, state: CameraState) -> None:
        if state.trouble is not None:
            log.warning("camera: %s", state.trouble)
            if state.purpose == "service":
                self._technician.tell_trouble(state.trouble)
            opening = self._open
            if opening is not None:
                self.conductor.happen(CameraLost(opening.request))

    def _fall(self, error: BaseException) -> None:
        self._crash = error
        self.conductor.window.quit()


def _keypad_of(
    config: Config, socket: Path, on_crash: Callable[[BaseException], None]
) -> KeypadWorker | None:
    device = config.keypad.device
    return KeypadWorker(Path(device), socket, on_crash=on_crash) if device else None


def _title(config: Config, report: StartReport | None) -> dict[str, str]:
    """Give what stands on top: the office's name, or that its new settings were refused, for whoever switched it on."""
    if report is not None and report.refused:
        return {
            "vi": "Cấu hình trên thẻ sai – xem kiosk-errors.txt trên thẻ",
            "en": "The card's settings are wrong – see kiosk-errors.txt on it",
        }
    return {"vi": config.office.name}


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
    process = ScreenProcess(
        config, source, source.nature, Glass(config.screen.width_mm, mount_mm=config.screen.mount_mm)
    )
    return process.run()


def _first_state(config: Config) -> FlowState:
    screen = config.screen
    limits = Limits(idle_s=screen.idle_s, ticket_s=screen.clear_ticket_s)
    return begin(
        notice_view(config), "vi", limits=limits, office=office_view(config), aids=map(Aid, screen.aids)
    )
