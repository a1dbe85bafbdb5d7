"""The one file by which a technician sets a device up: read, checked as a whole, taken apart.

Beside the tables of `kiosk.toml` it has three of its own::

    [system]   host_name, time_zone, ssh_key
    [wifi]     network, password, country
    [central]  enrolment_code
"""

from __future__ import annotations

import re
import zoneinfo
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from kiosk.config import parse_config
from kiosk.domain.shown_code import SETTINGS_MARK
from kiosk.errors import ConfigInvalid
from kiosk.lib.toml_text import read_toml, to_toml

LARGEST_BYTES = 256 * 1024
"""A whole configuration with catalogue and holidays is 20 KB."""

DEVICE_DESK = {"host": "0.0.0.0", "port": 8080}  # noqa: S104  # counter PCs must reach it
"""Where a device's desk listens unless the file says otherwise; the embedded settings are a demonstration's."""

SSH_KEY = re.compile(
    r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}( [^\n]*)?"
)

HostName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
NetworkName = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
"""32 bytes at most (IEEE 802.11); checked in bytes below."""

Password = Annotated[str, msgspec.Meta(pattern=r"^([ -~]{8,63})?$")]
"""A passphrase of WPA2 and WPA3: 8 to 63 printable ASCII characters (IEEE 802.11); empty for an open network."""

Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,200}$")]


class SystemTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The machine itself.

    Attributes:
        ssh_key: One public key that may sign in as root; empty: nobody can from the network.
    """

    host_name: HostName = "kiosk"
    time_zone: str = "Asia/Ho_Chi_Minh"
    ssh_key: str = ""


class WifiTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The wireless network; without this table the device uses its cable."""

    network: NetworkName
    password: Password = ""
    country: Country = "VN"


class CentralTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What central gave for this office; its address is in ``[sync]``."""

    enrolment_code: Code


class _Own(msgspec.Struct, frozen=True):
    system: SystemTable = msgspec.field(default_factory=SystemTable)
    wifi: WifiTable | None = None
    central: CentralTable | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """A file that holds together.

    Attributes:
        office: Text of the `kiosk.toml` to write; holds no secret.
        state_dir: Where that file has the desk keep its data.
    """

    system: SystemTable
    wifi: WifiTable | None
    enrolment_code: str
    office: str
    state_dir: str


def read_setup(content: bytes, name: str, embedded: dict[str, Any]) -> Setup:
    """Read a file, or the text of a QR code, and check all of it before anything is used.

    Args:
        name: Used in messages.
        embedded: The tables that hold where the file has none; see `kiosk.config.load_config`.

    Raises:
        ConfigInvalid: What is wrong, where, and what to write there; never with a secret in it.
    """
    return check_setup(read_tables(content, name), name, embedded)


def check_setup(tables: dict[str, Any], name: str, embedded: dict[str, Any]) -> Setup:
    """Check a file's tables, as :func:`read_tables` gives them; else as :func:`read_setup`.

    Raises:
        ConfigInvalid: As there.
    """
    tables = dict(tables)
    own = {key: tables.pop(key) for key in ("system", "wifi", "central") if key in tables}
    try:
        parts = msgspec.convert(own, _Own)
    except msgspec.ValidationError as error:
        raise ConfigInvalid(f"{name}: {error}; correct or remove it") from error
    tables.setdefault("desk", DEVICE_DESK)
    config = parse_config({**embedded, **tables}, name)
    _check(parts, name)
    if parts.central is not None and not config.sync.central:
        raise ConfigInvalid(
            f"{name}: an enrolment code but no [sync] central; write the server's address there"
        )
    code = "" if parts.central is None else parts.central.enrolment_code
    return Setup(parts.system, parts.wifi, code, to_toml(tables), config.desk.state_dir)


def read_tables(content: bytes, name: str) -> dict[str, Any]:
    """Read a file's tables; nothing in them is checked.

    Raises:
        ConfigInvalid: It is too large, or no TOML.
    """
    if len(content) > LARGEST_BYTES:
        raise ConfigInvalid(f"{name}: larger than {LARGEST_BYTES // 1024} KiB; this is no file of settings")
    return read_toml(content.removeprefix(BOM_UTF8).removeprefix(SETTINGS_MARK.encode()), name)


def _check(parts: _Own, name: str) -> None:
    zone, key = parts.system.time_zone, parts.system.ssh_key
    if zone not in zoneinfo.available_timezones():
        raise ConfigInvalid(
            f"{name}: [system] time_zone {zone!r} is not known; write one such as Asia/Ho_Chi_Minh"
        )
    if key and not SSH_KEY.fullmatch(key):
        raise ConfigInvalid(f"{name}: [system] ssh_key is no public key; paste the one line of a .pub file")
    if parts.wifi is not None:
        network = parts.wifi.network
        if len(network.encode()) > 32 or any(ord(letter) < 32 for letter in network):  # noqa: PLR2004  # IEEE 802.11
            raise ConfigInvalid(
                f"{name}: [wifi] network is longer than 32 bytes or holds a control character"
            )
