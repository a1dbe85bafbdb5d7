"""The tables of the fleet on SQLite; PostgreSQL's are in ``migrations``."""

from __future__ import annotations


def fleet_step() -> tuple[str, ...]:
    """Give the statements of the step ``m010_fleet``."""
    return (
        """CREATE TABLE device_health (
            office      TEXT NOT NULL REFERENCES office (office),
            device      TEXT NOT NULL,
            reported_at INTEGER NOT NULL,
            report      TEXT NOT NULL,
            PRIMARY KEY (office, device)
        ) STRICT""",
        """CREATE TABLE device_health_day (
            office  TEXT NOT NULL REFERENCES office (office),
            device  TEXT NOT NULL,
            date    TEXT NOT NULL,
            summary TEXT NOT NULL,
            PRIMARY KEY (office, device, date)
        ) STRICT""",
        """CREATE TABLE rollout (
            rollout        INTEGER PRIMARY KEY,
            name           TEXT NOT NULL,
            area           TEXT NOT NULL,
            effective_from TEXT NOT NULL,
            text           TEXT NOT NULL,
            state          TEXT NOT NULL,
            why            TEXT NOT NULL,
            silence_ms     INTEGER NOT NULL,
            made_by        TEXT NOT NULL,
            changed_at     INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE rollout_office (
            rollout  INTEGER NOT NULL REFERENCES rollout (rollout),
            office   TEXT NOT NULL REFERENCES office (office),
            stage    INTEGER NOT NULL,
            state    TEXT NOT NULL,
            told_at  INTEGER,
            previous TEXT,
            PRIMARY KEY (rollout, office)
        ) STRICT""",
        """CREATE TABLE offered_release (
            release      TEXT PRIMARY KEY,
            role         TEXT NOT NULL,
            platform     TEXT NOT NULL,
            architecture TEXT NOT NULL,
            sha256       TEXT NOT NULL,
            size         INTEGER NOT NULL,
            area         TEXT NOT NULL,
            offered_at   INTEGER NOT NULL,
            withdrawn_at INTEGER
        ) STRICT""",
    )
