"""The device's private key, bound to the board's TPM2 instead of lying readable on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import BadInput, ProgramFailed
from kiosk.lib.atomic_file import sync_folder
from kiosk.lib.programs import run_program
from kiosk.lib.signing import sealed_mark

if TYPE_CHECKING:
    from pathlib import Path

NAME = "device.key"
"""The credential's name; the units ask for it."""


def seal_key(state: Path, folder: Path, systemd_creds: str = "systemd-creds") -> Path:
    """Seal the key, see that it opens again, then remove the readable one; give the sealed file.

    Raises:
        BadInput: There is no key yet, or this board has no TPM2: then the key stays where it is.
    """
    key = state / NAME
    if not key.exists():
        raise BadInput(f"{key}: there is no key yet; start the desk once, or enrol this device")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = folder / NAME
    try:
        run_program(systemd_creds, "encrypt", f"--name={NAME}", "--with-key=tpm2", key, sealed)
        opened = run_program(systemd_creds, "decrypt", f"--name={NAME}", sealed, "-")
    except ProgramFailed as error:
        sealed.unlink(missing_ok=True)
        raise BadInput(f"this board cannot keep the key for us ({error}); it stays in {state}") from error
    if opened != key.read_text("ascii"):
        sealed.unlink()
        raise BadInput(f"{sealed}: does not open to the same key; it stays in {state}")
    sync_folder(folder)
    sealed_mark(key).touch()
    key.unlink()
    sync_folder(state)
    return sealed
