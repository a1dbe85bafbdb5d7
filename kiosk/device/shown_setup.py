"""Settings held before the camera: all but the keys, which only the card may bring.

Whoever knows a technician's PIN may show a code; who may sign in as root, and which machines the desk trusts, is for
whoever has the device open (docs/decisions/0058).
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from kiosk.device.setup_file import check_setup, read_tables
from kiosk.errors import BadInput, ConfigInvalid

if TYPE_CHECKING:
    from kiosk.device.setup_file import Setup
    from kiosk.device.setup_store import SetupStore

SHOWN = "the QR code"

KEY_TABLES = ("kiosk", "relay")
"""Tables of `kiosk.toml` that say whose public key is trusted."""


def read_shown(
    content: bytes, embedded: dict[str, Any], keys: dict[str, Any] | None = None, *, name: str = SHOWN
) -> Setup:
    """Read the text of a code; what it may not bring stays as it is in force.

    Args:
        embedded: As :func:`kiosk.device.setup_file.read_setup`.
        keys: As :func:`keys_in_force`; None where only the code is to be checked.
        name: Used in messages.

    Raises:
        ConfigInvalid: It brings a key, or does not hold together.
    """
    tables = read_tables(content, name)
    system = tables.get("system", {})
    brought = [f"[{table}]" for table in KEY_TABLES if table in tables]
    if isinstance(system, dict) and "ssh_key" in system:
        brought.append("[system] ssh_key")
    if brought:
        raise ConfigInvalid(
            f"{name}: {', '.join(brought)}: keys come with the card alone; take that out, "
            "or put the file on the card"
        )
    if keys is not None and isinstance(system, dict):
        others = {table: value for table, value in keys.items() if table != "system"}
        tables = {**tables, **others, "system": {**system, **keys.get("system", {})}}
    return check_setup(tables, name, embedded)


def keys_in_force(store: SetupStore) -> dict[str, Any]:
    """Give what the card brought and no code may change, as the tables of a file.

    Raises:
        BadInput: What is in force cannot be read.
    """
    applied = store.applied()
    keys: dict[str, Any] = {"system": {"ssh_key": applied.system.ssh_key}} if applied is not None else {}
    path = store.folder / "kiosk.toml"
    if not path.exists():
        return keys
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}; put kiosk.toml on the card again") from error
    return keys | {table: tables[table] for table in KEY_TABLES if table in tables}
