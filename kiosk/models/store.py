"""The folder where weights lie; a file leaves it only after its hash was checked."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ModelCorrupt, ModelMissing
from kiosk.lib.device_folder import device_folder
from kiosk.models.manifest import model_named

if TYPE_CHECKING:
    from kiosk.models.manifest import Installed, Model


def store_folder() -> Path:
    """Tell where weights lie: ``$KIOSK_MODELS_DIR``, the device's folder, or the user's cache."""
    return device_folder("models", "KIOSK_MODELS_DIR")


def path_of(name: str, folder: Path | None = None) -> Path:
    """Give the checked file of a model.

    Hashing the largest takes 25 ms on a PC, which a process pays once when it starts.

    Args:
        name: As in the manifest.
        folder: The store; None takes :func:`store_folder`.

    Raises:
        BadInput: No model has that name.
        ModelMissing: The file is not there or cannot be read.
        ModelCorrupt: It holds other bytes than its hash says.
    """
    model = model_named(name)
    return checked_path(model, folder or store_folder())


def checked_path(model: Model, folder: Path) -> Path:
    """Give a model's file in a store after checking its hash; raises as :func:`path_of`."""
    path = _place_of(model, folder)
    try:
        found = sha256_of(path)
    except OSError as error:
        raise ModelMissing(
            f"model {model.name}: {path} cannot be read ({error.strerror}); run `kiosk models fetch`"
        ) from error
    if found != model.sha256:
        raise ModelCorrupt(
            f"model {model.name}: {path} has SHA-256 {found}, wanted {model.sha256}; run `kiosk models fetch`"
        )
    return path


def has_file(model: Model, folder: Path) -> bool:
    """Tell whether a model's file is in a store with its right size; its hash is not looked at."""
    try:
        return _place_of(model, folder).stat().st_size == model.size
    except (OSError, ModelMissing):
        return False


def sha256_of(path: Path) -> str:
    """Hash a file's content, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place_of(model: Model, folder: Path) -> Path:
    if model.brought_by is None:
        return folder / model.file
    return _installed_path(model, model.brought_by)


def _installed_path(model: Model, source: Installed) -> Path:
    # find_spec does not run the package, whose import costs a second and a warning.
    spec = find_spec(source.package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing(
            f"model {model.name} comes with the Python package {source.package}, which is not installed; "
            "run ./install.sh venv --role screen-dlib"
        )
    return Path(spec.submodule_search_locations[0]) / source.member
