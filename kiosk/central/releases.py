"""The releases on offer: which bundle, for which kind of machine, in which area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.central import account_log
from kiosk.central.account_log import Happening
from kiosk.central.scope import Scope
from kiosk.errors import BadInput
from kiosk.lib.units import WallMs
from kiosk.sync.health_wire import Offer

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.domain.ids import OfficeId
    from kiosk.sync.health_wire import Software

SUFFIX = ".update"
COLUMNS = "release, role, platform, architecture, sha256, size, area, offered_at, withdrawn_at"


@dataclass(frozen=True, slots=True)
class OfferedRelease:
    """A release whose bundle lies at central.

    Attributes:
        role: As the bundle's manifest says; so platform and architecture.
        sha256: Of the whole bundle.
        area: Where it is offered; ``*`` is everywhere.
        withdrawn_at: UTC; None while it is on offer.
    """

    release: str
    role: str
    platform: str
    architecture: str
    sha256: str
    size: int
    area: str
    offered_at: WallMs
    withdrawn_at: WallMs | None = None


def offer(session: Session, one: OfferedRelease, actor: str) -> None:
    """Offer a release, or offer it again in another area."""
    values = (
        one.release, one.role, one.platform, one.architecture, one.sha256, one.size, one.area, one.offered_at
    )  # fmt: skip
    session.run(
        f"INSERT INTO offered_release ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"
        " ON CONFLICT (release) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size,"
        " area = excluded.area, offered_at = excluded.offered_at, withdrawn_at = NULL",
        values,
    )
    account_log.note(session, Happening("ReleaseOffered", actor, f"{one.release} {one.area}"), one.offered_at)


def withdraw(session: Session, release: str, actor: str, now: WallMs) -> None:
    """Offer a release no longer; where it is staged already it stays.

    Raises:
        BadInput: It is not on offer.
    """
    if not session.rows(
        "SELECT 1 FROM offered_release WHERE release = ? AND withdrawn_at IS NULL", (release,)
    ):
        raise BadInput(
            f"release {release} is not on offer", vi=f"Bản {release} không còn được mời; tải lại trang."
        )
    session.run("UPDATE offered_release SET withdrawn_at = ? WHERE release = ?", (now, release))
    account_log.note(session, Happening("ReleaseWithdrawn", actor, release), now)


def listed(session: Session) -> list[OfferedRelease]:
    """List all releases, the latest offered first."""
    found = session.rows(f"SELECT {COLUMNS} FROM offered_release ORDER BY offered_at DESC, release")
    return [OfferedRelease(*row) for row in found]


def offer_for(session: Session, office: OfficeId, software: Software) -> Offer | None:
    """Give the latest release on offer for a machine of an office; None where it runs that, or there is none."""
    kind = (software.role, software.platform, software.architecture)
    fitting = (
        one
        for one in _in_reach(session, office)
        if (one.role, one.platform, one.architecture) == kind and software.release
    )
    latest = next(fitting, None)
    return _as_offer(latest) if latest is not None and latest.release != software.release else None


def offered_to(session: Session, office: OfficeId, release: str) -> Offer | None:
    """Give a release that is on offer where an office is; None where it is not."""
    return next((_as_offer(one) for one in _in_reach(session, office) if one.release == release), None)


def _in_reach(session: Session, office: OfficeId) -> list[OfferedRelease]:
    area = session.rows("SELECT area FROM office WHERE office = ?", (office,))[0][0]
    return [one for one in listed(session) if one.withdrawn_at is None and Scope((one.area,)).covers(area)]


def _as_offer(one: OfferedRelease) -> Offer:
    return Offer(one.release, one.sha256, one.size)
