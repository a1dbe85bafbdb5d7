"""`kiosk central` as its operator types it."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from kiosk.central.commands import open_storage
from kiosk.cli import EXIT_OK, EXIT_REFUSED, run
from kiosk.device import bundle
from tests.central.desk_log import DeskLog
from tests.central.devices import Device
from tests.device.machines import Machine


class Operator:
    """Types commands and reads what they print."""

    def __init__(
        self, database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._database = database
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def types(self, *words: str, stdin: str = "") -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run(["central", *words, "--database", self._database])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def operator(address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    return Operator(address, capsys, monkeypatch)


def test_a_server_is_set_up_used_and_checked(operator: Operator, address: str, log: DeskLog) -> None:
    assert operator.types("init") == (EXIT_OK, "", "")
    code, out, _ = operator.types("add-office", "ha-dong", "Phường Hà Đông", "--area", "ha-noi/ha-dong")
    assert (code, len(out.strip())) == (EXIT_OK, len("XXXX-XXXX-XXXX"))
    account = ("account", "lan", "reader:ha-noi")
    assert operator.types(*account, stdin="sen-hong-9-canh\n")[0] == EXIT_OK
    storage = open_storage(address)
    device = Device().enrol(storage)
    log.busy_day(2)
    device.send(storage, log.events())
    storage.close()
    assert operator.types("upkeep")[0] == EXIT_OK
    code, out, _ = operator.types("check")
    assert code == EXIT_OK
    assert out.startswith(f"1 offices, {len(log.events())} events, 0 kept apart")
    assert operator.types("account", "lan", "--remove")[0] == EXIT_OK


def test_what_is_wrong_is_refused_with_a_word_on_what_to_do(operator: Operator, tmp_path: Path) -> None:
    for words, stdin, said in (
        (("account", "lan", "reader:ha-noi"), "short\n", "at least 10"),
        (("account", "lan"), "sen-hong-9-canh\n", "needs a right"),
        (("account", "lan", "king:*"), "sen-hong-9-canh\n", "ROLE:AREA"),
        (("account", "lan", "--remove"), "", "no account lan"),
        (("add-office", "ha-dong", "Phường", "--area", "Hà Nội"), "", "no area"),
        (("restore", str(tmp_path / "none")), "", "no such file"),
        (("backup", str(tmp_path / "no" / "folder")), "", "no such folder"),
    ):
        code, _, err = operator.types(*words, stdin=stdin)
        assert (code, said in err) == (EXIT_REFUSED, True), err


def test_a_copy_of_a_sqlite_file_is_whole_and_private(
    tmp_path: Path, log: DeskLog, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'central.db'}"
    storage = open_storage(address)
    log.busy_day(2)
    Device().enrol(storage).send(storage, log.events())
    copy = tmp_path / "copy.db"
    assert Operator(address, capsys, monkeypatch).types("backup", str(copy))[0] == EXIT_OK
    storage.close()
    assert copy.stat().st_mode & 0o777 == 0o600
    other = Operator(f"sqlite:///{tmp_path / 'other.db'}", capsys, monkeypatch)
    code, out, _ = other.types("restore", str(copy))
    assert (code, f" {len(log.events())} events" in out) == (EXIT_OK, True)
    assert other.types("restore", str(copy))[0] == EXIT_REFUSED


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_configuration_goes_out_by_commands(operator: Operator, address: str, tmp_path: Path) -> None:
    storage = open_storage(address)
    Device().enrol(storage)
    storage.close()
    for office in ("ha-dong", "ba-dinh"):
        operator.types("add-office", office, office, "--area", "ha-noi")
    file = tmp_path / "may.toml"
    file.write_text('effective_from = "2027-05-01"\n[policy]\nmax_calls = 5\n', "utf-8")
    assert operator.types("fleet")[1].startswith("ha-dong kiosk-1 warning: Chưa báo tình trạng lần nào")
    draft = ("rollout", "draft", str(file), "--name", "Gọi năm lần", "--area", "ha-noi")
    assert operator.types(*draft)[1] == "1 draft ha-noi from 2027-05-01 Gọi năm lần\n"
    code, _, err = operator.types("rollout", "start", "1", "--pilot", "soc-son")
    assert (code, "soc-son is not" in err) == (EXIT_REFUSED, True)
    assert operator.types("rollout", "start", "1", "--pilot", "ha-dong")[0] == EXIT_OK
    assert operator.types("rollout", "show", "1")[1].splitlines()[1:] == [
        "  stage 1 ha-dong told",
        "  stage 2 ba-dinh planned",
    ]
    assert operator.types("rollout", "halt", "1")[1].startswith("1 halted")
    assert operator.types("rollout", "resume", "1")[1].startswith("1 running")
    assert operator.types("rollout", "withdraw", "1")[0] == EXIT_REFUSED
    operator.types("rollout", "halt", "1")
    assert operator.types("rollout", "withdraw", "1")[1].startswith("1 withdrawn")
    assert operator.types("rollout", "list")[1].startswith("1 withdrawn")
    assert operator.types(*draft)[1].startswith("2 draft")
    assert operator.types("rollout", "discard", "2")[1] == "2 discarded\n"
    file.write_text("[desk]\nport = 1\n", "utf-8")
    assert operator.types(*draft)[0] == EXIT_REFUSED


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_release_is_offered_once_its_signature_was_checked(operator: Operator, tmp_path: Path) -> None:
    publisher, keys, folder = Machine(tmp_path / "publisher"), tmp_path / "update-keys", tmp_path / "releases"
    file = bundle.build(publisher.add("2.0", form=1), publisher.key, tmp_path)
    offer = ("release", "offer", str(file), "--keys", str(keys))
    keys.write_text("# nobody\n", "utf-8")
    assert operator.types(*offer)[0] == EXIT_REFUSED
    keys.write_text(f"{publisher.trusted[0]} publisher\n", "utf-8")
    assert operator.types(*offer, "--area", "Hà Nội")[0] == EXIT_REFUSED
    assert not folder.exists()
    assert operator.types(*offer)[1] == "2.0 is offered to kiosk on trixie, amd64\n"
    assert (folder / "2.0.update").read_bytes() == file.read_bytes()
    (line,) = operator.types("release", "list")[1].splitlines()
    assert line == f"2.0 kiosk trixie amd64 * {hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert operator.types("release", "withdraw", "2.0")[0] == EXIT_OK
    assert operator.types("release", "withdraw", "2.0")[0] == EXIT_REFUSED
    assert operator.types("release", "list")[1].strip().endswith("withdrawn")
