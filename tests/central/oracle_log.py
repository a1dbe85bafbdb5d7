"""What offices' raw lines say, read line by line into plain tickets: the first half of an independent computation.

Nothing of the product is imported: no fold, no report, no table. What an event means is taken from the events'
own descriptions and from docs/figures.md.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.central.oracle_hall import Hall

VIETNAM = timedelta(hours=7)


@dataclass
class Instant:
    """One event's times."""

    at: int
    boot: str
    boot_ns: int
    clock_ok: bool


@dataclass
class Turn:
    """One leg."""

    number: int
    field: str
    opened: Instant
    first_seq: int
    chain: str
    calls: int = 0
    first_called: Instant | None = None
    called_seq: int = 0
    last_call: Instant | None = None
    answered: Instant | None = None
    started: Instant | None = None
    at_counter_since: Instant | None = None
    served_ms: int = 0
    ended: Instant | None = None
    officer: str | None = None
    place: int = 0
    counter: int | None = None
    for_counter: int | None = None
    for_officer: str | None = None
    outcome: str | None = None
    flags: list[tuple[str, str]] = dataclasses.field(default_factory=list)


@dataclass
class Person:
    """One ticket; ``before`` is how it was before its last step, for undo."""

    id: str
    visit: str
    code: str
    taken: str
    how: str
    turns: list[Turn]
    state: str = "waiting"
    before: Person | None = None
    declared_absent: bool = False
    seen: bool = False
    is_ghost: bool = False
    promise: dict[str, Any] | None = None
    priority: str | None = None

    @property
    def turn(self) -> Turn:
        return self.turns[-1]


@dataclass
class Day:
    """One working day of one office.

    ``ended`` remembers, for each field, when waits ended and how long they were; filled in when first asked for.
    """

    office: str
    area: str
    id: str
    hours_published: bool
    opened: Instant
    date: date | None = None
    baseline: bool = False
    people: dict[str, Person] = dataclasses.field(default_factory=dict)
    results: dict[tuple[str, int], bool] = dataclasses.field(default_factory=dict)
    ratings: dict[tuple[str, int], dict[str, Any]] = dataclasses.field(default_factory=dict)
    paths: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    seats: dict[int, tuple[str, Instant]] = dataclasses.field(default_factory=dict)
    seated_ms: int = 0
    latest: Instant | None = None
    events: int = 0
    bad_clock: int = 0
    late: int = 0
    hall: Hall = dataclasses.field(default_factory=Hall)
    seq_before: int = 0
    ended: dict[str, list[tuple[int, int]]] = dataclasses.field(default_factory=dict)


@dataclass
class Office:
    """All that an office sent."""

    id: str
    area: str
    days: list[Day] = dataclasses.field(default_factory=list)
    chains: list[str] = dataclasses.field(default_factory=list)
    broken_chains: int = 0
    forks: int = 0


PLACES_AT_ONE_EVENT = 1_000
"""A place in the queue is its event's number times this, counted on over a day's chains."""

LATE_MS = 15 * 60 * 1000


def lasted(start: Instant | None, end: Instant | None) -> int | None:
    """Milliseconds from one to the other; None when no clock can tell."""
    if start is None or end is None:
        return None
    if start.boot == end.boot:
        return (end.boot_ns - start.boot_ns) // 1_000_000
    if start.clock_ok and end.clock_ok and end.at >= start.at:
        return end.at - start.at
    return None


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC) + VIETNAM


