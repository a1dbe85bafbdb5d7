"""Why a period's figures may be believed: what is left out, what came late, and ten legs to check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from kiosk.central.reports.answer import Gap, LegToCheck, Trust
from kiosk.central.reports.block import PROOF, DayNotes
from kiosk.central.reports.columns import marked
from kiosk.central.reports.day_rows import NO_DUPLICATES, days_of, read_legs
from kiosk.central.reports.grouping import whole
from kiosk.lib.units import WallMs
from kiosk.reports.check import draw_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.columns import Columns, Place
    from kiosk.central.reports.query import Query
    from kiosk.central.session import Session
    from kiosk.domain.ids import OfficeId
    from kiosk.reports.legs import Period, ReportDay


@dataclass(frozen=True, slots=True)
class Chains:
    """How whole the offices' logs are."""

    count: int
    broken: int
    forks: int
    pending: int


def read_trust(session: Session, query: Query, places: Sequence[Place], columns: Columns) -> Trust:
    """Read what speaks for and against the figures of some offices in a period."""
    chains = _chains(session, places)
    notes = [day.notes for day in columns.days]
    return Trust(
        whole=whole(columns),
        without_date=_without_date(session, places),
        bad_clock_events=sum(note.bad_clock for note in notes),
        late_events=sum(note.late for note in notes),
        events=sum(note.events for note in notes),
        gaps=_gaps(columns),
        chains=chains.count,
        broken_chains=chains.broken,
        forks=chains.forks,
        pending=chains.pending,
        to_check=_to_check(session, query.office, query.period) if query.office and places else (),
    )


def _without_date(session: Session, places: Sequence[Place]) -> int:
    marks, offices = marked(places)
    found = session.rows(
        f"SELECT coalesce(sum(tickets), 0) FROM report_day WHERE date IS NULL AND office IN ({marks})",
        offices,
    )
    return int(found[0][0])


def _chains(session: Session, places: Sequence[Place]) -> Chains:
    marks, offices = marked(places)
    found = session.rows(
        "SELECT chain.office, chain.chain, chain.continues, chain.seq - coalesce(report_mark.seq, 0) FROM chain"
        " LEFT JOIN report_mark ON report_mark.office = chain.office AND report_mark.chain = chain.chain"
        f" WHERE chain.office IN ({marks}) ORDER BY chain.office, chain.received_at, chain.chain",
        offices,
    )
    forks = session.rows(f"SELECT count(*) FROM fork WHERE office IN ({marks})", offices)
    broken = 0
    for _office, chains in groupby(found, key=lambda row: row[0]):
        known: set[str] = set()
        for _, chain, continues, _ in chains:
            broken += bool(known) and continues not in known
            known.add(chain)
    return Chains(len(found), broken, int(forks[0][0]), sum(int(row[3]) for row in found))


def _gaps(columns: Columns) -> tuple[Gap, ...]:
    """Join the stretches of all days, office by office."""
    found: list[Gap] = []
    for day in columns.days:
        for begins, ends in day.notes.gaps:
            last = found[-1] if found and found[-1].office == day.office else None
            if last is not None and begins <= last.ends:
                found[-1] = Gap(day.office, last.begins, WallMs(max(ends, last.ends)))
            else:
                found.append(Gap(day.office, WallMs(begins), WallMs(ends)))
    return tuple(found)


def _to_check(session: Session, office: OfficeId, period: Period) -> tuple[LegToCheck, ...]:
    """Draw ten legs, the same that the office's own report draws from the same legs."""
    days = {day.day_id: day for day in days_of(session, office, period)}
    rows = session.rows(
        "SELECT ticket, leg, day_id FROM leg JOIN day USING (office, day_id)"
        f" WHERE office = ? AND date BETWEEN ? AND ? AND {NO_DUPLICATES}",
        (office, period.first.isoformat(), period.last.isoformat()),
    )
    day_of = {(ticket, leg): day_id for ticket, leg, day_id in rows}
    drawn = draw_names(day_of, period)
    found = [
        leg
        for day_id in sorted({day_of[name] for name in drawn})
        for leg in _of_day(session, office, days[day_id], set(drawn))
    ]
    return tuple(sorted(found, key=lambda leg: leg.arrived_at))


def _of_day(
    session: Session, office: OfficeId, day: ReportDay, drawn: set[tuple[str, int]]
) -> list[LegToCheck]:
    legs = read_legs(session, office, day)
    kept = session.blocks(
        "SELECT notes, proofs FROM report_day WHERE office = ? AND day_id = ?", (office, day.day_id)
    )
    notes = msgspec.json.decode(kept[0][0], type=DayNotes) if kept else None
    proofs = np.frombuffer(kept[0][1] if kept else b"", dtype=PROOF)
    # Where legs came since the day was made, its numbers are those of other legs.
    fits = notes is not None and len(proofs) == len(legs)
    found = []
    for place, leg in enumerate(legs):
        if (leg.ticket, leg.leg) not in drawn:
            continue
        proof = proofs[place] if fits else np.zeros((), dtype=PROOF)
        found.append(
            LegToCheck(
                office=office,
                day=leg.day,
                code=leg.code,
                leg=leg.leg,
                field=leg.field,
                how=leg.how,
                arrived_at=leg.arrived_at,
                wait_ms=leg.wait_ms,
                serve_ms=leg.serve_ms,
                outcome=leg.outcome or leg.state,
                chain=notes.chains[proof["chain"]] if notes is not None and fits and notes.chains else "",
                issued_seq=int(proof["issued"]),
                called_seq=int(proof["called"]),
                ended_seq=int(proof["ended"]),
            )
        )
    return found
