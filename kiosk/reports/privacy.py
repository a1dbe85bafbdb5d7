"""A year's review of what was done with faces, counted from the log; numbers only, nobody in it."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain import events as e
from kiosk.domain.moment import elapsed_ms
from kiosk.domain.moves import ConsentWithdrawn, OverrideGiven, TicketMerged
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S
from kiosk.store.codec import read_body, read_data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from kiosk.domain.ids import TicketId, VisitId
    from kiosk.domain.moment import Moment
    from kiosk.domain.office_parts import Recorded
    from kiosk.lib.units import DurationMs
    from kiosk.reports.source import DeskLog

E4 = 10_000
"""Thresholds are in the log as integers: times ten thousand."""

SHOWN_HEX = 12
"""Digits of a file's hash: enough to tell any two versions of the weights apart."""

TALLIED = (
    *("openings", "consents", "looks", "engines", "liveness", "tickets", "withdrawals"),
    *("erasures", "duplicates", "disputes", "reviews", "shredded", "unreadable"),
)
"""What is counted by a code."""

Counts = dict[str, int]
"""How often, by a code of the log's."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths of time; milliseconds, None where there is none.

    Attributes:
        unknown: How many no clock could tell.
    """

    count: int
    median_ms: float | None
    longest_ms: int | None
    unknown: int


@dataclass(frozen=True, slots=True)
class PrivacyReview:
    """What one year's log says of faces.

    Attributes:
        days: Working days with events in the log; retention may have deleted others.
        days_without_date: Days in the whole log whose date no clock could tell; they are in no year.
        openings: Of the camera, by purpose.
        consents: By the notice's version.
        engines: Looks decided, by embedder, its weights' hash, and threshold.
        liveness: Looks decided, by what stood before the lens.
        tickets: By the way they were taken; a plain number is how a face is refused.
        erasures: Of faces, by reason.
        erase_delay: From what made a face unneeded (end of the last ticket, withdrawal) to its erasure.
        held: From the ticket to the erasure.
        not_erased: Faces of closed days without an erasure that the log can tell; none, unless it was shredded.
        duplicates: Second tickets not given, by the way they were asked for.
        disputes: “Không phải tôi” at a shown ticket: possibly a false block.
        reviews: Places that an officer gave beside the machine's decision, by reason.
        shredded: Events whose data were destroyed by law, by reason.
        unreadable: Events that say nothing any more, as their data were destroyed by law, by kind.
    """

    office: str
    year: int
    days: int
    days_without_date: int
    openings: Counts
    consents: Counts
    looks: Counts
    engines: Counts
    liveness: Counts
    tickets: Counts
    withdrawals: Counts
    erasures: Counts
    erase_delay: Lengths
    held: Lengths
    not_erased: int
    duplicates: Counts
    disputes: Counts
    reviews: Counts
    shredded: Counts
    unreadable: Counts


def review_year(log: DeskLog, office: str, year: int, zone: ZoneInfo) -> PrivacyReview:
    """Count one calendar year of the log: working days by their date, what was destroyed by law by its own time.

    Raises:
        BadInput: The log has no such day.
    """
    days = log.rows("SELECT day_id FROM day WHERE substr(date, 1, 4) = ? ORDER BY date", str(year))
    tally = _Tally()
    for (day_id,) in days:
        tally.take_day(log.events_of_day(day_id))
    if not tally.days:
        raise BadInput(f"no working day of {year} is in this log; retention may have deleted it")
    for body, data in log.rows("SELECT body, data FROM event WHERE kind = 'DataShredded' ORDER BY position"):
        head = read_body(body)
        shredded = read_data(head.kind, head.version, data)
        if datetime.fromtimestamp(head.at / MS_PER_S, UTC).astimezone(zone).year == year:
            tally.count(shredded)
    ((undated,),) = log.rows("SELECT count(*) FROM day WHERE date IS NULL")
    return tally.review(office, year, undated)


