"""A seller of places, and how much longer honest citizens wait because of one."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from kiosk.domain import calling
from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind, see_alerts
from kiosk.domain.events import LegOutcome
from kiosk.domain.ids import CommandId, TicketId
from kiosk.domain.ticket import State
from kiosk.forecast.service_times import MS_PER_MIN
from kiosk.sim.day import DayInPlay, DayPlayed, issued_now
from kiosk.sim.desk import SimulatedDesk
from kiosk.sim.officers import shifts_of
from kiosk.sim.people import Person, people_of
from kiosk.sim.presets import CERTIFY, OPENS_MIN, Preset
from kiosk.sim.season import POLICY, Progress, counted, mapped

if TYPE_CHECKING:
    from collections.abc import Sequence


PHOTO_PASSES = 0.1
"""Chance that a picture held to the camera passes for a person. Source: assumption, an attack rate (APCER)
ten times as bad as what liveness checks claim; `kiosk bench liveness` measures ours."""

STAFF_COME_MIN = 3
"""From the alert to somebody at the kiosk who asks whose numbers these are. Source: assumption."""

FIRST_SALE_MIN, LAST_SALE_MIN = OPENS_MIN + 30, OPENS_MIN + 180
"""When buyers come who would rather not stand in line. Source: assumption, the morning's peak."""

WITHOUT_RULES = replace(POLICY, plain_max_calls=POLICY.max_calls)
"""The same queue, where a number counts whoever holds it."""


class Path(StrEnum):
    """How the seller takes places."""

    PHOTOS = "photos"
    NUMBERS = "numbers"
    NUMBERS_SLOWLY = "numbers_slowly"


PAUSE_MIN = {Path.PHOTOS: 0.5, Path.NUMBERS: 0.2, Path.NUMBERS_SLOWLY: 0.5}
"""From one place taken to the next; slowly stays below the alert for many at once."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What a seller did, per day; minutes are means over honest citizens.

    Attributes:
        extra_wait: Of everybody honest, against the same day without a seller.
        extra_wait_in_field: Of the honest in the seller's field.
        taken: Places that the seller got.
        sold: Places that found a buyer before they were called.
    """

    extra_wait: float
    extra_wait_in_field: float
    taken: float
    sold: float


@dataclass(frozen=True, slots=True)
class Hoarding:
    """Each path with and without our rules, and the worst with them."""

    places: int
    with_rules: dict[str, Harm]
    without_rules: dict[str, Harm]
    worst_extra_wait: float
    worst_extra_wait_in_field: float


@dataclass(frozen=True, slots=True)
class Attack:
    """A seller on one day, with or without our rules."""

    preset: Preset
    day: int
    seed: int
    places: int
    has_rules: bool


@dataclass(slots=True)
class SellersDay(DayInPlay):
    """A day with a seller: people from ``first_place`` on are places to take, ``buyers`` would rather pay."""

    first_place: int = 0
    buyers: frozenset[int] = frozenset()
    path: Path | None = None
    has_rules: bool = True
    luck: np.random.Generator = field(default_factory=np.random.default_rng)
    taken: list[TicketId] = field(default_factory=list)
    unsold: list[TicketId] = field(default_factory=list)
    is_alerted: bool = False

    def arrive(self, index: int) -> None:
        """Let the seller take a place, a buyer buy one, and anybody else check in."""
        if index >= self.first_place:
            self._take(index)
        elif index not in self.buyers or not self._buy(index):
            DayInPlay.arrive(self, index)

    def _take(self, index: int) -> None:
        if self.path is Path.PHOTOS and self.has_rules and self.luck.random() >= PHOTO_PASSES:
            return
        before = set(self.desk.office.tickets)
        DayInPlay.arrive(self, index)
        new = [ticket for ticket in self.desk.office.tickets if ticket not in before]
        self.taken += new
        self.unsold += new
        if self.has_rules and not self.is_alerted and self._is_burst():
            self.is_alerted = True
            self.at(self.desk.now_ms + STAFF_COME_MIN * MS_PER_MIN, self._clear_up)

    def _buy(self, index: int) -> bool:
        office = self.desk.office
        for ticket in self.unsold:
            if office.tickets[ticket].state in {State.WAITING, State.COOLING}:
                self.unsold.remove(ticket)
                self.owner[ticket] = index
                return True
        return False

    def _is_burst(self) -> bool:
        desk = self.desk
        alerts = see_alerts(desk.office, desk.catalogue, desk.policy, desk.now())
        return any(alert.kind is AlertKind.PLAIN_BURST for alert in alerts)

    def _clear_up(self) -> None:
        """Cancel what nobody in the hall but the seller holds; the seller's own first place stays."""
        desk = self.desk
        for ticket_id in self.unsold[1:]:
            ticket = desk.office.tickets[ticket_id]
            if ticket.state in {State.WAITING, State.COOLING, State.NO_SHOW}:
                command = c.Cancel(CommandId(""), issued_now(desk), ticket.id, ticket.version)
                desk.happen(calling.cancel(desk.setting(), command, LegOutcome.CANCELLED_BY_STAFF))
        del self.unsold[1:]


