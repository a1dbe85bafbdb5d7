"""Whether the announcements can be spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.doctor.check import Level, fault, fine, warning
from kiosk.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config
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
        findings = [_examine(packs / code, code, letters, context.config) for code in spoken]
        wrong = (finding for finding in findings if finding.level is not Level.OK)
        return next(wrong, fine(f"the packs in {packs} are complete: {', '.join(spoken)}"))


def _examine(folder: Path, code: str, letters: str, config: Config) -> Finding:
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
    unsaid = _unsaid(folder, code, config)
    if unsaid:
        return warning(
            f"{unsaid} of the screen's sentences are missing in {folder}, or say something else",
            f"make them with `kiosk voice make --lang {code} --config FILE`",
        )
    return fine(f"the pack in {folder} is complete")


def _unsaid(folder: Path, code: str, config: Config) -> int:
    """Count the screen's sentences that its voice cannot say as they are written now."""
    from kiosk.notice import notice_text
    from kiosk.ui.prompting import spoken_texts
    from kiosk.ui.wording import load_wording
    from kiosk.voice.pack import load_manifest
    from kiosk.voice.phrases import language
    from kiosk.voice.prompts import MARK, with_prompts

    wording = load_wording()
    prompts = spoken_texts(wording.get(code, wording["vi"]), notice_text(config, code))
    wanted = with_prompts(language(code), prompts).texts
    there = {phrase: clip.text for phrase, clip in load_manifest(folder).phrases.items()}
    return sum(there.get(phrase) != text for phrase, text in wanted.items() if phrase.startswith(MARK))
