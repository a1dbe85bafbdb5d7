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
from kiosk.run.office_look import look_of
from kiosk.run.office_view import notice_view
from kiosk.ui.app import open_application
from kiosk.ui.gallery.board_states import every_board_state
from kiosk.ui.gallery.board_studio import BoardStudio
from kiosk.ui.gallery.flaws import find_flaws
from kiosk.ui.gallery.glasses import BOARD_GLASSES, GLASSES, MANNERS
from kiosk.ui.gallery.page import Picture, index_page
from kiosk.ui.gallery.samples import VERBATIM
from kiosk.ui.gallery.states import every_state
from kiosk.ui.gallery.studio import Studio
from kiosk.ui.wording import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from PyQt6.QtGui import QImage

    from kiosk.config import Config
    from kiosk.ui.wording import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures are taken.

    Attributes:
        out: Folder, made where it is missing.
        glasses: Names in GLASSES and BOARD_GLASSES.
        manners: Names in MANNERS.
        states: Patterns of the states' names, such as ``ring*``.
    """

    out: Path
    glasses: Sequence[str]
    manners: Sequence[str]
    states: Sequence[str] = ("*",)

    def takes(self, state: str) -> bool:
        """Tell whether the state of this name is wanted."""
        return any(fnmatch.fnmatch(state, pattern) for pattern in self.states)


def take_screenshots(
    config: Config, wanted: Wanted, progress: Callable[[int, int], None]
) -> tuple[Picture, ...]:
    """Draw and judge all that is wanted, and write an ``index.html`` beside the pictures.

    Args:
        config: Whose notice, name, colours and logo are shown.
        progress: Told how many of how many pictures are taken.

    Raises:
        BadInput: No glass, manner or state is called so, or a file cannot be written.
        DisplayMissing: Qt was told to use a display that does not answer.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _know("glass", wanted.glasses, [*GLASSES, *BOARD_GLASSES])
    _know("manner", wanted.manners, MANNERS)
    # One application for all windows: Qt's drawing cannot be begun twice.
    application = open_application()
    screens, boards = _Screens(config, wanted), _Boards(config, wanted)
    total = sum(len(screens.looks) if glass in GLASSES else len(boards.states) for glass in wanted.glasses)
    if not total:
        raise BadInput(f"no state is called {' or '.join(wanted.states)}; `*` takes all")
    taken: list[Picture] = []
    assert application, "kept until the last picture"
    for glass in wanted.glasses:
        for picture in (screens if glass in GLASSES else boards).take(glass):
            taken.append(picture)
            progress(len(taken), total)
    (wanted.out / "index.html").write_text(index_page(taken), encoding="utf-8")
    return tuple(taken)


class _Screens:
    """The citizens' screen, in every manner and language."""

    def __init__(self, config: Config, wanted: Wanted) -> None:
        self._wanted, self._office = wanted, {"vi": config.office.name}
        self._look = look_of(config)
        self._wording = load_wording()
        self._names = names_in(config, self._wording)
        notice = notice_view(config)
        self.looks = [
            (manner, language, name, state)
            for manner, language in product(wanted.manners, self._wording)
            for name, state in every_state(language, notice).items()
            if wanted.takes(name)
        ]

    def take(self, glass: str) -> Iterator[Picture]:
        if not self.looks:
            return
        first = self.looks[0][3].view
        studio = Studio(first, self._wording, office=self._office, glass=GLASSES[glass], look=self._look)
        try:
            for manner, language, name, state in self.looks:
                image = studio.draw(state, MANNERS[manner])
                path = _save(image, self._wanted.out, f"{glass}/{manner}-{language}/{name}.png")
                flaws = find_flaws(studio.sheet(image, self._names))
                yield Picture(name, path, f"{glass}, {manner}, {language}", tuple(flaws))
        finally:
            studio.close()


class _Boards:
    """The hall's board, which speaks both languages at once."""

    def __init__(self, config: Config, wanted: Wanted) -> None:
        self._wanted, self._office, self._look = wanted, config.office.name, look_of(config)
        self.states = {name: state for name, state in every_board_state().items() if wanted.takes(name)}

    def take(self, glass: str) -> Iterator[Picture]:
        if not self.states:
            return
        studio = BoardStudio(self._office, BOARD_GLASSES[glass], self._look)
        try:
            for name, state in self.states.items():
                image = studio.draw(state)
                path = _save(image, self._wanted.out, f"{glass}/{name}.png")
                yield Picture(name, path, glass, tuple(find_flaws(studio.sheet(image))))
        finally:
            studio.close()


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


def _save(image: QImage, folder: Path, path: str) -> str:
    """Write a picture; give its path from the folder.

    Raises:
        BadInput: It cannot be written.
    """
    file = folder / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"the folder {file.parent} cannot be made: {error.strerror}") from error
    if not image.save(str(file)):
        raise BadInput(f"the picture {file} cannot be written")
    return path
