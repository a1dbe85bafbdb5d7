"""The configurations that central publishes for this office: asked for, checked whole, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from kiosk.config_published import apply_published
from kiosk.errors import BadInput, ConfigInvalid, DiskFull
from kiosk.lib.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.sync.office_wire import PublishedVersions

PUBLISHED_FILE = "published.json"


class Kept(msgspec.Struct, frozen=True):
    """What is in force of central's, and what of it was refused.

    Attributes:
        etag: Of the versions; empty before the first.
        refused_etag: Of a later publication that does not hold here; empty without one.
        problem: Why not.
    """

    etag: str = ""
    versions: tuple[str, ...] = ()
    refused_etag: str = ""
    problem: str = ""


class Publisher(Protocol):
    """What is asked of the other side."""

    def published(self, known: str) -> tuple[str, PublishedVersions] | None:
        """Give the publication with its ETag; None where that is the known one; an empty one is none."""
        ...


class PublishedConfigs:
    """Keeps up with what central publishes. For one thread at a time."""

    def __init__(
        self, central: Publisher, own: Config, state_dir: Path, on_new: Callable[[tuple[Config, ...]], None]
    ) -> None:
        """Prepare.

        Args:
            own: This office's own file; what central publishes is laid over it.
            on_new: Told, on the caller's thread, all versions of a new publication that holds.
        """
        self._central = central
        self._own = own
        self._state_dir = state_dir
        self._on_new = on_new
        self._kept = load_kept(state_dir)
        # What was refused is judged anew after a start: the office's own file, or the software, may have changed.
        self._latest = "" if self._kept.problem else self._kept.etag

    def pull(self) -> None:
        """Ask for news; a publication holds whole, or the one before stays.

        Raises:
            CentralAway: No answer, or not central's; try later.
            ConfigInvalid: What is published does not hold here; told until it is replaced.
            SyncRefused: Central refuses to tell.
            DiskFull: It cannot be kept.
        """
        news = self._central.published(self._latest)
        if news is not None:
            self._take(*news)
            self._latest = news[0]
        if self._kept.problem:
            raise ConfigInvalid(self._kept.problem)

    def _take(self, etag: str, published: PublishedVersions) -> None:
        try:
            configs = _apply(self._own, published.versions)
        except ConfigInvalid as error:
            problem = f"refused, what held before goes on: {error}"
            self._keep(msgspec.structs.replace(self._kept, refused_etag=etag, problem=problem))
            return
        self._keep(Kept(etag, published.versions))
        self._on_new(configs)

    def _keep(self, kept: Kept) -> None:
        try:
            write_atomically(self._state_dir / PUBLISHED_FILE, msgspec.json.encode(kept))
        except OSError as error:
            raise DiskFull(
                f"{self._state_dir}: {error.strerror}; what central publishes is not kept"
            ) from error
        self._kept = kept


def load_kept(state_dir: Path) -> Kept:
    """Read what was kept; nothing where nothing was.

    Raises:
        BadInput: The file is damaged.
    """
    path = state_dir / PUBLISHED_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except FileNotFoundError:
        return Kept()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read; remove it, central gives it anew") from error


def load_published(own: Config, state_dir: Path) -> tuple[Config, ...]:
    """Give the kept versions as whole configurations.

    Raises:
        BadInput: As :func:`load_kept`.
        ConfigInvalid: They do not hold together with the office's own file, which was changed since.
    """
    return _apply(own, load_kept(state_dir).versions)


def _apply(own: Config, versions: tuple[str, ...]) -> tuple[Config, ...]:
    return tuple(
        apply_published(own, text, f"central's version {number}")
        for number, text in enumerate(versions, start=1)
    )
