"""Everything of the office erased from a device, and the settings it was delivered with put back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import sync_folder

DELIVERED = {
    "kiosk.toml": "kiosk.toml",
    "display/display.env": "display.env",
}
"""Files below a release's ``systemd`` folder, and what they are called among the settings."""

STAYS = {"update-keys"}
"""Whose bundles may be installed is the publisher's trust, not the office's data; without it no update would be taken."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a reset empties, and where the settings of the delivery lie.

    Attributes:
        delivered: Folder ``systemd`` of the release in force.
    """

    state: Path
    settings: Path
    journal: Path
    delivered: Path


def check_meant(text: str, office: str) -> None:
    """See that a reset is meant for this device: whoever asks names its office.

    Raises:
        BadInput: Another office is named, or none.
    """
    if text.strip() != office:
        raise BadInput(
            f"a factory reset must name this device's office, {office}; it erases the queue's log, which central may not "
            "have yet: run `kiosk backup --to` a stick first"
        )


def factory_reset(places: Places) -> None:
    """Erase data, settings and journal; the parts must be stopped. Cut at any point, it is simply done again.

    Raises:
        OSError: Something cannot be removed or written.
    """
    _empty(places.state, set())
    _empty(places.journal, set())
    _empty(places.settings, STAYS)
    for source, name in DELIVERED.items():
        path = places.delivered / source
        if path.exists():
            shutil.copyfile(path, places.settings / name)
    sync_folder(places.settings)


def _empty(folder: Path, stays: set[str]) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name in stays:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    sync_folder(folder)
