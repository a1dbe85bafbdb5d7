"""Releases side by side in one folder, and the links that say which one runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import sync_folder

ROOT = Path("/opt/kiosk")

ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,80}")
"""What names a release; never a path."""

UNFINISHED = ".part"


class Release(msgspec.Struct, frozen=True):
    """What a release says of itself in its ``release.json``.

    Attributes:
        role: ``kiosk``, ``second`` or ``central``.
        platform: Suite whose Python and libraries it was made for, such as ``trixie``.
        architecture: As dpkg names it.
    """

    id: str
    role: str
    platform: str
    architecture: str


class Releases:
    """The folder ``/opt/kiosk``: ``releases/ID``, ``current``, ``good``.

    ``current`` is what the units start. ``good`` is the last release that proved itself; it judges a new one, because a
    broken release cannot be asked to take itself back.
    """

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.folder = root / "releases"

    def path_of(self, id_: str) -> Path:
        """Give the folder of a release, which need not exist.

        Raises:
            BadInput: The id is none.
        """
        if not ID.fullmatch(id_) or id_.endswith(UNFINISHED):
            raise BadInput(f"{id_!r} is no release's id; see `kiosk update status`")
        return self.folder / id_

    def program(self, id_: str) -> Path:
        """Give the command of a release."""
        return self.path_of(id_) / "bin" / "kiosk"

    def current(self) -> str:
        """Tell which release the units start.

        Raises:
            BadInput: None: nothing was installed here by `install.sh device`.
        """
        id_ = self._read("current")
        if id_ is None:
            raise BadInput(f"{self.root / 'current'} names no release; run ./install.sh device first")
        return id_

    def good(self) -> str:
        """Tell which release has proved itself; the current one where no update was ever made."""
        return self._read("good") or self.current()

    def switch(self, id_: str) -> None:
        """Let the units start another release from now on."""
        self._link("current", id_)

    def trust(self, id_: str) -> None:
        """Say that a release has proved itself."""
        self._link("good", id_)

    def describe(self, id_: str) -> Release:
        """Read what a release says of itself.

        Raises:
            BadInput: It is not there, or says nothing that can be read.
        """
        path = self.path_of(id_) / "release.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=Release)
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}; stage the release again") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: {error}; stage the release again") from error

    def installed(self) -> list[str]:
        """List the whole releases, the latest installed last."""
        if not self.folder.is_dir():
            return []
        whole = [
            path for path in self.folder.iterdir() if ID.fullmatch(path.name) and path.suffix != UNFINISHED
        ]
        return [path.name for path in sorted(whole, key=lambda path: (path.stat().st_mtime_ns, path.name))]

    def prune(self, keep: set[str]) -> list[str]:
        """Remove all releases but the ones to keep, and what was never finished; list what went."""
        gone = []
        for path in sorted(self.folder.iterdir()):
            if path.name not in keep:
                shutil.rmtree(path)
                gone.append(path.name)
        return gone

    def _read(self, name: str) -> str | None:
        try:
            return (self.root / name).readlink().name
        except OSError:
            return None

    def _link(self, name: str, id_: str) -> None:
        new = self.root / f"{name}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path("releases") / self.path_of(id_).name)
        new.replace(self.root / name)
        sync_folder(self.root)
