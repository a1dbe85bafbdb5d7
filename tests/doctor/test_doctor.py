"""Doctor finds what is wrong, says what to do, and is never stopped by a check."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kiosk.camera.sight import Sight
from kiosk.cli import run
from kiosk.config import Config, load_config
from kiosk.doctor.calendar import CalendarCheck
from kiosk.doctor.camera import CameraCheck, judge_sight
from kiosk.doctor.check import Check, Context, Finding, Level, fault, fine, warning
from kiosk.doctor.checks import checks
from kiosk.doctor.data import (
    LATE_MS,
    OUTLIVED_AT,
    RELEASED_AT,
    VERY_LATE_MS,
    ClockCheck,
    DatabaseCheck,
    DiskCheck,
    SyncCheck,
)
from kiosk.doctor.desk import DeskCheck
from kiosk.doctor.examine import EXIT_CODES, Examined, examine, to_json, to_text, worst
from kiosk.doctor.hall import REMEDIES as PRINTER_REMEDIES
from kiosk.doctor.hall import PrinterCheck, SpeakerCheck
from kiosk.doctor.models import ModelsCheck
from kiosk.doctor.voice import VoiceCheck
from kiosk.domain.printing import PrinterState
from kiosk.errors import BadInput
from kiosk.lib.units import WallMs
from kiosk.run.paths import DeskPaths
from kiosk.sync.cursor import Cursor, save_cursor
from kiosk.sync.enrol import ENROLMENT_FILE, Enrolled
from kiosk.voice.making import make_pack
from kiosk.voice.phrases import language
from kiosk.voice.prompts import with_prompts
from tests.models.made import WEIGHTS, model_of
from tests.offices import Setup
from tests.run.processes import LIMIT_S, ROOT, Site
from tests.voice.test_pack import hum
from tests.voice.test_prompts import all_said


@dataclass
class Told:
    """A check that says what it is told to."""

    name: str
    say: Callable[[], Finding]

    def run(self, _context: Context) -> Finding:
        return self.say()


def context_of(folder: Path, now: int = RELEASED_AT + 1, config: Config | None = None) -> Context:
    return Context(config or load_config(None), DeskPaths(folder / "state", folder / "run"), WallMs(now))


def beside(office: Setup) -> Context:
    return context_of(office.folder, office.clock.wall())


def crash() -> Finding:
    raise ZeroDivisionError("a bug of the check's own")


def refuse() -> Finding:
    raise BadInput("the file is no file")


def test_a_check_that_crashes_is_a_fault_and_the_others_still_run(tmp_path: Path) -> None:
    plugged: list[Check] = [
        Told("broken", crash),
        Told("refused", refuse),
        Told("good", lambda: fine("well")),
    ]
    found = examine(plugged, context_of(tmp_path))
    assert [(one.name, one.finding.level) for one in found] == [
        ("broken", Level.FAULT),
        ("refused", Level.FAULT),
        ("good", Level.OK),
    ]
    assert "ZeroDivisionError" in found[0].finding.what
    assert all(one.finding.remedy for one in found[:2])


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([fine("a")], 0),
        ([fine("a"), warning("b", "c")], 1),
        ([fault("a", "b"), warning("b", "c"), fine("d")], 2),
    ],
)
def test_the_exit_code_is_the_worst_finding(findings: list[Finding], code: int) -> None:
    examined = [Examined(str(index), finding) for index, finding in enumerate(findings)]
    assert EXIT_CODES[worst(examined)] == code
    told = json.loads(to_json(examined))
    assert [one["level"] for one in told["checks"]] == [finding.level for finding in findings]
    assert to_text(examined).count("→") == sum(bool(finding.remedy) for finding in findings)


def test_a_sound_office_has_a_sound_database_and_clock(office: Setup) -> None:
    office.plain("ho_tich")
    for check in (DatabaseCheck(), ClockCheck(), DiskCheck(), SyncCheck()):
        finding = check.run(beside(office))
        assert finding.level is not Level.FAULT, finding
    assert DatabaseCheck().run(beside(office)).level is Level.OK
    assert ClockCheck().run(beside(office)).level is Level.OK


@pytest.mark.parametrize("change", ["body", "data", "link"])
def test_a_log_edited_by_hand_is_a_fault(office: Setup, change: str) -> None:
    for _ in range(3):
        office.plain("ho_tich")
    _edit_log(office.folder / "state" / "desk.db", change)
    finding = examine([DatabaseCheck()], beside(office))[0].finding
    assert finding.level is Level.FAULT
    assert "restore" in finding.remedy


def test_only_the_newest_events_are_verified(office: Setup) -> None:
    for _ in range(20):
        office.plain("ho_tich")
    _edit_log(office.folder / "state" / "desk.db", "data", seq=2)
    finding = DatabaseCheck(tail=15).run(beside(office))
    assert (finding.level, "newest 15 events" in finding.what) == (Level.OK, True)
    assert examine([DatabaseCheck()], beside(office))[0].finding.level is Level.FAULT


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "desk.db").write_bytes(b"no database" * 1000)
    for one in examine([DatabaseCheck(), ClockCheck()], context_of(tmp_path)):
        assert one.finding.level is Level.FAULT


def test_a_database_that_was_found_damaged_is_a_fault(office: Setup) -> None:
    beside(office).paths.suspect.touch()
    assert DatabaseCheck().run(beside(office)).level is Level.FAULT


def test_an_office_before_its_first_start_only_warns(tmp_path: Path) -> None:
    assert DatabaseCheck().run(context_of(tmp_path)).level is Level.WARNING
    assert SyncCheck().run(context_of(tmp_path)).level is Level.OK


@pytest.mark.parametrize("now", [0, RELEASED_AT - 1, OUTLIVED_AT + 1])
def test_a_clock_that_cannot_be_right_is_a_fault(tmp_path: Path, now: int) -> None:
    assert ClockCheck().run(context_of(tmp_path, now)).level is Level.FAULT


def test_a_clock_before_the_newest_event_is_a_fault(office: Setup) -> None:
    office.plain("ho_tich")
    finding = ClockCheck().run(context_of(office.folder, office.clock.wall() - 86_400_000))
    assert finding.level is Level.FAULT
    assert "86400 s before the newest event" in finding.what


@pytest.mark.parametrize(("free_mib", "level"), [(50_000, Level.OK), (500, Level.WARNING), (50, Level.FAULT)])
def test_little_room_warns_and_no_room_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mib: int, level: Level
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=free_mib * 2**20))
    assert DiskCheck().run(context_of(tmp_path)).level is level


@pytest.mark.parametrize(
    ("age_ms", "level"),
    [(60_000, Level.OK), (LATE_MS + 60_000, Level.WARNING), (VERY_LATE_MS + 60_000, Level.FAULT)],
)
def test_the_oldest_unsent_event_decides_how_late_sync_is(office: Setup, age_ms: int, level: Level) -> None:
    office.plain("ho_tich")
    state = office.folder / "state"
    enrolled = Enrolled("https://central.example", "mot-cua-demo", "kiosk-1")
    (state / ENROLMENT_FILE).write_bytes(msgspec.json.encode(enrolled))
    later = context_of(office.folder, office.clock.wall() + age_ms)
    finding = SyncCheck().run(later)
    assert (finding.level, f"{len(office.kinds())} events unsent" in finding.what) == (level, True)
    head = office.journal.head
    save_cursor(state, Cursor(head.chain, head.seq, later.now, ""))
    assert SyncCheck().run(later).level is Level.OK
    office.clock.advance(age_ms / 1000)
    office.plain("chung_thuc")
    assert SyncCheck().run(later).what.split()[0] == str(len(office.kinds()) - head.seq)


def test_a_desk_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    finding = DeskCheck().run(context_of(tmp_path))
    assert finding.level is Level.FAULT
    assert "systemctl" in finding.remedy


def test_a_running_desk_answers(tmp_path: Path) -> None:
    site = Site(tmp_path)
    desk = site.start_desk()
    try:
        finding = DeskCheck().run(
            Context(load_config(site.config), DeskPaths(tmp_path / "state", site.runtime), WallMs(0))
        )
        assert finding.level is not Level.FAULT
    finally:
        desk.terminate()
        assert desk.wait(LIMIT_S) == 0


def test_models_are_right_missing_or_damaged(tmp_path: Path) -> None:
    check = ModelsCheck(tmp_path, (model_of(WEIGHTS),))
    assert check.run(context_of(tmp_path)).level is Level.WARNING
    (tmp_path / "made.bin").write_bytes(WEIGHTS)
    assert check.run(context_of(tmp_path)).level is Level.OK
    (tmp_path / "made.bin").write_bytes(WEIGHTS[1:])
    assert check.run(context_of(tmp_path)).level is Level.FAULT


def test_the_doctor_says_who_finds_landmarks_and_refuses_a_detector_that_the_processor_cannot_execute(
    tmp_path: Path,
) -> None:
    (tmp_path / "made.bin").write_bytes(WEIGHTS)
    old = ModelsCheck(tmp_path, (model_of(WEIGHTS),), lambda: "opencv")
    assert old.run(context_of(tmp_path)).what.endswith("landmarks by opencv")
    config = load_config(None)
    face = msgspec.structs.replace(config.face, detector="mediapipe")
    finding = old.run(context_of(tmp_path, config=msgspec.structs.replace(config, face=face)))
    assert (finding.level, finding.remedy) == (Level.FAULT, 'set face.detector to "yunet"')


def test_a_voice_pack_is_complete_missing_or_damaged(tmp_path: Path) -> None:
    pack = tmp_path / "vi"
    check = VoiceCheck(tmp_path)
    assert check.run(context_of(tmp_path)).level is Level.WARNING
    make_pack(pack, language("vi", "ABCDEGHK"), hum)
    assert "sentences are missing" in check.run(context_of(tmp_path)).what
    manifest = make_pack(pack, with_prompts(language("vi", "ABCDEGHK"), all_said("vi")), hum)
    assert check.run(context_of(tmp_path)).level is Level.OK
    (pack / manifest.phrases["mười"].file).unlink()
    finding = check.run(context_of(tmp_path))
    assert (finding.level, "mười" in finding.what) == (Level.FAULT, True)


def test_the_loudspeaker_needs_its_program_and_a_silent_hall_is_the_offices_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_config(None)
    hall = msgspec.structs.replace(config.hall, speaks="board")
    speaking = context_of(tmp_path, config=msgspec.structs.replace(config, hall=hall))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert SpeakerCheck().run(context_of(tmp_path)).level is Level.OK
    assert SpeakerCheck().run(speaking).level is Level.FAULT
    (tmp_path / "aplay").touch(mode=0o755)
    assert SpeakerCheck().run(speaking).level is Level.OK


@pytest.mark.parametrize("state", list(PRINTER_REMEDIES))
def test_a_printer_that_will_not_print_is_named_with_what_to_do(tmp_path: Path, state: PrinterState) -> None:
    config = load_config(None)
    printer = msgspec.structs.replace(config.printer, device=f"file:{tmp_path / 'lp0'}")
    context = context_of(tmp_path, config=msgspec.structs.replace(config, printer=printer))
    finding = PrinterCheck(lambda _: state).run(context)
    assert finding.level is (Level.WARNING if state is PrinterState.PAPER_LOW else Level.FAULT)
    assert finding.remedy == PRINTER_REMEDIES[state]
    assert PrinterCheck(lambda _: PrinterState.READY).run(context).level is Level.OK
    assert PrinterCheck().run(context).remedy == PRINTER_REMEDIES[PrinterState.OFFLINE]
    assert PrinterCheck().run(context_of(tmp_path)).level is Level.OK


def test_the_camera_is_opened_only_when_asked_for(tmp_path: Path) -> None:
    assert "camera" not in [check.name for check in checks(load_config(None))]
    config = load_config(None)
    named = replace_camera(config, f"v4l2:{tmp_path / 'video9'}")
    assert CameraCheck().run(context_of(tmp_path, config=named)).level is Level.FAULT
    assert CameraCheck().run(context_of(tmp_path, config=replace_camera(config, "stage"))).level is Level.OK


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        (Sight(4, 120, 0.02), "pictures a second"),
        (Sight(30, 20, 0.02), "too little"),
        (Sight(30, 240, 0.02), "too much light"),
        (Sight(30, 120, 0.001), "not sharp"),
    ],
)
def test_a_camera_that_is_slow_or_blurred_or_sees_no_light_is_a_warning(sight: Sight, said: str) -> None:
    finding = judge_sight("webcam", sight)
    assert (finding.level, said in finding.what) == (Level.WARNING, True)


@pytest.mark.parametrize("sharpness", [0.02, None])
def test_a_camera_that_sees_well_or_has_nothing_to_be_sharp_on_is_in_order(sharpness: float | None) -> None:
    assert judge_sight("webcam", Sight(30, 120, sharpness)).level is Level.OK


@pytest.mark.parametrize(
    ("day", "level", "said"),
    [
        ("2026-11-02", Level.OK, "2026"),
        ("2026-12-01", Level.WARNING, "2027"),
        ("2027-06-01", Level.WARNING, "2027"),
        ("2029-03-01", Level.WARNING, "no holiday of 2029"),
    ],
)
def test_a_year_whose_holidays_nobody_confirmed_is_named(
    day: str, level: Level, said: str, tmp_path: Path
) -> None:
    now = int(datetime.fromisoformat(f"{day}T09:00:00+07:00").timestamp()) * 1000
    finding = CalendarCheck().run(context_of(tmp_path, now))
    assert finding.level is level
    assert said in finding.what


def test_a_year_that_the_office_confirmed_is_fine(tmp_path: Path) -> None:
    config = load_config(None)
    calendar = msgspec.structs.replace(config.calendar, verified_years=[2026, 2027])
    confirmed = msgspec.structs.replace(config, calendar=calendar)
    now = int(datetime.fromisoformat("2026-12-31T23:30:00+07:00").timestamp()) * 1000
    assert CalendarCheck().run(context_of(tmp_path, now, confirmed)).level is Level.OK


def test_the_names_of_checks_are_unique() -> None:
    names = [check.name for check in [*checks(load_config(None)), CameraCheck()]]
    assert len(set(names)) == len(names)


def test_the_command_prints_findings_and_gives_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    monkeypatch.setenv("KIOSK_VOICE_DIR", str(tmp_path / "voice"))
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path / "models"))
    assert run(["doctor", "--json", "--config", str(site.config)]) == 2
    told = json.loads(capsys.readouterr().out)
    levels = {one["check"]: one["level"] for one in told["checks"]}
    assert (told["level"], levels["desk"], levels["voice"], levels["sync"]) == (
        "fault",
        "fault",
        "warning",
        "ok",
    )
    assert run(["doctor", "--config", str(site.config)]) == 2
    assert "FAULT    desk" in capsys.readouterr().out


def replace_camera(config: Config, spec: str) -> Config:
    return msgspec.structs.replace(config, screen=msgspec.structs.replace(config.screen, camera=spec))


def _edit_log(path: Path, change: str, seq: int = 0) -> None:
    """Edit an event as somebody with the file in hands would: triggers removed, one value changed."""
    conn = sqlite3.connect(path)
    for (trigger,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {trigger}")
    wanted = seq or conn.execute("SELECT max(seq) - 1 FROM event").fetchone()[0]
    if change == "link":
        conn.execute("DELETE FROM event WHERE seq = ?", (wanted,))
    else:
        (value,) = conn.execute(f"SELECT {change} FROM event WHERE seq = ?", (wanted,)).fetchone()
        edited = (
            value.replace(b'"clock_ok":true', b'"clock_ok":false') if change == "body" else value[:-1] + b" }"
        )
        conn.execute(f"UPDATE event SET {change} = ? WHERE seq = ?", (edited, wanted))
    conn.commit()
    conn.close()


def test_doctor_runs_where_the_desks_packages_are_not_installed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "desk.db").touch()
    missing = ("sqlite_utils", "httpx", "requests", "starlette", "uvicorn", "numpy")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({missing!r})); from kiosk.cli import run; "
        f"sys.exit(run(['doctor', '--json', '--config', {str(site.config)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=LIMIT_S, check=False
    )
    levels = {one["check"]: one["level"] for one in json.loads(done.stdout)["checks"]}
    assert (done.returncode, levels["database"], levels["disk"]) == (2, "fault", "ok")
