"""`kiosk screenshots`: every screen and state as pictures, looked over for what is wrong."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import BadInput
from kiosk.run.office_view import notice_view
from kiosk.ui.gallery.flaws import find_flaws
from kiosk.ui.gallery.glasses import GLASSES, MANNERS
from kiosk.ui.gallery.page import Picture, index_page
from kiosk.ui.gallery.samples import VERBATIM
from kiosk.ui.gallery.states import every_state
from kiosk.ui.gallery.studio import Studio
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kiosk.config import Config
    from kiosk.ui.wording import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures are taken.

    Attributes:
        out: Folder, made where it is missing.
        glasses: Names in GLASSES.
        manners: Names in MANNERS.
        states: Patterns of the states' names, such as ``ring*``.
    """

    out: Path
    glasses: Sequence[str]
    manners: Sequence[str]
    states: Sequence[str] = ("*",)


def take_screenshots(
    config: Config, wanted: Wanted, progress: Callable[[int, int], None]
) -> tuple[Picture, ...]:
    """Draw and judge all that is wanted, and write an ``index.html`` beside the pictures.

    Args:
        config: Whose notice and name are shown.
        progress: Told how many of how many pictures are taken.

    Raises:
        BadInput: No glass, manner or state is called so, or a file cannot be written.
        DisplayMissing: Qt was told to use a display that does not answer.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _know("glass", wanted.glasses, GLASSES)
    _know("manner", wanted.manners, MANNERS)
    wording, notice = load_wording(), notice_view(config)
    states = {
        language: {
            name: state
            for name, state in every_state(language, notice).items()
            if any(fnmatch.fnmatch(name, pattern) for pattern in wanted.states)
        }
        for language in wording
    }
    names = list(states["vi"])
    if not names:
        raise BadInput(f"no state is called {' or '.join(wanted.states)}; `*` takes all")
    office = {"vi": config.office.name}
    verbatim = names_in(config, wording)
    looks = list(product(wanted.manners, wording, names))
    taken: list[Picture] = []
    for glass in wanted.glasses:
        studio = Studio(states["vi"][names[0]].view, wording, office=office, glass=GLASSES[glass])
        try:
            for manner, language, name in looks:
                picture = studio.draw(states[language][name], MANNERS[manner])
                flaws = find_flaws(studio.sheet(picture, verbatim))
                path = f"{glass}/{manner}-{language}/{name}.png"
                _write(wanted.out / path, picture.save)
                taken.append(Picture(name, path, f"{glass}, {manner}, {language}", tuple(flaws)))
                progress(len(taken), len(looks) * len(wanted.glasses))
        finally:
            studio.close()
    (wanted.out / "index.html").write_text(index_page(taken), encoding="utf-8")
    return tuple(taken)


def names_in(config: Config, wording: Mapping[str, Words]) -> set[str]:
    """Give what stands in Vietnamese in every language: names, and the catalogue's own words."""
    office = config.office
    names = {office.name, office.responsible, office.contact} - {""}
    return {*VERBATIM, *names, *(words["language_name"] for words in wording.values())}


def _know(what: str, names: Sequence[str], known: Collection[str]) -> None:
    """Raises BadInput."""
    for name in names:
        if name not in known:
            raise BadInput(f"{name!r} is no {what}; there are {', '.join(known)}")


def _write(path: Path, save: Callable[[str], bool]) -> None:
    """Raises BadInput."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    if not save(str(path)):
        raise BadInput(f"the picture {path} cannot be written")
