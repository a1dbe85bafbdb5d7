"""The tables of the configuration about an office's other machines, and what must hold in them."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Annotated

import msgspec

from kiosk.config_section import Name, Section
from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_PORT = 65_535

KEY_BYTES = 32
"""Of an Ed25519 public key (RFC 8032, 5.1.5)."""


class KioskSection(Section, frozen=True):
    """At the desk: one more kiosk of the office, which has no desk of its own.

    Attributes:
        public_key: What `kiosk relay --show-key` prints there.
        printer: Its slip printer on the office's network, ``network:HOST:PORT``; empty for none.
        counter: The counter that a numeric keypad there works for; 0 for none.
    """

    id: Name
    public_key: str
    printer: Annotated[str, msgspec.Meta(pattern=r"^(network:[^\s:]+:\d{1,5})?$")] = ""
    counter: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0


class RelaySection(Section, frozen=True):
    """At such a kiosk: which desk it belongs to.

    Attributes:
        desk: Host and port, such as ``192.168.1.10:8444``; empty where this machine has the desk.
        desk_key: What `kiosk relay --show-key` prints at the desk; no other machine is taken for it.
    """

    desk: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])?(:\d{1,5})$|^$")] = ""
    desk_key: str = ""


def check_keys(kiosks: Sequence[KioskSection], relay: RelaySection, name: str) -> None:
    """Make sure that every key is one, and that the desk's address can be.

    Raises:
        ConfigInvalid: One is not; ``name`` is used in the message.
    """
    keys = {f"[[kiosk]] {kiosk.id} public_key": kiosk.public_key for kiosk in kiosks}
    if relay.desk and int(relay.desk.rpartition(":")[2]) > LAST_PORT:
        raise ConfigInvalid(
            f"{name}: [relay] desk names no port; write HOST:PORT as [desk] kiosk_port has it"
        )
    if relay.desk:
        keys["[relay] desk_key"] = relay.desk_key
    for place, key in keys.items():
        if not _is_key(key):
            raise ConfigInvalid(f"{name}: {place} is no key; copy what `kiosk relay --show-key` prints there")


def check_keypads(kiosks: Sequence[KioskSection], counters: Sequence[int], name: str) -> None:
    """Check that keypads elsewhere work for counters that there are; ``name`` is used in messages.

    Raises:
        ConfigInvalid: One does not.
    """
    for kiosk in kiosks:
        if kiosk.counter and kiosk.counter not in counters:
            raise ConfigInvalid(
                f"{name}: [[kiosk]] {kiosk.id} counter = {kiosk.counter}: there is no such [[counter]];"
                " name one, or 0"
            )


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False
