"""What `install.sh device` makes of a machine for the two other roles."""

from __future__ import annotations

import json
from pathlib import Path

from tests.image.roots import PROJECT, changed

INSTALL = PROJECT / "install.sh"
INSTALLED_WITHIN_S = 900
STARTED = "etc/systemd/system"
"""Where links lie that have units started."""

IMPORT = "import sys; sys.path[:0] = ['/opt/kiosk/current', '/opt/kiosk/current/site-packages']; import "


def wanted_units(folder: Path) -> set[str]:
    """Name the units that an overlay has started, beside those of the root below."""
    links = (folder / STARTED).glob("*.wants/kiosk*")
    return {f"{link.parent.name.removesuffix('.wants')}/{link.name}" for link in links if link.is_symlink()}


def role_in_force(upper: Path) -> str:
    """Read from the release in force which role it is for."""
    release = upper / "opt/kiosk" / (upper / "opt/kiosk/current").readlink() / "release.json"
    return str(json.loads(release.read_bytes())["role"])


def test_a_kiosk_becomes_a_second_kiosk_that_starts_the_line_and_no_desk(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "root"
    script = f"""
        {INSTALL} device --role second --root {target}
        {INSTALL} device --check --root {target}
        chroot {target} python3 -sPc "{IMPORT}kiosk.run.relay, kiosk.run.screen"
        ls {target}/{STARTED}/*.wants
    """
    told = changed(root, tmp_path, "sh", "-ec", script, within_s=INSTALLED_WITHIN_S)
    upper = tmp_path / "upper"
    assert "whole: release" in told
    assert "role second" in told
    assert role_in_force(upper) == "second"
    assert wanted_units(upper) == {
        "multi-user.target/kiosk-second.target",
        "kiosk-second.target/kiosk-relay.service",
    }
    started = told.rpartition("whole: release")[2].split()
    assert "kiosk.target" not in started
    assert not {"kiosk-desk.service", "kiosk-board.service", "kiosk-enrol.service"} & set(started)


def test_a_bare_system_becomes_a_central_server_with_its_database(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "root"
    script = f"""
        {INSTALL} device --uninstall --root {target}
        rm -r {target}/etc/kiosk
        for name in proc sys dev; do mount --bind /$name {target}/$name; done
        cp /etc/hosts {target}/etc/hosts
        cp --remove-destination /etc/resolv.conf {target}/etc/resolv.conf
        {INSTALL} device --role central --root {target}
        {INSTALL} device --check --root {target}
        chroot {target} kiosk central init --database sqlite:////tmp/central.db
        chroot {target} kiosk central check --database sqlite:////tmp/central.db
        chroot {target} python3 -sPc "{IMPORT}psycopg"
        chroot {target} psql --version
    """
    told = changed(root, tmp_path, "sh", "-ec", script, within_s=INSTALLED_WITHIN_S)
    upper = tmp_path / "upper"
    assert "whole: release" in told
    assert "role central" in told
    assert "psql (PostgreSQL)" in told
    assert role_in_force(upper) == "central"
    assert wanted_units(upper) == {
        "multi-user.target/kiosk-central.service",
        "multi-user.target/kiosk-central-deliver.service",
        "timers.target/kiosk-central-upkeep.timer",
        *(
            f"{target}/{unit}"
            for target in ("kiosk.target", "kiosk-second.target", "multi-user.target")
            for unit in ("kiosk-update.service", "kiosk-health.timer")
        ),
    }
    assert {path.name for path in (upper / "etc/kiosk").iterdir() if path.is_file()} == {
        "central.env",
        "update-keys",
    }
    assert not (upper / "opt/kiosk/models").exists()
