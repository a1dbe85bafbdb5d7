"""The desk's promises, learnt anew from its own database every working day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forecast.hours import hours_of
from kiosk.forecast.learning import LEARN_DAYS, SHIFT_DAYS, KeptPromise, promiser_of
from kiosk.forecast.service_times import MS_PER_MIN
from kiosk.store.past import past_legs, past_promises

if TYPE_CHECKING:
    import sqlite3

    from kiosk.config import Config
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.ids import DayId
    from kiosk.domain.moment import Moment
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.ticket import Ticket
    from kiosk.forecast.promise import Promise, RollingPromiser


class DailyPromiser:
    """What `kiosk.desk.service.Desk` asks for a wait; belongs to the desk's loop."""

    def __init__(self, conn: sqlite3.Connection, config: Config) -> None:
        self._conn = conn
        self._config = config
        self._learnt: tuple[DayId, RollingPromiser] | None = None

    def promise(
        self, office: Office, ticket: Ticket, catalogue: Catalogue, policy: Policy, now: Moment
    ) -> Promise | None:
        """Promise a wait; the day's first promise reads the past. None while no day is open."""
        promiser = self._of_today(office)
        return None if promiser is None else promiser.promise(office, ticket, catalogue, policy, now)

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
        """Tell whether a turn comes too late; it never does while no day is open."""
        promiser = self._of_today(office)
        return promiser is not None and promiser.comes_after(
            office, ticket, catalogue, policy, now, limit_min=limit_min
        )

    def _of_today(self, office: Office) -> RollingPromiser | None:
        if office.day is None:
            return None
        if self._learnt is None or self._learnt[0] != office.day.day_id:
            self._learnt = (office.day.day_id, self._learn())
        return self._learnt[1]

    def _learn(self) -> RollingPromiser:
        kept = (
            KeptPromise(past.method, past.version, past.p90_min, past.wait_ms / MS_PER_MIN)
            for past in past_promises(self._conn, SHIFT_DAYS)
        )
        config = self._config
        hours = hours_of(config.office_calendar, config.office.timezone)
        return promiser_of(past_legs(self._conn, LEARN_DAYS), kept, hours)
