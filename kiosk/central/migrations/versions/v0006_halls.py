"""Days' notes tell of idle counters and overtakes, and whose hour is known: all days are made anew."""

from contextlib import closing

from alembic import op

from kiosk.central.reports.schema import DAYS_TELL_OF_HALLS

revision = "halls"
down_revision = "reports"


def upgrade() -> None:
    """Forget which days were made; a mark tells when its event came."""
    with closing(op.get_bind().connection.cursor()) as cursor:
        for text in DAYS_TELL_OF_HALLS:
            cursor.execute(text)
