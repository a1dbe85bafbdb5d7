"""What central's operator does about devices and configurations, beside the server."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.central import commands
from kiosk.config import load_config
from kiosk.config_published import apply_published
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.errors import BadInput
from kiosk.lib.clock import SystemClock
from kiosk.sync.invitation import Invitation, read_key, write_invitation

if TYPE_CHECKING:
    from pathlib import Path


def new_invitation(database: str, office: str, address: str) -> tuple[str, str]:
    """Make a one-time code for one more device; give it, and the text of its QR code.

    Args:
        address: Where devices reach central.

    Raises:
        NotAllowed: The office is unknown.
    """
    with closing(commands.open_storage(database)) as storage:
        code = commands.new_code(storage, OfficeId(office), SystemClock().wall())
    return code, write_invitation(Invitation(address, OfficeId(office), code))


def list_devices(database: str) -> list[str]:
    """Give one line for each device."""
    with closing(commands.open_storage(database)) as storage:
        known = storage.devices()
    return [
        f"{one.office} {one.device} {_date(one.enrolled_at)}"
        + (f" revoked {_date(one.revoked_at)}" if one.revoked_at is not None else "")
        for one in known
    ]


def admit_keys(database: str, texts: list[str]) -> list[str]:
    """Keep devices' keys that a person carried here as QR codes; give one line for each.

    Raises:
        BadInput: One of them is no key, or was changed on the way; none is kept then.
        NotAllowed: An office is unknown, or a key was revoked.
    """
    keys = [read_key(text) for text in texts if text.strip()]
    with closing(commands.open_storage(database)) as storage:
        for key in keys:
            storage.admit(key.office, key.device, key.public_key, SystemClock().wall())
    return [f"{key.device} of {key.office} may send" for key in keys]


def revoke_device(database: str, office: str, device: str) -> str:
    """Refuse a device from now on; what it sent stays.

    Raises:
        NotAllowed: The office has no such device.
    """
    with closing(commands.open_storage(database)) as storage:
        storage.revoke(OfficeId(office), DeviceId(device), SystemClock().wall())
    return f"{device} of {office} is refused from now on"


def publish_config(database: str, office: str, file: Path) -> str:
    """Publish a configuration for an office, once it was checked.

    Raises:
        BadInput: The file cannot be read.
        ConfigInvalid: It does not hold together, or names what is the office's own.
        NotAllowed: The office is unknown.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read as text; name a TOML file") from error
    effective_from = apply_published(load_config(None), text, str(file)).effective_from
    with closing(commands.open_storage(database)) as storage:
        storage.publish(OfficeId(office), effective_from, text, SystemClock().wall())
    return f"published for {office} from {effective_from}"


def _date(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d")
