"""The leaders' figures, computed the long way from plain tickets; see `tests.central.oracle_log`.

Lists, sorting and the standard library's statistics; docs/figures.md says what each figure is.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.central.oracle_log import Day, Person, Turn, lasted, local

MINUTE = 60_000
HOURS = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
"""When the simulated offices are open, Monday to Friday."""

EDGES = (0, 5, 10, 15, 30, 60)


@dataclass
class Row:
    """One leg with where and when it was."""

    day: Day
    person: Person
    turn: Turn

    @property
    def is_first(self) -> bool:
        return self.turn.number == 1

    @property
    def date(self) -> date:
        assert self.day.date is not None
        return self.day.date

    @property
    def hour(self) -> int:
        return local(self.turn.opened.at).hour

    @property
    def hour_told(self) -> bool:
        return self.turn.opened.clock_ok

    @property
    def wait(self) -> int | None:
        return lasted(self.turn.opened, self.turn.first_called)

    @property
    def walk(self) -> int | None:
        return lasted(self.turn.answered, self.turn.started)

    @property
    def serve(self) -> int | None:
        if self.turn.started is None or self.turn.ended is None:
            return None
        if self.turn.at_counter_since is None:
            return self.turn.served_ms
        last = lasted(self.turn.at_counter_since, self.turn.ended)
        return None if last is None else self.turn.served_ms + last

    @property
    def came(self) -> bool:
        return self.walk is not None or self.serve is not None or self.turn.outcome == "served"

    def flags(self, measure: str) -> list[str]:
        return [flag for of, flag in self.turn.flags if of == measure]


def rows_of(days: Iterable[Day]) -> list[Row]:
    """All legs, without those of people who were counted twice."""
    return [
        Row(day, person, turn)
        for day in days
        for person in day.people.values()
        if person.turn.outcome != "merged_duplicate"
        for turn in person.turns
    ]


@dataclass
class Value:
    """One leg's value of one measure: kept, still lasting, or left out."""

    ms: int | None
    why_out: str = ""
    still: bool = False


def wait_of(row: Row) -> Value:
    if row.flags("wait"):
        return Value(row.wait, row.flags("wait")[0])
    if row.wait is not None:
        return Value(row.wait)
    if row.turn.calls == 0:
        so_long = lasted(row.turn.opened, row.turn.ended)
        if so_long is not None:
            return Value(so_long, still=True)
    return Value(None, "no_clock")


def open_wait_of(row: Row) -> Value:
    value = wait_of(row)
    if value.ms is None or value.why_out:
        return value
    if not row.hour_told:
        return Value(None, "no_clock")
    begins = local(row.turn.opened.at)
    ends = begins + timedelta(milliseconds=value.ms)
    return Value(open_ms(begins, ends), still=value.still)


def total_of(row: Row) -> Value | None:
    others = [Row(row.day, row.person, turn) for turn in row.person.turns]
    if all(each.wait is not None and not each.flags("wait") for each in others):
        return Value(sum(each.wait or 0 for each in others))
    if row.flags("wait"):
        return Value(None, row.flags("wait")[0])
    return Value(None, "a_wait_unknown") if row.turn.calls else None


def walk_of(row: Row) -> Value | None:
    return _at_counter(row, "walk", row.walk)


def serve_of(row: Row) -> Value | None:
    return _at_counter(row, "serve", row.serve)


def _at_counter(row: Row, measure: str, ms: int | None) -> Value | None:
    if row.flags(measure):
        return Value(ms, row.flags(measure)[0])
    if ms is not None:
        return Value(ms)
    return Value(None, "no_clock") if row.turn.outcome == "served" else None


def open_ms(begins: datetime, ends: datetime) -> int:
    """Milliseconds between two local times in which offices were open."""
    total = timedelta()
    day = begins.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= ends:
        if day.weekday() < 5:  # Saturday and Sunday are closed
            for opens, closes in HOURS:
                first = max(begins, day + timedelta(minutes=opens))
                last = min(ends, day + timedelta(minutes=closes))
                total += max(last - first, timedelta())
        day += timedelta(days=1)
    return int(total / timedelta(milliseconds=1))


