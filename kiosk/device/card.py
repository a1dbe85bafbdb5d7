"""The part of the card that any PC can read: files taken from it, answers left on it, secrets overwritten."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.lib.atomic_file import sync_folder
from kiosk.lib.programs import run_program

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRMWARE = Path("/boot/firmware")

SETTINGS = "kiosk.toml"
ERRORS = "kiosk-errors.txt"
RESET = "factory-reset"
LOGO = "logo.png"


@dataclass(frozen=True, slots=True)
class Card:
    """The FAT partition where it is mounted; read-only but for the moments in which something is written."""

    folder: Path = FIRMWARE

    def read(self, name: str) -> bytes | None:
        """Give a file's content; None where it is not."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def scrub(self, name: str) -> None:
        """Overwrite a file, then remove it.

        The card's own controller may keep an old block where nothing but its maker's tools reads it.

        Raises:
            OSError: The card cannot be written.
            ProgramFailed: It cannot be mounted for writing.
        """
        path = self.folder / name
        with self._writable():
            with path.open("r+b") as file:
                file.write(b"#" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self.folder)

    def leave(self, name: str, text: str) -> None:
        """Write a file for whoever puts the card into a PC, in the form of Windows' editors.

        Raises:
            OSError: The card cannot be written.
            ProgramFailed: It cannot be mounted for writing.
        """
        self.replace(name, text.replace("\n", "\r\n").encode("utf-8-sig"))

    def replace(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all; one that is so already is not written.

        Raises:
            OSError: The card cannot be written.
            ProgramFailed: It cannot be mounted for writing.
        """
        if self.read(name) == content:
            return
        with self._writable():
            new = self.folder / f"{name}.new"
            with new.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.folder / name)
            sync_folder(self.folder)

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens where it is not.

        Raises:
            OSError: The card cannot be written.
            ProgramFailed: It cannot be mounted for writing.
        """
        if not (self.folder / name).exists():
            return
        with self._writable():
            (self.folder / name).unlink()
            sync_folder(self.folder)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        # Asked of the mount itself: a folder that can be written, such as a test's, is never mounted anew.
        if not os.statvfs(self.folder).f_flag & os.ST_RDONLY:
            yield
            return
        run_program("mount", "-o", "remount,rw", self.folder)
        try:
            yield
        finally:
            run_program("mount", "-o", "remount,ro", self.folder)
