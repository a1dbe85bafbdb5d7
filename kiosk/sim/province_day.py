"""A day of an office with all that happens beside waiting and being served."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kiosk.domain import arrivals, calling, days, noting, serving, wishes
from kiosk.domain import commands as c
from kiosk.domain.decisions import FaceMatch
from kiosk.domain.events import DayClosed, How, LegOutcome, LookDecided, LookOutcome
from kiosk.domain.ids import CommandId, CounterNo, DayId, TicketId
from kiosk.domain.moves import ClockSource, Order, OverrideReason, ParkReason, ResumeTo
from kiosk.domain.queue import eligible
from kiosk.domain.ticket import State
from kiosk.lib.units import MS_PER_S, DurationMs
from kiosk.sim.day import DayInPlay, Seat, check_in, issued_now
from kiosk.sim.presets import CERTIFY, CIVIL, MS_PER_MIN, RESULT, SERVICE_MIN
from kiosk.sim.province_desk import ProvinceDesk
from kiosk.sim.province_odds import (
    AGAIN_MS,
    AWAY_MS,
    COMES_BACK_MS,
    DOOR_MEAN_S,
    DOOR_SD_S,
    FORGOTTEN_MS,
    JOIN_MS,
    LEVELS,
    PARKED_MS,
    RATES_MS,
    RECALL_MS,
    RESULT_MS,
    RETURN_MS,
    UNDO_MS,
    WITHDRAW_MS,
    Odds,
)

if TYPE_CHECKING:
    from kiosk.domain.events import EventData
    from kiosk.domain.figures import LegRow
    from kiosk.domain.ids import FieldCode
    from kiosk.domain.ticket import Ticket
    from kiosk.sim.people import Person

# What a look's record names beside its outcome; no report reads it.
EMBEDDER, EMBEDDER_SHA256 = "sface", "0" * 64
ACCEPT_E4, MARGIN_E4 = 3_630, 500
CONSENT = c.Consent("1", "0" * 64)

FEW_SIGMAS = 3
"""A service is asked about when it lasts longer than its field's mean by so many standard deviations."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is special about one day.

    Attributes:
        doubtful_until_ms: When an officer confirms the clock, after midnight; None where it is good, or never.
        rebooted_ms, restored_ms: When that happens; None for never.
    """

    date: str
    is_doubtful: bool = False
    is_baseline: bool = False
    doubtful_until_ms: int | None = None
    rebooted_ms: int | None = None
    restored_ms: int | None = None


@dataclass(slots=True, kw_only=True)
class ProvinceDay(DayInPlay):
    """One day at a desk whose log is kept.

    Attributes:
        log: The same desk as ``desk``, as one that keeps its log.
        back: Who came back after all, and now waits for the call.
        called_back: Whose call an officer took back; nobody's is twice.
        away_until_ms: When officers who left their free counter for a moment are back.
    """

    log: ProvinceDesk
    plan: DayPlan
    luck: np.random.Generator
    odds: Odds
    back: set[TicketId] = field(default_factory=set)
    called_back: set[TicketId] = field(default_factory=set)
    away_until_ms: dict[CounterNo, int] = field(default_factory=dict)

    def open(self) -> None:
        """Begin the day, and let its mishaps come in their time."""
        plan, desk = self.plan, self.log
        desk.policy = replace(desk.policy, baseline=plan.is_baseline)
        date = None if plan.is_doubtful else plan.date
        desk.happen(days.open_day(desk.setting(), DayId(desk.uuid()), date))
        if plan.doubtful_until_ms is not None:
            self.at(plan.doubtful_until_ms, self._confirm_clock)
        if plan.rebooted_ms is not None:
            self.at(plan.rebooted_ms, self._reboot)
        if plan.restored_ms is not None:
            self.at(plan.restored_ms, desk.restore)

    def close(self) -> list[LegRow]:
        """End the day."""
        day = self.log.setting().day()
        legs = DayInPlay.close(self)
        self.log.happen([DayClosed(day, "closing_time")])
        return legs

    def take_place(self, person: Person) -> list[EventData]:
        """Decide how somebody gets a place: by face, by number, from an officer, or after "not me"."""
        desk = self.log
        with_face = person.with_face and not self.plan.is_baseline
        if with_face:
            shown = self._twin(person) if self._happens(self.odds.dispute) else None
            if shown is not None:
                desk.happen(self._look(person, shown))
                asked = c.DisputeMatch(CommandId(""), issued_now(desk), shown.id, person.field)
                return arrivals.dispute_match(desk.setting(), asked)
            return self._look(person, None)
        if desk.office.seated and self._happens(self.odds.staff):
            return self._at_officers_hand(person)
        return arrivals.check_in(desk.setting(), self._asked(person, How.PLAIN), None)

    def arrive(self, index: int) -> None:
        """Let somebody take a place, and do with it what people do."""
        DayInPlay.arrive(self, index)
        ticket = self._newest()
        person, now = self.people[index], self.log.now_ms
        if ticket.how is How.FACE:
            if self._happens(self.odds.again):
                self.at(now + AGAIN_MS, partial(self._come_again, ticket.id))
            if self._happens(self.odds.withdraw):
                self.at(now + WITHDRAW_MS, partial(self._withdraw, ticket.id))
        elif self._happens(self.odds.twice) and ticket.how is How.PLAIN:
            self._take_twice(index, ticket)
        if person.patience_ms is not None and self._happens(self.odds.cancel):
            self.at(now + person.patience_ms, partial(self._cancel, ticket.id))

    def comes(self, ticket: Ticket, person: Person) -> bool:
        """Tell whether somebody who is called is there; who came back waits for it."""
        return ticket.id in self.back or DayInPlay.comes(self, ticket, person)

    def call(self, seat: Seat) -> list[EventData]:
        """Call who is next, or now and then whom the officer likes better."""
        desk = self.log
        if not self._happens(self.odds.chosen):
            return DayInPlay.call(self, seat)
        ticket = eligible(desk.office, seat.counter)[-1]
        command = c.CallTicket(
            CommandId(""), issued_now(desk), ticket.id, ticket.version, seat.counter.number
        )
        return calling.call_chosen(desk.setting(), command, seat.officer)

    def rests(self, seat: Seat) -> bool:
        """Tell whether an officer is about to leave, or away for a moment."""
        return DayInPlay.rests(self, seat) or self.log.now_ms < self.away_until_ms.get(seat.counter.number, 0)

    def answer(self, ticket_id: TicketId, seat: Seat) -> None:
        """Let a called person come, unless the officer takes the call back."""
        now, first = self.log.now_ms, ticket_id not in self.called_back
        if first and self._happens(self.odds.call_undone):
            self.called_back.add(ticket_id)
            self.at(now + UNDO_MS, partial(self.do, serving.undo, c.Undo, ticket_id, seat))
            return
        if first and self._happens(self.odds.call_returned):
            self.called_back.add(ticket_id)
            self.at(now + RETURN_MS, partial(self._let_wait, ticket_id, seat))
            return
        DayInPlay.answer(self, ticket_id, seat)
        if self._happens(self.odds.recall):
            self.at(now + RECALL_MS, partial(self._recall, ticket_id, seat))

    def finish(self, ticket_id: TicketId, seat: Seat) -> None:
        """End a service in one of the ways in which services end."""
        odds, now, once = self.odds, self.log.now_ms, self._ticket(ticket_id).leg.number == 1
        if once and self._happens(odds.forget):
            self.at(now + FORGOTTEN_MS, partial(self._find_forgotten, ticket_id, seat))
            return
        if once and self._happens(odds.transfer):
            self._transfer(ticket_id, seat)
        elif once and self._happens(odds.park):
            self._park(ticket_id, seat)
        elif once and self._happens(odds.await_result):
            self.do(serving.finish_await_result, c.FinishAwaitResult, ticket_id, seat)
            self.at(now + RESULT_MS, partial(self._fetch_result, ticket_id))
        else:
            self._serve(ticket_id, seat)
        self.leave_if_asked(seat)

    def miss(self, ticket_id: TicketId, seat: Seat) -> None:
        """Let the officer give up; some turn up after all."""
        DayInPlay.miss(self, ticket_id, seat)
        if self._ticket(ticket_id).state is State.NO_SHOW and self._happens(self.odds.comes_back):
            self.at(self.log.now_ms + COMES_BACK_MS, partial(self._turn_up, ticket_id))

    def _happens(self, odds: float) -> bool:
        return bool(self.luck.random() < odds)

    def _ticket(self, ticket_id: TicketId) -> Ticket:
        return self.log.office.tickets[ticket_id]

    def _newest(self) -> Ticket:
        return next(reversed(self.log.office.tickets.values()))

    def _asked(self, person: Person, how: How) -> c.CheckIn:
        door_ms = int(self.luck.gamma((DOOR_MEAN_S / DOOR_SD_S) ** 2, DOOR_SD_S**2 / DOOR_MEAN_S) * MS_PER_S)
        asked = check_in(self.log, person)
        return replace(asked, how=how, door_ms=door_ms, consent=CONSENT if how is How.FACE else None)

    def _look(self, person: Person, known: Ticket | None) -> list[EventData]:
        score = int(self.luck.integers(5_000, 9_000)) if known else int(self.luck.integers(0, ACCEPT_E4))
        others = sum(t.how is How.FACE for t in self.log.office.tickets.values() if t.is_open)
        decided = LookDecided(
            EMBEDDER,
            EMBEDDER_SHA256,
            gallery=others,
            accept_e4=ACCEPT_E4,
            margin_e4=MARGIN_E4,
            score_e4=score if others else None,
            runner_up_e4=None,
            liveness="live",
            outcome=LookOutcome.MATCH if known else LookOutcome.UNKNOWN,
            ticket=known.id if known else None,
        )
        match = FaceMatch(decided, known.visit if known else None)
        return arrivals.check_in(self.log.setting(), self._asked(person, How.FACE), match)

    def _twin(self, person: Person) -> Ticket | None:
        """Find whom this person may be taken for."""
        waiting = self.log.office.in_state(State.WAITING)
        return next((t for t in waiting if t.how is How.FACE and t.leg.field == person.field), None)

    def _at_officers_hand(self, person: Person) -> list[EventData]:
        desk = self.log
        asked = check_in(desk, person)
        despite = next(iter(desk.office.in_state(State.WAITING)), None)
        beside = despite is not None and self._happens(self.odds.override)
        command = c.IssueByStaff(
            CommandId(""),
            issued_now(desk),
            person.field,
            priority=asked.priority,
            reason=OverrideReason.FOR_SOMEONE_ELSE if beside else None,
            despite=despite.id if beside and despite is not None else None,
        )
        return arrivals.issue_by_staff(desk.setting(), command, next(iter(desk.office.seated.values())))

    def _come_again(self, ticket_id: TicketId) -> None:
        ticket = self._ticket(ticket_id)
        if ticket.is_open and ticket.how is How.FACE:
            person = replace(self.people[self.owner[ticket_id]], field=ticket.leg.field)
            self.log.happen(self._look(person, ticket))

    def _withdraw(self, ticket_id: TicketId) -> None:
        ticket = self._ticket(ticket_id)
        if ticket.is_open and ticket.how is How.FACE:
            asked = c.StopFace(CommandId(""), issued_now(self.log), ticket_id)
            self.log.happen(arrivals.stop_face(self.log.setting(), asked))

    def _take_twice(self, index: int, first: Ticket) -> None:
        """Take a second number; an officer who notices joins the two."""
        DayInPlay.arrive(self, index)
        self.at(self.log.now_ms + JOIN_MS, partial(self._join, first.id, self._newest().id))

    def _join(self, first: TicketId, second: TicketId) -> None:
        desk, one, other = self.log, self._ticket(first), self._ticket(second)
        joinable = {State.WAITING, State.COOLING, State.NO_SHOW}
        if one.state in joinable and other.state in joinable and one.leg.field == other.leg.field:
            command = c.Merge(CommandId(""), issued_now(desk), first, one.version, second)
            desk.happen(serving.merge(desk.setting(), command))

    def _cancel(self, ticket_id: TicketId) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        if ticket.state in {State.WAITING, State.COOLING}:
            command = c.Cancel(CommandId(""), issued_now(desk), ticket_id, ticket.version)
            desk.happen(calling.cancel(desk.setting(), command, LegOutcome.CANCELLED_BY_CITIZEN))

    def _let_wait(self, ticket_id: TicketId, seat: Seat) -> None:
        """Send a called person back to the chairs: the counter was not free."""
        desk, version = self.log, self._ticket(ticket_id).version
        command = c.Requeue(CommandId(""), issued_now(desk), ticket_id, version, keep_place=True)
        desk.happen(serving.requeue(desk.setting(), command, seat.officer))
        self.leave_if_asked(seat)

    def _recall(self, ticket_id: TicketId, seat: Seat) -> None:
        ticket = self._ticket(ticket_id)
        if ticket.state is State.CALLED and ticket.leg.officer == seat.officer:
            self.do(calling.recall, c.Recall, ticket_id, seat)

    def _turn_up(self, ticket_id: TicketId) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        if ticket.state is State.NO_SHOW:
            self.back.add(ticket_id)
            shown = c.ConfirmPresence(CommandId(""), issued_now(desk), ticket.token)
            desk.happen(arrivals.confirm_presence(desk.setting(), shown))

    def _serve(self, ticket_id: TicketId, seat: Seat) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        if ticket.leg.field == RESULT:
            on_time = not self._happens(self.odds.late_result)
            command = c.HandOverResult(CommandId(""), issued_now(desk), ticket_id, ticket.version, on_time)
            desk.happen(noting.hand_over_result(desk.setting(), command, seat.officer))
        self.do(serving.finish, c.Finish, ticket_id, seat)
        if self._happens(self.odds.finish_undone):
            self.do(serving.undo, c.Undo, ticket_id, seat)
            self.do(serving.finish, c.Finish, ticket_id, seat)
        if self._happens(self.odds.rate):
            self.at(desk.now_ms + RATES_MS, partial(self._rate, ticket_id))
        if self._happens(self.odds.away):
            until = self.away_until_ms[seat.counter.number] = desk.now_ms + AWAY_MS
            self.at(until, lambda: None)

    def _rate(self, ticket_id: TicketId) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        level = 1 + int(self.luck.choice(len(LEVELS), p=LEVELS))
        marks = tuple(int(mark) for mark in np.clip(self.luck.normal(level + 1.6, 0.7, 5).round(), 1, 5))
        factors = marks if self._happens(self.odds.factors) else ()
        command = c.RateService(CommandId(""), issued_now(desk), level, factors, token=ticket.token)
        desk.happen(wishes.rate(desk.setting(), command))

    def _transfer(self, ticket_id: TicketId, seat: Seat) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        to: FieldCode = CIVIL if ticket.leg.field == CERTIFY else CERTIFY
        command = c.Transfer(
            CommandId(""), issued_now(desk), ticket_id, ticket.version, Order.IN_ORDER, field=to
        )
        desk.happen(serving.transfer(desk.setting(), command, seat.officer))

    def _park(self, ticket_id: TicketId, seat: Seat) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        command = c.Park(CommandId(""), issued_now(desk), ticket_id, ticket.version, ParkReason.COPIES)
        desk.happen(serving.park(desk.setting(), command, seat.officer))
        self.at(desk.now_ms + PARKED_MS, partial(self._resume, ticket_id, seat))

    def _resume(self, ticket_id: TicketId, seat: Seat) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        if ticket.state is State.PARKED:
            command = c.Resume(CommandId(""), issued_now(desk), ticket_id, ticket.version, ResumeTo.WAITING)
            desk.happen(serving.resume(desk.setting(), command, seat.officer))

    def _fetch_result(self, ticket_id: TicketId) -> None:
        desk, ticket = self.log, self._ticket(ticket_id)
        if ticket.state is State.AWAIT_RESULT and self._happens(self.odds.result_ready):
            command = c.Return(CommandId(""), issued_now(desk), ticket_id, ticket.version)
            self.back.add(ticket_id)
            desk.happen(calling.bring_back(desk.setting(), command))

    def _find_forgotten(self, ticket_id: TicketId, seat: Seat) -> None:
        """Ask about services that last too long; the officer says that this one has ended."""
        desk = self.log
        longest = {
            code: DurationMs(int((mean + FEW_SIGMAS * sd) * MS_PER_MIN))
            for code, (mean, sd) in SERVICE_MIN.items()
        }
        desk.happen(serving.ask_forgotten(desk.setting(), longest))
        ticket = self._ticket(ticket_id)
        if ticket.leg.asked is None:
            self._serve(ticket_id, seat)
        else:
            command = c.AnswerForgotten(
                CommandId(""), issued_now(desk), ticket_id, ticket.version, forgotten=True
            )
            desk.happen(serving.answer_forgotten(desk.setting(), command, seat.officer))
        self.leave_if_asked(seat)

    def _confirm_clock(self) -> None:
        desk = self.log
        desk.trust_clock()
        at = desk.now().at
        desk.happen([days.date_of_day(desk.setting(), ClockSource.OFFICER, at, self.plan.date)])

    def _reboot(self) -> None:
        """Let the power go; the clock is doubtful until the machine has found the time by itself."""
        desk = self.log
        desk.reboot(clock_ok=False)
        self.at(desk.now_ms + 10 * MS_PER_MIN, self._find_time)

    def _find_time(self) -> None:
        desk = self.log
        desk.trust_clock()
        at = desk.now().at
        desk.happen([days.date_of_day(desk.setting(), ClockSource.MACHINE, at, self.plan.date)])
