"""What devices tell of themselves, configurations rolled out in stages, releases on offer."""

from contextlib import closing

from alembic import op

revision = "fleet"
down_revision = "public"

TEXT = 'TEXT COLLATE "C"'

TABLES = f"""
CREATE TABLE device_health (
    office      {TEXT} NOT NULL REFERENCES office (office),
    device      {TEXT} NOT NULL,
    reported_at BIGINT NOT NULL,
    report      TEXT NOT NULL,
    PRIMARY KEY (office, device)
) WITH (fillfactor = 70);
CREATE TABLE device_health_day (
    office  {TEXT} NOT NULL REFERENCES office (office),
    device  {TEXT} NOT NULL,
    date    {TEXT} NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (office, device, date)
) WITH (fillfactor = 70);
CREATE TABLE rollout (
    rollout        BIGINT PRIMARY KEY,
    name           TEXT NOT NULL,
    area           {TEXT} NOT NULL,
    effective_from TEXT NOT NULL,
    text           TEXT NOT NULL,
    state          TEXT NOT NULL,
    why            TEXT NOT NULL,
    silence_ms     BIGINT NOT NULL,
    made_by        TEXT NOT NULL,
    changed_at     BIGINT NOT NULL
);
CREATE TABLE rollout_office (
    rollout  BIGINT NOT NULL REFERENCES rollout (rollout),
    office   {TEXT} NOT NULL REFERENCES office (office),
    stage    BIGINT NOT NULL,
    state    TEXT NOT NULL,
    told_at  BIGINT,
    previous TEXT,
    PRIMARY KEY (rollout, office)
);
CREATE TABLE offered_release (
    release      {TEXT} PRIMARY KEY,
    role         TEXT NOT NULL,
    platform     TEXT NOT NULL,
    architecture TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    size         BIGINT NOT NULL,
    area         {TEXT} NOT NULL,
    offered_at   BIGINT NOT NULL,
    withdrawn_at BIGINT
);
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE (reported_at, report) ON device_health TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (summary), DELETE ON device_health_day TO kiosk_ingest;
GRANT SELECT ON offered_release TO kiosk_ingest;
GRANT SELECT ON device_health, device_health_day TO kiosk_manager;
GRANT SELECT, INSERT, UPDATE, DELETE ON rollout, rollout_office TO kiosk_manager;
GRANT SELECT, INSERT, UPDATE ON offered_release TO kiosk_manager;
GRANT DELETE ON published_config TO kiosk_manager;
"""

OF_OFFICE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_devices ON {table} TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true))
    WITH CHECK (office = current_setting('kiosk.office', true));
CREATE POLICY {table}_managers ON {table} FOR SELECT TO kiosk_manager USING (true);
"""
"""A device tells of its own office only."""


def upgrade() -> None:
    """Make everything."""
    of_office = (OF_OFFICE.format(table=table) for table in ("device_health", "device_health_day"))
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in (TABLES, RIGHTS, *of_office):
            cursor.execute(text)
