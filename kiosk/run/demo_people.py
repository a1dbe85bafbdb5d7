"""Who comes to the demo: portraits by person, from a folder or from what the dependencies install."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import BadInput

PICTURES = frozenset({".jpg", ".jpeg", ".png"})
INSTALLED = (
    ("astronaut", "skimage", "data/astronaut.png"),
    ("hopper", "matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
)
"""NASA and US Navy portraits, public domain, that scikit-image and matplotlib bring along."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person and their pictures, at least one."""

    label: str
    pictures: tuple[Path, ...]


def find_people(folder: Path | None) -> list[Person]:
    """List people: subfolders are people (LFW layout), loose pictures are one person each.

    Those with several pictures come first, since only they can come back with another face.

    Raises:
        BadInput: The folder is missing or holds no picture.
    """
    if folder is None:
        return [Person(label, (_installed(package, file),)) for label, package, file in INSTALLED]
    if not folder.is_dir():
        raise BadInput(f"--faces {folder} is not a folder")
    found = [_person(entry) for entry in sorted(folder.iterdir())]
    people = [person for person in found if person is not None]
    if not people:
        raise BadInput(f"--faces {folder} holds no pictures ({', '.join(sorted(PICTURES))})")
    return sorted(people, key=lambda person: len(person.pictures) < 2)  # noqa: PLR2004 - a pair


def _person(entry: Path) -> Person | None:
    if entry.is_dir():
        pictures = tuple(path for path in sorted(entry.iterdir()) if path.suffix.lower() in PICTURES)
        return Person(entry.name, pictures) if pictures else None
    return Person(entry.stem, (entry,)) if entry.suffix.lower() in PICTURES else None


def _installed(package: str, file: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise BadInput(f"{package}, which brings a portrait, is not installed; run ./install.sh demo")
    return Path(spec.submodule_search_locations[0]) / file
