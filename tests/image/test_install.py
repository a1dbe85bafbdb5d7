"""What `install.sh device` leaves in a root; that it does so again, after a break too, and takes it away."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tests.image.roots import PROJECT, SHORT_S, changed

INSTALL = PROJECT / "install.sh"
INSTALLED_WITHIN_S = 600
UNPACKED = "Status: install ok unpacked"


def kind_of(path: Path) -> str:
    """What a file is: kind, owner, mode and content."""
    state = path.lstat()
    content = ""
    if path.is_symlink():
        content = str(path.readlink())
    elif path.is_file():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{state.st_mode:o} {state.st_uid} {state.st_gid} {content}"


def differing(upper: Path, root: Path) -> list[str]:
    """Name what was written over a root, or removed from it, and is not as it was there."""
    names = [path.relative_to(upper) for path in sorted(upper.rglob("*"))]
    return [
        str(name)
        for name in names
        if not os.path.lexists(root / name) or kind_of(upper / name) != kind_of(root / name)
    ]


def removed(upper: Path) -> list[Path]:
    """Name what was removed from a root; the overlay keeps a device 0/0 in its place."""
    return [
        path.relative_to(upper)
        for path in upper.rglob("*")
        if path.is_char_device() and path.lstat().st_rdev == 0
    ]


def test_installing_again_changes_nothing(root: Path, tmp_path: Path) -> None:
    changed(root, tmp_path, INSTALL, "device", "--root", tmp_path / "root", within_s=INSTALLED_WITHIN_S)
    assert differing(tmp_path / "upper", root) == []


def test_an_installation_that_was_cut_short_is_completed(root: Path, tmp_path: Path) -> None:
    release = (root / "opt/kiosk/current").readlink().name
    weight = max((root / "opt/kiosk/models").iterdir(), key=lambda path: path.stat().st_size)
    status = (root / "var/lib/dpkg/status").read_text("utf-8")
    for path in (
        "opt/kiosk/releases/9.9-later.part/half",
        f"opt/kiosk/models/{weight.name}",
        "var/lib/dpkg/status",
    ):
        (tmp_path / "upper" / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / f"upper/opt/kiosk/models/{weight.name}").write_bytes(weight.read_bytes()[:4096])
    (tmp_path / "upper/var/lib/dpkg/status").write_text(
        status.replace(
            "Package: alsa-utils\nStatus: install ok installed", f"Package: alsa-utils\n{UNPACKED}", 1
        ),
        "utf-8",
    )
    target = tmp_path / "root"
    broken = (
        f"rm {target}/opt/kiosk/current {target}/opt/kiosk/voice/en/manifest.json {target}/usr/local/bin/kiosk "
        f"{target}/usr/local/lib/systemd/system/kiosk-desk.service "
        f"{target}/etc/systemd/system/kiosk.target.wants/kiosk-desk.service"
    )
    changed(
        root,
        tmp_path,
        *(
            "sh",
            "-c",
            f"{broken} && {INSTALL} device --root {target} && {INSTALL} device --check --root {target}",
        ),
        within_s=INSTALLED_WITHIN_S,
        KIOSK_MODELS_DIR=str(root / "opt/kiosk/models"),
    )
    assert (tmp_path / "upper/opt/kiosk/current").readlink().name == release
    assert UNPACKED not in (tmp_path / "upper/var/lib/dpkg/status").read_text("utf-8")
    assert kind_of(tmp_path / f"upper/opt/kiosk/models/{weight.name}") == kind_of(weight)


def test_a_broken_installation_is_not_called_whole(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "root"
    broken = f"rm {target}/usr/local/lib/systemd/system/kiosk-desk.service"
    told = changed(
        root,
        tmp_path,
        *("sh", "-c", f"{broken} && {INSTALL} device --check --root {target}"),
        within_s=SHORT_S,
        fails=True,
    )
    assert "kiosk-desk.service" in told


def test_what_was_installed_is_removed_but_for_what_is_the_office_s(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "root"
    changed(root, tmp_path, INSTALL, "device", "--uninstall", "--root", target, within_s=SHORT_S)
    gone = {f"/{path}" for path in removed(tmp_path / "upper")}
    assert gone >= {"/opt/kiosk", "/usr/local/bin/kiosk", "/etc/udev/rules.d/70-kiosk.rules"}
    assert gone >= {
        f"/usr/local/lib/systemd/system/{unit.name}" for unit in (PROJECT / "systemd/system").iterdir()
    }
    assert not any(path.startswith(("/etc/kiosk", "/var/lib/kiosk")) for path in gone)
