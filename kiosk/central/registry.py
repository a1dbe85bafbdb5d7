"""Which offices and devices central knows, and the codes by which devices become known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import NotAllowed

if TYPE_CHECKING:
    from kiosk.central.session import Session
    from kiosk.central.storage import Enrolment
    from kiosk.domain.ids import DeviceId, OfficeId
    from kiosk.lib.units import WallMs


def add_office(session: Session, office: OfficeId, name: str, area: str) -> None:
    """Make an office known, or give it another name and area."""
    session.run(
        "INSERT INTO office (office, name, area) VALUES (?, ?, ?)"
        " ON CONFLICT (office) DO UPDATE SET name = excluded.name, area = excluded.area",
        (office, name, area),
    )


def add_code(session: Session, office: OfficeId, code_hash: str, expires_at: WallMs) -> None:
    """Keep the hash of a code by which one device may enrol."""
    session.run(
        "INSERT INTO enrolment_code (code_hash, office, expires_at) VALUES (?, ?, ?)",
        (code_hash, office, expires_at),
    )


def enrol(session: Session, asked: Enrolment, now: WallMs) -> None:
    """Use a code up and keep the device's key; a repeat by the same device changes nothing.

    Raises:
        NotAllowed: The code is unknown, used by another, or expired; the message does not tell which.
    """
    found = session.rows(
        "SELECT device, expires_at FROM enrolment_code WHERE code_hash = ? AND office = ?",
        (asked.code_hash, asked.office),
    )
    used_by, expires_at = found[0] if found else (None, 0)
    if used_by == asked.device and device_key(session, asked.office, asked.device) == asked.public_key:
        return
    if used_by is not None or expires_at <= now:
        raise NotAllowed("the enrolment code is wrong, used or expired; ask for a new one")
    session.run(
        "UPDATE enrolment_code SET device = ? WHERE code_hash = ? AND office = ?",
        (asked.device, asked.code_hash, asked.office),
    )
    session.run(
        "INSERT INTO device (office, device, public_key, enrolled_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, device) DO UPDATE"
        " SET public_key = excluded.public_key, enrolled_at = excluded.enrolled_at",
        (asked.office, asked.device, asked.public_key, now),
    )


def device_key(session: Session, office: OfficeId, device: DeviceId) -> str | None:
    """Give a device's public key; None where the office has no such device."""
    found = session.rows("SELECT public_key FROM device WHERE office = ? AND device = ?", (office, device))
    return str(found[0][0]) if found else None


def note_seen(session: Session, office: OfficeId, now: WallMs) -> None:
    """Remember when an office's last batch came."""
    session.run("UPDATE office SET seen_at = ? WHERE office = ?", (now, office))
