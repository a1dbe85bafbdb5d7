#!/usr/bin/env python3
"""Writes docs/units.md: how far each unit is locked in, and why what is open is open.

The judge is `systemd-analyze security` of a root that build.sh made, so that the figure is the one of the system that devices
run. Ends with 1 where something is open that no line `# Open: SETTING, …: reason` of the unit accounts for.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ANALYZE = ("systemd-analyze", "security", "--offline=true", "--no-pager")
OVERALL = re.compile(r"exposure level for \S+: ([\d.]+)")
OPEN = re.compile(r"^# Open: ([A-Za-z, ]+): (.+)$", re.MULTILINE)

EVERYWHERE = {"RootDirectory"}
"""Open in every unit; the page says why once."""

IMPLIED = {"char-rtc:r", "char-tpm:rw"}
"""Devices that ProtectClock and LoadCredentialEncrypted let in by themselves."""

HEAD = """# How far each unit is locked in

Made by `sudo images/unit_table.py --root build/images/amd64-ci/root`; do not edit. Exposure is that of `systemd-analyze security` of
Debian 13: 0 is locked in, 10 is open; at most 2.0 is allowed, and a test holds every figure. `RootDirectory` is open everywhere: the
parts run from the system's own libraries, which they cannot write. The pause before a restart grows (`RestartSteps`) from systemd 254 on; on Debian 12,
which has 252, it stays the shortest.

| unit | acts as | exposure |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One unit as systemd sees it, with the reasons of those who wrote it."""

    name: str
    user: str
    exposure: float
    reasons: tuple[tuple[str, str], ...]
    unexplained: tuple[str, ...]


def judge(root: Path, unit: Path) -> Judged:
    """Ask systemd of that root about a unit.

    Raises:
        SystemExit: systemd cannot read it.
    """
    inside = "/" + str(unit.relative_to(root))
    overall = OVERALL.search(_analyze(root, inside))
    if overall is None:
        raise SystemExit(f"{unit}: systemd-analyze gives no figure")
    text = unit.read_text("utf-8")
    reasons = tuple(OPEN.findall(text))
    told = {setting for settings, _ in reasons for setting in settings.split(", ")} | EVERYWHERE
    user = re.search(r"^User=(\S+)", text, re.MULTILINE)
    return Judged(
        unit.name,
        user[1] if user else "root",
        float(overall[1]),
        reasons,
        tuple(sorted(_open_settings(json.loads(_analyze(root, inside, "--json=short"))) - told)),
    )


def table(units: list[Judged]) -> str:
    """Write the page."""
    rows = "".join(f"| {unit.name} | {unit.user} | {unit.exposure} |\n" for unit in units)
    parts = [
        f"\n## {unit.name}\n\n"
        + "".join(f"- **{settings}**: {reason}\n" for settings, reason in unit.reasons)
        for unit in units
    ]
    return HEAD + rows + "".join(parts)


def _open_settings(found: list[dict[str, str | None]]) -> set[str]:
    settings = set()
    for one in found:
        if one["exposure"] is None or float(one["exposure"]) == 0:
            continue
        name = re.split(r"[=:]", str(one["name"]))[0]
        if name == "DeviceAllow" and set(_devices(str(one["description"]))) <= IMPLIED:
            continue
        settings.add(name)
    return settings


def _devices(description: str) -> list[str]:
    return description.rpartition("devices: ")[2].split()


def _analyze(root: Path, unit: str, *options: str) -> str:
    done = subprocess.run(
        [*("/usr/sbin/chroot", root), *ANALYZE, *options, unit],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{unit}: {done.stderr.strip()}")
    return done.stdout


def main() -> int:
    """Print the page; name what nobody explains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="a root with the product in it")
    root: Path = parser.parse_args().root.resolve()
    opt = root / "opt/kiosk"
    # The link is relative, and so leads into this root and not out of it.
    release = opt / (opt / "current").readlink()
    units = [judge(root, unit) for unit in sorted((release / "systemd/system").glob("*.service"))]
    sys.stdout.write(table(units))
    unexplained = [f"{unit.name}: {', '.join(unit.unexplained)}" for unit in units if unit.unexplained]
    for line in unexplained:
        print(f"open without a reason: {line}", file=sys.stderr)
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
