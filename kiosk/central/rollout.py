"""What a roll-out of a configuration is: its stages, and how each office stands in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.central.fleet import Place
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.ids import OfficeId
    from kiosk.sync.health_wire import ConfigStand

SECOND_STAGE = 0.10
"""Share of all offices in the second stage: enough kinds of offices to show a fault, few enough to mend by telephone."""

HOUR_MS = 3_600 * MS_PER_S
SILENCE_HOURS = (1, 336)
"""Shortest and longest silence that can be waited out: a desk asks every five minutes, and the Tết break lasts two weeks."""


class State(StrEnum):
    """How a roll-out stands."""

    DRAFT = "draft"
    RUNNING = "running"
    HALTED = "halted"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """How an office stands in a roll-out."""

    PLANNED = "planned"
    TOLD = "told"
    APPLIED = "applied"
    REFUSED = "refused"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


OPEN = {Step.TOLD, Step.REFUSED, Step.SILENT}
"""Steps of an office whose stage has begun and which has not confirmed."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A configuration and where it is on its way.

    Attributes:
        area: Whose keepers may touch it; ``*`` is the whole country.
        why: Why it halted; empty while it did not.
        silence_ms: For how long an office may say nothing before the roll-out halts.
    """

    id: int
    name: str
    area: str
    effective_from: str
    text: str
    state: State
    why: str
    silence_ms: int
    made_by: str
    changed_at: WallMs


@dataclass(frozen=True, slots=True)
class OfficeStep:
    """An office in a roll-out.

    Attributes:
        stage: From 1 on.
        told_at: When central published it for the office; None before its stage.
        previous: What the office was given for the same date before; None without any.
    """

    place: Place
    stage: int
    step: Step
    told_at: WallMs | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What an office was told.

    Attributes:
        etag: Of all that the office is given now.
        text_hash: Of the configuration that is rolled out.
    """

    at: WallMs
    etag: str
    text_hash: str
    silence_ms: int


def split(offices: Sequence[OfficeId], pilot: OfficeId) -> list[list[OfficeId]]:
    """Split offices into stages: the pilot, a tenth of all, the rest; without empty ones.

    Raises:
        BadInput: There is none, one is named twice, or the pilot is not among them.
    """
    if len(set(offices)) != len(offices):
        raise BadInput("an office is named twice", vi="Có điểm được chọn hai lần.")
    if pilot not in offices:
        raise BadInput(
            f"the first office must be one of those chosen; {pilot or 'none'} is not",
            vi="Điểm thử của đợt 1 phải là một trong các điểm được chọn.",
        )
    others = [office for office in offices if office != pilot]
    tenth = math.ceil(SECOND_STAGE * len(offices))
    return [stage for stage in ([pilot], others[:tenth], others[tenth:]) if stage]


def judge(told: Told, heard: Sequence[tuple[WallMs, ConfigStand]], now: WallMs) -> tuple[Step, str]:
    """Tell how an office stands that was told, and why it refuses.

    Args:
        heard: What its devices said last, with when.
    """
    for heard_at, stand in heard:
        if heard_at < told.at:
            continue
        if told.text_hash in stand.applied:
            return Step.APPLIED, ""
        if stand.refused_etag == told.etag:
            return Step.REFUSED, stand.problem
    return (Step.SILENT if now - told.at >= told.silence_ms else Step.TOLD), ""
