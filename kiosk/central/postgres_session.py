"""One transaction on PostgreSQL, with its fast ways to take many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.central.ledger import EVENT_COLUMNS
from kiosk.central.projection import LEG_COLUMNS, PUT_LEGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    from kiosk.central.session import Value
    from kiosk.domain.figures import LegRow
    from kiosk.domain.ids import OfficeId

COPY_EVENTS = f"COPY event ({', '.join(EVENT_COLUMNS)}) FROM STDIN (FORMAT BINARY)".encode()
EVENT_TYPES = ("text", "text", "int8", "text", "text", "bytea", "text", "bytea", "bytea", "int8")

NUMBERS = frozenset({"leg", "calls", "counter", "arrived_at", "wait_ms", "walk_ms", "serve_ms"})
LEG_TYPES = ", ".join(f"{name} {'BIGINT' if name in NUMBERS else 'TEXT'}" for name in LEG_COLUMNS)
PUT = PUT_LEGS.format(
    source=f"SELECT %s, {', '.join(LEG_COLUMNS)} FROM json_to_recordset(%s::json) AS sent ({LEG_TYPES})"
).encode()
"""One statement for all rows: COPY does not go where row-level security holds."""


class PostgresSession:
    """An open transaction; see :class:`kiosk.central.session.Session`."""

    def __init__(self, conn: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._conn = conn

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a query and give all its rows."""
        return self._conn.execute(_marked(sql), values).fetchall()

    def blocks(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a query in PostgreSQL's binary format: as text, binary data would be twice as long."""
        return self._conn.execute(_marked(sql), values, binary=True).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> None:
        """Run one statement."""
        self._conn.execute(_marked(sql), values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row of values."""
        rows = list(rows)
        if rows:
            with self._conn.cursor() as cursor:
                cursor.executemany(_marked(sql), rows)

    def add_events(self, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows to ``event`` by COPY."""
        with self._conn.cursor() as cursor, cursor.copy(COPY_EVENTS) as copy:
            copy.set_types(EVENT_TYPES)
            for row in rows:
                copy.write_row(row)

    def put_legs(self, office: OfficeId, rows: Sequence[LegRow]) -> None:
        """Add or overwrite an office's rows of ``leg``, all in one statement."""
        if rows:
            self._conn.execute(PUT, (office, msgspec.json.encode(rows).decode()))


def _marked(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()
