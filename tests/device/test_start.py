"""A device takes its settings from the card once, scrubs the card, and a wrong file changes nothing."""

from __future__ import annotations

import base64
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.config import embedded_tables, load_config
from kiosk.config_theme import LARGEST_LOGO_BYTES
from kiosk.device.board_watch import accept_board
from kiosk.device.card import ERRORS, RESET, SETTINGS
from kiosk.device.first_boot import LEFT_BY_QR, leave_setup
from kiosk.device.growth import Growth, find_growth
from kiosk.device.sealed_key import seal_key
from kiosk.device.setup_store import SetupStore
from kiosk.device.start import Device, start_up
from kiosk.doctor.check import Context, Level
from kiosk.doctor.data import SyncCheck
from kiosk.errors import BadInput, ConfigInvalid
from kiosk.lib.signing import load_or_make_private_key
from kiosk.lib.start_report import StartReport, read_report, write_report
from kiosk.lib.units import WallMs
from kiosk.run.log_export import export_logs
from kiosk.run.paths import DeskPaths
from kiosk.run.screen import _title
from tests.device.settings import GOOD, SHOWN

KEY = base64.b64encode(bytes(32)).decode()
RELAY = f'\n[relay]\ndesk = "192.168.1.10:8444"\ndesk_key = "{KEY}"\n'
SECOND_KIOSK = f'\n[[kiosk]]\nid = "kiosk-2"\npublic_key = "{KEY}"\n'

SECRETS = ("CODE-1234", "mat khau bi mat")


@dataclass
class Bench:
    """A root made of files."""

    root: Path

    def __post_init__(self) -> None:
        for name in (
            "etc/kiosk",
            "boot/firmware",
            "var/lib/kiosk",
            "var/log/journal/x",
            "usr/sbin",
            "opt/kiosk/releases",
        ):
            (self.root / name).mkdir(parents=True)
        (self.root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n", "ascii")
        (self.fat / "cmdline.txt").write_text("console=tty1 root=LABEL=kiosk-root quiet\n", "ascii")
        self.said = self.root / "systemctl.said"
        systemctl = self.root / "systemctl"
        systemctl.write_text(f'#!/bin/sh\necho "$@" >>"{self.said}"\n', "utf-8")
        systemctl.chmod(0o755)
        self.device = Device(self.root, str(systemctl))

    @property
    def fat(self) -> Path:
        return self.root / "boot/firmware"

    @property
    def etc(self) -> Path:
        return self.root / "etc/kiosk"

    @property
    def state(self) -> Path:
        return self.root / "var/lib/kiosk"

    def start(self, settings: str | None = None) -> StartReport:
        if settings is not None:
            (self.fat / SETTINGS).write_text(settings, "utf-8")
        return start_up(self.device)

    def files(self) -> Iterator[Path]:
        return (path for path in self.root.rglob("*") if path.is_file())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "root")


def test_a_good_file_is_applied_once_and_scrubbed(bench: Bench) -> None:
    taken = bench.start(GOOD)

    assert taken == StartReport(
        SETTINGS, (), ("[system] ssh_key: this system has no SSH server; install openssh-server",)
    )
    assert load_config(bench.etc / "kiosk.toml").office.id == "ba-dinh"
    assert (bench.root / "etc/hostname").read_text("utf-8") == "kiosk-ba-dinh\n"
    assert (bench.root / "etc/localtime").readlink() == Path("/usr/share/zoneinfo/Asia/Ho_Chi_Minh")
    assert (bench.state / "enrolment-code").read_text("ascii") == "CODE-1234"
    assert not (bench.fat / SETTINGS).exists()
    again = bench.start()
    assert again.applied is None
    assert load_config(bench.etc / "kiosk.toml").office.id == "ba-dinh"


def test_a_code_that_central_has_not_taken_is_named(bench: Bench) -> None:
    bench.start(GOOD)
    paths = DeskPaths(bench.state, bench.root / "run")
    finding = SyncCheck().run(Context(load_config(bench.etc / "kiosk.toml"), paths, WallMs(0)))
    assert finding.level is Level.WARNING
    assert "enrolment code" in finding.what


