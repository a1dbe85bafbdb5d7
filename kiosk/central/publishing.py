"""The configurations that hold for an office, one for each date, as statements within a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk.central import account_log, registry
from kiosk.central.account_log import Happening
from kiosk.sync.office_wire import MAX_VERSIONS, PublishedVersions, etag_of

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.domain.ids import OfficeId
    from kiosk.lib.units import WallMs


def publish(  # noqa: PLR0917  # what is kept, by whom and when
    session: Session, office: OfficeId, effective_from: str, text: str, actor: str, now: WallMs
) -> str | None:
    """Publish a configuration for a date; give the one that it takes the place of.

    Raises:
        NotAllowed: The office is unknown.
    """
    registry.check_office(session, office)
    found = session.rows(
        "SELECT text FROM published_config WHERE office = ? AND effective_from = ?", (office, effective_from)
    )
    session.run(
        "INSERT INTO published_config (office, effective_from, text, published_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, effective_from) DO UPDATE"
        " SET text = excluded.text, published_at = excluded.published_at",
        (office, effective_from, text, now),
    )
    account_log.note(session, Happening("ConfigPublished", actor, f"{office} {effective_from}"), now)
    return found[0][0] if found else None


def take_back(
    session: Session, office: OfficeId, effective_from: str, text: str, previous: str | None
) -> None:
    """Put back what a configuration took the place of; nothing where it was replaced since."""
    where = " WHERE office = ? AND effective_from = ? AND text = ?"
    if previous is None:
        session.run(f"DELETE FROM published_config{where}", (office, effective_from, text))
    else:
        session.run(f"UPDATE published_config SET text = ?{where}", (previous, office, effective_from, text))


def published(session: Session, office: OfficeId) -> PublishedVersions:
    """Give the latest published configurations, in the order of their dates."""
    found = session.rows(
        "SELECT text FROM published_config WHERE office = ? ORDER BY effective_from DESC LIMIT ?",
        (office, MAX_VERSIONS),
    )
    return PublishedVersions(tuple(text for (text,) in reversed(found)))


def etag(session: Session, office: OfficeId) -> str:
    """Name what an office is given now, as its desk does when it refuses it."""
    return etag_of(msgspec.json.encode(published(session, office)))