class _Tally:
    def __init__(self) -> None:
        self.days = 0
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in TALLIED}
        self._delays: list[DurationMs | None] = []
        self._held: list[DurationMs | None] = []
        self._not_erased = 0

    def take_day(self, events: Iterable[Recorded]) -> None:
        faces = _Faces()
        closed, seen = False, False
        for event in events:
            seen = True
            closed = closed or isinstance(event.data, e.DayClosed)
            if not isinstance(event.data, e.DataShredded):
                self.count(event.data)
            faces.follow(event)
        self.days += seen
        self._delays += faces.delays
        self._held += faces.held
        self._not_erased += len(faces.since) if closed else 0

    def count(self, data: e.EventData) -> None:
        for what, code in _codes(data):
            self._counts[what][code] += 1

    def review(self, office: str, year: int, undated: int) -> PrivacyReview:
        counts = {name: dict(sorted(found.items())) for name, found in self._counts.items()}
        return PrivacyReview(
            office=office,
            year=year,
            days=self.days,
            days_without_date=undated,
            erase_delay=_lengths(self._delays),
            held=_lengths(self._held),
            not_erased=self._not_erased,
            **counts,
        )


class _Faces:
    """Follows one day's faces from the ticket to the erasure."""

    def __init__(self) -> None:
        self.since: dict[VisitId, Moment] = {}
        self.delays: list[DurationMs | None] = []
        self.held: list[DurationMs | None] = []
        self._visit: dict[TicketId, VisitId] = {}
        self._unneeded: dict[VisitId, Moment] = {}

    def follow(self, event: Recorded) -> None:
        match event.data:
            case e.TicketIssued(ticket=ticket, visit=visit, how=how):
                self._visit[ticket] = visit
                if how is e.How.FACE:
                    self.since.setdefault(visit, event.moment)
            case (
                e.ServiceFinished(ticket=ticket) | e.TicketClosed(ticket=ticket) | TicketMerged(ticket=ticket)
            ):
                if ticket in self._visit:
                    self._unneeded[self._visit[ticket]] = event.moment
            case ConsentWithdrawn(visit=visit):
                self._unneeded[visit] = event.moment
            case e.FaceErased(visit=visit) if visit in self.since:
                self.held.append(elapsed_ms(self.since.pop(visit), event.moment))
                unneeded = self._unneeded.get(visit)
                self.delays.append(None if unneeded is None else elapsed_ms(unneeded, event.moment))


def _codes(data: e.EventData) -> list[tuple[str, str]]:
    """Name what an event is counted under."""
    match data:
        case e.CameraOpened(purpose=purpose):
            return [("openings", purpose)]
        case e.ConsentGiven(notice_version=version):
            return [("consents", version)]
        case e.LookDecided(outcome=outcome, liveness=liveness):
            engine = f"{data.embedder} {data.embedder_sha256[:SHOWN_HEX]} {data.accept_e4 / E4:.4f}"
            return [("looks", outcome), ("liveness", liveness), ("engines", engine)]
        case e.TicketIssued(how=how):
            return [("tickets", how)]
        case ConsentWithdrawn():
            return [("withdrawals", "withdrawn")]
        case e.FaceErased(reason=reason):
            return [("erasures", reason)]
        case e.DuplicateStopped(path=path):
            return [("duplicates", path)]
        case e.MatchDisputed():
            return [("disputes", "not_me")]
        case OverrideGiven(reason=reason):
            return [("reviews", reason)]
        case e.DataShredded(reason=reason):
            return [("shredded", reason)]
        case e.UnknownEvent(kind=kind):
            return [("unreadable", kind)]
    return []


def _lengths(values: list[DurationMs | None]) -> Lengths:
    known = [value for value in values if value is not None]
    return Lengths(
        len(known),
        statistics.median(known) if known else None,
        max(known, default=None),
        len(values) - len(known),
    )
