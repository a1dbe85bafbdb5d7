"""Devices that are revoked, configurations that are published, figures told apart from the log."""

from contextlib import closing

from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = 'TEXT COLLATE "C"'

TABLES = f"""
ALTER TABLE device ADD COLUMN revoked_at BIGINT;
CREATE TABLE published_config (
    office         {TEXT} NOT NULL REFERENCES office (office),
    effective_from {TEXT} NOT NULL,
    text           TEXT NOT NULL,
    published_at   BIGINT NOT NULL,
    PRIMARY KEY (office, effective_from)
);
CREATE TABLE today (
    office  {TEXT} PRIMARY KEY REFERENCES office (office),
    figures TEXT NOT NULL
) WITH (fillfactor = 70);
"""

RIGHTS = """
GRANT UPDATE (revoked_at) ON device TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (public_key, enrolled_at, revoked_at) ON device TO kiosk_manager;
GRANT SELECT ON published_config TO kiosk_ingest;
GRANT SELECT, INSERT, UPDATE (text, published_at) ON published_config TO kiosk_manager;
GRANT SELECT, INSERT, UPDATE (figures) ON today TO kiosk_ingest;
GRANT SELECT ON today TO kiosk_reader;
ALTER TABLE published_config ENABLE ROW LEVEL SECURITY;
CREATE POLICY published_config_desks ON published_config FOR SELECT TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true));
CREATE POLICY published_config_managers ON published_config TO kiosk_manager USING (true) WITH CHECK (true);
ALTER TABLE today ENABLE ROW LEVEL SECURITY;
CREATE POLICY today_writers ON today TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true))
    WITH CHECK (office = current_setting('kiosk.office', true));
CREATE POLICY today_readers ON today FOR SELECT TO kiosk_reader
    USING (office IN (SELECT office FROM office));
"""


def upgrade() -> None:
    """Make everything."""
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in (TABLES, RIGHTS):
            cursor.execute(text)
