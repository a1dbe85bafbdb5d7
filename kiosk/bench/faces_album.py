"""Pictures of people in LFW's layout, and the list of pairs that goes with them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kiosk.errors import BadInput

SUFFIXES = frozenset({".jpg", ".jpeg", ".png"})
GENUINE_FIELDS = 3
IMPOSTOR_FIELDS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Pictures by person.

    Attributes:
        names: One for each person, sorted.
        pictures: All files, person by person.
        person: int32, shape (pictures,), the index into ``names`` of each picture.
    """

    names: tuple[str, ...]
    pictures: tuple[Path, ...]
    person: npt.NDArray[np.int32]

    def places(self) -> dict[str, int]:
        """Give the index of each picture by its file's name without suffix, such as ``Name_0001``."""
        return {path.stem: index for index, path in enumerate(self.pictures)}


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One fold of a list of pairs.

    Attributes:
        left: int32, shape (pairs,), index of a picture.
        right: As ``left``.
        same: bool, shape (pairs,): both show one person.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    same: npt.NDArray[np.bool_]


def read_album(folder: Path) -> Album:
    """List ``folder/images/Name/*.jpg``.

    Raises:
        BadInput: There are no such pictures of two people at least.
    """
    images = folder / "images"
    if not images.is_dir():
        raise BadInput(f"{folder} holds no folder images/ with a folder for each person")
    names: list[str] = []
    pictures: list[Path] = []
    person: list[int] = []
    for entry in sorted(path for path in images.iterdir() if path.is_dir()):
        found = sorted(path for path in entry.iterdir() if path.suffix.lower() in SUFFIXES)
        if found:
            person += [len(names)] * len(found)
            names.append(entry.name)
            pictures += found
    if len(names) < 2:  # noqa: PLR2004 - nobody can be mistaken for another
        raise BadInput(f"{images} holds pictures of fewer than two people ({', '.join(sorted(SUFFIXES))})")
    return Album(tuple(names), tuple(pictures), np.array(person, np.int32))


def some_people(album: Album, limit: int) -> Album:
    """Give an album of some ``limit`` pictures: whole people, mixed, and the same on every machine.

    Args:
        album: All there are.
        limit: Pictures after which no more people are taken; two people are taken in any case.
    """
    order = sorted(range(len(album.names)), key=lambda index: zlib.crc32(album.names[index].encode()))
    counts = np.bincount(album.person, minlength=len(album.names))[order]
    enough = int(np.searchsorted(np.cumsum(counts), limit)) + 1
    chosen = sorted(order[: max(2, enough)])
    places = np.flatnonzero(np.isin(album.person, chosen))
    return Album(
        tuple(album.names[index] for index in chosen),
        tuple(album.pictures[place] for place in places),
        np.searchsorted(chosen, album.person[places]).astype(np.int32),
    )


def read_pairs(path: Path, album: Album) -> list[Fold]:
    """Read LFW's ``pairs.txt``: a head of folds and pairs, then as many genuine and impostor pairs a fold.

    Raises:
        BadInput: The file cannot be read, is not in that form, or names a picture that is not there.
    """
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    try:
        head = [int(word) for word in lines[0]]
        folds, pairs = head if len(head) > 1 else (1, head[0])
    except (IndexError, ValueError) as error:
        raise BadInput(f"{path}: the first line must hold the numbers of folds and pairs") from error
    if len(lines) != 1 + 2 * folds * pairs:
        raise BadInput(f"{path}: {len(lines) - 1} pairs, the first line promises {2 * folds * pairs}")
    places = album.places()
    read = [_read_pair(line, places, path) for line in lines[1:]]
    return [_fold(read[start : start + 2 * pairs]) for start in range(0, len(read), 2 * pairs)]


def read_names(path: Path, album: Album) -> npt.NDArray[np.int32]:
    """Read names, one a line, and give the people of the album that bear them; unknown names are left out.

    Raises:
        BadInput: The file cannot be read, or fewer than two of them are there.
    """
    try:
        wanted = set(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    found = [index for index, name in enumerate(album.names) if name in wanted]
    if len(found) < 2:  # noqa: PLR2004 - nobody can be mistaken for another in a group of one
        raise BadInput(f"{path}: fewer than two of its {len(wanted)} names have pictures")
    return np.array(found, np.int32)


def _read_pair(line: list[str], places: dict[str, int], path: Path) -> tuple[int, int, bool]:
    try:
        if len(line) == GENUINE_FIELDS:
            name, one, other = line
            return places[_stem(name, one)], places[_stem(name, other)], True
        if len(line) == IMPOSTOR_FIELDS:
            name, one, stranger, other = line
            return places[_stem(name, one)], places[_stem(stranger, other)], False
    except (KeyError, ValueError) as error:
        raise BadInput(f"{path}: {' '.join(line)!r} names a picture that is not there ({error})") from error
    raise BadInput(f"{path}: {' '.join(line)!r} is no pair")


def _stem(name: str, number: str) -> str:
    return f"{name}_{int(number):04d}"


def _fold(pairs: list[tuple[int, int, bool]]) -> Fold:
    left, right, same = zip(*pairs, strict=True)
    return Fold(np.array(left, np.int32), np.array(right, np.int32), np.array(same, np.bool_))
