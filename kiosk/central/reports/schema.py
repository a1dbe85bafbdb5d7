"""The reports' own tables on SQLite; PostgreSQL's are in ``kiosk.central.migrations``."""

from __future__ import annotations

REPORT_TABLES = (
    """CREATE TABLE report_day (
        office    TEXT NOT NULL REFERENCES office (office),
        day_id    TEXT NOT NULL,
        date      TEXT,
        opened_at INTEGER NOT NULL,
        baseline  INTEGER NOT NULL,
        tickets   INTEGER NOT NULL,
        notes     TEXT NOT NULL,
        turns     BLOB NOT NULL,
        counters  BLOB NOT NULL,
        words     BLOB NOT NULL,
        proofs    BLOB NOT NULL,
        PRIMARY KEY (office, day_id)
    ) STRICT""",
    "CREATE INDEX report_day_by_date ON report_day (date, office)",
    """CREATE TABLE report_mark (
        office TEXT NOT NULL REFERENCES office (office),
        chain  TEXT NOT NULL,
        seq    INTEGER NOT NULL,
        PRIMARY KEY (office, chain)
    ) STRICT""",
)
"""``report_day``: a working day's legs in columns (see ``kiosk.central.reports.block``), its counts as JSON in ``notes``.
``report_mark``: up to which event of a chain the days are made."""

DAYS_TELL_OF_HALLS = (
    "DELETE FROM report_mark",
    "ALTER TABLE report_mark ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0",
)
"""Days' notes tell of idle counters and overtakes, and whose hour is known, so all days are made anew; a mark tells when
its event was received."""
