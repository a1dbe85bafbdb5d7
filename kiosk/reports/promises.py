"""The promises that were shown, beside the waits that came."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from kiosk.domain.events import Measure
from kiosk.domain.ids import FieldCode, TicketId
from kiosk.forecast.ledger import MEAN_OF_LAST, Entry, mean_of_last_min
from kiosk.reports.measure import MINUTE_MS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.reports.legs import ReportLeg
    from kiosk.reports.replay import DayFacts


def promise_entries(legs: Iterable[ReportLeg], facts: Mapping[str, DayFacts]) -> list[Entry]:
    """Put each ticket's first promise beside its wait; tickets without one of both are left out.

    What "mean of the last 10" would have said is made of the waits of the same day and field that
    had ended when it came.
    """
    known = [leg for leg in legs if leg.first and leg.wait_ms is not None and not leg.flags_of(Measure.WAIT)]
    ended: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for leg in known:
        ended[leg.day_id, leg.field].append(
            (leg.arrived_at + (leg.wait_ms or 0), (leg.wait_ms or 0) / MINUTE_MS)
        )
    for known_waits in ended.values():
        known_waits.sort()
    entries = []
    for leg in known:
        promise = facts[leg.day_id].promises.get(leg.ticket) if leg.day_id in facts else None
        if promise is None or promise.p50_min is None or promise.p90_min is None:
            continue
        waits = ended[leg.day_id, leg.field]
        came = bisect_right(waits, leg.arrived_at, key=itemgetter(0))
        before = [wait for _end, wait in waits[max(0, came - MEAN_OF_LAST) : came]]
        entries.append(
            Entry(
                TicketId(leg.ticket),
                FieldCode(leg.field),
                promise.p50_min,
                promise.p90_min,
                (leg.wait_ms or 0) / MINUTE_MS,
                mean_of_last_min(before) if before else None,
            )
        )
    return entries
