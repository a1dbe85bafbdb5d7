"""The hall between two events, told the long way: who waits, who is free, who is passed; see `tests.central.oracle_log`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Waiting(Protocol):
    """What of a leg decides who may be called."""

    field: str
    place: int
    counter: int | None
    for_counter: int | None
    for_officer: str | None


class Person(Protocol):
    """What of a ticket decides who may be called."""

    id: str
    state: str
    priority: str | None

    @property
    def turn(self) -> Waiting: ...


@dataclass
class Hall:
    """One day's hall.

    Attributes:
        fields: Which fields each counter serves now; empty where the log does not tell.
        seats: Which officer sits where.
        passed: For each call out of turn whose it was, and how many it passed.
    """

    fields: dict[int, list[str]] = field(default_factory=dict)
    seats: dict[int, str] = field(default_factory=dict)
    peak: int = 0
    idle_ms: int = 0
    passed: list[tuple[str, int]] = field(default_factory=list)

    @property
    def overtaken(self) -> int:
        return sum(count for _ticket, count in self.passed)

    def pass_time(self, people: Sequence[Person], ms: int) -> None:
        """Let some time go by in which nothing happens."""
        busy = {p.turn.counter for p in people if p.state in {"called", "serving"}}
        free = [counter for counter in self.seats if counter not in busy]
        if any(self._may_call(counter, p) for counter in free for p in people if p.state == "waiting"):
            self.idle_ms += ms

    def before(self, people: Sequence[Person], kind: str, data: dict[str, Any]) -> None:
        """Look around at the moment of an event, before it changes anything."""
        if kind == "StepUndone" and data["state"] == "called":
            mine = [place for place, (ticket, _count) in enumerate(self.passed) if ticket == data["ticket"]]
            if mine:
                del self.passed[mine[-1]]
        if kind != "TicketCalled":
            return
        called = next(p for p in people if p.id == data["ticket"])
        earlier = [
            p
            for p in people
            if p.state == "waiting"
            and p.turn.place < called.turn.place
            and self._may_call(data["counter"], p)
        ]
        if called.priority is None and called.state == "waiting" and earlier:
            self.passed.append((called.id, len(earlier)))

    def after(self, people: Sequence[Person], kind: str, data: dict[str, Any]) -> None:
        """Follow the counters, and count heads."""
        match kind:
            case "DayOpened":
                self.fields = dict(data.get("counters", []))
            case "FieldsAssigned":
                self.fields[data["counter"]] = data["fields"]
            case "OfficerSignedIn":
                self.seats[data["counter"]] = data["officer"]
            case "OfficerSignedOut":
                self.seats.pop(data["counter"], None)
            case "DayClosed":
                self.seats.clear()
        self.peak = max(self.peak, sum(p.state == "waiting" for p in people))

    def _may_call(self, counter: int, person: Person) -> bool:
        turn = person.turn
        if turn.for_counter in self.seats:
            return turn.for_counter == counter
        if turn.for_officer in self.seats.values():
            return turn.for_officer == self.seats.get(counter)
        return turn.field in self.fields.get(counter, [])
