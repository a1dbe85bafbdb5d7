"""What a supervisor arranges: notices, fields closed early, fields moved between counters."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import CommandId, CounterNo, FieldCode
from kiosk.domain.places import Late
from kiosk.errors import CommandRefused, IllegalMove, NotAllowed
from kiosk.store.backup import make_backup
from tests.offices import Setup, ticket_of

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.desk.answers import Answer

WORDS = "Quầy 2 tạm nghỉ đến 9 giờ"


def arrange(office: Setup, kind: type[c.Command], **values: Any) -> Answer:
    return office.send(kind, office.supervisor(), **values)


def announce(office: Setup, text_vi: str = WORDS, text_en: str = "") -> CommandId:
    command = c.Announce(office.fresh_id(), office.issued(), text_vi, text_en)
    office.desk.handle(command, office.supervisor())
    return command.command_id


def close(office: Setup, field: str = "ho_tich") -> None:
    arrange(office, c.CloseField, field=FieldCode(field), reason=FieldClosedReason.FULL)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (c.Announce, {"text_vi": WORDS}),
        (c.WithdrawAnnouncement, {"announcement": "none"}),
        (c.CloseField, {"field": "ho_tich", "reason": FieldClosedReason.FULL}),
        (c.ReopenField, {"field": "ho_tich"}),
        (c.AssignFields, {"counter": 1, "fields": ("ho_tich",)}),
    ],
)
def test_only_a_supervisor_arranges_the_hall(
    office: Setup, kind: type[c.Command], values: dict[str, Any]
) -> None:
    for caller in (office.seat(1), office.citizen()):
        with pytest.raises(NotAllowed):
            office.send(kind, caller, **values)
    assert {kind.__name__ for kind in c.SUPERVISOR_COMMANDS} == {
        "Announce",
        "WithdrawAnnouncement",
        "CloseField",
        "ReopenField",
        "AssignFields",
    }


def test_a_notice_hangs_until_it_is_withdrawn_and_survives_a_crash(office: Setup) -> None:
    notice = announce(office, WORDS, "Counter 2 is back at 9")
    office.restart()
    (shown,) = office.desk.snapshot().announcements
    assert (shown.text_vi, shown.text_en) == (WORDS, "Counter 2 is back at 9")
    arrange(office, c.WithdrawAnnouncement, announcement=notice)
    assert office.desk.snapshot().announcements == ()
    with pytest.raises(IllegalMove):
        arrange(office, c.WithdrawAnnouncement, announcement=notice)


def test_a_notices_words_are_neither_in_the_log_nor_in_a_copy_nor_left_behind(
    office: Setup, tmp_path: Path
) -> None:
    announce(office)
    assert WORDS.encode() not in all_events(office)
    backup, _ = make_backup(office.database.path, tmp_path / "copies", office.clock.wall())
    assert "tạm nghỉ".encode() not in backup.path.read_bytes()
    with closing(sqlite3.connect(backup.path)) as copy:
        assert copy.execute("SELECT count(*) FROM announcement").fetchone() == (0,)
    arrange(office, c.CloseDay)
    assert office.database.conn.execute("SELECT count(*) FROM announcement").fetchone() == (0,)
    arrange(office, c.OpenDay)
    assert office.desk.snapshot().announcements == ()


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "dòng một\ndòng hai", "\u202eabc"])
def test_a_notice_is_one_line_of_plain_text(office: Setup, text: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        announce(office, text)
    assert refused.value.code == "bad_text"


def test_a_closed_field_takes_nobody_and_says_why_while_those_inside_are_served(office: Setup) -> None:
    waiting = ticket_of(office.plain("ho_tich"))
    close(office)
    answer = office.send_check_in("ho_tich", may_offer=True)
    assert (answer.ticket, [offer.reason for offer in answer.offers]) == (None, [Late.FIELD_CLOSED])
    field = next(f for f in office.desk.snapshot().fields if f.code == "ho_tich")
    assert field.closed == FieldClosedReason.FULL
    assert ticket_of(office.call_next(2, office.seat(2))).code == waiting.code
    arrange(office, c.ReopenField, field=FieldCode("ho_tich"))
    assert ticket_of(office.plain("ho_tich")).code == "B002"


def test_a_client_that_cannot_show_an_offer_is_told_that_the_field_is_closed(office: Setup) -> None:
    close(office)
    with pytest.raises(CommandRefused) as refused:
        office.plain("ho_tich")
    assert refused.value.code == "field_closed"


def test_an_office_that_offers_no_places_says_that_a_field_is_closed(office: Setup) -> None:
    policy = msgspec.structs.replace(office.config.policy, after_closing="issue")
    office.config = msgspec.structs.replace(office.config, policy=policy)
    office.restart()
    close(office)
    with pytest.raises(CommandRefused) as refused:
        office.send_check_in("ho_tich", may_offer=True)
    assert refused.value.code == "field_closed"


def test_a_closed_field_still_shows_a_card_holder_the_ticket_that_stands(office: Setup) -> None:
    first = ticket_of(office.by_card("ho_tich", "001099012345"))
    close(office)
    assert ticket_of(office.by_card("ho_tich", "001099012345")).ticket == first.ticket


def test_an_officer_may_still_give_a_place_in_a_closed_field(office: Setup) -> None:
    close(office)
    given = office.send(c.IssueByStaff, office.seat(2), field=FieldCode("ho_tich"))
    assert ticket_of(given).code == "B001"


def test_a_field_is_closed_once_and_only_for_the_day(office: Setup) -> None:
    close(office)
    with pytest.raises(IllegalMove):
        close(office)
    arrange(office, c.CloseDay)
    arrange(office, c.OpenDay)
    assert ticket_of(office.plain("ho_tich")).code == "B001"
    with pytest.raises(IllegalMove):
        arrange(office, c.ReopenField, field=FieldCode("ho_tich"))


def test_a_counter_calls_from_the_fields_that_it_was_given_today(office: Setup) -> None:
    land = ticket_of(office.plain("dat_dai_xay_dung"))
    caller = office.seat(1)
    assert office.call_next(1, caller).ticket is None
    arrange(office, c.AssignFields, counter=CounterNo(1), fields=(FieldCode("dat_dai_xay_dung"),))
    office.restart()
    assert office.desk.snapshot().counters[0].fields == ("dat_dai_xay_dung",)
    assert ticket_of(office.call_next(1, caller)).code == land.code
    arrange(office, c.CloseDay)
    arrange(office, c.OpenDay)
    assert "chung_thuc" in office.desk.snapshot().counters[0].fields


def test_a_field_left_without_any_counter_is_noticed(office: Setup) -> None:
    arrange(office, c.AssignFields, counter=CounterNo(3), fields=(FieldCode("ho_kinh_doanh"),))
    alerts = {(alert.kind, alert.field) for alert in office.desk.snapshot().alerts}
    assert (AlertKind.NO_COUNTER_AT_ALL, "dat_dai_xay_dung") in alerts


@pytest.mark.parametrize("fields", [(), ("no_such",)])
def test_a_counter_is_given_fields_of_this_office(office: Setup, fields: tuple[str, ...]) -> None:
    with pytest.raises(CommandRefused):
        arrange(office, c.AssignFields, counter=CounterNo(1), fields=fields)


def all_events(office: Setup) -> bytes:
    rows = office.database.conn.execute("SELECT body, data FROM event").fetchall()
    return b"".join(body + data for body, data in rows)
