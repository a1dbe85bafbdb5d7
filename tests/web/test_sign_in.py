"""Who gets in, for how long, and how wrong PINs cost time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.desk.accounts import IDLE_MS
from kiosk.desk.lockout import FIRST_WAIT_MS, FREE_TRIES, LONGEST_WAIT_MS
from tests.offices import Setup
from tests.web.server import PIN

if TYPE_CHECKING:
    import httpx

    from tests.web.server import PageServer


def attempt(pages: PageServer, pin: str = PIN, officer: str = "cb-01", **more: object) -> httpx.Response:
    form = {"officer": officer, "pin": pin, "counter": 1, **more}
    return pages.client().post("/api/session", json=form)


def wait(pages: PageServer, seconds: float) -> None:
    pages.on_desk(lambda office: office.clock.advance(seconds))


def changes(pages: PageServer) -> list[str]:
    """List what happened to accounts, as the log tells it."""

    def read(office: Setup) -> list[str]:
        rows = office.database.conn.execute("SELECT data FROM event WHERE kind = 'AccountChanged'")
        return [data.decode() for (data,) in rows]

    return pages.on_desk(read)


def test_wrong_pins_lock_an_account_longer_each_time_and_the_log_says_so(pages: PageServer) -> None:
    for _ in range(FREE_TRIES):
        assert attempt(pages, "000000").status_code == 401
    locked = attempt(pages)
    assert (locked.status_code, locked.json()["code"]) == (409, "locked")
    assert changes(pages) == ['{"change":"locked","officer":"cb-01"}']
    wait(pages, FIRST_WAIT_MS / 1000)
    assert attempt(pages, "000000").status_code == 401
    wait(pages, FIRST_WAIT_MS / 1000)
    assert attempt(pages).json()["code"] == "locked"
    wait(pages, FIRST_WAIT_MS / 1000)
    assert attempt(pages).status_code == 200


def test_no_wait_is_longer_than_the_longest_and_a_restart_forgives_nothing(pages: PageServer) -> None:
    for _ in range(FREE_TRIES + 12):
        attempt(pages, "000000")
        wait(pages, LONGEST_WAIT_MS / 1000)
    attempt(pages, "000000")
    wait(pages, LONGEST_WAIT_MS / 1000 - 1)
    assert attempt(pages).json()["code"] == "locked"
    wait(pages, 1)
    assert attempt(pages).status_code == 200


def test_others_are_not_locked_out_by_one_accounts_wrong_pins(pages: PageServer) -> None:
    for _ in range(FREE_TRIES):
        attempt(pages, "000000")
    assert attempt(pages, officer="cb-02").status_code == 200


def test_a_supervisor_unlocks_an_account_and_a_new_pin_does_too(pages: PageServer) -> None:
    supervisor = pages.officer("pt-01", 3).client
    for values in ({"unlock": True}, {"pin": PIN}):
        for _ in range(FREE_TRIES):
            attempt(pages, "000000")
        assert supervisor.post("/api/accounts/cb-01", json=values).status_code == 200
        assert attempt(pages).status_code == 200


def test_an_idle_session_ends_and_a_busy_one_goes_on(pages: PageServer) -> None:
    idle, busy = pages.officer("cb-01", 1), pages.officer("cb-02", 2)
    for _ in range(2):
        wait(pages, IDLE_MS / 2000 + 1)
        assert busy.client.post("/api/session/active").status_code in {204, 409}
        busy.client.put("/api/session", json={"pin": PIN})
    assert idle.client.get("/api/session").status_code == 401
    assert busy.client.get("/api/session").status_code == 200


def test_sessions_end_with_their_day(pages: PageServer) -> None:
    officer, supervisor = pages.officer("cb-01", 1), pages.officer("pt-01", 2)
    assert supervisor.give("CloseDay").status_code == 200
    assert officer.client.get("/api/session").status_code == 401
    assert supervisor.client.get("/api/session").status_code == 401


def test_only_a_supervisor_signs_in_at_no_counter(pages: PageServer) -> None:
    statuses = {
        who: attempt(pages, officer=who, counter=None).status_code for who in ("cb-01", "pt-01", "kt-01")
    }
    assert statuses == {"cb-01": 403, "pt-01": 200, "kt-01": 403}


def test_a_shut_account_gets_in_nowhere_and_loses_its_session(pages: PageServer) -> None:
    officer, supervisor = pages.officer("cb-01", 1), pages.officer("pt-01", 2).client
    assert supervisor.post("/api/accounts/cb-01", json={"disabled": True}).status_code == 200
    assert officer.client.get("/api/session").status_code == 401
    refused = attempt(pages)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert supervisor.post("/api/accounts/cb-01", json={"disabled": False}).status_code == 200
    assert attempt(pages).status_code == 200


def test_every_change_of_an_account_is_an_event_without_a_name_or_a_pin(pages: PageServer) -> None:
    supervisor = pages.officer("pt-01", 2).client
    new = {"officer": "cb-07", "name": "Phạm Thị Mai", "role": "officer", "pin": "13579"}
    assert supervisor.post("/api/accounts", json=new).status_code == 200
    for values in ({"role": "supervisor"}, {"pin": "97531"}, {"disabled": True}, {"disabled": False}):
        assert supervisor.post("/api/accounts/cb-07", json=values).status_code == 200
    told = changes(pages)
    assert [text.split('"')[3] for text in told] == [
        "added:officer",
        "role:supervisor",
        "pin",
        "disabled",
        "enabled",
    ]
    assert not [word for word in ("Phạm", "Mai", "13579", "97531") if word in "".join(told)]


def test_an_office_keeps_at_least_one_supervisor(pages: PageServer) -> None:
    supervisor = pages.officer("pt-01", 2).client
    for values in ({"disabled": True}, {"role": "officer"}):
        answer = supervisor.post("/api/accounts/pt-01", json=values)
        assert answer.json()["code"] == "last_supervisor"


@pytest.mark.parametrize("officer", ["", "Nguyễn Văn A", "CB-01", "x" * 40])
def test_an_id_that_could_be_a_name_is_refused(pages: PageServer, officer: str) -> None:
    supervisor = pages.officer("pt-01", 2).client
    form = {"officer": officer, "name": "A", "role": "officer", "pin": PIN}
    assert supervisor.post("/api/accounts", json=form).status_code == 400
