"""The screen's rarer requests, asked of a real desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.config import load_config
from kiosk.desk.accounts import Role
from kiosk.errors import CommandRefused
from kiosk.lib.units import DurationMs
from kiosk.link.client import DeskLink
from kiosk.run.desk_requests import DeskRequests
from kiosk.ui.effects import (
    CheckInCard,
    CheckInPlain,
    KeepPlaces,
    Place,
    RateService,
    RedeemPlace,
    SeeTurnByCode,
)
from kiosk.ui.happenings import (
    CardNeeded,
    PlaceOffered,
    PlacesKept,
    TicketGiven,
    TurnFound,
)
from tests.run.officer import Officer, add_officer
from tests.run.processes import Site

NUMBER = "001199012345"
"""Invented."""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskRequests]:
    """Give a line to a desk at which the field of household businesses takes nobody more today."""
    site = Site(tmp_path_factory.mktemp("desk"))
    add_officer(site, "ql-01", Role.SUPERVISOR)
    desk = site.start_desk()
    supervisor = Officer(site, "ql-01", counter=3)
    supervisor.give("CloseField", field="ho_kinh_doanh", reason="system_down")
    supervisor.leave()
    link = DeskLink(site.socket)
    yield DeskRequests(link, link.hello(), load_config(site.config), DurationMs(1500))
    link.close()
    desk.terminate()
    assert desk.wait(20) == 0


def offered(asking: DeskRequests, request: CheckInPlain | CheckInCard) -> PlaceOffered:
    answer = asking.ask(request)
    assert isinstance(answer, PlaceOffered)
    return answer


def test_who_cannot_have_a_ticket_today_leaves_with_a_place_for_another_day(asking: DeskRequests) -> None:
    answer = offered(asking, CheckInPlain(1, Place("ho_kinh_doanh")))
    (offer,) = answer.offers
    assert (answer.tickets, offer.reason) == ((), "field_closed")
    kept = asking.ask(KeepPlaces(2, answer.offers, "vi"))
    assert isinstance(kept, PlacesKept)
    (slip,) = kept.slips
    assert (slip.field, slip.date, slip.until) == ("ho_kinh_doanh", offer.date, offer.until)
    with pytest.raises(CommandRefused) as refused:
        asking.ask(RedeemPlace(3, slip.text, "vi"))
    assert refused.value.code == "not_today"


def test_a_slip_that_names_its_bearer_asks_for_the_card(asking: DeskRequests) -> None:
    answer = offered(asking, CheckInCard(1, Place("ho_kinh_doanh"), NUMBER))
    kept = asking.ask(KeepPlaces(2, answer.offers, "vi", NUMBER))
    assert isinstance(kept, PlacesKept)
    (slip,) = kept.slips
    assert slip.until == ""
    assert asking.ask(RedeemPlace(3, slip.text, "vi")) == CardNeeded(3)


def test_of_several_fields_the_open_ones_give_tickets_and_the_closed_one_an_offer(
    asking: DeskRequests,
) -> None:
    answer = offered(asking, CheckInPlain(1, Place("chung_thuc", ("ho_kinh_doanh",))))
    assert [ticket.field for ticket in answer.tickets] == ["chung_thuc"]
    assert [offer.field for offer in answer.offers] == ["ho_kinh_doanh"]


def test_a_code_of_nobody_finds_nothing_and_an_unserved_one_cannot_be_rated(asking: DeskRequests) -> None:
    assert asking.ask(SeeTurnByCode(1, "Z999")) == TurnFound(1, ())
    given = asking.ask(CheckInPlain(2, Place("ho_tich")))
    assert isinstance(given, TicketGiven)
    with pytest.raises(CommandRefused) as refused:
        asking.ask(RateService(3, given.ticket.code, 3))
    assert refused.value.code == "not_served"
