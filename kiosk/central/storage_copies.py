"""Copies of central's whole database, and the proof of what it holds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.central import account_log
from kiosk.central.audit import audit_office
from kiosk.central.commands import is_postgres, sqlite_path
from kiosk.errors import BadInput, CentralAway, Refused

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.central.storage import Storage

DUMP_LIMIT_S = 12 * 3_600
"""A province's ten years, some 100 GB, within a night."""

OPEN_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a whole database proved to be.

    Attributes:
        forks: Events kept apart because they contradict held ones.
        happenings: Events of the accounts' log.
    """

    offices: int
    events: int
    forks: int
    happenings: int


def check(storage: Storage) -> Checked:
    """Check every hash and every link of every office, and of the accounts' log.

    Raises:
        LogBroken: The first bad place.
    """
    offices = storage.overview()
    audits = [audit_office(storage, office.office) for office in offices]
    happenings = storage.manage(account_log.check, writes=False)
    return Checked(
        len(offices), sum(audit.events for audit in audits), sum(audit.forks for audit in audits), happenings
    )


def back_up(database: str, file: Path) -> None:
    """Write a copy of a database as it is at one instant, while it is used.

    Raises:
        ConfigInvalid: ``database`` is no address.
        Refused: ``file`` exists, or cannot be written.
        CentralAway: The database cannot be read.
    """
    if file.exists():
        raise Refused(f"{file} exists; name another file")
    os.close(os.open(_folder_of(file) / file.name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if is_postgres(database):
            _run("pg_dump", database, "--format=custom", f"--file={file}")
        else:
            _copy_sqlite(sqlite_path(database), file)
    except BaseException:
        file.unlink()
        raise


def restore(database: str, file: Path) -> None:
    """Read a copy into an empty database; all of it or nothing.

    Raises:
        ConfigInvalid: ``database`` is no address.
        BadInput: There is no such file.
        Refused: The database is not empty.
        CentralAway: The database cannot be written.
    """
    if not file.is_file():
        raise BadInput(f"{file}: no such file")
    if is_postgres(database):
        from kiosk.central.postgres_setup import make_roles

        make_roles(database)
        _run("pg_restore", database, "--no-owner", "--single-transaction", "--exit-on-error", str(file))
        return
    target = sqlite_path(database)
    if target.exists():
        raise Refused(f"{target} exists; a copy is read into a new file only")
    _copy_sqlite(file, target)


def _folder_of(file: Path) -> Path:
    if not file.parent.is_dir():
        raise Refused(f"{file.parent}: no such folder")
    return file.parent


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BadInput(f"{source}: no such file")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=OPEN_LIMIT_S)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise CentralAway(f"{source} cannot be copied to {target}: {error}") from error


def _run(program: str, database: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; its password goes by the environment, not by the command line."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(database)
    password = parts.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [program, f"--dbname={make_conninfo('', **parts)}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=DUMP_LIMIT_S
        )  # fmt: skip
    except FileNotFoundError as error:
        raise Refused(f"{program} is not installed (apt: postgresql-client)") from error
    if done.returncode:
        raise CentralAway(
            f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}"
        )
