"""What the owner of central's database on PostgreSQL does: make and migrate its tables, keep them tidy."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString

import psycopg
from psycopg import sql

from kiosk.errors import CentralAway, ConfigInvalid, DatabaseNewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.lib.units import WallMs

REVISIONS = ("0001", "0002", "public", "fleet", "reports", "halls")
"""Those that this version knows, oldest first; the same as in the folder ``migrations/versions``."""

OWNER_IS_ME = (
    "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('event')"
)

MIGRATIONS = Path(__file__).parent / "migrations"
ROLES = ("kiosk_ingest", "kiosk_reader", "kiosk_manager")
MONTHS_AHEAD = 12
CONNECT_TIMEOUT_S = 5


def init(url: str, now: WallMs, serve_as: str | None = None) -> None:
    """Make or migrate the tables, the coming months' partitions, and the rights of who serves.

    Args:
        url: By which its owner connects; they must be allowed to make roles the first time.
        serve_as: A role of the server by which `kiosk central serve` will connect; made when it is missing.

    Raises:
        ConfigInvalid: ``url`` is none, or the right to do it is missing.
        CentralAway: The server does not answer.
        DatabaseNewer: A later version of this product made the tables.
    """
    with _owning(url) as conn:
        _migrate(conn, url)
        conn.execute("SELECT kiosk_make_partitions(%s, %s)", (now, MONTHS_AHEAD))
        _grant(conn, serve_as)


def upkeep(url: str, now: WallMs) -> None:
    """Do what only the owner may, once a night: partitions ahead, and shredded data off the disk.

    Raises:
        ConfigInvalid: ``url`` is none, or not the owner's.
        CentralAway: The server does not answer.
    """
    with _owning(url) as conn:
        if conn.execute(OWNER_IS_ME).fetchall() != [(True,)]:
            # VACUUM only warns, and leaves the tables as they are.
            raise ConfigInvalid("upkeep is the work of the tables' owner; connect as that role")
        conn.execute("SELECT kiosk_make_partitions(%s, %s)", (now, MONTHS_AHEAD))
        conn.execute("VACUUM (ANALYZE) event, fork, leg, day, report_day")


def make_roles(url: str) -> None:
    """Make the roles that a copy's rights speak of, where the server does not have them.

    Raises:
        ConfigInvalid: ``url`` is none, or the right to do it is missing.
        CentralAway: The server does not answer.
    """
    with _owning(url) as conn:
        for role in ROLES:
            _make_role(conn, role, "NOLOGIN")
        _grant(conn, None)


@contextmanager
def _owning(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as conn:
            yield conn
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigInvalid(
            f"PostgreSQL: {error.diag.message_primary}; run this as the database's owner"
        ) from error
    except psycopg.ProgrammingError as error:
        raise ConfigInvalid(f"PostgreSQL: {error}") from error
    except psycopg.OperationalError as error:
        raise CentralAway(f"PostgreSQL does not answer: {str(error).splitlines()[0]}") from error


def _migrate(conn: psycopg.Connection[tuple[object, ...]], url: str) -> None:
    import sqlalchemy
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.pool.NullPool
    )
    # Two at once would both find nothing made.
    conn.execute("SELECT pg_advisory_lock(4242002)")
    for role in ROLES:
        _make_role(conn, role, "NOLOGIN")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseNewer(
                f"the database was made by a later version ({error}); update this software first"
            ) from error


def _grant(conn: psycopg.Connection[tuple[object, ...]], serve_as: str | None) -> None:
    """Let the owner, and who serves, act in each of the roles."""
    names = [serve_as] if serve_as else []
    for name in names:
        _make_role(conn, name, "LOGIN")
    (owner,) = conn.execute("SELECT current_user").fetchall()[0]
    for name in (str(owner), *names):
        for role in ROLES:
            conn.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(name)))


def _make_role(conn: psycopg.Connection[tuple[object, ...]], name: str, login: LiteralString) -> None:
    # Roles belong to the whole server, where another database of ours may have made them.
    if not conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchall():
        conn.execute(sql.SQL("CREATE ROLE {} " + login).format(sql.Identifier(name)))
