"""`kiosk central` as its operator types it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kiosk.central.commands import open_storage
from kiosk.cli import EXIT_OK, EXIT_REFUSED, run
from tests.central.desk_log import DeskLog
from tests.central.devices import Device


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
