"""What a check is: a plug-in that looks at one thing and says how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.config import Config
from kiosk.lib.units import WallMs
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    from kiosk.lib.clock import Clock


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands.

    Attributes:
        what: The fact, with its figures.
        remedy: What to do; empty when all is well.
    """

    level: Level
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at."""

    config: Config
    paths: DeskPaths
    now: WallMs

    @classmethod
    def of(cls, config: Config, clock: Clock) -> Context:
        """Take what the configuration names, and the present time."""
        return cls(config, DeskPaths.of(config), clock.wall())


class Check(Protocol):
    """One thing that can be out of order.

    Anything a check raises counts as a fault: it may leave what it does not expect uncaught.
    """

    @property
    def name(self) -> str:
        """Name it in a word or two, unique among the checks."""
        ...

    def run(self, context: Context) -> Finding:
        """Look, within seconds, changing nothing."""
        ...


def fine(what: str) -> Finding:
    """Say that all is well."""
    return Finding(Level.OK, what)


def warning(what: str, remedy: str) -> Finding:
    """Say what will become a fault, or what is missing and can be done without."""
    return Finding(Level.WARNING, what, remedy)


def fault(what: str, remedy: str) -> Finding:
    """Say what does not work."""
    return Finding(Level.FAULT, what, remedy)
