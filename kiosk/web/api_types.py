"""What the API for other systems takes and gives; these types are its documentation, too."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ticket import State

if TYPE_CHECKING:
    from kiosk.domain.snapshot import Snapshot
    from kiosk.domain.snapshot_views import CounterView, TicketView

CommandUuid = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="UUID of this one press; a repeat with the same one is done once and gets the first answer.",
    ),
]


class Action(StrEnum):
    """What a counter can be told to do."""

    CALL_NEXT = "call-next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    FINISH_AWAIT_RESULT = "finish-await-result"
    ABSENT = "absent"


ON_TICKET: dict[Action, type[c.OnTicket]] = {
    Action.RECALL: c.Recall,
    Action.START: c.Start,
    Action.FINISH: c.Finish,
    Action.FINISH_AWAIT_RESULT: c.FinishAwaitResult,
    Action.ABSENT: c.MarkAbsent,
}
"""What each action asks about the ticket at the counter."""


class Press(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One press of a key, or one click elsewhere.

    Attributes:
        command_id: None for one made here; then a repeat counts as another press.
        ticket: The ticket it is about; refused when another one is at the counter. None for whichever is there.
    """

    command_id: CommandUuid | None = None
    ticket: str | None = None


class ApiTicket(msgspec.Struct, frozen=True):
    """One ticket; nothing in it leads to a person.

    Attributes:
        ahead: People of the same field before it.
        waited_s: From issue to first call, or until now; None when no clock can tell.
        wait_min: Promised wait, median and upper bound in minutes.
    """

    ticket: str
    code: str
    field: str
    state: State
    how: How
    counter: int | None
    calls: int
    ahead: int
    waited_s: int | None
    wait_min: tuple[int, int] | None
    priority: str | None


class ApiCounter(msgspec.Struct, frozen=True):
    """One counter; it takes calls while an officer sits there."""

    number: int
    fields: list[str]
    open: bool
    ticket: ApiTicket | None


class ApiField(msgspec.Struct, frozen=True):
    """One field of procedures with its queue."""

    code: str
    letter: str
    name_vi: str
    name_en: str
    waiting: int
    open_counters: list[int]


class ApiOffice(msgspec.Struct, frozen=True):
    """The office as it stands."""

    id: str
    name: str
    day_open: bool
    date: str | None
    seq: int
    fields: list[ApiField]
    counters: list[ApiCounter]


class ApiQueue(msgspec.Struct, frozen=True):
    """Every open ticket that is at no counter, in the order of places."""

    seq: int
    waiting: list[ApiTicket]
    cooling: list[ApiTicket]
    no_show: list[ApiTicket]
    parked: list[ApiTicket]
    await_result: list[ApiTicket]


class ApiDone(msgspec.Struct, frozen=True):
    """What a press led to.

    Attributes:
        done: False where there was nothing to do: nobody waits.
        repeated: Whether this was done before and this is its first answer again.
    """

    done: bool
    repeated: bool
    counter: ApiCounter


class Problem(msgspec.Struct, frozen=True):
    """Why not; ``code`` is for machines, ``error`` for people."""

    error: str
    code: str
    holder: str | None = None


def api_ticket(view: TicketView) -> ApiTicket:
    """Give a ticket as the API shows it: without its token, which belongs to the citizen, and its officer."""
    return ApiTicket(
        ticket=view.ticket,
        code=view.code,
        field=view.field,
        state=view.state,
        how=view.how,
        counter=view.counter,
        calls=view.calls,
        ahead=view.ahead,
        waited_s=None if view.waited_ms is None else view.waited_ms // 1000,
        wait_min=view.wait_min,
        priority=view.priority,
    )


def api_counter(view: CounterView) -> ApiCounter:
    """Give a counter as the API shows it."""
    ticket = api_ticket(view.ticket) if view.ticket else None
    return ApiCounter(view.number, list(view.fields), view.officer is not None, ticket)


def api_office(snapshot: Snapshot, office: str, name: str) -> ApiOffice:
    """Give the office as the API shows it."""
    return ApiOffice(
        id=office,
        name=name,
        day_open=snapshot.day_open,
        date=snapshot.date,
        seq=snapshot.seq,
        fields=[
            ApiField(f.code, f.letter, f.name_vi, f.name_en, f.waiting, list(f.open_counters))
            for f in snapshot.fields
        ],
        counters=[api_counter(counter) for counter in snapshot.counters],
    )


def api_queue(snapshot: Snapshot) -> ApiQueue:
    """Give the queue as the API shows it."""
    return ApiQueue(
        snapshot.seq,
        *(
            [api_ticket(ticket) for ticket in tickets]
            for tickets in (
                snapshot.waiting,
                snapshot.cooling,
                snapshot.no_show,
                snapshot.parked,
                snapshot.await_result,
            )
        ),
    )
