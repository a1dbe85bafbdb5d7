"""How far an update has come, in a file that a power cut leaves whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import sync_folder, write_atomically
from kiosk.lib.units import WallMs

if TYPE_CHECKING:
    from pathlib import Path


Noted = TypeVar("Noted", "Progress", "Outcome")


class Progress(msgspec.Struct, frozen=True):
    """An update under way.

    Attributes:
        step: ``switching``: the old release is in force and has stopped. ``trial``: the new one is, or is about to be,
            in force. ``rolling_back``: the old one is being put back.
        boots: How often the machine was started during the trial.
        why: What the trial found wrong; empty until then.
    """

    step: Literal["switching", "trial", "rolling_back"]
    id: str
    previous: str
    boots: int = 0
    why: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """How the last update ended.

    Attributes:
        result: ``refused``: the new release could not work with a copy of the data. ``interrupted``: it was never in force.
        why: Empty for one that was committed.
    """

    id: str
    previous: str
    result: Literal["committed", "rolled_back", "interrupted", "refused"]
    why: str
    at: WallMs


class Notebook:
    """The files ``update.json``, ``update-last.json`` and ``update-next`` beside the releases."""

    def __init__(self, root: Path) -> None:
        self._progress = root / "update.json"
        self._outcome = root / "update-last.json"
        self._next = root / "update-next"

    def progress(self) -> Progress | None:
        """Tell the update under way; None when there is none."""
        return _read(self._progress, Progress)

    def enter(self, progress: Progress) -> None:
        """Note a step before it is taken."""
        write_atomically(self._progress, msgspec.json.encode(progress))

    def end(self, outcome: Outcome) -> None:
        """Note how an update ended."""
        write_atomically(self._outcome, msgspec.json.encode(outcome))
        self._remove(self._progress)

    def outcome(self) -> Outcome | None:
        """Tell how the last update ended; None when there was none."""
        return _read(self._outcome, Outcome)

    def plan(self, id_: str) -> None:
        """Note which staged release is to be installed at the next quiet hour."""
        write_atomically(self._next, id_.encode())

    def planned(self) -> str | None:
        """Tell which release waits for a quiet hour."""
        try:
            return self._next.read_text("utf-8")
        except FileNotFoundError:
            return None

    def unplan(self) -> None:
        """Forget the plan: a release that failed once is not tried again by itself."""
        self._remove(self._next)

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def _read(path: Path, kind: type[Noted]) -> Noted | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}; remove it, then see `kiosk update status`") from error