def read_office(
    office: str, area: str, sent: Iterable[tuple[int, bytes]], *, hours_published: bool
) -> Office:
    """Read an office's batches: when each was received, and its lines."""
    told = Office(office, area)
    hashes: dict[tuple[str, int], str] = {}
    day: Day | None = None
    for received_at, text in sent:
        for line in text.splitlines():
            packed = json.loads(line)
            body, data = json.loads(packed["body"]), json.loads(packed["data"])
            place = body["chain"], body["seq"]
            if place in hashes:
                told.forks += hashes[place] != packed["hash"]
                continue
            if body["kind"] == "ChainStarted":
                told.chains.append(body["chain"])
                if day is not None:
                    day.seq_before += data["previous_seq"] or 0
                before = data["previous_chain"], data["previous_seq"]
                if data["previous_chain"] is not None:
                    told.broken_chains += hashes.get(before) != data["previous_hash"]
            hashes[place] = packed["hash"]
            now = Instant(body["at"], body["boot"], body["boot_ns"], body["clock_ok"])
            if body["kind"] == "DayOpened":
                opened = date.fromisoformat(data["date"]) if data["date"] else None
                day = Day(office, area, data["day_id"], hours_published, now, opened, data["baseline"])
                told.days.append(day)
            if day is not None and body["day_id"] == day.id:
                _look_around(day, body, data, now)
                _count(day, now, received_at)
                _happen(day, body, data, now)
                day.hall.after(list(day.people.values()), body["kind"], data)
    return told


