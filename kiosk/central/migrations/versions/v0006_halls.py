"""Days' notes tell of idle counters and overtakes, and whose hour is known: all days are made anew."""

from contextlib import closing

from alembic import op

from kiosk.central.reports.schema import MAKE_DAYS_ANEW

revision = "halls"
down_revision = "reports"


def upgrade() -> None:
    """Forget which days were made."""
    with closing(op.get_bind().connection.cursor()) as cursor:
        cursor.execute(MAKE_DAYS_ANEW)
