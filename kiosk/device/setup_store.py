"""Settings of a setup file, put in place as a whole: all of them or none, whenever the power fails."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.device.setup_file import Setup, SystemTable, WifiTable
from kiosk.doctor.data import ENROLMENT_CODE
from kiosk.errors import BadInput
from kiosk.lib.atomic_file import sync_folder, write_atomically

SECRET_MODE = 0o600


class Applied(msgspec.Struct, frozen=True):
    """What stays of the setup for every later boot; readable by root alone.

    Attributes:
        sha256: Hash (hex) of the file that it came from.
    """

    sha256: str
    system: SystemTable
    wifi: WifiTable | None


@dataclass(frozen=True, slots=True)
class SetupStore:
    """The folder of the office's settings, ``/etc/kiosk``; ``root`` is another one than ``/`` in tests only."""

    folder: Path
    root: Path = Path("/")

    @property
    def _ready(self) -> Path:
        return self.folder / "setup.ready"

    def applied(self) -> Applied | None:
        """Tell which setup is in force; None before the first.

        Raises:
            BadInput: The file cannot be read.
        """
        path = self.folder / "system.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=Applied)
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: {error}; remove it and put kiosk.toml on the card again") from error

    def put(self, setup: Setup, sha256: str) -> None:
        """Put a setup in place.

        Raises:
            OSError: There is no room; what was in force stays in force.
        """
        part = self.folder / "setup.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        write_atomically(part / "kiosk.toml", setup.office.encode())
        kept = msgspec.json.encode(Applied(sha256, setup.system, setup.wifi))
        write_atomically(part / "system.json", kept, mode=SECRET_MODE)
        if setup.enrolment_code:
            write_atomically(part / ENROLMENT_CODE, setup.enrolment_code.encode(), mode=SECRET_MODE)
        write_atomically(part / "state_dir", setup.state_dir.encode())
        shutil.rmtree(self._ready, ignore_errors=True)
        # From this rename on the setup is in force; before it nothing has changed.
        part.rename(self._ready)
        sync_folder(self.folder)
        self.complete()

    def complete(self) -> bool:
        """Finish what a power cut may have left between the rename and the end; tell whether there was something."""
        if not (self._ready / "state_dir").exists():
            # A folder without its last file is one whose removal was cut.
            shutil.rmtree(self._ready, ignore_errors=True)
            return False
        state = self.root / (self._ready / "state_dir").read_text("utf-8").lstrip("/")
        code = self._ready / ENROLMENT_CODE
        if code.exists():
            self._hand_over(code.read_bytes(), state)
        for name, mode in (("kiosk.toml", 0o644), ("system.json", SECRET_MODE)):
            write_atomically(self.folder / name, (self._ready / name).read_bytes(), mode=mode)
        (self._ready / "state_dir").unlink()
        shutil.rmtree(self._ready)
        sync_folder(self.folder)
        return True

    def _hand_over(self, code: bytes, state: Path) -> None:
        """Give the enrolment code to the desk, which needs it and can read only what is its own."""
        state.mkdir(parents=True, exist_ok=True)
        write_atomically(state / ENROLMENT_CODE, code, mode=SECRET_MODE)
