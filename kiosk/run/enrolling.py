"""How this device becomes known to central: by a code, by central's QR code, or by its key carried there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import BadInput, CommandRefused
from kiosk.lib.qr import qr_lines
from kiosk.lib.signing import load_or_make_private_key
from kiosk.run.central_line import way_of
from kiosk.run.paths import DeskPaths
from kiosk.sync.enrol import Enrolled, enrol, keep_enrolment
from kiosk.sync.invitation import Invitation, read_invitation, write_key

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config


def enrol_by_code(config: Config, code: str, central: str = "") -> Enrolled:
    """Make this device's key known to central by a one-time code.

    Args:
        central: Address; empty for the one in the configuration.

    Raises:
        BadInput: No central server is named, or nothing can be kept here.
        CentralAway: It does not answer.
        SyncRefused: It does not know the code.
    """
    address = central or config.sync.central
    if not address:
        raise BadInput("[sync] central is empty; name the server's address in the configuration first")
    paths = _paths(config)
    return enrol(
        address,
        code,
        office=config.office.id,
        device=config.device.id,
        key_path=paths.device_key,
        state_dir=paths.state,
        way=way_of(config.sync),
    )


def read_code(file: Path) -> str:
    """Read a one-time code from a file.

    Raises:
        BadInput: It cannot be read.
    """
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read as text; write the code into it") from error


def enrol_by_invitation(config: Config, text: str) -> Enrolled:
    """Make this device's key known to the central server whose QR code says ``text``.

    Raises:
        BadInput: It is no invitation, or one for another office.
        CentralAway: As :func:`enrol_by_code`, and likewise SyncRefused.
    """
    invitation = _invitation_for(config, text)
    return enrol_by_code(config, invitation.code, invitation.central)


def enrol_shown(config: Config, text: str) -> str:
    """Make this device's key known to the central server that a QR code names; give its address.

    Raises:
        BadInput: It is no such code, or one for another office.
        CommandRefused: The configuration names another server.
        CentralAway: As :func:`enrol_by_code`, and likewise SyncRefused.
    """
    invitation = _invitation_for(config, text)
    central = invitation.central
    # The notice tells citizens whether their office sends anything: the configuration must say so first.
    if config.sync.central.rstrip("/") != central:
        raise CommandRefused(
            f"the code is of {central}, and [sync] central is {config.sync.central!r}", code="other_central"
        )
    return enrol_by_code(config, invitation.code, central).central


def show_key(config: Config) -> str:
    """Give this device's public key as a QR code for a terminal, and as the text that it holds.

    From then on the device sends to the configured server, which refuses it until a person has carried the key there.

    Raises:
        BadInput: No central server is named, or nothing can be kept here.
    """
    if not config.sync.central:
        raise BadInput("[sync] central is empty; name the server's address in the configuration first")
    paths = _paths(config)
    key = load_or_make_private_key(paths.device_key)
    keep_enrolment(paths.state, Enrolled(config.sync.central, config.office.id, config.device.id))
    text = write_key(key, config.office_id, config.device_id)
    return f"{qr_lines(text)}\n{text}"


def describe(enrolled: Enrolled) -> str:
    """Tell in one line where this device is enrolled now."""
    return f"enrolled {enrolled.device} of {enrolled.office} at {enrolled.central}"


def _invitation_for(config: Config, text: str) -> Invitation:
    invitation = read_invitation(text)
    if invitation.office != config.office.id:
        raise BadInput(f"the invitation is for office {invitation.office}; this is {config.office.id}")
    return invitation


def _paths(config: Config) -> DeskPaths:
    paths = DeskPaths.of(config)
    paths.state.mkdir(parents=True, exist_ok=True)
    return paths