def summary(values: Iterable[Value | None]) -> dict[str, Any]:
    """Mean, middle, tail and shares, and what was left out."""
    concerned = [value for value in values if value is not None]
    out = [value for value in concerned if value.why_out]
    kept = sorted(v.ms for v in concerned if v.ms is not None and not v.why_out and not v.still)
    still = [v.ms for v in concerned if v.ms is not None and not v.why_out and v.still]
    longest = max(kept + still) if kept or still else None
    told: dict[str, Any] = {
        "count": len(kept),
        "mean": statistics.fmean(kept) if kept else None,
        "median": statistics.median(kept) if kept else None,
        "p90": kept[math.ceil(0.9 * len(kept)) - 1] if kept else None,
        "longest": longest,
        "still": len(still),
        "left_out": dict(Counter(value.why_out for value in out)),
        "mean_bounds": None,
        "buckets": tuple(
            sum(low * MINUTE <= ms < high * MINUTE for ms in kept)
            for low, high in zip(EDGES, (*EDGES[1:], math.inf), strict=True)
        ),
    }
    if kept:
        worst = [longest or 0 if value.ms is None else max(value.ms, 0) for value in out]
        told["mean_bounds"] = (
            statistics.fmean([*kept, *(0 for _ in out)]),
            statistics.fmean([*kept, *worst]),
        )
    for limit in (15, 30):
        over = sum(ms > limit * MINUTE for ms in kept)
        stuck = sum(ms > limit * MINUTE for ms in still)
        decided = len(kept) + stuck
        told[f"over_{limit}"] = (over + stuck) / decided if decided else None
        told[f"over_{limit}_bounds"] = (
            ((over + stuck) / (decided + len(out)), (over + stuck + len(out)) / (decided + len(out)))
            if decided
            else None
        )
    return told


def figures(rows: list[Row]) -> dict[str, Any]:
    """The figures of some legs, all those that a division can have."""
    first = [row for row in rows if row.is_first]
    tickets = {row.person.id for row in rows}
    served = {row.person.id for row in rows if row.turn.outcome == "served"}
    gave_up = {row.person.id for row in rows if row.turn.outcome in {"abandoned", "cancelled_by_citizen"}}
    absent = {row.person.id for row in rows if row.person.declared_absent}
    called = [row for row in rows if row.turn.calls]
    waits = summary(map(wait_of, first))
    results = [
        row.day.results[key] for row in rows if (key := (row.person.id, row.turn.number)) in row.day.results
    ]
    return {
        "tickets": len(first),
        "legs": len(rows),
        "summaries": {
            "wait": waits,
            "wait_open": summary(map(open_wait_of, first)),
            "total_wait": summary(map(total_of, first)),
            "walk": summary(map(walk_of, rows)),
            "serve": summary(map(serve_of, rows)),
        },
        "no_hour": sum(not row.hour_told for row in first),
        "open_assumed": sum(not row.day.hours_published for row in first),
        "service_level": None if waits["over_15"] is None else 1 - waits["over_15"],
        "staff_share": _share(sum(row.person.how == "staff" for row in first), len(first)),
        "face_share": _share(sum(row.person.how == "face" for row in first), len(first)),
        "abandoned": _share(len(gave_up), len(tickets)),
        "no_shows": len(absent),
        "recovered": len(absent & served),
        "first_call_answered": _share(sum(r.turn.calls == 1 and r.came for r in called), len(called)),
        "early_calls": sum(
            (row.walk or 0) > 3 * MINUTE
            or (row.turn.outcome == "requeued" and row.turn.calls > 0 and not row.came)
            for row in rows
        ),
        "by_how": {
            how: summary(wait_of(row) for row in first if row.person.how == how)
            for how in ("face", "plain", "staff", "id")
        },
        "on_time": sum(results),
        "late": len(results) - sum(results),
    }


def paths(days: Iterable[Day]) -> dict[str, dict[str, int]]:
    """What was given, stopped, disputed, overridden and never seen, by the way tickets were taken."""
    happened = [each for day in days for each in day.paths]
    happened += [
        ("ghosts", person.taken) for day in days for person in day.people.values() if person.is_ghost
    ]
    counted = Counter(happened)
    names = ("issued", "duplicates", "disputes", "overrides", "ghosts")
    return {how: {name: counted[name, how] for name in names} for how in ("face", "plain", "staff", "id")}


def satisfaction(rows: Iterable[Row], fewest: int = 1) -> dict[str, Any] | None:
    """What people said, at three levels and of five factors."""
    said = [r.day.ratings[key] for r in rows if (key := (r.person.id, r.turn.number)) in r.day.ratings]
    if len(said) < fewest:
        return None
    marked = [each["factors"] for each in said if each["factors"]]
    return {
        "very_satisfied": sum(each["level"] == 3 for each in said),  # the best of three
        "satisfied": sum(each["level"] == 2 for each in said),
        "unsatisfied": sum(each["level"] == 1 for each in said),
        "factors": tuple(statistics.fmean(marks) for marks in zip(*marked, strict=True)),
    }


def promises(rows: Iterable[Row]) -> dict[str, Any] | None:
    """How good the first promise of each ticket was, in minutes."""
    told = []
    for row in rows:
        promise = row.person.promise
        if _has_known_wait(row) and promise and promise["p50_min"] is not None:
            told.append((promise["p50_min"], promise["p90_min"], (row.wait or 0) / MINUTE, _last_ten(row)))
    if not told:
        return None
    rule = [(abs(p50 - wait), abs(last10 - wait)) for p50, _p90, wait, last10 in told if last10 is not None]
    theirs = sum(error for _ours, error in rule)
    return {
        "count": len(told),
        "mae": statistics.fmean(abs(p50 - wait) for p50, _p90, wait, _last10 in told),
        "bias": statistics.fmean(p50 - wait for p50, _p90, wait, _last10 in told),
        "under_5": statistics.fmean(wait > p50 + 5 for p50, _p90, wait, _last10 in told),
        "coverage_p90": statistics.fmean(wait <= p90 for _p50, p90, wait, _last10 in told),
        "pinball_p90": statistics.fmean(
            max(0.9 * (w - p90), 0.1 * (p90 - w)) for _p50, p90, w, _last10 in told
        ),
        "skill": 1 - sum(ours for ours, _error in rule) / theirs if theirs else None,
    }


