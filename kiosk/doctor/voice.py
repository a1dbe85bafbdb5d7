"""Whether the announcements can be spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding

SPOKEN = "vi"
"""The language that every office announces in."""


class VoiceCheck:
    """The Vietnamese pack holds every word of every announcement of this office."""

    name = "voice"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def run(self, context: Context) -> Finding:
        """Read every clip and check its hash."""
        from kiosk.voice.pack import MANIFEST, packs_folder, problems
        from kiosk.voice.phrases import language

        folder = self._folder or packs_folder() / SPOKEN
        if not (folder / MANIFEST).exists():
            return warning(
                f"no pack in {folder}: calls are shown, not spoken", "make it with `kiosk voice make`"
            )
        letters = "".join(field.letter for field in context.config.field)
        try:
            found = problems(folder, language(SPOKEN, letters).texts)
        except BadInput as error:
            return fault(str(error), "make it again with `kiosk voice make`")
        if found:
            return fault(
                f"{len(found)} clips wrong, first {found[0]}", "make it again with `kiosk voice make`"
            )
        return fine(f"the pack in {folder} is complete")
