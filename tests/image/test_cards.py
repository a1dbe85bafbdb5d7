"""Cards: what their tools refuse, and the wire over which a booted machine is asked. Building and booting one is by command."""

from __future__ import annotations

import json
import runpy
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

IMAGES = Path(__file__).parents[2] / "images"


def refusal(*command: str | Path) -> str:
    """What a program says that must refuse."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode != 0, done.stdout
    return done.stderr


@pytest.fixture
def jetson(tmp_path: Path) -> Path:
    """The few files by which NVIDIA's root is known."""
    for name, text in (
        ("etc/nv_tegra_release", "# R38\n"),
        ("etc/os-release", 'VERSION_ID="24.04"\n'),
        ("usr/bin/dpkg", ""),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    return tmp_path


def test_an_unknown_board_is_refused_with_those_that_are_known() -> None:
    assert "amd64-ci arm64-virt pi4 pi5" in refusal(IMAGES / "build.sh", "pi3")


def test_a_root_that_is_not_nvidias_is_left_alone(jetson: Path) -> None:
    (jetson / "etc/nv_tegra_release").unlink()
    assert "nv_tegra_release" in refusal(IMAGES / "jetson/apply.sh", jetson)


def test_a_jetpack_with_too_old_a_python_is_refused(jetson: Path) -> None:
    (jetson / "etc/os-release").write_text('VERSION_ID="22.04"\n')
    assert "JetPack 6" in refusal(IMAGES / "jetson/apply.sh", jetson)


def test_the_data_partition_is_mounted_after_the_layer_in_memory() -> None:
    script = IMAGES / "overlay/initramfs/mount-data"
    said = subprocess.run([script, "prereqs"], capture_output=True, text=True, check=True, timeout=30)
    assert said.stdout == "overlayroot\n"


def test_a_machine_runs_what_the_test_asks_and_tells_how_it_ended() -> None:
    answer = runpy.run_path(str(IMAGES / "guest.py"))["answer"]

    def ask(*argv: str, given: str = "") -> object:
        return json.loads(answer(json.dumps({"argv": argv, "within_s": 20, "given": given})))

    assert ask("/bin/cat", given="một cửa\n") == {"status": 0, "output": "một cửa\n"}
    assert ask("/bin/sh", "-c", "echo no; exit 3") == {"status": 3, "output": "no\n"}


def test_a_partitions_size_is_read_from_the_cards_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "card.img"
    with card.open("wb") as file:
        file.truncate(64 << 20)
    table = "label: dos\n,4M,c\n,8M,83\n,16M,83\n"
    subprocess.run(["/usr/sbin/sfdisk", "--quiet", card], input=table, text=True, check=True, timeout=30)
    monkeypatch.syspath_prepend(str(IMAGES))
    assert import_module("machine").partition_mib(card, 3) == 16


def test_a_program_that_a_machine_lacks_counts_as_failed() -> None:
    answer = runpy.run_path(str(IMAGES / "guest.py"))["answer"]
    said = json.loads(answer(json.dumps({"argv": ["/nowhere"], "within_s": 1, "given": ""})))
    assert said["status"] != 0
    assert "/nowhere" in said["output"]
