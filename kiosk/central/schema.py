"""Central's tables on SQLite, in the steps by which they grew; PostgreSQL's are in ``migrations``."""

from __future__ import annotations

from kiosk.central.day_figures import DAY_FIGURES, SUM_UP_DAY
from kiosk.central.fleet_schema import fleet_step
from kiosk.central.public_tables import public_tables
from kiosk.central.reports.schema import DAYS_TELL_OF_HALLS, REPORT_TABLES


def steps() -> dict[str, tuple[str, ...]]:
    """Give each step's name and statements, oldest step first."""
    return {
        "m001_registry": _registry(),
        "m002_events": _events(),
        "m003_projections": _projections(),
        "m004_signatures_and_shredding": _signatures_and_shredding(),
        "m006_heads_and_figures": _heads_and_figures(),
        "m007_accounts": _accounts(),
        "m008_office_links": _office_links(),
        "m009_reports": REPORT_TABLES,
        "m010_fleet": fleet_step(),
        "m011_public": public_tables(),
        "m012_halls": DAYS_TELL_OF_HALLS,
    }


def _registry() -> tuple[str, ...]:
    return (
        """CREATE TABLE office (
            office  TEXT PRIMARY KEY,
            name    TEXT NOT NULL,
            seen_at INTEGER
        ) STRICT""",
        """CREATE TABLE enrolment_code (
            code_hash  TEXT PRIMARY KEY,
            office     TEXT NOT NULL REFERENCES office (office),
            expires_at INTEGER NOT NULL,
            device     TEXT
        ) STRICT""",
        """CREATE TABLE device (
            office      TEXT NOT NULL REFERENCES office (office),
            device      TEXT NOT NULL,
            public_key  TEXT NOT NULL,
            enrolled_at INTEGER NOT NULL,
            PRIMARY KEY (office, device)
        ) STRICT""",
    )


def _events() -> tuple[str, ...]:
    columns = """
            office      TEXT NOT NULL REFERENCES office (office),
            chain       TEXT NOT NULL,
            seq         INTEGER NOT NULL,
            event_id    TEXT NOT NULL,
            kind        TEXT NOT NULL,
            body        BLOB NOT NULL,
            hash        TEXT NOT NULL,
            data        BLOB,
            salt        BLOB,
            received_at INTEGER NOT NULL,"""
    return (
        f"CREATE TABLE event ({columns} PRIMARY KEY (office, chain, seq)) STRICT",
        """CREATE INDEX event_of_day ON event (office, chain, seq)
           WHERE kind IN ('DayOpened', 'DayClosed')""",
        f"CREATE TABLE fork ({columns} PRIMARY KEY (office, chain, seq, hash)) STRICT",
    )


def _projections() -> tuple[str, ...]:
    return (
        """CREATE TABLE day (
            office    TEXT NOT NULL REFERENCES office (office),
            day_id    TEXT NOT NULL,
            date      TEXT,
            opened_at INTEGER NOT NULL,
            closed_at INTEGER,
            PRIMARY KEY (office, day_id)
        ) STRICT""",
        """CREATE TABLE leg (
            office     TEXT NOT NULL REFERENCES office (office),
            ticket     TEXT NOT NULL,
            leg        INTEGER NOT NULL,
            visit      TEXT NOT NULL,
            day_id     TEXT NOT NULL,
            field      TEXT NOT NULL,
            code       TEXT NOT NULL,
            how        TEXT NOT NULL,
            state      TEXT NOT NULL,
            outcome    TEXT,
            calls      INTEGER NOT NULL,
            counter    INTEGER,
            officer    TEXT,
            arrived_at INTEGER NOT NULL,
            wait_ms    INTEGER,
            walk_ms    INTEGER,
            serve_ms   INTEGER,
            flags      TEXT NOT NULL,
            PRIMARY KEY (office, ticket, leg)
        ) STRICT""",
        "CREATE INDEX leg_by_day ON leg (office, day_id, outcome)",
    )


def _signatures_and_shredding() -> tuple[str, ...]:
    return (
        """CREATE TABLE batch (
            office    TEXT NOT NULL REFERENCES office (office),
            chain     TEXT NOT NULL,
            last_seq  INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            device    TEXT NOT NULL,
            signature TEXT NOT NULL,
            PRIMARY KEY (office, chain, last_seq)
        ) STRICT""",
        "CREATE INDEX event_of_shredding ON event (office) WHERE kind = 'DataShredded'",
    )


def _heads_and_figures() -> tuple[str, ...]:
    return (
        "ALTER TABLE office ADD COLUMN area TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE chain (
            office      TEXT NOT NULL REFERENCES office (office),
            chain       TEXT NOT NULL,
            continues   TEXT,
            seq         INTEGER NOT NULL,
            hash        TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (office, chain)
        ) STRICT""",
        """INSERT INTO chain (office, chain, continues, seq, hash, received_at)
           SELECT office, chain, json_extract(CAST(data AS TEXT), '$.previous_chain'),
                  (SELECT max(seq) FROM event AS e WHERE e.office = event.office AND e.chain = event.chain),
                  (SELECT hash FROM event AS e WHERE e.office = event.office AND e.chain = event.chain
                   ORDER BY seq DESC LIMIT 1),
                  received_at
           FROM event WHERE seq = 1""",
        """CREATE TABLE shredded (
            office TEXT NOT NULL REFERENCES office (office),
            chain  TEXT NOT NULL,
            seq    INTEGER NOT NULL,
            PRIMARY KEY (office, chain, seq)
        ) STRICT""",
        """INSERT OR IGNORE INTO shredded (office, chain, seq)
           SELECT office, json_extract(CAST(data AS TEXT), '$.chain'), json_extract(CAST(data AS TEXT), '$.seq')
           FROM event WHERE kind = 'DataShredded' AND data IS NOT NULL""",
        "DROP INDEX event_of_shredding",
        "CREATE UNIQUE INDEX leg_of_day ON leg (office, day_id, ticket, leg)",
        "DROP INDEX leg_by_day",
        *(f"ALTER TABLE day ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0" for name in DAY_FIGURES),
        f"UPDATE day SET {SUM_UP_DAY}",
    )


def _accounts() -> tuple[str, ...]:
    return (
        """CREATE TABLE account (
            account       TEXT PRIMARY KEY,
            password_hash TEXT NOT NULL,
            failures      INTEGER NOT NULL,
            locked_until  INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE account_right (
            account TEXT NOT NULL REFERENCES account (account),
            role    TEXT NOT NULL,
            area    TEXT NOT NULL,
            PRIMARY KEY (account, role, area)
        ) STRICT""",
        """CREATE TABLE account_session (
            token_hash TEXT PRIMARY KEY,
            account    TEXT NOT NULL REFERENCES account (account),
            expires_at INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE audit_event (
            seq  INTEGER PRIMARY KEY,
            body BLOB NOT NULL,
            hash TEXT NOT NULL
        ) STRICT""",
    )


def _office_links() -> tuple[str, ...]:
    return (
        "ALTER TABLE device ADD COLUMN revoked_at INTEGER",
        """CREATE TABLE published_config (
            office         TEXT NOT NULL REFERENCES office (office),
            effective_from TEXT NOT NULL,
            text           TEXT NOT NULL,
            published_at   INTEGER NOT NULL,
            PRIMARY KEY (office, effective_from)
        ) STRICT""",
        """CREATE TABLE today (
            office  TEXT PRIMARY KEY REFERENCES office (office),
            figures TEXT NOT NULL
        ) STRICT""",
    )
