"""Commands that come at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CounterNo, FieldCode
from kiosk.errors import CommandRefused, DiskFull, KioskError
from kiosk.run.paths import DeskPaths
from kiosk.run.pulse import Pulse
from tests.offices import Setup, _id, unit


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


def with_a_bug(office: Setup) -> c.CheckIn:
    bad = plain(office)
    object.__setattr__(bad, "issued", None)
    return bad


def test_a_bug_ends_the_desk_and_nobody_beside_it_is_told_of_a_ticket(office: Setup) -> None:
    bugs: list[Exception] = []
    office.desk.on_bug.append(bugs.append)

    async def batch_then_one_more() -> list[object]:
        answers = await all_at_once(office, plain(office), with_a_bug(office), plain(office))
        return [*answers, *await all_at_once(office, plain(office))]

    *together, later = asyncio.run(batch_then_one_more())
    assert [type(bug) for bug in bugs] == [AttributeError]
    assert together == [bugs[0]] * 3
    assert isinstance(later, RuntimeError)
    assert "TicketIssued" not in office.kinds()


def test_a_bug_ends_the_process_at_the_next_beat(office: Setup, tmp_path: Path) -> None:
    paths = DeskPaths.of(
        msgspec.structs.replace(
            office.config,
            desk=msgspec.structs.replace(office.config.desk, state_dir=str(tmp_path / "state")),
        )
    )
    pulse = Pulse(office.desk, paths)
    pulse.beat()
    asyncio.run(all_at_once(office, with_a_bug(office)))
    with pytest.raises(AttributeError):
        pulse.beat()


def test_a_face_of_a_batch_that_is_not_written_is_taken_out_at_once(office: Setup) -> None:
    face = office.sealed("ho_tich", unit(1), office.fresh_id())
    card = c.CheckIn(office.fresh_id(), office.issued(), FieldCode("ho_tich"), How.ID, id_number="1" * 12)
    asyncio.run(all_at_once(office, face, card, with_a_bug(office)))
    assert office.gallery.people()[0] == []
    assert office.gallery.visit_of(office.gallery.daily_code("1" * 12)) is None
    assert not list((office.folder / "run" / "gallery").iterdir())


def test_a_refusal_beside_it_takes_no_face_out(office: Setup) -> None:
    face = office.sealed("ho_tich", unit(1), office.fresh_id())
    unknown = c.CheckIn(_id(None), office.issued(), FieldCode("no_such"), How.PLAIN)
    asyncio.run(all_at_once(office, face, unknown))
    assert len(office.gallery.people()[0]) == 1


def test_a_face_whose_ticket_finds_no_room_is_taken_out_at_once(office: Setup) -> None:
    pages = office.database.conn.execute("PRAGMA page_count").fetchone()[0]
    office.database.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        for person in range(1, 400):
            office.face("ho_tich", unit(person))
    waiting = {ticket.visit for ticket in office.journal.office.tickets.values()}
    assert set(office.gallery.people()[0]) == waiting


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
