"""Whether the announcements can be spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import Level, fault, fine, warning
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.doctor.check import Context, Finding


class VoiceCheck:
    """The pack of each language holds every word of every announcement of this office."""

    name = "voice"

    def __init__(self, packs: Path | None = None) -> None:
        self._packs = packs

    def run(self, context: Context) -> Finding:
        """Read every clip and check its hash; the first pack that is not sound decides."""
        from kiosk.voice.pack import packs_folder

        packs = self._packs or packs_folder()
        spoken = context.config.hall.languages
        letters = "".join(field.letter for field in context.config.field)
        findings = [_examine(packs / code, code, letters) for code in spoken]
        wrong = (finding for finding in findings if finding.level is not Level.OK)
        return next(wrong, fine(f"the packs in {packs} are complete: {', '.join(spoken)}"))


def _examine(folder: Path, code: str, letters: str) -> Finding:
    from kiosk.voice.pack import MANIFEST, problems
    from kiosk.voice.phrases import language

    remedy = f"make it with `kiosk voice make --lang {code}`, or record it"
    if not (folder / MANIFEST).exists():
        return warning(f"no pack in {folder}: calls are shown, not spoken", remedy)
    try:
        found = problems(folder, language(code, letters).texts)
    except BadInput as error:
        return fault(str(error), remedy)
    if found:
        return fault(f"{len(found)} clips wrong, first {found[0]}", remedy)
    return fine(f"the pack in {folder} is complete")
