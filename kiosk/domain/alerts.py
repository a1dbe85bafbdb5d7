"""What officers and supervisors should look at; an alert never blocks anyone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.events import How
from kiosk.domain.ids import CounterNo, FieldCode, OfficerId, TicketId
from kiosk.domain.moment import Moment, elapsed_ms
from kiosk.domain.ticket import State

if TYPE_CHECKING:
    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.office import Office
    from kiosk.domain.policy import Policy
    from kiosk.domain.printing import PrinterView
    from kiosk.domain.speaking import SpeechView
    from kiosk.domain.ticket import Ticket


UNSEEN_SHARE = 0.8
"""Of a field's plain numbers, unseen from then on: with honest people in between, most slips were seen in a hand."""


NOT_SATISFIED = 1
"""The lowest of a rating's three levels; see `kiosk.domain.hall.ServiceRated`."""


AWAY_MS = 300_000
"""A line that is back within five minutes concerns nobody."""


class AlertKind(StrEnum):
    """What is the matter."""

    NO_COUNTER_OPEN = "no_counter_open"
    NO_COUNTER_AT_ALL = "no_counter_at_all"
    PLAIN_BURST = "plain_burst"
    BAD_RATING = "bad_rating"
    CLOCK_DOUBTFUL = "clock_doubtful"
    SPEAKER_SILENT = "speaker_silent"
    PRINTER_OUT = "printer_out"
    CENTRAL_AWAY = "central_away"
    DISK_FULL = "disk_full"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at.

    Attributes:
        field: The field it is about; None for the whole office.
        count: People who wait there, or plain numbers of the burst, what was not spoken or printed,
            or citizens who were not satisfied; 0 where nothing is counted.
        since: Since when, UTC in milliseconds; None where that is not told.
    """

    kind: AlertKind
    field: FieldCode | None
    count: int
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An officer is asked whether a service had ended; answered by `AnswerForgotten`."""

    ticket: TicketId
    code: str
    version: int
    counter: CounterNo | None
    officer: OfficerId | None
    serving_ms: int | None


def see_alerts(office: Office, catalogue: Catalogue, policy: Policy, now: Moment) -> tuple[Alert, ...]:
    """List what is the matter now."""
    alerts = [
        *_fields_without_counter(office, catalogue),
        *_burst(office, policy, now),
        *_bad_ratings(office),
    ]
    if not now.clock_ok:
        alerts.append(Alert(AlertKind.CLOCK_DOUBTFUL, None, 0))
    return tuple(alerts)


def see_outputs(
    speech: SpeechView, printer: PrinterView, central_away_since: int | None, now: Moment, *, disk_full: bool
) -> tuple[Alert, ...]:
    """Notice a loudspeaker that does not speak, a printer that does not print, a central that does not follow, a full disk."""
    alerts = []
    if speech.silent:
        alerts.append(Alert(AlertKind.SPEAKER_SILENT, None, len(speech.due)))
    if printer.is_out:
        alerts.append(Alert(AlertKind.PRINTER_OUT, None, printer.waiting))
    if central_away_since is not None and now.at - central_away_since >= AWAY_MS:
        alerts.append(Alert(AlertKind.CENTRAL_AWAY, None, 0, central_away_since))
    if disk_full:
        alerts.append(Alert(AlertKind.DISK_FULL, None, 0))
    return tuple(alerts)


def _bad_ratings(office: Office) -> list[Alert]:
    """Count today's citizens who were not satisfied, by field; who spoke is not told."""
    unhappy = Counter(t.leg.field for t in office.tickets.values() if t.rated == NOT_SATISFIED)
    return [Alert(AlertKind.BAD_RATING, field, count) for field, count in unhappy.items()]


def see_questions(office: Office, now: Moment) -> tuple[Question, ...]:
    """List the services whose officers were asked and have not answered."""
    asked = [t for t in office.tickets.values() if t.state is State.SERVING and t.leg.asked is not None]
    return tuple(
        Question(
            ticket.id,
            ticket.code,
            ticket.version,
            ticket.leg.counter,
            ticket.leg.officer,
            elapsed_ms(ticket.leg.serving_since, now) if ticket.leg.serving_since is not None else None,
        )
        for ticket in asked
        if not ticket.leg.still_serving
    )


def _fields_without_counter(office: Office, catalogue: Catalogue) -> list[Alert]:
    """Name fields that nobody serves: once officers sit, or as soon as someone waits there."""
    alerts = []
    for field in catalogue.fields:
        serving = [c.number for c in catalogue.counters if field.code in c.fields]
        if any(number in office.seated for number in serving):
            continue
        waiting = sum(t.state is State.WAITING and t.leg.field == field.code for t in office.tickets.values())
        if not serving:
            alerts.append(Alert(AlertKind.NO_COUNTER_AT_ALL, field.code, waiting))
        elif office.seated or waiting:
            alerts.append(Alert(AlertKind.NO_COUNTER_OPEN, field.code, waiting))
    return alerts


def _burst(office: Office, policy: Policy, now: Moment) -> list[Alert]:
    """Notice plain numbers whose bearers nobody has seen: many at once, or one after another in a field."""
    plain = [t for t in office.tickets.values() if t.how is How.PLAIN and t.is_open]
    recent = [t for t in plain if _is_younger(t, policy.burst_ms, now) and t.is_unseen]
    if len(recent) >= policy.burst_tickets:
        return [Alert(AlertKind.PLAIN_BURST, None, len(recent))]
    alerts = []
    for field in dict.fromkeys(ticket.leg.field for ticket in plain):
        lately = [t for t in plain if t.leg.field == field and _is_younger(t, policy.slow_burst_ms, now)]
        unseen = sum(ticket.is_unseen for ticket in lately)
        if unseen >= policy.burst_tickets and unseen >= UNSEEN_SHARE * len(lately):
            alerts.append(Alert(AlertKind.PLAIN_BURST, field, unseen))
    return alerts


def _is_younger(ticket: Ticket, than_ms: int, now: Moment) -> bool:
    age = elapsed_ms(ticket.legs[0].opened, now)
    return age is not None and age <= than_ms
