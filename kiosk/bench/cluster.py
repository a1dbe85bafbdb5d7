"""A PostgreSQL server of our own on a Unix socket: made in a new folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from kiosk.errors import CentralAway

START_LIMIT_S = 60
USER = "postgres"
"""Whom Debian's package makes; PostgreSQL refuses to be run by root."""


def find_programs() -> Path | None:
    """Give the folder of the newest server's programs; None where none is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


class Cluster:
    """One server; whoever asks on its socket is let in."""

    def __init__(self, programs: Path, settings: tuple[str, ...] = ()) -> None:
        """Make and start it.

        Args:
            programs: Folder of initdb and pg_ctl.
            settings: Lines such as ``max_connections=50``.

        Raises:
            CentralAway: It cannot be made or started.
        """
        self._programs = programs
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
        self.data = self._folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self._folder, pwd.getpwnam(USER).pw_uid)
        self.run(
            "initdb", "-D", self.data, "-U", "kiosk", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = ("listen_addresses=''", f"unix_socket_directories='{self._folder}'", *self._settings)
        options = " ".join(f"-c {setting}" for setting in settings)
        log = self._folder / "log"
        self.run("pg_ctl", "-D", self.data, "-w", "-t", START_LIMIT_S, "-l", log, "-o", options, "start")

    def crash(self) -> None:
        """Stop at once, as a power cut does; the next start recovers."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it if it runs, and remove all of it."""
        if (self.data / "postmaster.pid").exists():
            self.crash()
        shutil.rmtree(self._folder)

    def url(self, database: str) -> str:
        """Give a database's address."""
        return f"postgresql://kiosk@/{database}?host={self._folder}"

    def create(self, database: str) -> str:
        """Make an empty database; gives its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {database} TEMPLATE template0".encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def run(self, program: str, *arguments: object) -> None:
        """Run one of the server's programs as its user.

        Raises:
            CentralAway: It did not end well.
        """
        command = [str(self._programs / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        # A started server inherits what it writes to; only files do not hold us up until it ends.
        with (self._folder / f"{program}.out").open("w+b") as said:
            done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, timeout=2 * START_LIMIT_S, cwd="/"
            )  # fmt: skip
            if done.returncode:
                said.seek(0)
                raise CentralAway(f"{program} ended with {done.returncode}: {said.read().decode().strip()}")
