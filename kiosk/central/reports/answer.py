"""What the reports answer; every figure as docs/figures.md defines it for the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.events import How
from kiosk.domain.fairness import PathCount
from kiosk.domain.ids import OfficeId
from kiosk.forecast.ledger import Scores
from kiosk.lib.units import WallMs
from kiosk.reports.measure import Summary
from kiosk.reports.samples import Figure
from kiosk.reports.satisfaction import Satisfaction


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one group; shares are 0–1, None where there is nothing to divide by.

    Attributes:
        name: As `kiosk.central.reports.query.Split` says; empty for everything together.
        office_days: Working days of offices, each office's counted.
        tickets: First legs, one for each ticket; merged duplicates are no persons and nowhere counted.
        summaries: Exact, p90 by nearest rank. For ``open_assumed`` tickets ``Figure.WAIT_OPEN`` goes by the hours that all
            offices usually keep, since none were published for their own.
        no_hour: Tickets taken while the clock was not trusted: they are in no heat map, and their wait without closed
            hours is left out.
        service_level: Share called within 15 minutes.
        abandoned: Share of tickets that left or cancelled before being served.
        no_shows: Tickets declared absent for good; ``recovered`` of them were served after all.
        first_call_answered: Share of called legs that came at the first call.
        early_calls: Walks of more than three minutes, and calls taken back unanswered.
        by_how: The wait of each way of taking a ticket.
        by_path: Tickets, duplicates, disputes, overrides and ghosts by the way of taking a ticket; None for a
            division by field, hour or officer.
        on_time: Results given by the appointed day as officers marked them; ``late`` ones were not.
        satisfaction: None where nobody rated, or fewer than five one officer.
        promises: How good the first promise of each ticket was.
    """

    name: str
    office_days: int
    tickets: int
    legs: int
    summaries: dict[Figure, Summary]
    no_hour: int
    open_assumed: int
    service_level: float | None
    staff_share: float | None
    face_share: float | None
    abandoned: float | None
    no_shows: int
    recovered: int
    first_call_answered: float | None
    early_calls: int
    by_how: dict[How, Summary]
    by_path: dict[How, PathCount] | None
    on_time: int
    late: int
    satisfaction: Satisfaction | None
    promises: Scores | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The first legs of one hour in one column.

    Attributes:
        column: A weekday, ``0`` for Monday, or an office's id.
        hour: Of arrival, 0–23.
        mean_ms: Mean wait to the first call, as in `Group.summaries`; None where none is known.
    """

    column: str
    hour: int
    tickets: int
    mean_ms: float | None
    over_15: float | None


@dataclass(frozen=True, slots=True)
class LoadPeer:
    """One office beside the offices of like load.

    Attributes:
        seat_hours: Hours in which officers sat at counters without a pause, all counters together.
        load: Tickets for each of those hours; None without any.
        peers: Offices whose load is within a quarter of this one's, itself left out.
        mean_ms: Mean wait to the first call; ``peer_mean_ms`` that of all the peers' tickets together.
    """

    office: OfficeId
    tickets: int
    seat_hours: float
    load: float | None
    peers: tuple[OfficeId, ...]
    mean_ms: float | None
    peer_mean_ms: float | None
    over_15: float | None
    peer_over_15: float | None


@dataclass(frozen=True, slots=True)
class Hall:
    """What one office's days show of its hall beside the waits.

    Attributes:
        days: Working days; of ``told`` of them the log says which counter serves what.
        tickets: Those of the told days, to which the rest is compared.
        peak: Most people waiting at once, on any of the days.
        idle_ms: How long someone waited while a counter that serves them was free; None, like ``overtaken``, where
            no day is told.
        overtaken: People whom calls without recorded priority passed.
    """

    office: OfficeId
    days: int
    told: int
    tickets: int
    peak: int
    idle_ms: int | None
    overtaken: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which an office sent nothing although things happened there."""

    office: OfficeId
    begins: WallMs
    ends: WallMs


@dataclass(frozen=True, slots=True)
class LegToCheck:
    """A leg drawn by lot, the same that the office's own report draws for the same period.

    Attributes:
        chain: In which its events are; their numbers are 0 where there is none.
        issued_seq: The event with which the leg began.
        called_seq: Its first call.
        ended_seq: The last event of the leg.
    """

    office: OfficeId
    day: date
    code: str
    leg: int
    field: str
    how: str
    arrived_at: WallMs
    wait_ms: int | None
    serve_ms: int | None
    outcome: str
    chain: str
    issued_seq: int
    called_seq: int
    ended_seq: int


@dataclass(frozen=True, slots=True)
class Trust:
    """Why a period's figures may be believed, or not.

    Attributes:
        whole: With ``left_out`` and the bounds of each measure, staff's share and early calls.
        without_date: Tickets of days whose date no clock could tell.
        bad_clock_events: Events written while a clock was not trusted.
        late_events: Events that reached central more than 15 minutes after they happened; ``gaps`` are their stretches.
        events: All events of these days.
        chains: Logs that the offices began; a second one means a restored or a new database.
        broken_chains: Those that do not go on where the one before ended.
        forks: Events that contradict held ones.
        pending: Events that are held and not in the figures yet.
        to_check: Ten legs; empty unless one office is asked for.
    """

    whole: Group
    without_date: int
    bad_clock_events: int
    late_events: int
    events: int
    gaps: tuple[Gap, ...] = field(default=())
    chains: int = 0
    broken_chains: int = 0
    forks: int = 0
    pending: int = 0
    to_check: tuple[LegToCheck, ...] = ()
