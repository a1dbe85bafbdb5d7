from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "install.sh"
REQUIREMENTS = ROOT / "requirements"
PLATFORMS = ("bookworm", "noble", "trixie")
ROLES = ("central", "demo", "desk", "screen", "screen-dlib", "test")
LOCKS = [
    REQUIREMENTS / platform / f"{role}.txt" for platform in PLATFORMS for role in (*ROLES, "build", "fuzz")
]

ANSWER_LIMIT_S = 20.0


def run_install(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run install.sh with an almost empty environment and no input."""
    return subprocess.run(
        [INSTALL, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ANSWER_LIMIT_S,
        check=False,
    )


def packages_of(lock: Path) -> dict[str, str]:
    """Read a lock: package to version."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock.read_text("utf-8"), re.MULTILINE))


def test_help_needs_nothing_and_names_every_command(tmp_path: Path) -> None:
    answer = run_install(tmp_path, "--help")

    assert answer.returncode == 0
    for command in ("demo", "test", "venv"):
        assert f"./install.sh {command}" in answer.stdout


@pytest.mark.parametrize("arguments", [("nonsense",), ("venv", "--role", "nobody"), ("venv", "--role")])
def test_a_wrong_command_changes_nothing_and_says_what_to_do(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    answer = run_install(tmp_path, *arguments)

    assert answer.returncode != 0
    assert arguments[-1] in answer.stderr
    assert "What to do:" in answer.stderr


@pytest.mark.parametrize("role", ROLES)
def test_every_role_of_the_help_has_a_lock(role: str, tmp_path: Path) -> None:
    assert role in run_install(tmp_path, "--help").stdout
    for platform in PLATFORMS:
        assert packages_of(REQUIREMENTS / platform / f"{role}.txt")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: f"{lock.parent.name}-{lock.stem}")
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_all_roles_run_the_versions_that_were_tested(platform: str) -> None:
    tested = packages_of(REQUIREMENTS / platform / "test.txt")
    for role in ROLES:
        assert packages_of(REQUIREMENTS / platform / f"{role}.txt").items() <= tested.items()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_only_the_opt_in_roles_have_the_engine_with_restricted_weights(platform: str) -> None:
    for role in ("central", "desk", "screen"):
        assert "face-recognition-models" not in packages_of(REQUIREMENTS / platform / f"{role}.txt")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_desk_has_neither_qt_nor_vision(platform: str) -> None:
    desk = packages_of(REQUIREMENTS / platform / "desk.txt")
    assert not {"pyqt6", "opencv-python", "mediapipe", "dlib-bin"} & desk.keys()


def test_the_checks_on_every_change_are_the_checks_anybody_can_run() -> None:
    commands = [
        line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")
    ]

    assert commands == ['exec "$(dirname "$0")/../install.sh" test']


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_scripts_satisfy_shellcheck() -> None:
    scripts = [INSTALL, ROOT / ".ci/run", REQUIREMENTS / "lock.sh"]
    assert subprocess.run(["shellcheck", "-x", *scripts], check=False).returncode == 0
