"""The office played forward two hundred times at once, by the rules of the real queue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from kiosk.forecast.service_times import MISSED_CALL_MIN, MS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.policy import Policy
    from kiosk.forecast.board import Board, Counts, Flags, Minutes
    from kiosk.forecast.service_times import Library

Kind = TypeVar("Kind", bound=np.generic)

ROLLS = 200
"""How often the policy is rolled forward. Source: the rule of the promised wait."""

FORESEEN_MIN = 40.0
"""How far ahead priority arrivals are foreseen: nine of ten waits of every preset are shorter."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A stretch in which no counter calls, in minutes from now; ``end_min`` may be infinite."""

    start_min: float
    end_min: float


def roll_out(
    board: Board,
    library: Library,
    policy: Policy,
    closed: Sequence[Closed],
    rng: np.random.Generator,
    *,
    rolls: int = ROLLS,
) -> Minutes:
    """Play the office forward until everybody who waits now has been called.

    Returns:
        float64 (rolls, tickets): minutes from now to each ticket's next call; inf where none comes
        before the office closes for good.
    """
    waiting = len(board.tickets)
    if not waiting or not board.busy:
        return np.full((rolls, waiting), np.inf)
    play = _Play(board, library, policy, rng, rolls)
    while play.step(closed):
        pass
    return play.called_min[:, :waiting]


class _Play:
    """All rolls side by side; arrays are (rolls, tickets), (rolls, counters) or (rolls, fields).

    Tickets are in the order of their places: those of the board, then the priority tickets still to come.
    """

    def __init__(
        self, board: Board, library: Library, policy: Policy, rng: np.random.Generator, rolls: int
    ) -> None:
        later_field, later_min = _later_priorities(board, rng, rolls)
        later = len(later_field)
        self._policy = policy
        self._rows = np.arange(rolls)
        self._field: Counts = np.append(board.field, later_field)
        self._serves: Flags = np.concatenate([board.serves, board.field_of_counter[:, later_field]], axis=1)
        self._is_priority: Flags = np.append(board.is_priority, np.ones(later, bool))
        self._run: Counts = np.tile(board.run, (rolls, 1))
        self._counted = _tiled(board.was_called, later, False, rolls)
        self._calls_left = _tiled(board.calls_left, later, policy.max_calls, rolls)
        self._overtaken = _tiled(board.overtaken, later, 0, rolls)
        self._passed_at_min = _tiled(board.passed_at_min, later, np.inf, rolls)
        self._ready_min: Minutes = np.concatenate([np.tile(board.ready_min, (rolls, 1)), later_min], axis=1)
        self._free_min = _free_min(board, library, rng, rolls)
        self._hold_min = _hold_min(board, library, self._field, rng, rolls)
        self._is_gone = rng.random(self._hold_min.shape) < library.gone_share
        self._is_gone[:, : len(board.tickets)][:, board.is_doubted] = False
        self.called_min = np.full(self._hold_min.shape, np.inf)
        self._wanted = len(board.tickets)
        self._uncalled = rolls * self._wanted

    def step(self, closed: Sequence[Closed]) -> bool:
        """Let the counter that is free first in each roll call once; False when all is called that can be."""
        rows = self._rows
        counter = self._free_min.argmin(axis=1)
        at_min = _reopened(self._free_min[rows, counter], closed)
        is_open = np.isfinite(at_min)
        serves = self._serves[counter]
        may = serves & (self._ready_min <= at_min[:, None]) & is_open[:, None]
        is_called = may.any(axis=1)
        idle = ~is_called
        if idle.any():
            next_ready = np.where(serves[idle], self._ready_min[idle], np.inf).min(axis=1)
            self._free_min[rows[idle], counter[idle]] = np.maximum(next_ready, at_min[idle])
        chosen = self._choose(may, at_min)
        self._call(rows[is_called], counter[is_called], chosen[is_called], at_min[is_called])
        return self._uncalled > 0 and bool(is_open.any())

    def _choose(self, may: Flags, at_min: Minutes) -> Counts:
        """Choose as `kiosk.domain.queue.next_ticket` does, and note whom a priority passes."""
        first: Counts = may.argmax(axis=1)
        due = (self._run >= self._policy.priority_every)[:, self._field]
        may_jump = may & due & self._is_priority
        jumper: Counts = may_jump.argmax(axis=1)
        rows = np.flatnonzero(may_jump[self._rows, jumper] & (jumper != first))
        if not len(rows):
            return first
        before = may[rows] & (np.arange(may.shape[1]) < jumper[rows, None])
        capped = (self._overtaken[rows] >= self._policy.max_overtaken) | (
            self._passed_at_min[rows] + self._policy.max_overtaken_ms / MS_PER_MIN <= at_min[rows, None]
        )
        jumps = ~(before & ~self._is_priority & capped).any(axis=1)
        rows, before = rows[jumps], before[jumps]
        self._pass(rows, jumper[rows], before, at_min[rows])
        first[rows] = jumper[rows]
        return first

    def _pass(self, rows: Counts, jumper: Counts, before: Flags, at_min: Minutes) -> None:
        """Count one more call that went before all earlier places of the fields it passed; first calls only."""
        fresh = ~self._counted[rows, jumper]
        rows, jumper, before, at_min = rows[fresh], jumper[fresh], before[fresh], at_min[fresh]
        passed = np.zeros((len(rows), self._run.shape[1]), bool)
        row, column = np.nonzero(before)
        passed[row, self._field[column]] = True
        over = passed[:, self._field] & (np.arange(len(self._field)) < jumper[:, None])
        self._overtaken[rows] += over
        since_min = np.where(over, at_min[:, None], np.inf)
        self._passed_at_min[rows] = np.minimum(self._passed_at_min[rows], since_min)

    def _call(self, rows: Counts, counter: Counts, chosen: Counts, at_min: Minutes) -> None:
        before_min = self.called_min[rows, chosen]
        self._uncalled -= int((np.isinf(before_min) & (chosen < self._wanted)).sum())
        self.called_min[rows, chosen] = np.minimum(before_min, at_min)
        self._count_run(rows, chosen)
        gone = self._is_gone[rows, chosen]
        self._calls_left[rows, chosen] -= 1
        again = gone & (self._calls_left[rows, chosen] > 0)
        missed_min = at_min + MISSED_CALL_MIN
        self._free_min[rows, counter] = np.where(gone, missed_min, at_min + self._hold_min[rows, chosen])
        cooled_min = missed_min + self._policy.cooling_ms / MS_PER_MIN
        self._ready_min[rows, chosen] = np.where(again, cooled_min, np.inf)

    def _count_run(self, rows: Counts, chosen: Counts) -> None:
        """Follow each field's run of others since its last priority call; only first calls count."""
        fresh = ~self._counted[rows, chosen]
        rows, chosen = rows[fresh], chosen[fresh]
        self._counted[rows, chosen] = True
        field = self._field[chosen]
        self._run[rows, field] = np.where(self._is_priority[chosen], 0, self._run[rows, field] + 1)


