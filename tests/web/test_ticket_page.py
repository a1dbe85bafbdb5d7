"""What the page behind a slip's QR code tells its owner."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk.domain.alerts import AlertKind
from kiosk.domain.ids import SYSTEM, CounterNo
from kiosk.domain.moves import PromiseShown
from kiosk.domain.shown import Why
from kiosk.domain.ticket import State
from kiosk.ticket_words import ticket_words
from tests.offices import Setup, ticket_of, unit
from tests.telling import tells

if TYPE_CHECKING:
    import httpx

    from kiosk.domain.snapshot_views import TicketView
    from tests.web.server import PageServer

LARGEST_BYTES = 50_000


def test_a_citizen_sees_the_code_and_the_people_ahead(pages: PageServer) -> None:
    tickets = pages.on_desk(lambda office: [ticket_of(office.plain("ho_tich")) for _ in range(3)])
    page = pages.client().get(f"/t/{tickets[2].token}").text
    assert "B003" in page
    assert "Còn 2 người trước ông/bà" in page
    assert "2 people before you" in page


def test_a_citizen_is_told_why_the_wait_has_grown(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    longer = PromiseShown(
        ticket=ticket.ticket,
        method="rollout",
        version="1",
        ahead=0,
        p50_min=20,
        p90_min=35,
        provisional=False,
        counters=0,
        priority_ahead=0,
        renewed=True,
        why=Why.COUNTER_CLOSED,
    )
    pages.on_desk(lambda office: office.journal.record([longer], SYSTEM, None))
    page = pages.client().get(f"/t/{ticket.token}").text
    assert "20–35 phút" in page
    assert "Lâu hơn đã báo: một quầy vừa đóng." in page
    assert "Longer than you were told: a counter has closed." in page


def test_a_called_citizen_sees_the_counter(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    pages.officer().call_next()
    assert "Mời đến quầy 2" in pages.client().get(f"/t/{ticket.token}").text


def test_the_page_is_small_and_holds_no_identity(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.face("ho_tich", unit(1))))
    pages.officer().call_next()
    client = pages.client()
    page = client.get(f"/t/{ticket.token}")
    parts = [page, *(client.get(f"/static/{name}") for name in ("base.css", "ticket.css", "ticket.js"))]
    assert sum(len(part.content) for part in parts) < LARGEST_BYTES
    for secret in (ticket.ticket, "cb-01", "Nguyễn"):
        assert not tells(page.text, secret)


def wish(pages: PageServer, token: str, what: str, **values: object) -> httpx.Response:
    return pages.client().post(f"/t/{token}/{what}", json={"command_id": str(uuid.uuid4()), **values})


def served(pages: PageServer) -> TicketView:
    """Serve one person to the end."""
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    pages.on_desk(lambda office: office.serve(2, office.seat(2)))
    return ticket


def test_a_citizen_leaves_the_queue_by_the_page(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    command_id = str(uuid.uuid4())
    for _ in range(2):
        assert wish(pages, ticket.token, "leave", command_id=command_id).status_code == 204
    assert pages.on_desk(Setup.kinds).count("TicketClosed") == 1
    assert "Lượt này đã kết thúc" in pages.client().get(f"/t/{ticket.token}").text
    assert wish(pages, ticket.token, "leave").status_code == 409


def test_a_citizen_asks_to_be_fetched_and_sees_that_it_is_known(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    assert wish(pages, ticket.token, "fetch").status_code == 204
    assert "Đã báo cán bộ đến đón ông/bà" in pages.client().get(f"/t/{ticket.token}").text
    (waiting,) = pages.on_desk(lambda office: office.desk.snapshot().waiting)
    assert waiting.fetch == "asked"


def test_a_bad_rating_reaches_the_supervisor_once_and_without_a_name(pages: PageServer) -> None:
    ticket = served(pages)
    assert "Ông/bà có hài lòng không?" in pages.client().get(f"/t/{ticket.token}").text
    assert wish(pages, ticket.token, "rate", level=1, factors=[1, 2, 3, 4, 5]).status_code == 204
    assert wish(pages, ticket.token, "rate", level=3).status_code == 409
    alerts = pages.on_desk(lambda office: office.desk.snapshot().alerts)
    assert [(a.field, a.count) for a in alerts if a.kind is AlertKind.BAD_RATING] == [("ho_tich", 1)]
    assert "Đã ghi nhận đánh giá" in pages.client().get(f"/t/{ticket.token}").text


def test_a_good_rating_alarms_nobody(pages: PageServer) -> None:
    wish(pages, served(pages).token, "rate", level=3)
    alerts = pages.on_desk(lambda office: office.desk.snapshot().alerts)
    assert AlertKind.BAD_RATING not in {alert.kind for alert in alerts}


def test_another_sites_page_cannot_make_a_citizen_leave(pages: PageServer) -> None:
    ticket = pages.on_desk(lambda office: ticket_of(office.plain("ho_tich")))
    answer = pages.client().post(
        f"/t/{ticket.token}/leave",
        json={"command_id": str(uuid.uuid4())},
        headers={"Origin": "http://evil.example"},
    )
    assert answer.status_code == 403
    assert "TicketClosed" not in pages.on_desk(Setup.kinds)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"command_id": "x"}', b"z" * 1_000])
@pytest.mark.parametrize("what", ["leave", "fetch", "rate"])
def test_what_is_no_wish_is_refused(pages: PageServer, what: str, body: bytes) -> None:
    assert pages.client().post(f"/t/none/{what}", content=body).status_code == 400


@pytest.mark.parametrize("token", ["nothing", "ệ", "%00", "x" * 300])
def test_an_unknown_token_is_told_so_kindly(pages: PageServer, token: str) -> None:
    answer = pages.client().get(f"/t/{token}")
    assert answer.status_code == 404
    assert "Không tìm thấy lượt này trong hôm nay" in answer.text


@pytest.mark.parametrize("state", State)
def test_every_state_is_told_in_both_languages(office: Setup, state: State) -> None:
    words = ticket_words(replace(ticket_of(office.plain("ho_tich")), state=state, counter=CounterNo(2)))
    assert words.vi
    assert words.en
    assert bool(words.more_vi) == bool(words.more_en)
    assert words.final == (state in {State.SERVED, State.CLOSED})


def test_an_icon_that_nobody_drew_is_a_plain_ticket(pages: PageServer) -> None:
    client = pages.client()
    missing = client.get("/icons/ticket/no_such_icon.svg")
    assert missing.headers["content-type"] == "image/svg+xml"
    assert missing.content.startswith(b"<svg")
    assert client.get("/icons/ticket/sen.svg").content != missing.content
