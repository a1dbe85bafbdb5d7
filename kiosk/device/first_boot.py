"""What a device does with its settings at every start, and with a new file of them once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.config_theme import LARGEST_LOGO_BYTES
from kiosk.device.card import ERRORS, LOGO, SETTINGS, Card
from kiosk.device.setup_file import read_setup
from kiosk.device.shown_setup import SHOWN, keys_in_force, read_shown
from kiosk.errors import ConfigInvalid, DiskFull
from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.start_report import StartReport

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.device.setup_file import Setup
    from kiosk.device.setup_store import SetupStore

LEFT_BY_QR = Path("setup.toml")
"""Below the desk's state folder: settings that the camera read from a QR code."""


def take_settings(store: SetupStore, card: Card, inbox: Path, embedded: dict[str, Any]) -> StartReport:
    """Put the settings of the card, or those a QR code brought, in force, once; wrong ones change nothing.

    What was applied is overwritten on the card and removed. What is wrong stays, with the reason beside it, and is tried
    again at the next start. The office's logo is copied from the card, which only root may read, and stays on it.

    Args:
        inbox: File that :func:`leave_setup` wrote.
        embedded: As :func:`kiosk.device.setup_file.read_setup`.

    Raises:
        OSError: There is no room, or the card cannot be written; what was in force stays in force.
        ProgramFailed: The card cannot be mounted for writing.
    """
    store.complete()
    refused: list[str] = []
    applied = None
    content = card.read(SETTINGS)
    if content is not None:
        said = _take(store, content, lambda: read_setup(content, SETTINGS, embedded))
        if said is None:
            applied = SETTINGS
            card.scrub(SETTINGS)
        else:
            refused.append(said)
    refused += _take_logo(store, card)
    if refused:
        card.leave(ERRORS, "\n".join(refused) + "\n")
    else:
        card.remove(ERRORS)
    if inbox.exists():
        shown = inbox.read_bytes()
        # Checked anew: the desk, which left it, must not come by more than a code may bring.
        said = _take(store, shown, lambda: read_shown(shown, embedded, keys_in_force(store)))
        if said is None:
            applied = SHOWN
        else:
            refused.append(said)
        inbox.unlink()
    return StartReport(applied, tuple(refused))


def leave_setup(text: str, inbox: Path, embedded: dict[str, Any]) -> None:
    """Keep the settings of a QR code, as the technician's corner read them, for the next start.

    Raises:
        ConfigInvalid: They do not hold together, or bring a key; nothing is kept.
        DiskFull: There is no room.
    """
    read_shown(text.encode(), embedded)
    try:
        write_atomically(inbox, text.encode(), mode=0o600)
    except OSError as error:
        raise DiskFull(f"{inbox}: {error.strerror}; free some space, then show the code again") from error


def _take_logo(store: SetupStore, card: Card) -> list[str]:
    """Put the card's logo beside the settings; give what is wrong with it. Whether it is a picture the screen finds out."""
    logo = card.read(LOGO)
    kept = store.folder / LOGO
    if logo is None:
        return []
    if len(logo) > LARGEST_LOGO_BYTES:
        return [f"{LOGO}: larger than {LARGEST_LOGO_BYTES // 1024} KiB; make it smaller"]
    if not kept.exists() or kept.read_bytes() != logo:
        write_atomically(kept, logo)
    return []


def _take(store: SetupStore, content: bytes, read: Callable[[], Setup]) -> str | None:
    """Put a file in force; give what is wrong with it, or None."""
    digest = hashlib.sha256(content).hexdigest()
    applied = store.applied()
    if applied is not None and applied.sha256 == digest:
        # The power failed between applying and scrubbing.
        return None
    try:
        setup = read()
    except ConfigInvalid as error:
        return str(error)
    store.put(setup, digest)
    return None