@dataclass(frozen=True, slots=True)
class _Outcome:
    waits_min: dict[int, float]
    taken: int
    sold: int


def play_hoarding(
    preset: Preset, days: int, seed: int, places: int, *, jobs: int, progress: Progress
) -> Hoarding:
    """Play every day with each path, with and without our rules, and once without a seller."""
    attacks = [Attack(preset, day, seed, places, has) for has in (True, False) for day in range(days)]
    with mapped(jobs) as spread:
        harms = counted(spread(_harms, attacks), progress, 0, len(attacks))
    with_rules, without_rules = _means(harms[:days]), _means(harms[days:])
    worst = max(harm.extra_wait for harm in with_rules.values())
    worst_in_field = max(harm.extra_wait_in_field for harm in with_rules.values())
    return Hoarding(places, with_rules, without_rules, worst, worst_in_field)


def _harms(attack: Attack) -> tuple[Harm, ...]:
    """Play one day without a seller, then once for each path."""
    rng = np.random.default_rng([attack.seed, attack.day])
    people = people_of(attack.preset, attack.day, rng)
    shifts = shifts_of(attack.preset, rng)
    buyers = _buyers(people, attack.places, rng)

    def play(path: Path | None) -> _Outcome:
        day = SellersDay(
            SimulatedDesk(
                attack.preset.catalogue,
                POLICY if attack.has_rules else WITHOUT_RULES,
                attack.day,
                attack.seed * 1_000_003 + attack.day,
            ),
            [*people, *(_places(path, attack.places) if path else [])],
            shifts,
            first_place=len(people),
            buyers=buyers,
            path=path,
            has_rules=attack.has_rules,
            luck=np.random.default_rng([attack.seed, attack.day, 1]),
        )
        return _outcome(day.play(), day, buyers)

    without = play(None)
    return tuple(_compare(people, buyers, without, play(path)) for path in Path)


def _buyers(people: Sequence[Person], places: int, rng: np.random.Generator) -> frozenset[int]:
    """Choose who would rather pay, among those of the seller's field who come in the morning."""
    candidates = [
        index
        for index, person in enumerate(people)
        if person.field == CERTIFY
        and FIRST_SALE_MIN <= person.arrives_ms / MS_PER_MIN <= LAST_SALE_MIN
        and person.answers_call == 1
    ]
    return frozenset(int(index) for index in rng.permutation(candidates)[:places])


def _places(path: Path, places: int) -> list[Person]:
    """Make the seller's places: people who never come, of the busiest field, from just before opening."""
    first_ms = (OPENS_MIN - 5) * MS_PER_MIN
    pause_ms = int(PAUSE_MIN[path] * MS_PER_MIN)
    with_face = path is Path.PHOTOS
    return [
        Person(first_ms + n * pause_ms, CERTIFY, False, None, None, 0, 0, with_face, is_seen=False)
        for n in range(places)
    ]


def _outcome(played: DayPlayed, day: SellersDay, buyers: frozenset[int]) -> _Outcome:
    waits = {
        played.owner[leg.ticket]: leg.wait_ms / MS_PER_MIN for leg in played.legs if leg.wait_ms is not None
    }
    bought = sum(played.owner[ticket] in buyers for ticket in day.taken)
    return _Outcome(waits, len(day.taken), bought)


def _compare(people: Sequence[Person], buyers: frozenset[int], without: _Outcome, sold: _Outcome) -> Harm:
    honest = [i for i in without.waits_min if i in sold.waits_min and i not in buyers and i < len(people)]
    extra = {index: sold.waits_min[index] - without.waits_min[index] for index in honest}
    in_field = [extra[index] for index in honest if people[index].field == CERTIFY]
    return Harm(
        extra_wait=float(np.mean(list(extra.values()))) if extra else 0.0,
        extra_wait_in_field=float(np.mean(in_field)) if in_field else 0.0,
        taken=sold.taken,
        sold=sold.sold,
    )


def _means(days: Sequence[tuple[Harm, ...]]) -> dict[str, Harm]:
    """Average each path over the days."""
    means = {}
    for path, harms in zip(Path, zip(*days, strict=True), strict=True):
        columns = zip(*(astuple(harm) for harm in harms), strict=True)
        means[path.value] = Harm(*(float(np.mean(column)) for column in columns))
    return means