def _look_around(day: Day, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    people = list(day.people.values())
    if day.latest is not None and day.latest.boot == now.boot:
        day.hall.pass_time(people, lasted(day.latest, now) or 0)
    day.hall.before(people, body["kind"], data)


def _count(day: Day, now: Instant, received_at: int) -> None:
    if day.latest is not None and day.latest.boot != now.boot:
        # Nobody knows how long the machine was off: staffed hours are those while it was on.
        for counter, (officer, since) in day.seats.items():
            day.seated_ms += lasted(since, day.latest) or 0
            day.seats[counter] = officer, now
    day.latest = now
    day.events += 1
    day.bad_clock += not now.clock_ok
    day.late += now.clock_ok and received_at - now.at > LATE_MS


def _happen(day: Day, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    kind = body["kind"]
    _tell(day, kind, data)
    if kind == "TicketIssued":
        turn = Turn(data["leg"], data["field"], now, body["seq"], body["chain"], place=_line_end(day, body))
        person = Person(data["ticket"], data["visit"], data["code"], data["how"], data["how"], [turn])
        day.people[person.id] = person
        day.paths.append(("issued", person.taken))
    elif kind == "ClockSet" and data["day_id"] == day.id:
        day.date = date.fromisoformat(data["date"])
    elif kind == "ConsentWithdrawn":
        for person in day.people.values():
            if person.visit == data["visit"] and person.how == "face":
                person.how, person.before = "plain", None
    elif kind in {"OfficerSignedIn", "OfficerSignedOut", "DayClosed"}:
        _seat(day, kind, data, now)
    if data.get("ticket") in day.people:
        _step_on(day, body, data, now)


def _line_end(day: Day, body: dict[str, Any]) -> int:
    return int((day.seq_before + body["seq"]) * PLACES_AT_ONE_EVENT)


def _step_on(day: Day, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    person = _after(day.people[data["ticket"]], body, data, now)
    if body["kind"] in {"TicketTransferred", "TicketRequeued"} and data["place"] is None:
        person.turn.place = _line_end(day, body)
    day.people[person.id] = person


def _tell(day: Day, kind: str, data: dict[str, Any]) -> None:
    """Note what is said of a ticket without moving it."""
    match kind:
        case "DuplicateStopped":
            day.paths.append(("duplicates", data["path"]))
        case "MatchDisputed":
            day.paths.append(("disputes", day.people[data["ticket"]].taken))
        case "OverrideGiven" if data["despite"] is not None:
            day.paths.append(("overrides", day.people[data["despite"]].taken))
        case "ServiceRated":
            day.ratings[data["ticket"], data["leg"]] = data
        case "ResultHandedOver":
            day.results[data["ticket"], data["leg"]] = data["on_time"]
        case "PromiseShown":
            person = day.people[data["ticket"]]
            person.promise = person.promise or data


def _seat(day: Day, kind: str, data: dict[str, Any], now: Instant) -> None:
    left = list(day.seats) if kind == "DayClosed" else [data["counter"]]
    for counter in left:
        if counter in day.seats:
            day.seated_ms += lasted(day.seats.pop(counter)[1], now) or 0
    if kind == "OfficerSignedIn":
        day.seats[data["counter"]] = data["officer"], now


def _after(person: Person, body: dict[str, Any], data: dict[str, Any], now: Instant) -> Person:
    """Give a ticket after one of its events."""
    kind = body["kind"]
    if kind == "StepUndone":
        if person.before is None:
            return person
        undone = person.before
        undone.promise, undone.seen, undone.before = person.promise, person.seen, None
        undone.declared_absent = person.declared_absent and data["state"] != "no_show"
        return undone
    turns = [replace(turn, flags=list(turn.flags)) for turn in person.turns]
    before = replace(person, turns=turns, before=None)
    if _step(person, body, data, now):
        person.before = before
    elif kind == "CoolingEnded":
        person.before = None
    return person


def _step(person: Person, body: dict[str, Any], data: dict[str, Any], now: Instant) -> bool:
    """Take one of a ticket's steps; tells whether an officer can undo it."""
    turn = person.turn
    match body["kind"]:
        case "CoolingEnded":
            turn.officer = turn.counter = None
            person.state = "waiting"
            return False
        case "LegFlagged":
            person.turns[data["leg"] - 1].flags.append((data["measure"], data["flag"]))
            return False
        case "PriorityDeclared" | "PriorityJudged":
            if data.get("counts", True):
                person.priority = data["group"] if data.get("granted", True) else None
            return False
        case "TicketSeen":
            person.seen = True
            return False
        case "TicketTransferred" | "TicketRequeued" | "TicketReturned":
            _go_on(person, body, data, now)
        case "TicketClosed" | "TicketMerged":
            outcome = data.get("outcome", "merged_duplicate")
            turn.ended, turn.outcome, person.state = now, outcome, "closed"
            person.is_ghost = outcome == "day_end" and not person.seen
        case "TicketCalled" | "TicketRecalled" | "TicketMissed" | "NoShowDeclared":
            _summon(person, body, data, now)
        case "ServiceStarted" | "ServiceFinished" | "ResultAwaited" | "TicketParked" | "TicketResumed":
            _serve(person, body, data, now)
        case _:
            return False
    return True


def _summon(person: Person, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    turn = person.turn
    match body["kind"]:
        case "TicketCalled":
            turn.calls += 1
            turn.called_seq = turn.called_seq or body["seq"]
            turn.first_called = turn.first_called or now
            turn.last_call, turn.officer, person.state = now, data["officer"], "called"
            turn.counter = data["counter"]
        case "TicketRecalled":
            turn.calls += 1
        case "TicketMissed":
            person.state = "cooling"
        case "NoShowDeclared":
            person.state, person.declared_absent = "no_show", True


def _serve(person: Person, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    turn = person.turn
    match body["kind"]:
        case "ServiceStarted":
            person.seen, person.state = True, "serving"
            if turn.started is None:
                turn.started, turn.answered = now, turn.last_call
            turn.at_counter_since = now
        case "ServiceFinished" if person.state == "await_result":
            person.state = "served"
        case "ServiceFinished":
            turn.ended, turn.outcome, person.state = now, "served", "served"
        case "ResultAwaited":
            turn.ended, turn.outcome, person.state = now, "served", "await_result"
        case "TicketParked":
            turn.served_ms += lasted(turn.at_counter_since, now) or 0
            turn.at_counter_since, person.state = None, "parked"
        case "TicketResumed":
            turn.officer, turn.counter, person.state = data["officer"], data["counter"], data["to"]


def _go_on(person: Person, body: dict[str, Any], data: dict[str, Any], now: Instant) -> None:
    """Begin the next leg, or wait again in this one."""
    turn, person.state = person.turn, "waiting"
    if body["kind"] == "TicketReturned":
        person.seen = True
        if data["to_leg"] == turn.number:
            turn.officer = turn.counter = None
            return
    else:
        turn.ended, turn.outcome = now, data["outcome"]
    to = data.get("field", turn.field)
    place = turn.place if data.get("place") is None else data["place"]
    new = Turn(data["to_leg"], to, now, body["seq"], body["chain"], place=place)
    if body["kind"] == "TicketTransferred":
        new.for_counter, new.for_officer = data["counter"], data["officer"]
    elif body["kind"] == "TicketRequeued":
        new.for_counter, new.for_officer = turn.for_counter, turn.for_officer
    person.turns.append(new)
