"""What ``kiosk models list``, ``fetch`` and ``verify`` print and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import FetchFailed, ModelCorrupt, ModelMissing
from kiosk.models.fetch import Fetcher
from kiosk.models.manifest import MODELS, model_named
from kiosk.models.store import checked_path, store_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.models.manifest import Model

    Say = Callable[[str], object]

EXIT_OK = 0
EXIT_FAILED = 1

BYTES_PER_MB = 1_000_000


def list_models(say: Say, *, store: Path | None = None) -> int:
    """Print every model with its state, size, licence and purpose; always exit code 0."""
    folder = store or store_folder()
    say(f"store: {folder}")
    for model in MODELS:
        megabytes = model.size / BYTES_PER_MB
        state = _state(model, folder)
        say(f"{model.name:<13} {state:<8} {megabytes:6.1f} MB  {model.licence:<11} {model.purpose}")
        say(f"{'':<13} {model.file}  SHA-256 {model.sha256}")
    return EXIT_OK


def fetch_models(
    say: Say,
    *,
    names: Sequence[str] = (),
    folders: Sequence[Path] = (),
    store: Path | None = None,
    models: tuple[Model, ...] = MODELS,
) -> int:
    """Get what is missing; one model that fails does not keep the next from coming.

    Args:
        say: Prints one line.
        names: Which models; none means all that are not brought by a Python package.
        folders: Where to look first, in order.
        store: Where they land; None takes the usual place.
        models: What there is to choose from.

    Returns:
        0 when all are there afterwards, else 1.

    Raises:
        BadInput: No model has one of the names.
        DiskFull: There is no room.
    """
    wanted = [model_named(name, models) for name in names] or [
        model for model in models if model.brought_by is None
    ]
    exit_code = EXIT_OK
    with Fetcher(store or store_folder(), folders) as fetcher:
        for model in wanted:
            try:
                say(f"{model.name}: {fetcher.fetch(model)}")
            except FetchFailed as error:
                say(str(error))
                exit_code = EXIT_FAILED
    return exit_code


def verify_models(say: Say, *, store: Path | None = None, models: tuple[Model, ...] = MODELS) -> int:
    """Check the hash of every model that is there.

    Returns:
        0 when all of the store's own models are there and right, else 1; a model that only an
        uninstalled Python package would bring may be missing.
    """
    folder = store or store_folder()
    exit_code = EXIT_OK
    for model in models:
        try:
            say(f"{model.name}: right ({checked_path(model, folder)})")
        except ModelMissing as error:
            say(str(error))
            if model.brought_by is None:
                exit_code = EXIT_FAILED
        except ModelCorrupt as error:
            say(str(error))
            exit_code = EXIT_FAILED
    return exit_code


def _state(model: Model, folder: Path) -> str:
    try:
        checked_path(model, folder)
    except ModelMissing:
        return "missing"
    except ModelCorrupt:
        return "damaged"
    return "there"