def test_secrets_lie_in_files_of_one_reader_only(bench: Bench) -> None:
    bench.start(GOOD)
    holders = [
        path for path in bench.files() if any(secret.encode() in path.read_bytes() for secret in SECRETS)
    ]
    assert {path.name for path in holders} == {"system.json", "enrolment-code", "wpa_supplicant-wlan0.conf"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in holders)
    assert not any(bench.fat in path.parents for path in holders)


def test_a_bad_file_changes_nothing_says_why_and_is_tried_again(bench: Bench) -> None:
    bench.start(GOOD)
    before = (bench.etc / "kiosk.toml").read_bytes()
    bad = GOOD.replace('"ba-dinh"', '"Ba Đình"')
    taken = bench.start(bad)

    assert taken.applied is None
    assert any("id" in problem for problem in taken.refused)
    assert (bench.etc / "kiosk.toml").read_bytes() == before
    assert (bench.fat / SETTINGS).exists()
    assert "office" in (bench.fat / ERRORS).read_text("utf-8-sig")
    assert bench.start(GOOD.replace('"ba-dinh"', '"ba-dinh-2"')).applied == SETTINGS
    assert not (bench.fat / ERRORS).exists()
    assert load_config(bench.etc / "kiosk.toml").office.id == "ba-dinh-2"


def test_the_screen_is_told_that_the_settings_were_refused(bench: Bench, tmp_path: Path) -> None:
    config = load_config(None)
    assert read_report(tmp_path) is None
    assert _title(config, None) == {"vi": config.office.name}
    write_report(tmp_path, bench.start("[ofice]\n"))
    told = read_report(tmp_path)
    assert told is not None
    assert told.applied is None
    assert "ofice" in told.refused[0]
    assert "kiosk-errors.txt" in _title(config, told)["vi"]


def test_a_power_cut_between_applying_and_scrubbing_does_not_apply_twice(bench: Bench) -> None:
    bench.start(GOOD)
    (bench.state / "enrolment-code").unlink()
    bench.start(GOOD)
    assert not (bench.fat / SETTINGS).exists()
    assert not (bench.state / "enrolment-code").exists(), "the code was used; it must not come back"


def test_what_was_ready_when_the_power_failed_is_completed(bench: Bench) -> None:
    bench.start(GOOD)
    ready = bench.etc / "setup.ready"
    ready.mkdir()
    (ready / "kiosk.toml").write_text('[office]\nid = "from-ready"\n', "utf-8")
    (ready / "system.json").write_bytes((bench.etc / "system.json").read_bytes())
    (ready / "state_dir").write_text("/var/lib/kiosk", "utf-8")
    assert SetupStore(bench.etc, bench.root).complete()
    assert load_config(bench.etc / "kiosk.toml").office.id == "from-ready"
    assert not SetupStore(bench.etc, bench.root).complete()


def test_settings_of_a_qr_code_are_kept_for_the_next_start(bench: Bench) -> None:
    with pytest.raises(ConfigInvalid):
        leave_setup("KIOSK1\nnonsense", bench.state / LEFT_BY_QR, embedded_tables())
    assert not (bench.state / LEFT_BY_QR).exists()
    leave_setup("KIOSK1\n" + SHOWN, bench.state / LEFT_BY_QR, embedded_tables())
    assert bench.start().applied == "the QR code"
    assert not (bench.state / LEFT_BY_QR).exists()
    assert load_config(bench.etc / "kiosk.toml").office.id == "ba-dinh"


KEYS = [GOOD, SHOWN.replace("[wifi]", 'ssh_key = ""\n[wifi]'), SHOWN + RELAY, SHOWN + SECOND_KIOSK]


@pytest.mark.parametrize("settings", KEYS, ids=["ssh", "no-ssh", "relay", "second-kiosk"])
def test_a_code_held_before_the_camera_brings_no_key(bench: Bench, settings: str) -> None:
    inbox = bench.state / LEFT_BY_QR
    with pytest.raises(ConfigInvalid, match="keys come with the card alone"):
        leave_setup("KIOSK1\n" + settings, inbox, embedded_tables())
    assert not inbox.exists()
    inbox.write_text("KIOSK1\n" + settings, "utf-8")
    report = bench.start()
    assert report.applied is None, "whoever got hold of the desk comes by no key either"
    assert "keys come with the card alone" in report.refused[0]
    assert not (bench.etc / "kiosk.toml").exists()


