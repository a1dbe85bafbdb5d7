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
    """Make an office known, or give it another name and area; without one it keeps the area that it has."""
    session.run(
        "INSERT INTO office (office, name, area) VALUES (?, ?, ?) ON CONFLICT (office) DO UPDATE"
        " SET name = excluded.name, area = coalesce(nullif(excluded.area, ''), office.area)",
        (office, name, area),
    )


def add_code(session: Session, office: OfficeId, code_hash: str, expires_at: WallMs) -> None:
    """Keep the hash of a code by which one device may enrol.

    Raises:
        NotAllowed: The office is unknown.
    """
    check_office(session, office)
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
    _keep_key(session, asked.office, asked.device, asked.public_key, now)


def admit(session: Session, office: OfficeId, device: DeviceId, public_key: str, now: WallMs) -> None:
    """Keep a device's key that a person carried here.

    Raises:
        NotAllowed: The office is unknown, or that key was revoked.
    """
    check_office(session, office)
    _keep_key(session, office, device, public_key, now)


def revoke(session: Session, office: OfficeId, device: DeviceId, now: WallMs) -> None:
    """Refuse a device from now on.

    Raises:
        NotAllowed: The office has no such device.
    """
    if not session.rows("SELECT 1 FROM device WHERE office = ? AND device = ?", (office, device)):
        raise NotAllowed(f"office {office} has no device {device}")
    session.run(
        "UPDATE device SET revoked_at = ? WHERE office = ? AND device = ? AND revoked_at IS NULL",
        (now, office, device),
    )


def check_office(session: Session, office: OfficeId) -> None:
    """Make sure that an office is known.

    Raises:
        NotAllowed: It is not.
    """
    if not session.rows("SELECT 1 FROM office WHERE office = ?", (office,)):
        raise NotAllowed(f"no office {office}; add it first")


def device_key(session: Session, office: OfficeId, device: DeviceId) -> str | None:
    """Give a device's public key; None where the office has no such device, or it was revoked."""
    found = session.rows(
        "SELECT public_key FROM device WHERE office = ? AND device = ? AND revoked_at IS NULL",
        (office, device),
    )
    return str(found[0][0]) if found else None


def note_seen(session: Session, office: OfficeId, now: WallMs) -> None:
    """Remember when an office's last batch came."""
    session.run("UPDATE office SET seen_at = ? WHERE office = ?", (now, office))


def _keep_key(session: Session, office: OfficeId, device: DeviceId, public_key: str, now: WallMs) -> None:
    if session.rows("SELECT 1 FROM device WHERE public_key = ? AND revoked_at IS NOT NULL", (public_key,)):
        raise NotAllowed("this key was revoked; set the device's key aside and enrol it anew")
    session.run(
        "INSERT INTO device (office, device, public_key, enrolled_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, device) DO UPDATE SET public_key = excluded.public_key,"
        " enrolled_at = excluded.enrolled_at, revoked_at = NULL",
        (office, device, public_key, now),
    )
