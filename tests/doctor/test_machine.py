"""Doctor reads the machine from the kernel's files; here they are made."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.fleet_words import CHECKS, SHORT_NAMES
from kiosk.cli import run
from kiosk.config import Config, load_config
from kiosk.doctor.board import BoardCheck, TemperatureCheck, VoltageCheck
from kiosk.doctor.check import Check, Context, Finding, Level, fault, fine, warning
from kiosk.doctor.checks import machine_checks
from kiosk.doctor.examine import Examined
from kiosk.doctor.glass import DisplayCheck, SoundCheck, TouchCheck
from kiosk.doctor.machine import describe, incidents, quick_checks, slow_checks
from kiosk.doctor.outside import ClockSourceCheck, NetworkCheck
from kiosk.doctor.page import code_of, page_of, read_code
from kiosk.doctor.software import SettingsCheck, VersionCheck
from kiosk.doctor.storage import CardCheck, WriteCheck
from kiosk.errors import BadInput
from kiosk.lib.signing import public_text
from kiosk.lib.units import WallMs
from kiosk.run.paths import DeskPaths
from kiosk.sync.health_wire import MachineState, Software

NOW = WallMs(1_795_000_000_000)

ROUTE = "Iface\tDestination\tGateway\tFlags\tRefCnt\neth0\t00000000\t0101A8C0\t0003\t0\n"
LINK = {"sys/class/net/eth0/device/x": "", "sys/class/net/eth0/carrier": "1\n"}
DISPLAY = "sys/class/drm/card1-HDMI-A-1"
TOUCH = "sys/class/input/input3"
VOLT = {"sys/class/hwmon/hwmon2/name": "rpi_volt\n"}


def context_of(folder: Path, config: Config | None = None) -> Context:
    return Context(config or load_config(None), DeskPaths(folder / "state", folder / "run"), NOW)


def made(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


CASES: list[tuple[type, dict[str, str], Level, str]] = [
    (TemperatureCheck, {}, Level.OK, "no temperature"),
    (TemperatureCheck, {"sys/class/thermal/thermal_zone0/temp": "51234\n"}, Level.OK, "51 °C"),
    (
        TemperatureCheck,
        {f"sys/class/thermal/thermal_zone{n}/temp": f"{n + 71}000" for n in range(2)},
        Level.WARNING,
        "72",
    ),
    (TemperatureCheck, {"sys/class/thermal/thermal_zone0/temp": "84000\n"}, Level.FAULT, "84"),
    (VoltageCheck, {"sys/class/hwmon/hwmon0/name": "cpu_thermal\n"}, Level.OK, "no sensor"),
    (VoltageCheck, VOLT | {"sys/class/hwmon/hwmon2/in0_lcrit_alarm": "0\n"}, Level.OK, "no undervoltage"),
    (VoltageCheck, VOLT | {"sys/class/hwmon/hwmon2/in0_lcrit_alarm": "1\n"}, Level.FAULT, "undervoltage"),
    (BoardCheck, {"proc/device-tree/model": "Raspberry Pi 5\0"}, Level.OK, "Raspberry Pi 5"),
    (BoardCheck, {"etc/kiosk/board-changed": "x"}, Level.WARNING, "another board"),
    (CardCheck, {"sys/fs/ext4/mmcblk0p3/errors_count": "0\n"}, Level.OK, "no errors"),
    (CardCheck, {"sys/fs/ext4/mmcblk0p3/errors_count": "2\n"}, Level.FAULT, "mmcblk0p3: 2"),
    (CardCheck, {"sys/block/mmcblk0/device/life_time": "0x01 0x02\n"}, Level.OK, "20%"),
    (CardCheck, {"sys/block/mmcblk0/device/life_time": "0x01 0x09\n"}, Level.WARNING, "90%"),
    (CardCheck, {"sys/block/mmcblk0/device/life_time": "0x0b 0x02\n"}, Level.FAULT, "110%"),
    (NetworkCheck, {}, Level.FAULT, "any interface"),
    (NetworkCheck, LINK | {"sys/class/net/eth0/carrier": "0\n"}, Level.FAULT, "no link on eth0"),
    (NetworkCheck, LINK, Level.OK, "no way"),
    (NetworkCheck, LINK | {"proc/net/route": ROUTE}, Level.OK, "eth0 connected"),
    (ClockSourceCheck, {}, Level.WARNING, "no clock chip"),
    (
        ClockSourceCheck,
        {"sys/class/rtc/rtc0/name": "rpi-rtc\n", "sys/class/rtc/rtc0/battery_voltage": "0\n"},
        Level.WARNING,
        "0.0 V",
    ),
    (ClockSourceCheck, {"sys/class/rtc/rtc0/name": "rtc-ds3231\n"}, Level.OK, "UPS is recommended"),
    (
        ClockSourceCheck,
        {"sys/class/rtc/rtc0/name": "rtc-ds3231\n", "sys/class/power_supply/u/type": "UPS\n"},
        Level.OK,
        "with a UPS",
    ),
    (DisplayCheck, {}, Level.WARNING, "no graphics card"),
    (DisplayCheck, {f"{DISPLAY}/status": "disconnected\n"}, Level.FAULT, "no display"),
    (DisplayCheck, {f"{DISPLAY}/status": "connected\n", f"{DISPLAY}/modes": ""}, Level.FAULT, "no modes"),
    (
        DisplayCheck,
        {f"{DISPLAY}/status": "connected\n", f"{DISPLAY}/modes": "1080x1920\n"},
        Level.OK,
        "1080x1920",
    ),
    (
        TouchCheck,
        {f"{TOUCH}/capabilities/abs": "0\n", f"{TOUCH}/capabilities/key": "10000 0 0 0\n"},
        Level.FAULT,
        "no touch",
    ),
    (
        TouchCheck,
        # As a common 10-point panel writes them.
        {
            f"{TOUCH}/name": "ILITEK Multi-Touch\n",
            f"{TOUCH}/capabilities/abs": "260800000000003\n",
            f"{TOUCH}/capabilities/key": "400 0 0 0 0 0\n",
        },
        Level.OK,
        "ILITEK",
    ),
    (SoundCheck, {"sys/class/sound/pcmC1D0c/x": ""}, Level.WARNING, "no sound card"),
    (SoundCheck, {"sys/class/sound/pcmC1D0p/x": "", "proc/asound/card1/id": "Device\n"}, Level.OK, "Device"),
    (SettingsCheck, {}, Level.OK, "not set up from a card"),
    (
        SettingsCheck,
        {"run/kiosk-setup/report.json": '{"applied": null, "refused": ["kiosk.toml: no"]}'},
        Level.FAULT,
        "no",
    ),
    (
        SettingsCheck,
        {"run/kiosk-setup/report.json": '{"applied": "kiosk.toml", "refused": []}'},
        Level.OK,
        "were taken",
    ),
    (VersionCheck, {}, Level.OK, "not installed as a device"),
]


@pytest.mark.parametrize(("check", "files", "level", "said"), CASES)
def test_the_machine_is_read_from_the_kernels_files(
    check: type, files: dict[str, str], level: Level, said: str, tmp_path: Path
) -> None:
    finding: Finding = check(made(tmp_path, files)).run(context_of(tmp_path))
    assert finding.level is level, finding
    assert said in finding.what
    assert bool(finding.remedy) is (level is not Level.OK)


def test_whoever_has_no_clock_battery_is_told_of_a_ups_too_where_there_is_none(tmp_path: Path) -> None:
    assert "UPS" in ClockSourceCheck(tmp_path).run(context_of(tmp_path)).remedy
    ups = tmp_path / "sys/class/power_supply/u/type"
    ups.parent.mkdir(parents=True)
    ups.write_text("UPS\n", "utf-8")
    assert "UPS" not in ClockSourceCheck(tmp_path).run(context_of(tmp_path)).remedy


def test_an_office_that_is_enrolled_needs_a_way_out(tmp_path: Path) -> None:
    config = load_config(None)
    sync = msgspec.structs.replace(config.sync, central="https://central.example")
    context = context_of(tmp_path, msgspec.structs.replace(config, sync=sync))
    assert NetworkCheck(made(tmp_path, LINK)).run(context).level is Level.WARNING


@pytest.mark.parametrize(("seconds", "level"), [(0.003, Level.OK), (0.25, Level.WARNING), (2.0, Level.FAULT)])
def test_a_slow_disk_is_named(seconds: float, level: Level, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    assert WriteCheck(seconds).run(context_of(tmp_path)).level is level


def test_writes_are_timed_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    assert "ms" in WriteCheck().run(context_of(tmp_path)).what
    assert list((tmp_path / "state").iterdir()) == []


def test_an_update_that_was_taken_back_is_told(tmp_path: Path) -> None:
    opt = tmp_path / "opt/kiosk"
    (opt / "releases/1.0").mkdir(parents=True)
    (opt / "current").symlink_to("releases/1.0")
    context = context_of(tmp_path)
    assert "release 1.0" in VersionCheck(tmp_path).run(context).what
    last = {"id": "2.0", "previous": "1.0", "result": "rolled_back", "why": "the desk is failed", "at": 1}
    (opt / "update-last.json").write_text(json.dumps(last), "utf-8")
    finding = VersionCheck(tmp_path).run(context)
    assert finding.level is Level.WARNING
    assert "2.0 was taken back: the desk is failed" in finding.what
    (opt / "update.json").touch()
    assert "under way" in VersionCheck(tmp_path).run(context).what


def test_no_check_of_the_machine_fails_on_an_empty_system(tmp_path: Path) -> None:
    checks: list[Check] = machine_checks(tmp_path)
    assert all(check.run(context_of(tmp_path)).what for check in checks)
    assert len({check.name for check in checks}) == len(checks)


EXAMINED = [
    Examined("desk", fine("answers")),
    Examined("clock source", warning("no clock chip", "add one")),
    Examined("touch", fault("no <touch> screen", "see its cable")),
]


def test_a_page_carries_a_code_that_only_this_device_can_have_made(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    context = context_of(tmp_path)
    code = code_of(EXAMINED, context, key)
    reading = read_code(code)
    assert reading.public == public_text(key)
    assert reading.values[0] == context.config.office.id
    assert reading.values[4:] == ("fault", "touch", "clock source")
    page = page_of(EXAMINED, context, code)
    assert "<svg" in page
    assert "no &lt;touch&gt; screen" in page
    assert "Nguồn giờ" in page
    assert "không có chip đồng hồ" in page
    for changed in (code.replace("|fault|", "|ok|"), code[:-10], "nonsense", ""):
        with pytest.raises(BadInput):
            read_code(changed)


def test_forty_codes_make_one_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = Ed25519PrivateKey.generate()
    codes = tmp_path / "codes.txt"
    codes.write_text(
        "\n".join(code_of(EXAMINED, context_of(tmp_path), key) for _ in range(40)) + "\n", "utf-8"
    )
    assert run(["acceptance", str(codes)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 41
    sheet = tmp_path / "sheet.csv"
    assert run(["acceptance", str(codes), "--out", str(sheet)]) == 0
    assert "clock source" in sheet.read_text("utf-8-sig")
    codes.write_text("KIOSKDOCTOR1|a|b\n", "utf-8")
    assert run(["acceptance", str(codes)]) == 1


def test_a_release_that_central_offers_is_named_until_it_is_applied(tmp_path: Path) -> None:
    context = context_of(tmp_path)
    note = '{"release": "2.0", "sha256": "", "size": 1}'
    made(tmp_path, {"state/updates/offer.json": note, "opt/kiosk/releases/1.0/x": ""})
    current = tmp_path / "opt/kiosk/current"
    current.symlink_to("releases/1.0")
    assert "offered" not in VersionCheck(tmp_path).run(context).what
    made(tmp_path, {"opt/kiosk/releases/2.0/x": ""})
    finding = VersionCheck(tmp_path).run(context)
    assert finding.level is Level.OK
    assert "2.0, offered by central, waits: install it on the supervisor's settings page" in finding.what
    current.unlink()
    current.symlink_to("releases/2.0")
    assert "offered" not in VersionCheck(tmp_path).run(context).what


def test_central_is_told_figures_and_names_of_checks_and_nothing_else(tmp_path: Path) -> None:
    root = made(
        tmp_path,
        {
            "sys/class/thermal/thermal_zone0/temp": "84400\n",
            "sys/block/mmcblk0/device/life_time": "0x09 0x02\n",
            "sys/class/rtc/rtc0/name": "rpi-rtc\n",
            "etc/kiosk/board-changed": "abc",
            "state/x": "",
        },
    )
    context = context_of(tmp_path)
    found = incidents(quick_checks(root), context)
    state = describe(context, Software("1.4.0"), found, root)
    assert (state.temperature_c, state.disk.worn_percent, state.clock_source) == (84, 90, "battery")
    assert state.is_other_board
    assert {(one.check, one.level) for one in found} >= {
        ("temperature", "fault"),
        ("card", "warning"),
        ("board", "warning"),
        ("network", "fault"),
    }
    assert str(tmp_path) not in msgspec.json.encode(state).decode()
    assert not {"models", "voice", "write speed"} & {one.check for one in found}
    assert msgspec.json.decode(msgspec.json.encode(state), type=MachineState) == state


def test_every_check_has_words_for_keepers_at_central(tmp_path: Path) -> None:
    names = {check.name for check in [*quick_checks(tmp_path), *slow_checks()]}
    assert names <= set(CHECKS)
    assert set(CHECKS) == set(SHORT_NAMES) - {"sync"}