def test_a_code_leaves_the_keys_of_the_card_in_force(bench: Bench) -> None:
    bench.start(GOOD + SECOND_KIOSK)
    leave_setup(
        "KIOSK1\n" + SHOWN.replace('"ba-dinh"', '"ba-dinh-2"'), bench.state / LEFT_BY_QR, embedded_tables()
    )
    assert bench.start().applied == "the QR code"
    config = load_config(bench.etc / "kiosk.toml")
    assert config.office.id == "ba-dinh-2"
    assert [kiosk.id for kiosk in config.kiosk] == ["kiosk-2"]
    applied = SetupStore(bench.etc, bench.root).applied()
    assert applied is not None
    assert applied.system.ssh_key.startswith("ssh-ed25519 ")


def test_the_cards_logo_lies_where_the_screen_may_read_it(bench: Bench) -> None:
    logo = bench.etc / "logo.png"
    (bench.fat / "logo.png").write_bytes(b"a picture")
    assert bench.start().refused == ()
    assert (logo.read_bytes(), logo.stat().st_mode & 0o777) == (b"a picture", 0o644)
    (bench.fat / "logo.png").write_bytes(bytes(LARGEST_LOGO_BYTES + 1))
    assert "logo.png: larger than 1024 KiB" in bench.start().refused[0]
    assert "logo.png" in (bench.fat / ERRORS).read_text("utf-8")
    assert logo.read_bytes() == b"a picture"
    (bench.fat / "logo.png").unlink()
    assert bench.start().refused == ()


def test_remote_access_needs_a_key_and_never_a_password(bench: Bench) -> None:
    (bench.root / "usr/sbin/sshd").touch()
    bench.start(GOOD.replace("ssh_key", "# ssh_key"))
    assert "disable --now ssh.service ssh.socket" in bench.said.read_text("utf-8")
    bench.said.unlink()
    keys = bench.etc / "ssh"
    keys.mkdir(exist_ok=True)
    (keys / "ssh_host_ed25519_key").touch()
    bench.start(GOOD)
    written = (bench.root / "etc/ssh/sshd_config.d/10-kiosk.conf").read_text("utf-8")
    assert "PasswordAuthentication no" in written
    assert "start --no-block ssh.service" in bench.said.read_text("utf-8")
    assert (keys / "authorized_keys").read_text("utf-8").startswith("ssh-ed25519 ")


def test_the_machines_id_is_kept_on_a_root_that_forgets(bench: Bench) -> None:
    bench.start()
    (bench.root / "etc/machine-id").write_text("f" * 32 + "\n", "ascii")
    bench.start()
    words = (bench.fat / "cmdline.txt").read_text("ascii").split()
    assert words[-1] == "systemd.machine_id=0123456789abcdef0123456789abcdef"
    assert len(words) == 4


def test_a_reset_erases_the_office_it_names_and_nothing_else(bench: Bench) -> None:
    delivered = bench.root / "opt/kiosk/releases/1.0/systemd"
    delivered.mkdir(parents=True)
    (delivered / "kiosk.toml").write_text('[office]\nid = "unnamed"\n', "utf-8")
    (bench.root / "opt/kiosk/current").symlink_to("releases/1.0")
    bench.start(GOOD)
    (bench.etc / "update-keys").write_text("key", "utf-8")
    (bench.root / "var/log/journal/x/system.journal").touch()
    (bench.state / "desk.db").touch()

    (bench.fat / RESET).write_text("another-office\n", "utf-8")
    assert any("another" not in problem and "ba-dinh" in problem for problem in bench.start().problems)
    assert (bench.state / "desk.db").exists()

    (bench.fat / RESET).write_text("ba-dinh\r\n", "utf-8")
    bench.start()
    assert not (bench.fat / RESET).exists()
    assert not (bench.state / "desk.db").exists()
    assert not list((bench.root / "var/log/journal").iterdir())
    assert load_config(bench.etc / "kiosk.toml").office.id == "unnamed"
    assert (bench.etc / "update-keys").read_text("utf-8") == "key"
    assert not (bench.etc / "system.json").exists()


