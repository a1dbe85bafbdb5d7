"""A machine made of files: releases whose programs are shell scripts, a systemctl that remembers, a database of one line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.device.keeping import KeptData
from kiosk.device.progress import Notebook
from kiosk.device.releases import Releases
from kiosk.device.trial import Trial
from kiosk.device.units import DRAWS, Units
from kiosk.device.updater import Updater
from kiosk.lib.clock import ManualClock
from kiosk.lib.signing import public_text

SYSTEMCTL = """#!/bin/sh
case $1 in
    stop) rm -f "{root}/running" ;;
    start)
        id=$(basename "$(readlink "{root}/current")")
        if [ -e "{root}/releases/$id/no-units" ]; then echo "Unit kiosk-desk.service not found." >&2; exit 5; fi
        echo "$id" >"{root}/running" ;;
    show)
        id=$(cat "{root}/running" 2>/dev/null)
        if [ -n "$id" ] && "{root}/releases/$id/bin/kiosk" start; then
            echo ActiveState=active; echo "StatusText={draws}"
        else echo ActiveState=failed; fi ;;
esac
"""

PROGRAM = """#!/bin/sh
# The database is one line: the form in which it is written, then how many events it holds.
data="{state}/desk.db"
read_form() {{ read -r form events <"$1"; }}
case "$1 $2" in
    "update copy") cp "$data" "$3" ;;
    "update rehearse") [ ! -e "$3" ] || {{ read_form "$3"; [ "$form" -le {form} ]; }} && {{ {rehearsal}; }} ;;
    "update readable") [ -e "$data" ] && read_form "$data" && [ "$form" -le {form} ] ;;
    "restore "*) cp "$2" "$data.new" && mv "$data.new" "$data" ;;
    "start ")
        # Whoever starts migrates, and must be able to.
        read_form "$data" && [ "$form" -le {form} ] && {{ {begin}; }} && echo "{form} $events" >"$data.new" &&
            mv "$data.new" "$data" ;;
    *) exit 2 ;;
esac
"""


@dataclass
class Machine:
    """Folders of a device, and an updater on them."""

    folder: Path
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    clock: ManualClock = field(default_factory=ManualClock)
    wait: str | None = None
    hurry: int = 1
    """How much longer than asked each pause of a trial is: fewer looks until its limit."""

    def __post_init__(self) -> None:
        self.root = self.folder / "opt"
        self.state = self.folder / "state"
        self.releases = Releases(self.root)
        self.notebook = Notebook(self.root)

    @property
    def trusted(self) -> tuple[str, ...]:
        return (public_text(self.key),)

    def set_up(self, id_: str = "1.0-old") -> None:
        """Install a first release, with data, and let it run."""
        self.state.mkdir(parents=True)
        self.root.mkdir(parents=True)
        self.add(id_, form=1)
        (self.state / "desk.db").write_text("1 250\n", "utf-8")
        (self.root / "current").symlink_to(f"releases/{id_}")
        (self.root / "systemctl").write_text(SYSTEMCTL.format(root=self.root, draws=DRAWS), "utf-8")
        (self.root / "systemctl").chmod(0o755)
        (self.root / "running").write_text(id_, "utf-8")

    def add(self, id_: str, *, form: int, begin: str = "true", rehearsal: str = "true", **said: str) -> Path:
        """Make a release that writes the database in a form; ``begin`` and ``rehearsal`` are what it does then."""
        folder = self.releases.path_of(id_)
        (folder / "bin").mkdir(parents=True)
        program = folder / "bin" / "kiosk"
        program.write_text(
            PROGRAM.format(state=self.state, form=form, begin=begin, rehearsal=rehearsal), "utf-8"
        )
        program.chmod(0o755)
        release = {"id": id_, "role": "kiosk", "platform": "trixie", "architecture": "amd64", **said}
        (folder / "release.json").write_text(json.dumps(release), "utf-8")
        return folder

    def updater(self) -> Updater:
        units = Units("kiosk", str(self.root / "systemctl"))
        return Updater(
            self.releases,
            self.notebook,
            units,
            KeptData(self.releases, self.state, self.folder / "kiosk.toml"),
            Trial(
                units.problems,
                lambda: self.clock.ns / 1e9,
                lambda seconds: self.clock.advance(seconds * self.hurry),
            ),
            self.clock,
            lambda: self.wait,
        )

    @property
    def running(self) -> str | None:
        """The release whose parts run, as systemd was told; None when they are stopped."""
        path = self.root / "running"
        return path.read_text("utf-8").strip() if path.exists() else None

    @property
    def data(self) -> str:
        return (self.state / "desk.db").read_text("utf-8").strip()
