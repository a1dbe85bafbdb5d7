"""Offices in the middle of a random morning, made by the product's own decisions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kiosk.domain import arrivals, calling, days, serving
from kiosk.domain import commands as c
from kiosk.domain.catalogue import Catalogue, Counter, Field
from kiosk.domain.decisions import Setting
from kiosk.domain.events import EventData, How, TicketCalled, TicketIssued
from kiosk.domain.ids import CommandId, CounterNo, DayId, FieldCode, OfficerId
from kiosk.domain.policy import Policy
from kiosk.domain.ticket import State, Ticket
from kiosk.forecast.service_times import POINTS, Library, ServiceTimes
from kiosk.sim.day import GROUP, issued_now
from kiosk.sim.desk import SimulatedDesk

A, B, C = (FieldCode(code) for code in ("a", "b", "c"))
MINUTE = 60_000
HOLD_MIN = {A: 8, B: 15, C: 3}
POLICY = Policy(priority_groups=(GROUP,))


def catalogue(*counters: tuple[FieldCode, ...]) -> Catalogue:
    fields = tuple(Field(code, code.upper(), code, code, "sen", "#000000", "") for code in (A, B, C))
    return Catalogue(fields, tuple(Counter(CounterNo(n), each) for n, each in enumerate(counters, start=1)))


def constant(served: int = 1000, gone_share: float = 0.0) -> Library:
    """A past in which every service of a field lasted the same."""
    fields = {code: ServiceTimes(served, np.full(POINTS, float(hold))) for code, hold in HOLD_MIN.items()}
    return Library(fields, gone_share=gone_share, served=served)


def officer(number: CounterNo) -> OfficerId:
    return OfficerId(f"cb-{number:02d}")


class Morning:
    """A simulated desk with handles for tests."""

    def __init__(self, *counters: tuple[FieldCode, ...], policy: Policy = POLICY, seed: int = 0) -> None:
        self.desk = SimulatedDesk(catalogue(*counters), policy, 0, seed)
        self.desk.now_ms = 8 * 60 * MINUTE
        self.desk.happen(days.open_day(self.desk.setting(), DayId("day"), None))

    def seat(self, *numbers: int) -> None:
        for number in numbers:
            counter = CounterNo(number)
            self.desk.happen(calling.sign_in(self.desk.setting(), counter, officer(counter)))

    def pass_min(self, minutes: float) -> None:
        self.desk.now_ms += int(minutes * MINUTE)

    def take(self, field: FieldCode, how: How = How.STAFF, *, priority: bool = False) -> Ticket:
        group = GROUP.code if priority else None
        command = c.CheckIn(CommandId(""), issued_now(self.desk), field, how, priority=group)
        events = self.desk.happen(arrivals.check_in(self.desk.setting(), command, None))
        issued = next(event for event in events if isinstance(event, TicketIssued))
        return self.desk.office.tickets[issued.ticket]

    def call(self, number: int) -> Ticket | None:
        """Call the next and begin to serve at once: what the forecast holds a counter for is both."""
        counter = CounterNo(number)
        events = self.desk.happen(calling.call_next(self.desk.setting(), counter, officer(counter)))
        called = next((event for event in events if isinstance(event, TicketCalled)), None)
        return self.desk.office.tickets[called.ticket] if called else None

    def act(
        self,
        decide: Callable[[Setting, c.OnTicket, OfficerId], list[EventData]],
        kind: type[c.OnTicket],
        number: int,
    ) -> None:
        ticket = self.desk.office.at_counter(CounterNo(number))
        assert ticket is not None
        command = kind(CommandId(""), issued_now(self.desk), ticket.id, ticket.version)
        self.desk.happen(decide(self.desk.setting(), command, officer(CounterNo(number))))

    def finish(self, number: int) -> None:
        self.act(serving.start, c.Start, number)
        self.act(serving.finish, c.Finish, number)

    def miss(self, number: int) -> None:
        self.act(calling.mark_absent, c.MarkAbsent, number)

    def cool(self) -> None:
        self.desk.happen(calling.end_cooling(self.desk.setting()))

    def waiting(self) -> list[Ticket]:
        return self.desk.office.in_state(State.WAITING, State.COOLING)


def random_morning(seed: int, policy: Policy = POLICY) -> Morning:
    """An office after an hour and a half of arrivals, calls, jumps of priority, misses and pauses."""
    rng = np.random.default_rng(seed)
    layouts = [((A, B, C),), ((A,), (A, B)), ((A, B), (B, C), (A, C)), ((A, B, C), (B,), (C, A), (A,))]
    layout = layouts[int(rng.integers(len(layouts)))]
    morning = Morning(*layout, policy=policy, seed=seed)
    numbers = range(1, len(layout) + 1)
    morning.seat(*[n for n in numbers if n == 1 or rng.random() < 0.8])
    for _ in range(int(rng.integers(10, 90))):
        morning.pass_min(1)
        morning.cool()
        if rng.random() < 0.5:
            field = (A, B, C)[int(rng.integers(3))]
            how = How.PLAIN if rng.random() < 0.1 else How.STAFF
            morning.take(field, how, priority=bool(rng.random() < 0.3))
        for number in numbers:
            if CounterNo(number) in morning.desk.office.seated:
                _one_minute_at(morning, number, rng)
    return morning


def _one_minute_at(morning: Morning, number: int, rng: np.random.Generator) -> None:
    ticket = morning.desk.office.at_counter(CounterNo(number))
    if ticket is None:
        if rng.random() < 0.8:
            morning.call(number)
        return
    assert ticket.leg.called is not None
    held_min = (morning.desk.now().at - ticket.leg.called.at) // MINUTE
    if held_min + 1 >= HOLD_MIN[ticket.leg.field]:
        morning.finish(number)
    elif held_min == 1 and rng.random() < 0.1:
        morning.miss(number)
