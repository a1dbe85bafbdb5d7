"""Days' notes tell of idle counters and overtakes, and whose hour is known; a mark tells when its event was received."""

from contextlib import closing

from alembic import op

revision = "halls"
down_revision = "reports"

DAYS_TELL_OF_HALLS = """
DELETE FROM report_mark;
ALTER TABLE report_mark ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;
"""


def upgrade() -> None:
    """Let all days be made anew."""
    with closing(op.get_bind().connection.cursor()) as cursor:
        cursor.execute(DAYS_TELL_OF_HALLS)
