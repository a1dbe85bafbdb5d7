"""Tables on SQLite of what citizens and other systems get; PostgreSQL's are the revision ``public``."""

from __future__ import annotations


def public_tables() -> tuple[str, ...]:
    """Give the statements of the step."""
    return (*_for_citizens(), *_for_systems(), *_for_hooks())


def _for_citizens() -> tuple[str, ...]:
    return (
        """CREATE TABLE public_office (
            office      TEXT PRIMARY KEY REFERENCES office (office),
            at          INTEGER NOT NULL,
            day         TEXT NOT NULL,
            is_open     INTEGER,
            waiting     INTEGER NOT NULL,
            longest_min INTEGER NOT NULL,
            state       TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE public_ticket (
            office     TEXT NOT NULL REFERENCES office (office),
            token_hash TEXT NOT NULL,
            told       TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (office, token_hash)
        ) STRICT""",
        "CREATE INDEX public_ticket_by_token ON public_ticket (token_hash)",
        """CREATE TABLE public_rating (
            office     TEXT NOT NULL REFERENCES office (office),
            token_hash TEXT NOT NULL,
            rating     TEXT NOT NULL,
            level      INTEGER NOT NULL,
            factors    TEXT NOT NULL,
            PRIMARY KEY (office, token_hash)
        ) STRICT""",
    )


def _for_systems() -> tuple[str, ...]:
    return (
        """CREATE TABLE api_token (
            token_id    TEXT PRIMARY KEY,
            label       TEXT NOT NULL,
            secret_hash TEXT NOT NULL UNIQUE,
            scopes      TEXT NOT NULL,
            area        TEXT NOT NULL,
            created_at  INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE dossier_link (
            office    TEXT NOT NULL REFERENCES office (office),
            visit     TEXT NOT NULL,
            dossier   TEXT NOT NULL,
            linked_at INTEGER NOT NULL,
            PRIMARY KEY (office, visit, dossier)
        ) STRICT""",
        "CREATE INDEX dossier_link_by_number ON dossier_link (dossier)",
        """CREATE TABLE incident (
            incident  TEXT PRIMARY KEY,
            office    TEXT NOT NULL REFERENCES office (office),
            kind      TEXT NOT NULL,
            from_ms   INTEGER NOT NULL,
            until_ms  INTEGER NOT NULL,
            opened_at INTEGER NOT NULL
        ) STRICT""",
    )


def _for_hooks() -> tuple[str, ...]:
    return (
        """CREATE TABLE hook (
            hook       TEXT PRIMARY KEY,
            url        TEXT NOT NULL,
            area       TEXT NOT NULL,
            kinds      TEXT NOT NULL,
            secret     BLOB NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE hook_event (
            number  INTEGER PRIMARY KEY,
            office  TEXT NOT NULL REFERENCES office (office),
            kind    TEXT NOT NULL,
            once    TEXT NOT NULL,
            subject TEXT NOT NULL,
            at      INTEGER NOT NULL,
            UNIQUE (office, kind, once)
        ) STRICT""",
        "CREATE INDEX day_by_closing ON day (closed_at)",
        "CREATE INDEX hook_event_by_kind ON hook_event (kind, at)",
        """CREATE TABLE hook_delivery (
            hook       TEXT NOT NULL REFERENCES hook (hook),
            number     INTEGER NOT NULL REFERENCES hook_event (number),
            office     TEXT NOT NULL,
            state      TEXT NOT NULL,
            attempts   INTEGER NOT NULL,
            due_at     INTEGER NOT NULL,
            answer     TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (hook, number)
        ) STRICT""",
        "CREATE INDEX hook_delivery_due ON hook_delivery (state, due_at)",
    )
