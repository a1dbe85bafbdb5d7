"""An office whose every command is judged: who may move where, and who was passed over."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine

from kiosk.domain import commands as c
from kiosk.domain.ids import CounterNo, TicketId
from kiosk.domain.queue import AGE_CAP, EARLIEST, PRIORITY, eligible, overtaken
from kiosk.domain.ticket import State, Ticket
from kiosk.errors import CommandRefused
from tests.domain.quick import LEGAL, quick_config
from tests.memory import folder_in_memory
from tests.offices import Setup

COUNTERS = [CounterNo(1), CounterNo(2)]


@dataclass(frozen=True)
class Before:
    """The office before a command, to judge what it did."""

    tickets: dict[TicketId, Ticket]
    eligible: list[Ticket]


class JudgedOffice(RuleBasedStateMachine):
    """A desk on real SQLite that is told things, and what each of them may have changed."""

    happened: ClassVar[Counter[str]] = Counter()
    """How often each kind of event was recorded, over all runs."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = ExitStack()
        self.office = Setup(self._kept.enter_context(folder_in_memory()), config=quick_config())

    def teardown(self) -> None:
        self.happened.update(self.office.kinds())
        self.office.close()
        self._kept.close()

    def _tickets(self) -> dict[TicketId, Ticket]:
        return self.office.journal.office.tickets

    def _before(self, counter: int) -> Before:
        office = self.office.journal.office
        served = office.catalogue_of(self.office.config.catalogue).counter(CounterNo(counter))
        assert served is not None
        return Before(dict(office.tickets), eligible(office, served))

    def _send(self, kind: type[Any], officer: int | None = None, /, **values: object) -> bool:
        caller = self.office.citizen() if officer is None else self.office.officer(officer)
        return self._give(kind(self.office.fresh_id(), self.office.issued(), **values), caller)

    def _arrange(self, kind: type[Any], /, **values: object) -> None:
        self._give(kind(self.office.fresh_id(), self.office.issued(), **values), self.office.supervisor())

    def _at_counter(self, counter: CounterNo, kind: type[Any], /, **values: object) -> None:
        ticket = self.office.journal.office.at_counter(counter)
        if ticket is not None:
            self._act(kind, ticket, counter, **values)

    def _on_any(
        self,
        which: int,
        kind: type[Any],
        officer: int,
        /,
        states: set[State] | None = None,
        **values: object,
    ) -> None:
        tickets = [t for t in self._tickets().values() if states is None or t.state in states]
        if tickets:
            self._act(kind, tickets[which % len(tickets)], officer, **values)

    def _act(self, kind: type[Any], ticket: Ticket, officer: int, /, **values: object) -> bool:
        return self._send(kind, officer, ticket=ticket.id, version=ticket.version, **values)

    def _give(self, command: c.Command, caller: Any) -> bool:
        counter = getattr(command, "counter", None)
        before = self._before(counter if counter in COUNTERS else 1)
        try:
            answer = self.office.desk.handle(command, caller)
        except CommandRefused:
            assert self._tickets() == before.tickets
            return False
        if not isinstance(command, c.Undo | c.CloseDay):
            self._check_moves(before)
        if isinstance(command, c.CallNext):
            self._check_next(before, [e for e in answer.events if e["kind"] == "TicketCalled"])
        return True

    def _check_moves(self, before: Before) -> None:
        for ticket_id, ticket in before.tickets.items():
            after = self._tickets().get(ticket_id)
            if after is not None and after.state is not ticket.state:
                assert after.state in LEGAL[ticket.state], (ticket.state, after.state)

    def _check_next(self, before: Before, called: list[dict[str, Any]]) -> None:
        """Nobody is passed over beyond the cap, and only for a priority; a pause is never cut short."""
        policy = self.office.config.queue_policy
        for event in called:
            data = event["data"]
            assert before.tickets[data["ticket"]].state is State.WAITING
            if data["reason"] in {EARLIEST, AGE_CAP}:
                assert data["ticket"] == before.eligible[0].id
                continue
            assert data["reason"].startswith(PRIORITY)
            for other in before.eligible:
                if other.id == data["ticket"]:
                    break
                if not other.priority:
                    assert (
                        overtaken(self.office.journal.office, self._tickets()[other.id])
                        <= policy.max_overtaken
                    )
