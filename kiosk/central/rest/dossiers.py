"""Which dossiers of the national system belong to which visit: kept apart from events, and erasable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.rest.reading import iso
from kiosk.central.rest.types import ApiDossiers, ApiFound, FoundVisit
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from kiosk.central.scope import Scope
    from kiosk.central.session import Session
    from kiosk.domain.ids import OfficeId
    from kiosk.lib.units import WallMs

MOST_OF_A_VISIT = 50
"""More is another system's mistake."""

LINK_WITHIN_MS = 60 * 24 * 3_600 * 1_000
"""Dossiers are registered on the day of the visit or soon after; older days need not be searched."""


def is_known(session: Session, office: OfficeId, visit: str, now: WallMs) -> bool:
    """Tell whether an office had a visit lately."""
    return bool(
        session.rows(
            "SELECT 1 FROM leg WHERE office = ? AND visit = ? AND day_id IN"
            " (SELECT day_id FROM day WHERE office = ? AND opened_at > ?) LIMIT 1",
            (office, visit, office, now - LINK_WITHIN_MS),
        )
    )


def link(session: Session, office: OfficeId, visit: str, dossier: str, now: WallMs) -> None:
    """Link a dossier to a visit; a repeat changes nothing.

    Raises:
        BadInput: The visit has too many dossiers.
    """
    ((count,),) = session.rows(
        "SELECT count(*) FROM dossier_link WHERE office = ? AND visit = ? AND dossier <> ?",
        (office, visit, dossier),
    )
    if count >= MOST_OF_A_VISIT:
        raise BadInput(f"a visit has at most {MOST_OF_A_VISIT} dossiers")
    session.run(
        "INSERT INTO dossier_link (office, visit, dossier, linked_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, visit, dossier) DO NOTHING",
        (office, visit, dossier, now),
    )


def erase(session: Session, office: OfficeId, visit: str, dossier: str) -> None:
    """Take a link back; one that is none stays so."""
    session.run(
        "DELETE FROM dossier_link WHERE office = ? AND visit = ? AND dossier = ?", (office, visit, dossier)
    )


def of_visit(session: Session, office: OfficeId, visit: str) -> ApiDossiers:
    """List a visit's dossiers."""
    found = session.rows(
        "SELECT dossier FROM dossier_link WHERE office = ? AND visit = ? ORDER BY linked_at, dossier",
        (office, visit),
    )
    return ApiDossiers(visit, tuple(dossier for (dossier,) in found))


def of_dossier(session: Session, scope: Scope, dossier: str) -> ApiFound:
    """List the visits of a dossier in the offices of a scope."""
    found = session.rows(
        "SELECT office, visit, linked_at, area FROM dossier_link JOIN office USING (office)"
        " WHERE dossier = ? ORDER BY linked_at, visit",
        (dossier,),
    )
    return ApiFound(
        tuple(
            FoundVisit(office, visit, iso(at) or "")
            for office, visit, at, area in found
            if scope.covers(area)
        )
    )


def count_between(session: Session, office: OfficeId, visits: frozenset[str]) -> int:
    """Count the links of some visits."""
    found = session.rows("SELECT visit FROM dossier_link WHERE office = ?", (office,))
    return sum(visit in visits for (visit,) in found)
