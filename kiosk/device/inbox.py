"""Where bundles arrive: a folder that central's offer, a USB stick or a hand puts them into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.device.bundle import SUFFIX, read_trusted
from kiosk.errors import BadInput, EnvironmentProblem, UpdateRefused
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.device.updater import Updater

INBOX = "updates"
"""Below the desk's state folder, whose sync may write there: whoever puts a file there needs no trust, the signature has it."""

OFFERED = "offered"
"""Below the inbox: what central offers. It is staged and waits until the office applies it."""


def newest_bundle(place: Path) -> Path:
    """Give the bundle that is meant: the file itself, or the newest of a folder.

    Raises:
        BadInput: The folder holds none.
    """
    if not place.is_dir():
        return place
    found = sorted(place.glob(f"*{SUFFIX}"), key=lambda path: (path.stat().st_mtime, path.name))
    if not found:
        raise BadInput(f"{place}: holds no *{SUFFIX}; copy the bundle there")
    return found[-1]


def take_in(updater: Updater, keys: Path) -> list[str]:
    """Stage what lies in the inbox; say what became of each file.

    What a hand or a stick brought is installed at the next quiet hour; what central offers waits for the office.
    A file leaves the inbox in any case: staged, it is not needed; refused, it gets ``.refused`` beside its name and the
    reason in it, so that it is looked at once only. For want of room it stays.
    """
    inbox, said = updater.kept.state / INBOX, []
    for file in [*sorted(inbox.glob(f"*{SUFFIX}")), *sorted((inbox / OFFERED).glob(f"*{SUFFIX}"))]:
        # The folder is the desk's: root neither waits for a pipe that lies there nor fails at a folder.
        if not file.is_file():
            continue
        is_offer = file.parent.name == OFFERED
        try:
            id_ = updater.stage(file, read_trusted(keys))
        except (UpdateRefused, BadInput) as error:
            # A plain write would follow a link that the desk laid there.
            write_atomically(file.with_name(file.name + ".refused"), f"{error}\n".encode())
            said.append(str(error))
        except EnvironmentProblem as error:
            said.append(str(error))
            continue
        else:
            if not is_offer:
                updater.notebook.plan(id_)
            said.append(f"{id_} is staged{', offered by central' if is_offer else ''}")
        file.unlink()
    return said
