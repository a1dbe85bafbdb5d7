"""A PostgreSQL server of our own on a Unix socket: made in a new folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from kiosk.errors import CentralAway

START_LIMIT_S = 60
POLL_S = 0.05
USER = "postgres"
"""Whom Debian's package makes; PostgreSQL refuses to be run by root."""


def find_programs() -> Path | None:
    """Give the folder of the newest server's programs; None where none is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


class Cluster:
    """One server; whoever asks on its socket is let in."""

    def __init__(self, programs: Path, primary: Cluster | None = None, folder: Path | None = None) -> None:
        """Make and start it.

        Args:
            programs: Folder of initdb and pg_ctl.
            primary: The server to copy, follow, and hold up at every commit until it is here, too.
            folder: Where it lies: an empty one, or none yet; a new temporary one where none is named.

        Raises:
            CentralAway: It cannot be made or started.
        """
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-")) if folder is None else folder.resolve()
        self.folder.mkdir(exist_ok=True)
        self._data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam(USER).pw_uid)
        if primary is None:
            self._run(
                "initdb", "-D", self._data, "-U", "kiosk", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
            )
        else:
            self._run(
                "pg_basebackup", "-D", self._data, "-h", primary.folder, "-U", "kiosk", "-R", "-c", "fast"
            )
        self.start()
        if primary is not None:
            primary.wait_at_commits()

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-t", START_LIMIT_S, "-l", log, "-o", options, "start")

    @property
    def stop_command(self) -> str:
        """The command that stops it, for whoever keeps it."""
        stop = f"{self._programs / 'pg_ctl'} -D {self._data} stop"
        return f"runuser -u {USER} -- {stop}" if os.geteuid() == 0 else stop

    def promote(self) -> None:
        """Let a standby go on as the primary."""
        self._run("pg_ctl", "-D", self._data, "-w", "-t", START_LIMIT_S, "promote")

    def crash(self) -> None:
        """Stop at once, as a power cut does; the next start recovers."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it if it runs, and remove all of it."""
        if (self._data / "postmaster.pid").exists():
            self.crash()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """Give a database's address."""
        return f"postgresql://kiosk@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        """Make an empty database; gives its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {database} TEMPLATE template0".encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def wait_at_commits(self) -> None:
        """Acknowledge nothing from now on that the standby does not hold."""
        ends = time.monotonic() + START_LIMIT_S
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            conn.execute("SELECT pg_reload_conf()")
            while not conn.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchall():
                if time.monotonic() > ends:
                    raise CentralAway("the standby does not follow its primary")
                time.sleep(POLL_S)

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of the server's programs as its user.

        Raises:
            CentralAway: It did not end well.
        """
        command = [str(self._programs / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        # A started server inherits what it writes to; only files do not hold us up until it ends.
        with (self.folder / f"{program}.out").open("w+b") as said:
            done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, timeout=2 * START_LIMIT_S, cwd="/"
            )  # fmt: skip
            if done.returncode:
                said.seek(0)
                raise CentralAway(f"{program} ended with {done.returncode}: {said.read().decode().strip()}")