def _tiled(known: npt.NDArray[Kind], later: int, value: float, rolls: int) -> npt.NDArray[Kind]:
    """Give every roll its own copy of a figure of each ticket, with ``value`` for those still to come."""
    return np.tile(np.concatenate([known, np.full(later, value, known.dtype)]), (rolls, 1))


def _reopened(at_min: Minutes, closed: Sequence[Closed]) -> Minutes:
    """Move instants inside a closed stretch to its end."""
    for stretch in closed:
        inside = (at_min >= stretch.start_min) & (at_min < stretch.end_min)
        at_min = np.where(inside, stretch.end_min, at_min)
    return at_min


def _free_min(board: Board, library: Library, rng: np.random.Generator, rolls: int) -> Minutes:
    free = np.zeros((rolls, len(board.busy)))
    for column, busy in enumerate(board.busy):
        if busy is not None:
            free[:, column] = library.of(busy.field).residual(rng, busy.since_min, rolls)
    return free


def _hold_min(board: Board, library: Library, field: Counts, rng: np.random.Generator, rolls: int) -> Minutes:
    """Draw how long each ticket will hold its counter; one that is doubted holds it for no time."""
    hold = np.zeros((rolls, len(field)))
    for index in np.unique(field):
        columns = np.flatnonzero(field == index)
        hold[:, columns] = library.of(board.codes[index]).draw(rng, (rolls, len(columns)))
    hold[:, : len(board.tickets)][:, board.is_doubted] = 0.0
    return hold


def _later_priorities(board: Board, rng: np.random.Generator, rolls: int) -> tuple[Counts, Minutes]:
    """Draw a stream of priority tickets still to come for each field: the fields, and times of arrival."""
    fields: list[int] = []
    arrivals_min = [np.zeros((rolls, 0))]
    for index, per_min in enumerate(board.priority_per_min):
        if per_min > 0:
            expected = FORESEEN_MIN * float(per_min)
            count = math.ceil(expected + math.sqrt(expected))
            fields += [index] * count
            arrivals_min.append(rng.exponential(1 / per_min, (rolls, count)).cumsum(axis=1))
    return np.array(fields, np.int64), np.concatenate(arrivals_min, axis=1)
