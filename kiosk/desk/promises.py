"""What those who wait are promised: with the ticket, and again when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.events import EventData, TicketIssued
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.moves import PromiseShown
from kiosk.domain.shown import Circumstances, Shown, next_shown
from kiosk.domain.ticket import State

if TYPE_CHECKING:
    from kiosk.desk.journal import Journal
    from kiosk.domain.decisions import Setting
    from kiosk.domain.ids import FieldCode
    from kiosk.domain.moment import Moment
    from kiosk.domain.promise import Promise, Promiser
    from kiosk.domain.ticket import Ticket

RENEW_MS = 60_000
"""Nobody looks at a range of minutes more often; one set of roll-outs serves all who wait."""


class Promises:
    """Asks the forecast, and remembers what was told. Belongs to the desk's loop.

    Args:
        promiser: None for no promises at all.
    """

    def __init__(self, journal: Journal, promiser: Promiser | None) -> None:
        self._journal = journal
        self._promiser = promiser
        self._renewed: Moment | None = None

    def first(self, setting: Setting, events: list[EventData]) -> list[EventData]:
        """Add what each new ticket is promised."""
        issued = [event for event in events if isinstance(event, TicketIssued)]
        if self._promiser is None or not issued:
            return events
        after = self._journal.preview(events, setting.now)
        told: list[EventData] = []
        for event in issued:
            ticket = after.tickets[event.ticket]
            promise = self._promiser.promise(after, ticket, setting.catalogue, setting.policy, setting.now)
            if promise is not None:
                told.append(_shown(ticket, promise, _circumstances(setting, ticket.leg.field)))
        return [*events, *told]

    def renew(self, setting: Setting) -> list[EventData]:
        """Tell those who wait what has changed by more than they would shrug at; once a minute at most."""
        if self._promiser is None or setting.office.day is None or not self._is_due(setting.now):
            return []
        self._renewed = setting.now
        told: list[EventData] = []
        for ticket in setting.office.in_state(State.WAITING):
            promise = self._promiser.promise(
                setting.office, ticket, setting.catalogue, setting.policy, setting.now
            )
            if promise is not None:
                told += _renewal(setting, ticket, promise)
        return told

    def _is_due(self, now: Moment) -> bool:
        passed_ms = elapsed_ms(self._renewed, now) if self._renewed is not None else None
        return passed_ms is None or passed_ms >= RENEW_MS


def _renewal(setting: Setting, ticket: Ticket, promise: Promise) -> list[EventData]:
    resting_on = _circumstances(setting, ticket.leg.field)
    if promise.p50_min is None or promise.p90_min is None:
        return [] if ticket.told is None else [_shown(ticket, promise, resting_on)]
    newer = Shown(promise.p50_min, promise.p90_min, setting.now, resting_on)
    news = next_shown(ticket.told, newer)
    return [] if news is None else [_shown(ticket, promise, resting_on, news)]


def _circumstances(setting: Setting, field: FieldCode) -> Circumstances:
    office = setting.office
    counters = [c for c in setting.catalogue.counters if field in c.fields and c.number in office.calling]
    waiting = [t for t in office.in_state(State.WAITING) if t.leg.field == field]
    return Circumstances(len(counters), sum(ticket.priority is not None for ticket in waiting))


def _shown(
    ticket: Ticket, promise: Promise, resting_on: Circumstances, news: Shown | None = None
) -> PromiseShown:
    return PromiseShown(
        ticket=ticket.id,
        method=promise.method,
        version=promise.version,
        ahead=promise.ahead,
        p50_min=promise.p50_min if news is None else int(news.from_min),
        p90_min=promise.p90_min if news is None else int(news.until_min),
        provisional=promise.provisional,
        counters=resting_on.counters,
        priority_ahead=resting_on.priority_ahead,
        renewed=ticket.promise is not None,
        why=None if news is None else news.why,
    )
