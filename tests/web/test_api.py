"""The API for other systems: what it gives, what it does, and that its description is true."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.desk.api_tokens import Scope
from kiosk.domain.ids import CounterNo
from tests.described import play
from tests.offices import Setup
from tests.telling import tells
from tests.web.server import updates

if TYPE_CHECKING:
    import httpx

    from tests.web.server import PageServer

EXAMPLES = 40
"""For each operation; the suite's time is short and the operations are few."""

STREAM = "/api/v1/updates"


def system(pages: PageServer, *scopes: Scope, counters: tuple[int, ...] = ()) -> httpx.Client:
    """Give another system's client."""
    client = pages.client()
    wanted = [CounterNo(number) for number in counters]
    _, secret = pages.on_desk(
        lambda office: pages.tokens.create("bàn phím", set(scopes), wanted, office.clock.wall())
    )
    client.headers = {"Authorization": f"Bearer {secret}"}
    return client


def press(client: httpx.Client, action: str, counter: int = 2, **values: object) -> httpx.Response:
    return client.post(f"/api/v1/counters/{counter}/{action}", json=values)


def test_a_keypad_drives_a_counter_from_call_to_finish(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    keypad = system(pages, Scope.DRIVE_COUNTER, counters=(2,))
    states = []
    for action in ("call-next", "recall", "start", "finish"):
        answer = press(keypad, action)
        assert answer.status_code == 200, answer.text
        ticket = answer.json()["counter"]["ticket"]
        states.append(ticket and ticket["state"])
    assert states == ["called", "called", "serving", None]
    (visit,) = pages.on_desk(Setup.visits)
    assert (visit["counter"], visit["officer"]) == (2, "cb-01")


def test_the_log_says_which_system_pressed(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    press(system(pages, Scope.DRIVE_COUNTER), "call-next")

    def last_body(office: Setup) -> dict[str, Any]:
        query = "SELECT body FROM event WHERE kind = 'TicketCalled'"
        (body,) = office.database.conn.execute(query).fetchone()
        return dict(json.loads(body))

    assert pages.on_desk(last_body)["actor"].startswith("api:")


def test_a_repeated_press_is_done_once_and_gets_its_first_answer(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(2)])
    keypad = system(pages, Scope.DRIVE_COUNTER)
    for action in ("call-next", "start", "finish"):
        command_id = str(uuid.uuid4())
        first, again = (press(keypad, action, command_id=command_id) for _ in range(2))
        assert (first.status_code, again.status_code) == (200, 200)
        assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert pages.on_desk(Setup.kinds).count("TicketCalled") == 1


def test_a_press_for_a_ticket_that_is_gone_is_refused(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    pages.on_desk(lambda office: office.plain("ho_tich"))
    keypad = system(pages, Scope.DRIVE_COUNTER)
    press(keypad, "call-next")
    answer = press(keypad, "finish", ticket="another")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_here")


def test_nobody_is_called_to_a_counter_without_an_officer(pages: PageServer) -> None:
    pages.on_desk(lambda office: office.plain("ho_tich"))
    answer = press(system(pages, Scope.DRIVE_COUNTER), "call-next")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_seated")


def test_a_token_for_one_counter_drives_no_other(pages: PageServer) -> None:
    pages.officer("cb-01", 2)
    assert press(system(pages, Scope.DRIVE_COUNTER, counters=(3,)), "call-next").status_code == 403


def test_a_revoked_token_is_worthless_at_once(pages: PageServer) -> None:
    reader = system(pages, Scope.READ_QUEUE)
    assert reader.get("/api/v1/office").status_code == 200
    (token,) = pages.on_desk(lambda _office: pages.tokens.all())
    pages.on_desk(lambda _office: pages.tokens.revoke(token.token_id))
    assert reader.get("/api/v1/office").status_code == 401


def test_only_the_hash_of_a_secret_is_kept(pages: PageServer) -> None:
    reader = system(pages, Scope.READ_QUEUE)
    secret = reader.headers["authorization"].split("_", 2)[2]
    dump = pages.on_desk(lambda office: "\n".join(office.database.conn.iterdump()))
    assert secret not in dump


def test_nothing_of_the_api_leads_to_a_person(pages: PageServer) -> None:
    tickets = pages.on_desk(lambda office: [office.plain("ho_tich").ticket for _ in range(2)])
    pages.officer("cb-01", 2).call_next()
    reader = system(pages, Scope.READ_QUEUE)
    said = "".join(reader.get(f"/api/v1/{what}").text for what in ("office", "queue", "counters/2"))
    assert "B001" in said
    for ticket in tickets:
        assert ticket is not None
        assert ticket.token not in said
    for secret in ("Nguyễn", "cb-01"):
        assert not tells(said, secret)


def test_another_system_is_pushed_the_queue(pages: PageServer) -> None:
    reader = system(pages, Scope.READ_QUEUE)
    with updates(reader, STREAM) as states:
        assert next(states)["waiting"] == []
        pages.on_desk(lambda office: office.plain("ho_tich"))
        (ticket,) = next(state["waiting"] for state in states if state["waiting"])
        assert ticket["code"] == "B001"


def test_who_asks_too_often_is_told_when_to_come_back(pages: PageServer) -> None:
    reader = system(pages, Scope.READ_QUEUE)
    statuses = [reader.get("/api/v1/office").status_code for _ in range(70)]
    assert statuses[0] == 200
    refused = reader.get("/api/v1/office")
    assert (statuses[-1], refused.status_code, refused.json()["code"]) == (429, 429, "too_often")
    pages.on_desk(lambda office: office.clock.advance(int(refused.headers["retry-after"])))
    assert reader.get("/api/v1/office").status_code == 200


def operations() -> list[tuple[str, str]]:
    from kiosk.web.api import OPERATIONS

    return [(o.method, o.path) for o in OPERATIONS if not o.streams]


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda part: part.rpartition("/")[2])
def test_no_request_that_the_description_allows_ends_in_a_servers_error(
    pages: PageServer, method: str, path: str
) -> None:
    pages.officer("cb-01", 2)
    pages.on_desk(lambda office: [office.plain("ho_tich") for _ in range(3)])
    client = system(pages, Scope.READ_QUEUE, Scope.DRIVE_COUNTER)
    document = client.get("/api/v1/openapi.json").json()
    play(
        document,
        (path, method),
        pages.address,
        client.headers,
        examples=EXAMPLES,
        before_each=lambda: pages.on_desk(lambda office: office.clock.advance(1)),
    )
