"""The technician's door: a PIN that cannot be guessed, a key that does not last."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from argon2 import PasswordHasher

from kiosk.desk.accounts import Accounts, Role
from kiosk.desk.technician import FIRST_WAIT_MS, OPEN_MS, TechnicianDoor
from kiosk.domain.ids import OfficerId
from kiosk.errors import BadInput, CommandRefused, NotSignedIn
from tests.offices import Setup

T = TypeVar("T")


@pytest.fixture
def door(office: Setup) -> TechnicianDoor:
    accounts = Accounts(office.database.conn)
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=64)
    accounts.add(OfficerId("cb-01"), "A", Role.OFFICER, "111111")
    accounts.add(OfficerId("kt-01"), "B", Role.TECHNICIAN, "222222")
    accounts.add(OfficerId("kt-02"), "C", Role.TECHNICIAN, "333333")

    async def test(shown: str) -> dict[str, str]:
        return {"shown": shown}

    return TechnicianDoor(accounts, office.clock, {"test": test})


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@pytest.mark.parametrize("pin", ["222222", "333333"])
def test_every_technician_gets_in_and_may_act(door: TechnicianDoor, pin: str) -> None:
    found = run(door.do("test", run(door.enter(pin)), "KE1"))
    assert found == {"shown": "KE1"}


@pytest.mark.parametrize("pin", ["111111", "", "444444"])
def test_nobody_else_does(door: TechnicianDoor, pin: str) -> None:
    with pytest.raises(NotSignedIn):
        run(door.enter(pin))
    with pytest.raises(NotSignedIn):
        run(door.do("test", ""))


def test_each_wrong_pin_shuts_the_door_longer_and_the_right_one_must_wait_too(
    door: TechnicianDoor, office: Setup
) -> None:
    for wait_ms in (FIRST_WAIT_MS, 2 * FIRST_WAIT_MS, 4 * FIRST_WAIT_MS):
        with pytest.raises(NotSignedIn):
            run(door.enter("000000"))
        office.clock.advance(wait_ms / 1000 - 1)
        with pytest.raises(CommandRefused, match="too many"):
            run(door.enter("222222"))
        office.clock.advance(1)
    run(door.enter("222222"))
    with pytest.raises(NotSignedIn):
        run(door.enter("000000"))
    office.clock.advance(FIRST_WAIT_MS / 1000)
    run(door.enter("222222"))


def test_many_guesses_sent_together_are_one(door: TechnicianDoor) -> None:
    async def guess() -> list[object]:
        return await asyncio.gather(*(door.enter(f"{pin:06d}") for pin in range(50)), return_exceptions=True)

    outcomes = run(guess())
    assert sum(isinstance(outcome, NotSignedIn) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, CommandRefused) for outcome in outcomes) == 49


def test_a_key_ends_by_itself_and_with_the_next_one(door: TechnicianDoor, office: Setup) -> None:
    first = run(door.enter("222222"))
    second = run(door.enter("222222"))
    with pytest.raises(NotSignedIn):
        run(door.do("test", first))
    run(door.do("test", second))
    office.clock.advance(OPEN_MS / 1000)
    with pytest.raises(NotSignedIn):
        run(door.do("test", second))


def test_an_act_that_nobody_knows_is_refused(door: TechnicianDoor) -> None:
    with pytest.raises(BadInput, match="'open'"):
        run(door.do("open", run(door.enter("222222"))))
