"""The steps by which a desk's database came to its present form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("kiosk.desk")


@MIGRATIONS()
def m001_event_log(db: Database) -> None:
    """Create the append-only log; data may be shredded, nothing else may change."""
    db.executescript("""
        CREATE TABLE event (
            position   INTEGER PRIMARY KEY,
            chain      TEXT NOT NULL,
            seq        INTEGER NOT NULL,
            event_id   TEXT NOT NULL UNIQUE,
            kind       TEXT NOT NULL,
            day_id     TEXT,
            command_id TEXT UNIQUE,
            body       BLOB NOT NULL,
            hash       TEXT NOT NULL,
            data       BLOB,
            salt       BLOB,
            UNIQUE (chain, seq)
        ) STRICT;
        CREATE INDEX event_by_kind ON event (kind, position);
        CREATE TRIGGER event_is_append_only
        BEFORE UPDATE OF position, chain, seq, event_id, kind, day_id, command_id, body, hash ON event
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
        CREATE TRIGGER event_data_may_only_be_shredded
        BEFORE UPDATE OF data, salt ON event WHEN new.data IS NOT NULL OR new.salt IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
        CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'only retention may delete events'); END;
        CREATE TABLE signed_head (
            chain     TEXT NOT NULL,
            seq       INTEGER NOT NULL,
            hash      TEXT NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (chain, seq)
        ) STRICT;
    """)


@MIGRATIONS()
def m002_projections(db: Database) -> None:
    """Create what can be rebuilt from the log: days, tickets, legs and the view of served visits."""
    db.executescript("""
        CREATE TABLE day (
            day_id    TEXT PRIMARY KEY,
            date      TEXT,
            opened_at INTEGER NOT NULL,
            closed_at INTEGER
        ) STRICT;
        CREATE TABLE ticket (
            ticket TEXT PRIMARY KEY,
            day_id TEXT NOT NULL,
            value  BLOB NOT NULL
        ) STRICT;
        CREATE INDEX ticket_by_day ON ticket (day_id);
        CREATE TABLE leg (
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
            PRIMARY KEY (ticket, leg)
        ) STRICT;
        CREATE INDEX leg_by_day ON leg (day_id, outcome);
    """)
    db.create_view("visits", VISITS_SQL)


@MIGRATIONS()
def m003_accounts(db: Database) -> None:
    """Create what the log must not hold: names and PIN hashes of officers, and their sessions."""
    db.executescript("""
        CREATE TABLE account (
            officer  TEXT PRIMARY KEY,
            name     TEXT NOT NULL,
            role     TEXT NOT NULL,
            pin_hash TEXT NOT NULL
        ) STRICT;
        CREATE TABLE session (
            token_hash TEXT PRIMARY KEY,
            officer    TEXT NOT NULL REFERENCES account (officer) ON DELETE CASCADE,
            counter    INTEGER,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE setting (
            name  TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT;
    """)


@MIGRATIONS()
def m004_checkpoints(db: Database) -> None:
    """Let retention delete a prefix of a chain, once a signed checkpoint stands for it."""
    db.executescript("""
        CREATE TABLE checkpoint (
            chain     TEXT PRIMARY KEY,
            seq       INTEGER NOT NULL,
            hash      TEXT NOT NULL,
            device    TEXT NOT NULL,
            signature BLOB NOT NULL
        ) STRICT;
        DROP TRIGGER event_is_kept;
        CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        WHEN NOT EXISTS (SELECT 1 FROM checkpoint WHERE chain = old.chain AND seq >= old.seq)
        BEGIN SELECT RAISE(ABORT, 'only retention may delete events'); END;
    """)


@MIGRATIONS()
def m005_announcements(db: Database) -> None:
    """Keep the words of the notices that hang; the log holds their hash only."""
    db.executescript("""
        CREATE TABLE announcement (
            announcement TEXT PRIMARY KEY,
            text_vi      TEXT NOT NULL,
            text_en      TEXT NOT NULL
        ) STRICT;
    """)


@MIGRATIONS()
def m006_sign_in(db: Database) -> None:
    """Let accounts be shut, sessions end when idle or with their day, and wrong PINs cost time."""
    db.executescript("""
        ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN active_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE session ADD COLUMN day_id TEXT;
        CREATE TABLE sign_in_failure (
            officer  TEXT PRIMARY KEY,
            failures INTEGER NOT NULL,
            boot     TEXT NOT NULL,
            boot_ms  INTEGER NOT NULL
        ) STRICT;
    """)


@MIGRATIONS()
def m007_api_tokens(db: Database) -> None:
    """Create what other systems' rights are known by; only hashes of their secrets."""
    db.executescript("""
        CREATE TABLE api_token (
            token_id    TEXT PRIMARY KEY,
            label       TEXT NOT NULL,
            secret_hash TEXT NOT NULL UNIQUE,
            scopes      TEXT NOT NULL,
            counters    TEXT NOT NULL,
            created_at  INTEGER NOT NULL
        ) STRICT;
    """)


@MIGRATIONS()
def m008_settings(db: Database) -> None:
    """Create the office's own settings: one draft, and every version that was ever planned."""
    db.executescript("""
        CREATE TABLE settings_version (
            version        INTEGER PRIMARY KEY,
            tables         TEXT NOT NULL,
            sha256         TEXT NOT NULL,
            effective_from TEXT NOT NULL,
            author         TEXT NOT NULL,
            made_at        INTEGER NOT NULL,
            withdrawn_at   INTEGER
        ) STRICT;
        CREATE TABLE settings_draft (
            id         INTEGER PRIMARY KEY CHECK (id = 1),
            tables     TEXT NOT NULL,
            author     TEXT NOT NULL,
            changed_at INTEGER NOT NULL
        ) STRICT;
    """)


VISITS_SQL = """
    SELECT coalesce(day.date, leg.day_id) AS day,
           leg.field AS field,
           strftime('%Y-%m-%dT%H:%M:%SZ', leg.arrived_at / 1000, 'unixepoch') AS arrived_at,
           (leg.wait_ms + 50) / 100 / 10.0 AS wait_s,
           leg.counter AS counter,
           leg.officer AS officer,
           (leg.serve_ms + 50) / 100 / 10.0 AS serve_s,
           leg.how AS how,
           leg.code AS code
    FROM leg JOIN day USING (day_id)
    WHERE leg.outcome = 'served'
    ORDER BY leg.arrived_at, leg.ticket, leg.leg
"""
"""One row for each served leg; seconds are rounded to tenths, NULL where no clock can tell."""
