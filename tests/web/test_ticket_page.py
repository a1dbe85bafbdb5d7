"""What the page behind a slip's QR code tells its owner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk.domain.ids import CounterNo
from kiosk.domain.ticket import State
from kiosk.web.ticket_words import ticket_words
from tests.offices import Setup, ticket_of, unit

if TYPE_CHECKING:
    from tests.web.server import PageServer

LARGEST_BYTES = 50_000


def test_a_citizen_sees_the_code_and_the_people_ahead(pages: PageServer) -> None:
    tickets = pages.on_desk(lambda office: [ticket_of(office.plain("ho_tich")) for _ in range(3)])
    page = pages.client().get(f"/t/{tickets[2].token}").text
    assert "B003" in page
    assert "Còn 2 người trước ông/bà" in page
    assert "2 people before you" in page


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
        assert secret not in page.text


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