def test_a_card_in_another_board_is_noticed_until_somebody_accepts_it(bench: Bench) -> None:
    serial = bench.root / "proc/device-tree/serial-number"
    serial.parent.mkdir(parents=True)
    serial.write_bytes(b"10000000abcdef01\0")
    assert bench.start().problems == ()
    assert not any(b"10000000abcdef01" in path.read_bytes() for path in bench.files() if path != serial)
    serial.write_bytes(b"10000000abcdef02\0")
    assert "another board" in bench.start().problems[0]
    assert (bench.etc / "board-changed").exists()
    accept_board(bench.etc, bench.root)
    assert bench.start().problems == ()


def made_disk(root: Path, *, disk_sectors: int, partitions: dict[int, tuple[int, int]]) -> None:
    disk = root / "devices" / "mmcblk0"
    disk.mkdir(parents=True)
    (disk / "size").write_text(f"{disk_sectors}\n", "ascii")
    (root / "class" / "block").mkdir(parents=True)
    for number, (start, size) in partitions.items():
        here = disk / f"mmcblk0p{number}"
        here.mkdir()
        for name, value in (("partition", number), ("start", start), ("size", size)):
            (here / name).write_text(f"{value}\n", "ascii")
        (root / "class" / "block" / here.name).symlink_to(here)


@pytest.mark.parametrize(
    ("sectors", "found"),
    [(60_000_000, Growth("mmcblk0", 3, "mmcblk0p3")), (3_000_000, None), (3_050_000, None)],
)
def test_only_the_last_partition_with_room_behind_it_grows(
    sectors: int, found: Growth | None, tmp_path: Path
) -> None:
    made_disk(
        tmp_path,
        disk_sectors=sectors,
        partitions={1: (8192, 500_000), 2: (508_192, 1_000_000), 3: (1_508_192, 1_491_808)},
    )
    assert find_growth("/dev/mmcblk0p3", tmp_path) == found
    assert find_growth("/dev/mmcblk0p2", tmp_path) is None
    assert find_growth("overlay", tmp_path) is None


CREDS = """#!/bin/sh
case $1 in
    encrypt) {encrypt} ;;
    decrypt) tr a-z b-za <"$3" | tr b-za a-z ;;
esac
"""


def test_a_key_is_taken_from_the_card_only_when_its_sealed_form_opens(tmp_path: Path) -> None:
    creds = tmp_path / "creds"
    state = tmp_path / "state"
    state.mkdir()
    key = state / "device.key"
    with pytest.raises(BadInput, match="no key yet"):
        seal_key(state, tmp_path / "sealed", str(creds))
    load_or_make_private_key(key)
    for encrypt in ("echo 'no TPM2' >&2; exit 1", 'echo else >"$5"'):
        creds.write_text(CREDS.format(encrypt=encrypt), "utf-8")
        creds.chmod(0o755)
        with pytest.raises(BadInput, match="stays in"):
            seal_key(state, tmp_path / "sealed", str(creds))
        assert key.exists()
    creds.write_text(CREDS.format(encrypt='cp "$4" "$5"'), "utf-8")
    assert seal_key(state, tmp_path / "sealed", str(creds)).exists()
    assert not key.exists()
    with pytest.raises(BadInput, match="sealed"):
        load_or_make_private_key(key)


def test_the_desk_takes_its_key_from_systemd_where_it_was_given_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = DeskPaths(tmp_path / "state", tmp_path / "run")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert paths.device_key == tmp_path / "state" / "device.key"
    (tmp_path / "device.key").touch()
    assert paths.device_key == tmp_path / "device.key"


def test_logs_hold_the_products_units_and_say_where_there_is_no_journal(tmp_path: Path) -> None:
    journalctl = tmp_path / "journalctl"
    journalctl.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    journalctl.chmod(0o755)
    told = _read(export_logs(tmp_path, "kiosk-1", '{"level": "ok"}', str(journalctl)))
    assert "--unit kiosk*" in told
    assert '{"level": "ok"}' in told
    assert "no journal" in _read(export_logs(tmp_path, "kiosk-2", "{}", str(tmp_path / "none")))


def _read(archive: Path) -> str:
    with tarfile.open(archive, "r:xz") as tar:
        files = [tar.extractfile(member) for member in tar if member.isfile()]
        return "".join(file.read().decode() for file in files if file is not None)