def _has_known_wait(row: Row) -> bool:
    return row.is_first and row.wait is not None and not row.flags("wait")


def _last_ten(row: Row) -> float | None:
    """The mean of the last ten waits of that day and field that had ended when this one began, in minutes."""
    day, field = row.day, row.turn.field
    if field not in day.ended:
        others = [other for other in rows_of([day]) if other.turn.field == field and _has_known_wait(other)]
        day.ended[field] = sorted((one.turn.opened.at + (one.wait or 0), one.wait or 0) for one in others)
    before = [wait / MINUTE for at, wait in day.ended[field] if at <= row.turn.opened.at]
    return statistics.fmean(before[-10:]) if before else None


SPLITS: dict[str, Callable[[Row], str]] = {
    "office": lambda row: row.day.office,
    "field": lambda row: row.turn.field,
    "hour": lambda row: f"{row.hour:02d}" if row.hour_told else "–",
    "officer": lambda row: f"{row.day.office}/{row.turn.officer or '–'}",
    "day": lambda row: row.date.isoformat(),
    "week": lambda row: (row.date - timedelta(days=row.date.weekday())).isoformat(),
    "month": lambda row: row.date.isoformat()[:7],
    "area": lambda row: row.day.area,
}


def groups(rows: Iterable[Row], split: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(SPLITS[split](row), []).append(row)
    return dict(sorted(found.items()))


def heat(rows: Iterable[Row], column: Callable[[Row], str]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Arrivals, mean wait and share over 15 minutes by column and hour."""
    cells: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row.is_first and row.hour_told:
            cells.setdefault((column(row), row.hour), []).append(row)
    told = {}
    for place, legs in cells.items():
        waits = summary(map(wait_of, legs))
        told[place] = len(legs), waits["mean"], waits["over_15"]
    return told


def loads(days: Iterable[Day]) -> dict[str, dict[str, Any]]:
    """Each office beside those whose tickets for each staffed hour differ by at most a quarter of its own."""
    by_office: dict[str, list[Day]] = {}
    for day in days:
        by_office.setdefault(day.office, []).append(day)
    told: dict[str, dict[str, Any]] = {}
    for office, mine in by_office.items():
        first = [row for row in rows_of(mine) if row.is_first]
        hours = sum(day.seated_ms for day in mine) / (60 * MINUTE)
        told[office] = {
            "tickets": len(first),
            "seat_hours": hours,
            "load": len(first) / hours,
            "first": first,
        }
    for office, one in told.items():
        peers = [
            o for o, p in told.items() if o != office and abs(p["load"] - one["load"]) <= one["load"] / 4
        ]
        one["peers"] = tuple(sorted(peers))
        theirs = summary(wait_of(row) for peer in peers for row in told[peer]["first"])
        ours = summary(map(wait_of, one["first"]))
        one |= {"mean_ms": ours["mean"], "over_15": ours["over_15"]}
        one |= {"peer_mean_ms": theirs["mean"], "peer_over_15": theirs["over_15"]}
    return told


def halls(days: Iterable[Day]) -> dict[str, tuple[int, int, int, int]]:
    """Each office's days, most people waiting at once, idle time, and people who were passed."""
    told: dict[str, tuple[int, int, int, int]] = {}
    for day in days:
        count, peak, idle_ms, overtaken = told.get(day.office, (0, 0, 0, 0))
        hall = day.hall
        told[day.office] = (
            count + 1,
            max(peak, hall.peak),
            idle_ms + hall.idle_ms,
            overtaken + hall.overtaken,
        )
    return told


def compared(then: Sequence[Day], now: Sequence[Day]) -> dict[str, tuple[float | None, float | None]]:
    """What hoarding would change, on the days before and now; counts for each 1,000 tickets given."""

    def of(days: Sequence[Day]) -> dict[str, float | None]:
        total: Counter[str] = Counter()
        for counts in paths(days).values():
            total.update(counts)
        first = [row for row in rows_of(days) if row.is_first]
        told: dict[str, float | None] = {"tickets": len(first)}
        for name in ("ghosts", "duplicates", "disputes", "overrides"):
            told[name] = 1000 * total[name] / total["issued"] if total["issued"] else None
        told["wait_median_ms"] = summary(map(wait_of, first))["median"]
        return told

    before, after = of(then), of(now)
    return {name: (before[name], after[name]) for name in before}


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
