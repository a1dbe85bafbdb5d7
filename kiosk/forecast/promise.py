"""The promised wait of everybody who waits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kiosk.domain.ids import TicketId
from kiosk.domain.moment import Moment
from kiosk.domain.office import Office
from kiosk.domain.queue import people_ahead
from kiosk.forecast.board import open_counters, set_up
from kiosk.forecast.point import point_min
from kiosk.forecast.rolls import Closed, roll_out
from kiosk.forecast.service_times import Minutes

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket
    from kiosk.forecast.service_times import Library

ROLLOUT = "rollout"
RULE = "rule"
CLOSED = "closed"
"""How a promise was made; ``closed`` is one without a number, because no open counter serves the field."""

MODEL = 1
"""Grows when the same office would be promised something else."""

FEWEST_SERVED = 30
"""Before so many served legs the simple rule speaks, marked provisional. Source: the shared rule."""

RULE_P90_OVER_P50 = 2.0
"""Upper bound of the simple rule over its point. Source: docs/forecast.md, "Cold start"."""

LATE_FROM = 0.5
"""Above this share of roll-outs a turn comes too late. Source: p50, the point promised."""

Hours = Callable[["Moment"], Sequence[Closed]]
"""Tells when the office does not call: lunch and everything after closing, in minutes from a moment."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a ticket is promised, as the desk shows and logs it.

    Attributes:
        method: ``rollout``, ``rule`` or ``closed``.
        version: Model and conformal shift in minutes, such as ``1+3``; see :func:`shift_of`.
        ahead: People of the same field before it.
        p50_min: As likely sooner as later, in whole minutes from now; None where no counter is open.
        p90_min: Nine of ten come sooner, in whole minutes from now; None together with the point.
        provisional: Whether too little is known yet of this office.
    """

    method: str
    version: str
    ahead: int
    p50_min: int | None
    p90_min: int | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Rolled:
    """One set of roll-outs and what it was made of.

    Attributes:
        called_min: float64 (rolls, tickets); see `kiosk.forecast.rolls.roll_out`.
    """

    office: Office
    now: Moment
    column: dict[TicketId, int]
    called_min: Minutes


class RollingPromiser:
    """Promises waits from one office's past; belongs to the desk's loop.

    Args:
        library: What the last 60 days told of service times.
        hours: When the office does not call, seen from any moment of today.
        shift_min: Conformal shift of p90, from the last 30 days' promises, in whole minutes.
        seed: Of the roll-outs; the same office and seed promise the same.
    """

    def __init__(self, library: Library, hours: Hours, *, shift_min: int = 0, seed: int = 0) -> None:
        self._library = library
        self._hours = hours
        self._shift_min = shift_min
        self._rng = np.random.default_rng(seed)
        self._rolled: Rolled | None = None

    def promise(
        self, office: Office, ticket: Ticket, catalogue: Catalogue, policy: Policy, now: Moment
    ) -> Promise | None:
        """Promise a waiting ticket its wait from now; None when it does not wait.

        One set of roll-outs serves every ticket of the same office and moment.
        """
        ahead = people_ahead(office, ticket)
        if not open_counters(office, catalogue, ticket.leg.field):
            return Promise(CLOSED, str(MODEL), ahead, None, None, provisional=False)
        provisional = self._library.served < FEWEST_SERVED
        quantiles = (
            self._by_rule(office, ticket, catalogue, policy, now)
            if provisional
            else self._by_rolling(office, ticket, catalogue, policy, now)
        )
        if quantiles is None:
            return None
        p50, p90 = (min(each, self.closes_min(now)) for each in quantiles)
        p90_min = math.ceil(p90)
        base = Promise(
            RULE if provisional else ROLLOUT,
            str(MODEL),
            ahead,
            min(round(p50), p90_min),
            p90_min,
            provisional,
        )
        return base if provisional else shifted(base, self._shift_min)

    def comes_after(
        self,
        office: Office,
        ticket: Ticket,
        catalogue: Catalogue,
        policy: Policy,
        now: Moment,
        *,
        limit_min: float,
    ) -> bool:
        """Tell whether a waiting ticket's turn comes, more likely than not, ``limit_min`` from now or later.

        The simple rule speaks first: where even its upper bound is sooner, nothing is rolled. Where no
        counter is open for the field, nothing is known, and so nothing is too late.
        """
        if not open_counters(office, catalogue, ticket.leg.field):
            return False
        point = point_min(office, ticket, catalogue, self._library, policy, now)
        if point is None or RULE_P90_OVER_P50 * point < limit_min:
            return False
        rolled = self._roll(office, catalogue, policy, now)
        column = rolled.column.get(ticket.id)
        return column is not None and float((rolled.called_min[:, column] >= limit_min).mean()) > LATE_FROM

    def closes_min(self, now: Moment) -> float:
        """Tell when the office closes for good, in minutes from now; inf when that is not known."""
        return min((c.start_min for c in self._hours(now) if math.isinf(c.end_min)), default=math.inf)

    def _by_rule(
        self, office: Office, ticket: Ticket, catalogue: Catalogue, policy: Policy, now: Moment
    ) -> tuple[float, float] | None:
        point = point_min(office, ticket, catalogue, self._library, policy, now)
        return None if point is None else (point, RULE_P90_OVER_P50 * point)

    def _by_rolling(
        self, office: Office, ticket: Ticket, catalogue: Catalogue, policy: Policy, now: Moment
    ) -> tuple[float, float] | None:
        rolled = self._roll(office, catalogue, policy, now)
        column = rolled.column.get(ticket.id)
        if column is None:
            return None
        p50, p90 = np.quantile(rolled.called_min[:, column], (0.5, 0.9), method="inverted_cdf")
        return (float(p50), float(p90)) if math.isfinite(self.closes_min(now)) or math.isfinite(p90) else None

    def _roll(self, office: Office, catalogue: Catalogue, policy: Policy, now: Moment) -> Rolled:
        before = self._rolled
        if before is not None and before.office is office and before.now == now:
            return before
        board = set_up(office, catalogue, policy, now)
        called_min = roll_out(board, self._library, policy, self._hours(now), self._rng)
        column = {ticket.id: index for index, ticket in enumerate(board.tickets)}
        self._rolled = Rolled(office, now, column, called_min)
        return self._rolled


def shifted(base: Promise, shift_min: int) -> Promise:
    """Move a promise's p90 by the conformal shift; it never comes before p50."""
    if not shift_min or base.p50_min is None or base.p90_min is None:
        return base
    p90_min = shifted_bound_min(base.p50_min, base.p90_min, shift_min)
    return replace(base, version=f"{MODEL}{shift_min:+d}", p90_min=p90_min)


def shifted_bound_min(p50_min: int, p90_min: int, shift_min: int) -> int:
    """Give the bound after the shift, in minutes."""
    return max(p50_min, p90_min + shift_min)


def shift_of(version: str) -> int:
    """Tell from a promise's version by how many minutes its p90 was shifted."""
    digits = version.removeprefix(str(MODEL))
    return int(digits) if digits else 0
