"""The days' legs in columns, for the leaders' reports."""

from contextlib import closing

from alembic import op

revision = "reports"
down_revision = "fleet"

TEXT = 'TEXT COLLATE "C"'

TABLES = f"""
CREATE TABLE report_day (
    office    {TEXT} NOT NULL,
    day_id    {TEXT} NOT NULL,
    date      {TEXT},
    opened_at BIGINT NOT NULL,
    baseline  BIGINT NOT NULL,
    tickets   BIGINT NOT NULL,
    notes     TEXT NOT NULL,
    turns     BYTEA NOT NULL,
    counters  BYTEA NOT NULL,
    words     BYTEA NOT NULL,
    proofs    BYTEA NOT NULL,
    PRIMARY KEY (office, day_id)
);
CREATE INDEX report_day_by_date ON report_day (date, office);
ALTER TABLE report_day ALTER COLUMN turns SET STORAGE EXTERNAL, ALTER COLUMN counters SET STORAGE EXTERNAL,
    ALTER COLUMN words SET STORAGE EXTERNAL, ALTER COLUMN proofs SET STORAGE EXTERNAL;
CREATE TABLE report_mark (
    office {TEXT} NOT NULL,
    chain  {TEXT} NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (office, chain)
) WITH (fillfactor = 70);
"""
"""The columns are dense already; compressing them would only cost time."""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON report_day, report_mark TO kiosk_ingest;
GRANT SELECT ON report_day, report_mark TO kiosk_reader;
"""

OF_OFFICE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_writers ON {table} TO kiosk_ingest
    USING (office = current_setting('kiosk.office', true))
    WITH CHECK (office = current_setting('kiosk.office', true));
CREATE POLICY {table}_readers ON {table} FOR SELECT TO kiosk_reader
    USING (office IN (SELECT office FROM office));
"""


def upgrade() -> None:
    """Make everything."""
    tables = ("report_day", "report_mark")
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in (TABLES, RIGHTS, *(OF_OFFICE.format(table=table) for table in tables)):
            cursor.execute(text)
