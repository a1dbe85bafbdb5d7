"""Commands that come at once."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CounterNo, FieldCode
from kiosk.errors import CommandRefused, KioskError
from tests.offices import Setup, _id


def plain(office: Setup) -> c.CheckIn:
    return c.CheckIn(_id(None), office.issued(), FieldCode("ho_tich"), How.PLAIN)


async def all_at_once(office: Setup, *commands: c.Command) -> list[object]:
    caller = office.officer()
    return await asyncio.gather(
        *(office.desk.submit(command, caller) for command in commands), return_exceptions=True
    )


def test_many_commands_at_once_are_one_write(office: Setup) -> None:
    writes: list[str] = []
    office.database.conn.set_trace_callback(writes.append)
    asyncio.run(all_at_once(office, *(plain(office) for _ in range(20))))
    office.database.conn.set_trace_callback(None)
    assert sum(statement == "COMMIT" for statement in writes) == 1
    assert office.kinds().count("TicketIssued") == 20


def test_one_that_is_refused_does_not_hold_up_the_others(office: Setup) -> None:
    unknown = c.CheckIn(_id(None), office.issued(), FieldCode("no_such"), How.PLAIN)
    first, refused, second = asyncio.run(all_at_once(office, plain(office), unknown, plain(office)))
    assert isinstance(refused, CommandRefused)
    assert not isinstance(first, BaseException)
    assert not isinstance(second, BaseException)
    assert office.kinds().count("TicketIssued") == 2


def test_two_calls_at_once_give_two_people(office: Setup) -> None:
    for _ in range(2):
        office.plain("ho_tich")
    office.seat(2)
    calls = (c.CallNext(_id(None), office.issued(), CounterNo(2)) for _ in range(2))
    answers = asyncio.run(all_at_once(office, *calls))
    assert sum(isinstance(answer, KioskError) for answer in answers) == 1
    assert office.kinds().count("TicketCalled") == 1


def test_a_bug_in_one_is_raised_there_and_nowhere_else(office: Setup) -> None:
    bad = plain(office)
    object.__setattr__(bad, "field", None)
    object.__setattr__(bad, "how", None)
    object.__setattr__(bad, "issued", None)
    good, raised = asyncio.run(all_at_once(office, plain(office), bad))
    assert not isinstance(good, BaseException)
    assert isinstance(raised, AttributeError)
    assert office.kinds().count("TicketIssued") == 1


def test_nobody_is_told_of_what_is_not_yet_durable(office: Setup) -> None:
    told: list[int] = []
    office.desk.on_change.append(lambda: told.append(office.database.conn.in_transaction))
    asyncio.run(all_at_once(office, *(plain(office) for _ in range(3))))
    assert told
    assert not any(told)


def test_a_batch_that_fails_leaves_the_office_as_it_was(office: Setup) -> None:
    with pytest.raises(RuntimeError), office.journal.together():
        office.plain("ho_tich")
        raise RuntimeError
    assert office.desk.snapshot().waiting == ()
    office.plain("ho_tich")
    assert [ticket.code for ticket in office.desk.snapshot().waiting] == ["B001"]
