"""The two texts that people carry as QR codes: central's invitation to a device, and a device's key to central."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import msgspec

from kiosk.config_section import Name
from kiosk.domain.ids import DeviceId, OfficeId
from kiosk.domain.shown_code import INVITATION_PATH, is_invitation
from kiosk.errors import BadInput
from kiosk.lib import signing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_SCHEME = "kiosk-key"
LONGEST_TEXT = 1_000
"""Characters; a QR code of ours has below 300."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a device of an office may enrol, once.

    Attributes:
        code: As a person would type it.
    """

    central: str
    office: OfficeId
    code: str


@dataclass(frozen=True, slots=True)
class CarriedKey:
    """A device's public key, signed by its own private half."""

    office: OfficeId
    device: DeviceId
    public_key: str


def write_invitation(invitation: Invitation) -> str:
    """Write an address that a phone, too, can open; the code stays behind the ``#`` and is sent nowhere."""
    fragment = urlencode({"office": invitation.office, "code": invitation.code})
    return f"{invitation.central.rstrip('/')}{INVITATION_PATH}#{fragment}"


def read_invitation(text: str) -> Invitation:
    """Read what :func:`write_invitation` wrote.

    Raises:
        BadInput: It is something else.
    """
    text = _short(text)
    if not is_invitation(text):
        raise BadInput("this QR code is no invitation of a central server; `kiosk central code` prints one")
    address, _, fragment = text.partition("#")
    values = _values(fragment, "office", "code")
    return Invitation(
        address.removesuffix(INVITATION_PATH), OfficeId(_name(values["office"])), values["code"]
    )


def write_key(key: Ed25519PrivateKey, office: OfficeId, device: DeviceId) -> str:
    """Write a device's public key with the proof that the device holds the private half."""
    public = signing.public_text(key)
    proof = signing.sign(key, _key_text(office, device, public))
    values = urlencode({"office": office, "device": device, "key": public, "proof": proof})
    return f"{KEY_SCHEME}:{values}"


def read_key(text: str) -> CarriedKey:
    """Read what :func:`write_key` wrote.

    Raises:
        BadInput: It is something else, or was changed on the way.
    """
    scheme, _, rest = _short(text).partition(":")
    if scheme != KEY_SCHEME:
        raise BadInput("this QR code is no device's key; show it with `kiosk enrol --show-key`")
    values = _values(rest, "office", "device", "key", "proof")
    office, device = OfficeId(_name(values["office"])), DeviceId(_name(values["device"]))
    if not signing.verify(values["key"], _key_text(office, device, values["key"]), values["proof"]):
        raise BadInput("the key's proof does not hold; show and read the QR code again")
    return CarriedKey(office, device, values["key"])


def _key_text(office: str, device: str, public_key: str) -> str:
    return f"{office}|{device}|KEY|{public_key}"


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"a QR code of more than {LONGEST_TEXT} characters is none of ours")
    return text.strip()


def _values(query: str, *names: str) -> dict[str, str]:
    try:
        found = parse_qs(query, strict_parsing=True, max_num_fields=len(names))
    except ValueError as error:
        raise BadInput("a QR code that cannot be read; make it anew") from error
    values = {name: texts[0] for name, texts in found.items()}
    if set(values) != set(names):
        raise BadInput(f"a QR code without {', '.join(sorted(set(names) - set(values))) or 'its values'}")
    return values


def _name(text: str) -> str:
    try:
        return msgspec.convert(text, Name)
    except msgspec.ValidationError as error:
        raise BadInput("a QR code with an id that is none") from error
