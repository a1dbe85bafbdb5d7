"""What citizens and other systems get: offices' present state, tokens, dossier links, incidents, webhooks."""

from contextlib import closing

from alembic import op

revision = "public"
down_revision = "0002"

TEXT = 'TEXT COLLATE "C"'

TABLES = f"""
CREATE TABLE public_office (
    office      {TEXT} PRIMARY KEY REFERENCES office (office),
    at          BIGINT NOT NULL,
    day         TEXT NOT NULL,
    is_open     BIGINT,
    waiting     BIGINT NOT NULL,
    longest_min BIGINT NOT NULL,
    state       TEXT NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE public_ticket (
    office     {TEXT} NOT NULL REFERENCES office (office),
    token_hash {TEXT} NOT NULL,
    told       TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (office, token_hash)
) WITH (fillfactor = 70);
CREATE INDEX public_ticket_by_token ON public_ticket (token_hash);
CREATE TABLE public_rating (
    office     {TEXT} NOT NULL REFERENCES office (office),
    token_hash {TEXT} NOT NULL,
    rating     TEXT NOT NULL,
    level      BIGINT NOT NULL,
    factors    TEXT NOT NULL,
    PRIMARY KEY (office, token_hash)
);
CREATE TABLE api_token (
    token_id    {TEXT} PRIMARY KEY,
    label       TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    scopes      TEXT NOT NULL,
    area        {TEXT} NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE TABLE dossier_link (
    office    {TEXT} NOT NULL REFERENCES office (office),
    visit     {TEXT} NOT NULL,
    dossier   {TEXT} NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (office, visit, dossier)
);
CREATE INDEX dossier_link_by_number ON dossier_link (dossier);
CREATE TABLE incident (
    incident  {TEXT} PRIMARY KEY,
    office    {TEXT} NOT NULL REFERENCES office (office),
    kind      TEXT NOT NULL,
    from_ms   BIGINT NOT NULL,
    until_ms  BIGINT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE TABLE hook (
    hook       {TEXT} PRIMARY KEY,
    url        TEXT NOT NULL,
    area       {TEXT} NOT NULL,
    kinds      TEXT NOT NULL,
    secret     BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE hook_event (
    number  BIGINT PRIMARY KEY,
    office  {TEXT} NOT NULL REFERENCES office (office),
    kind    TEXT NOT NULL,
    once    TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      BIGINT NOT NULL,
    UNIQUE (office, kind, once)
);
CREATE INDEX day_by_closing ON day (closed_at);
CREATE INDEX hook_event_by_kind ON hook_event (kind, at);
CREATE TABLE hook_delivery (
    hook       {TEXT} NOT NULL REFERENCES hook (hook),
    number     BIGINT NOT NULL REFERENCES hook_event (number),
    office     {TEXT} NOT NULL,
    state      TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    answer     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (hook, number)
);
CREATE INDEX hook_delivery_due ON hook_delivery (state, due_at);
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON public_office TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON public_ticket, public_rating TO kiosk_ingest;
GRANT SELECT ON public_office, public_ticket, public_rating, incident, dossier_link TO kiosk_reader;
GRANT SELECT, DELETE ON public_ticket, public_rating TO kiosk_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON api_token, dossier_link, incident, hook, hook_event, hook_delivery
    TO kiosk_manager;
"""
"""Ratings wait here for their desk only; nobody who reads figures learns what one person said."""

OF_OFFICE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_writers ON {table} TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true))
    WITH CHECK (office = current_setting('kiosk.office', true));
CREATE POLICY {table}_readers ON {table} FOR SELECT TO kiosk_reader
    USING (office IN (SELECT office FROM office));
CREATE POLICY {table}_managers ON {table} TO kiosk_manager USING (true) WITH CHECK (true);
"""


def upgrade() -> None:
    """Make everything."""
    tables = ("public_office", "public_ticket", "public_rating", "incident", "dossier_link")
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in (TABLES, RIGHTS, *(OF_OFFICE.format(table=table) for table in tables)):
            cursor.execute(text)
