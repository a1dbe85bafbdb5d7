"""Whoever would not be called today is offered a place for the next working day, and finds it there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import CommandId, FieldCode
from kiosk.domain.places import Late
from kiosk.errors import CommandRefused, IllegalMove
from kiosk.forecast.hours import hours_of
from kiosk.forecast.promise import RollingPromiser
from kiosk.forecast.service_times import Library
from tests.offices import Setup, ticket_of, unit

if TYPE_CHECKING:
    from kiosk.desk.answers import Answer
    from kiosk.desk.closing_guard import OfferView, SlipView

CARD, OTHER_CARD = "001099012345", "001099054321"
HOUR_S = 3600


@pytest.fixture
def late(office: Setup) -> Setup:
    """A Wednesday, 16:40, one counter open, six people before the newcomer."""
    clock_at(office, 16, 40)
    office.desk.tick()
    foresee(office)
    office.seat(4)
    for _ in range(6):
        office.send(c.IssueByStaff, office.officer(), field=FieldCode("cu_tru_can_cuoc"))
    return office


def foresee(office: Setup) -> None:
    """Give the desk a forecast that knows nothing but the hours."""
    config = office.config
    office.promiser = RollingPromiser(Library(), hours_of(config.office_calendar, config.office.timezone))
    office.restart()


def clock_at(office: Setup, hour: int, minute: int) -> None:
    """Move on to the next such time of day in Vietnam."""
    local_min = (office.clock.wall() // 60_000 + 7 * 60) % (24 * 60)
    office.clock.advance(((hour * 60 + minute - local_min) % (24 * 60)) * 60)


def come(office: Setup, **values: Any) -> Answer:
    return office.send_check_in("cu_tru_can_cuoc", **{"may_offer": True, **values})


def offered(office: Setup) -> OfferView:
    answer = come(office)
    assert answer.ticket is None
    return answer.offers[0]


def keep(office: Setup, id_number: str | None = None) -> SlipView:
    offer = offered(office)
    answer = office.send(
        c.KeepPlace, office.citizen(), offer=offer.offer, field=offer.field, id_number=id_number
    )
    assert answer.slip is not None
    return answer.slip


def redeem(office: Setup, slip: str, id_number: str | None = None) -> Answer:
    return office.send(c.RedeemPlace, office.citizen(), slip=slip, id_number=id_number)


def next_morning(office: Setup, hour: int = 7, minute: int = 35) -> None:
    clock_at(office, hour, minute)
    office.desk.tick()


def code_of(refused: pytest.ExceptionInfo[CommandRefused]) -> str:
    return refused.value.code


def test_whose_turn_comes_after_closing_is_offered_the_next_working_day(late: Setup) -> None:
    offer = offered(late)
    assert (offer.reason, offer.opens, offer.until) == (Late.CLOSING, "07:30", "08:30")
    today = late.desk.snapshot().date
    assert today is not None
    assert offer.date > today
    assert late.kinds()[-1] == "PlaceOffered"


def test_an_offer_leaves_no_face_and_no_card_behind(late: Setup) -> None:
    face = late.sealed("cu_tru_can_cuoc", unit(1), late.fresh_id())
    late.desk.handle(replace(face, may_offer=True), late.citizen())
    come(late, how=How.ID, id_number=CARD)
    assert late.kinds()[-1] == "PlaceOffered"
    assert late.gallery.people()[0] == []
    assert late.gallery.visit_of(late.gallery.daily_code(CARD)) is None


def test_a_repeated_touch_is_offered_the_same(late: Setup) -> None:
    command = c.CheckIn(
        late.fresh_id(), late.issued(), FieldCode("cu_tru_can_cuoc"), How.PLAIN, may_offer=True
    )
    first, again = (late.desk.handle(command, late.citizen()) for _ in range(2))
    assert again.repeated
    assert again.offers == first.offers != ()


def test_whoever_would_rather_wait_today_gets_a_ticket(late: Setup) -> None:
    assert ticket_of(come(late, may_offer=False)).code == "G007"


def test_an_office_may_go_on_issuing(late: Setup) -> None:
    policy = msgspec.structs.replace(late.config.policy, after_closing="issue")
    late.config = msgspec.structs.replace(late.config, policy=policy)
    late.restart()
    assert ticket_of(come(late)).code == "G007"


def test_no_open_counter_is_no_reason_to_send_anybody_away(late: Setup) -> None:
    late.send(c.SignOut, late.officer(), counter=4)
    assert ticket_of(come(late)).code == "G007"


def test_after_hours_and_under_a_doubtful_clock_nobody_is_sent_away(late: Setup) -> None:
    clock_at(late, 17, 5)
    assert ticket_of(come(late)).code == "G007"
    late.power_cut(seconds_off=60, wall_ms=0)
    assert ticket_of(come(late)).code == "G008"


def test_in_the_morning_there_is_time_for_everybody(office: Setup) -> None:
    clock_at(office, 8, 0)
    foresee(office)
    office.seat(4)
    for number in range(1, 8):
        assert ticket_of(come(office)).code == f"G{number:03d}"


def test_a_fields_cut_off_counts_where_the_office_wants_it(office: Setup) -> None:
    clock_at(office, 15, 1)
    office.desk.tick()
    foresee(office)
    office.seat(1)
    assert ticket_of(office.plain("chung_thuc")).code == "A001"
    policy = msgspec.structs.replace(office.config.policy, guard="cut_off")
    office.config = msgspec.structs.replace(office.config, policy=policy)
    office.restart()
    assert [offer.reason for offer in office.send_check_in("chung_thuc", may_offer=True).offers] == [
        Late.CUT_OFF
    ]
    assert ticket_of(office.plain("nhan_ket_qua")).code == "K001"


def test_a_slip_comes_first_in_the_morning_in_the_order_of_giving(late: Setup) -> None:
    slips = [keep(late) for _ in range(3)]
    assert [slip.order for slip in slips] == [1, 2, 3]
    next_morning(late)
    early = ticket_of(come(late))
    tickets = [ticket_of(redeem(late, slip.text)) for slip in reversed(slips)]
    assert [view.ahead for view in tickets] == [0, 0, 0]
    waiting = late.desk.snapshot().waiting
    assert [view.ticket for view in waiting] == [*[t.ticket for t in reversed(tickets)], early.ticket]
    assert all(view.seen for view in waiting[:3])


def test_a_slip_is_good_once_and_on_its_day_only(late: Setup) -> None:
    slip, spare = keep(late), keep(late)
    with pytest.raises(CommandRefused) as refused:
        redeem(late, slip.text)
    assert code_of(refused) == "not_today"
    next_morning(late)
    redeem(late, slip.text)
    for again in (slip.text, slip.token):
        with pytest.raises(IllegalMove) as twice:
            redeem(late, again)
        assert twice.value.code == "redeemed"
    late.clock.advance(24 * HOUR_S)
    late.desk.tick()
    with pytest.raises(CommandRefused) as refused:
        redeem(late, spare.text)
    assert code_of(refused) == "expired"


def test_a_slip_can_be_typed_and_survives_a_crash_and_a_power_cut(late: Setup) -> None:
    slip = keep(late)
    late.restart()
    next_morning(late)
    late.restart()
    typed = f"{slip.token[:4]}-{slip.token[4:]}".lower()
    assert ticket_of(redeem(late, typed)).ahead == 0


def test_a_slip_that_names_nobody_comes_first_only_soon_after_opening(late: Setup) -> None:
    slip = keep(late)
    next_morning(late)
    next_morning(late, 9, 30)
    before = ticket_of(come(late))
    ticket = ticket_of(redeem(late, slip.text))
    assert (before.ahead, ticket.ahead) == (0, 1)


def test_a_slip_that_names_its_bearer_is_of_no_use_to_another(late: Setup) -> None:
    slip = keep(late, CARD)
    assert slip.until is None
    next_morning(late, 10, 0)
    come(late)
    for stranger in (None, OTHER_CARD):
        with pytest.raises(CommandRefused) as refused:
            redeem(late, slip.text, stranger)
        assert code_of(refused) == "needs_card"
    with pytest.raises(CommandRefused) as refused:
        redeem(late, slip.token, CARD)
    assert code_of(refused) == "needs_card"
    ticket = ticket_of(redeem(late, slip.text, CARD))
    assert (ticket.how, ticket.ahead) == (How.ID, 0)


def test_a_bearer_with_a_ticket_today_is_shown_that_one(late: Setup) -> None:
    slip = keep(late, CARD)
    next_morning(late)
    first = ticket_of(come(late, how=How.ID, id_number=CARD))
    assert ticket_of(redeem(late, slip.text, CARD)).ticket == first.ticket
    assert late.kinds()[-1] == "DuplicateStopped"


@pytest.mark.parametrize("part", [1, 2, 3, 4, 5, 6, 7])
def test_a_slip_that_was_changed_is_none(late: Setup, part: int) -> None:
    parts = keep(late).text.split("|")
    parts[part] = {4: "99", 2: "2026-12-31"}.get(part, "x" + parts[part])
    next_morning(late)
    with pytest.raises(CommandRefused) as refused:
        redeem(late, "|".join(parts))
    assert code_of(refused) == "bad_slip"


@pytest.mark.parametrize(
    "slip", ["", "KP1|", "NOSUCHPL", "KP1|a|b|c|d|e|f|g", f"KP1|a|b|c|{'9' * 5000}|e|f|g"]
)
def test_what_is_no_slip_is_refused(office: Setup, slip: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        redeem(office, slip)
    assert code_of(refused) == "bad_slip"


def test_nothing_is_kept_that_was_not_offered_and_no_offer_twice(late: Setup) -> None:
    offer = offered(late)
    values: dict[str, Any] = {"offer": offer.offer, "field": offer.field}
    with pytest.raises(CommandRefused):
        late.send(c.KeepPlace, late.citizen(), **{**values, "offer": CommandId("none")})
    with pytest.raises(CommandRefused) as refused:
        late.send(c.KeepPlace, late.citizen(), **values, id_number="12")
    assert code_of(refused) == "bad_id"
    late.send(c.KeepPlace, late.citizen(), **values)
    with pytest.raises(CommandRefused) as refused:
        late.send(c.KeepPlace, late.citizen(), **values)
    assert code_of(refused) == "no_offer"


def test_a_repeated_acceptance_gets_the_same_slip(late: Setup) -> None:
    offer = offered(late)
    command = c.KeepPlace(late.fresh_id(), late.issued(), offer.offer, offer.field, id_number=CARD)
    first, again = (late.desk.handle(command, late.citizen()) for _ in range(2))
    assert again.repeated
    assert first.slip == again.slip


def test_no_card_number_and_no_code_of_it_is_recorded(late: Setup) -> None:
    slip = keep(late, CARD)
    bearer = slip.text.split("|")[6]
    rows = late.database.conn.execute("SELECT CAST(body || data AS TEXT) FROM event").fetchall()
    assert all(CARD not in row and bearer not in row for (row,) in rows)
    assert CARD not in slip.text


def test_a_place_kept_before_a_weekend_is_for_the_next_working_day(late: Setup) -> None:
    while late.desk.snapshot().hours is None or not offered(late).date.endswith("-23"):
        late.clock.advance(24 * HOUR_S)
        late.desk.tick()
        late.seat(4)
        for _ in range(6):
            late.send(c.IssueByStaff, late.officer(), field=FieldCode("cu_tru_can_cuoc"))
    assert late.desk.snapshot().date == "2026-11-20"


def test_who_asked_for_two_fields_gets_the_ticket_that_can_be_had_and_an_offer(late: Setup) -> None:
    late.send(c.CloseField, late.supervisor(), field=FieldCode("ho_tich"), reason=FieldClosedReason.FULL)
    answer = late.send_check_in("ho_tich", also=(FieldCode("chung_thuc"),), may_offer=True)
    assert [offer.field for offer in answer.offers] == ["ho_tich"]
    assert [view.field for view in answer.tickets] == ["chung_thuc"]
