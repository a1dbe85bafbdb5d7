"""Whether the weights of the face models are there and right, and fit for this processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.errors import ModelCorrupt, ModelMissing
from kiosk.face.processor import mesh_runtime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding
    from kiosk.face.processor import MeshRuntime
    from kiosk.models.manifest import Model


class ModelsCheck:
    """Every model of the store has the bytes that its hash says."""

    name = "models"

    def __init__(
        self,
        store: Path | None = None,
        models: tuple[Model, ...] | None = None,
        runtime: Callable[[], MeshRuntime] = mesh_runtime,
    ) -> None:
        self._store = store
        self._models = models
        self._runtime = runtime

    def run(self, context: Context) -> Finding:
        """Hash them; the opt-in ones that a Python package brings may be missing."""
        from kiosk.models.manifest import MODELS
        from kiosk.models.store import checked_path, store_folder

        folder = self._store or store_folder()
        missing, right = [], 0
        for model in self._models or MODELS:
            try:
                checked_path(model, folder)
                right += 1
            except ModelMissing:
                if model.brought_by is None:
                    missing.append(model.name)
            except ModelCorrupt as error:
                return fault(str(error), "fetch it again with `kiosk models fetch`")
        if missing:
            return warning(
                f"{', '.join(missing)} missing from {folder}: tickets are given without faces",
                "fetch them with `kiosk models fetch`",
            )
        runtime = self._runtime()
        if context.config.face.detector == "mediapipe" and runtime != "mediapipe":
            return fault(
                "the detector mediapipe cannot run on this processor", 'set face.detector to "yunet"'
            )
        return fine(f"{right} models in {folder} are right; landmarks by {runtime}")

    def present(self) -> tuple[str, ...]:
        """Name the models whose files are there with their right size; none of them is hashed."""
        from kiosk.models.manifest import MODELS
        from kiosk.models.store import has_file, store_folder

        folder = self._store or store_folder()
        return tuple(model.name for model in self._models or MODELS if has_file(model, folder))
