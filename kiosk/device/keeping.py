"""The office's data while releases change: rehearsed on a copy, kept as they were, brought back."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kiosk.device.releases import Releases
from kiosk.errors import ProgramFailed, UpdateRefused
from kiosk.lib.programs import LONG_S, run_program

PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class KeptData:
    """Copies of one desk's database, made and read by the program of the release that is asked.

    Attributes:
        state: The desk's state folder; the programs run as the account that owns it.
        config: The office's settings.
    """

    releases: Releases
    state: Path
    config: Path

    @property
    def folder(self) -> Path:
        """Where the copies lie."""
        return self.state / "update"

    @property
    def copy(self) -> Path:
        """The database as it was when the old release had stopped."""
        return self.folder / "desk.db"

    def rehearse(self, id_: str) -> None:
        """Let a release migrate and prove a copy of the database, and read the settings.

        Raises:
            UpdateRefused: It says why it cannot work here; nothing was changed.
        """
        self._make_folder()
        try:
            if self._has_data():
                self._ask(self.releases.current(), "copy", self.copy)
            self._ask(id_, "rehearse", self.copy)
        except ProgramFailed as error:
            raise UpdateRefused(f"release {id_} cannot work here, nothing was changed: {error}") from error
        finally:
            self.forget()

    def keep(self, id_: str) -> None:
        """Copy the database, whose desk has stopped, by the program of the release that wrote it.

        Raises:
            ProgramFailed: It could not be copied.
        """
        self._make_folder()
        if self._has_data():
            self._ask(id_, "copy", self.copy)

    def bring_back(self, id_: str) -> None:
        """See that a release can read the database; where it cannot, the kept copy goes on as a new chain.

        Raises:
            ProgramFailed: Neither can be read; the files stay as they are.
        """
        if not self.copy.exists():
            return
        try:
            self._ask(id_, "readable")
        except ProgramFailed:
            run_program(
                self.releases.program(id_),
                "restore",
                self.copy,
                "--config",
                self.config,
                timeout_s=LONG_S,
                owner_of=self.state,
            )

    def forget(self) -> None:
        """Remove the copies."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _has_data(self) -> bool:
        return (self.state / "desk.db").exists()

    def _ask(self, id_: str, what: str, *more: Path) -> None:
        program = self.releases.program(id_)
        run_program(
            program, "update", what, *more, "--config", self.config, timeout_s=LONG_S, owner_of=self.state
        )

    def _make_folder(self) -> None:
        self.forget()
        self.folder.mkdir(mode=PRIVATE, parents=True)
        if os.geteuid() == 0:
            owner = self.state.stat()
            # The folder above is the desk's, which may lay a link here meanwhile.
            os.chown(self.folder, owner.st_uid, owner.st_gid, follow_symlinks=False)
