"""What the desk promises citizens and officers."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.ids import CommandId, CounterNo, FieldCode, TicketId
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused, IllegalMove, NotAllowed, StaleCommand, VersionConflict
from kiosk.store import projections, proof
from tests.offices import Setup, leaning, normalised, ticket_of, unit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_face_ticket_becomes_one_served_visit(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    caller = office.seat(2)
    office.clock.advance(90)
    office.serve(2, caller)
    (visit,) = office.visits()
    assert visit["day"] == office.desk.snapshot().date
    assert (visit["field"], visit["how"], visit["counter"], visit["officer"]) == (
        "ho_tich",
        "face",
        2,
        "cb-01",
    )
    assert (visit["wait_s"], visit["serve_s"]) == (90.0, 60.0)


def test_a_second_look_does_not_issue_a_second_ticket(office: Setup) -> None:
    first = ticket_of(office.face("ho_tich", unit(1)))
    again = office.face("ho_tich", leaning(unit(1), 0.8))
    assert ticket_of(again).ticket == first.ticket
    assert again.events[-1]["kind"] == "DuplicateStopped"
    assert office.kinds().count("TicketIssued") == 1


def test_the_same_face_may_ask_for_another_field_in_the_same_visit(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    second = office.face("chung_thuc", leaning(unit(1), 0.8))
    assert ticket_of(second).code == "A001"
    visits = office.database.conn.execute("SELECT count(DISTINCT visit), count(*) FROM leg").fetchone()
    assert visits == (1, 2)


def test_an_unsure_look_shows_nobodys_ticket(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.face("ho_tich", leaning(unit(1), 0.3))
    between = unit(1) + leaning(unit(1), 0.3)
    answer = office.face("ho_tich", normalised(between))
    assert answer.ticket is None
    assert [event["kind"] for event in answer.events] == ["LookDecided"]


def test_not_me_gives_a_plain_ticket_and_leaves_the_other_alone(office: Setup) -> None:
    shown = ticket_of(office.face("ho_tich", unit(1)))
    command = c.DisputeMatch(CommandId("d"), office.issued(), TicketId(shown.ticket), FieldCode("ho_tich"))
    answer = office.desk.handle(command, office.citizen())
    assert ticket_of(answer).code == "B002"
    assert ticket_of(answer).how == "plain"
    assert len(office.desk.snapshot().waiting) == 2


def test_a_repeated_command_gets_its_first_answer(office: Setup) -> None:
    first = office.plain("ho_tich", "the-same-touch")
    second = office.plain("ho_tich", "the-same-touch")
    assert second.repeated
    assert second.events == first.events
    assert ticket_of(second).code == ticket_of(first).code
    assert office.kinds().count("TicketIssued") == 1


def test_a_repeated_command_gets_its_first_answer_after_a_crash(office: Setup) -> None:
    first = office.plain("ho_tich", "the-same-touch")
    office.restart()
    assert office.plain("ho_tich", "the-same-touch").events == first.events


def test_a_command_older_than_ten_seconds_is_refused(office: Setup) -> None:
    command = c.CheckIn(CommandId("old"), office.issued(), FieldCode("ho_tich"), How.PLAIN)
    office.clock.advance(10.5)
    with pytest.raises(StaleCommand, match="10 s"):
        office.desk.handle(command, office.citizen())
    assert "TicketIssued" not in office.kinds()


def test_a_command_from_before_a_reboot_is_refused(office: Setup) -> None:
    command = c.CheckIn(CommandId("old"), office.issued(), FieldCode("ho_tich"), How.PLAIN)
    office.clock.boot_id = "11111111-0000-4000-8000-000000000000"
    with pytest.raises(StaleCommand):
        office.desk.handle(command, office.citizen())


def test_two_officers_cannot_have_the_same_person(office: Setup) -> None:
    office.plain("chung_thuc")
    first, second = office.seat(1, 1), office.seat(2, 2)
    called = ticket_of(office.call_next(1, first))
    assert office.call_next(2, second).events == []
    with pytest.raises(CommandRefused, match="cb-01 has A001"):
        office.act(c.Start, called, second)


def test_a_stale_version_is_refused_and_names_the_holder(office: Setup) -> None:
    office.plain("chung_thuc")
    caller = office.seat(1)
    called = ticket_of(office.call_next(1, caller))
    office.act(c.Start, called, caller)
    with pytest.raises(VersionConflict) as refusal:
        office.act(c.Start, called, caller)
    assert refusal.value.holder == "cb-01"


def test_next_is_the_earliest_place_among_the_fields_a_counter_serves(office: Setup) -> None:
    for field in ("dat_dai_xay_dung", "ho_tich", "chung_thuc"):
        office.plain(field)
    assert ticket_of(office.call_next(2, office.seat(2))).code == "B001"


def test_an_unanswered_call_keeps_the_place_and_ends_after_the_last_call(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.plain("ho_tich")
    caller = office.seat(2)
    for _ in range(2):
        absent = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
        assert (absent.code, absent.state) == ("B001", State.COOLING)
        office.clock.advance(301)
        office.desk.tick()
    third = ticket_of(office.call_next(2, caller))
    assert third.code == "B001"
    assert office.act(c.MarkAbsent, third, caller).state is State.NO_SHOW


def test_a_cooling_ticket_is_not_called_before_its_time(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(299)
    office.desk.tick()
    assert office.call_next(2, caller).events == []


def test_a_counter_calls_nobody_while_someone_is_there(office: Setup) -> None:
    office.plain("ho_tich")
    office.plain("ho_tich")
    caller = office.seat(2)
    office.call_next(2, caller)
    with pytest.raises(IllegalMove, match="B001"):
        office.call_next(2, caller)


def test_the_face_dies_with_the_visits_last_open_ticket(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.face("chung_thuc", unit(1))
    caller = office.seat(2)
    office.serve(2, caller)
    assert len(office.gallery.people()[0]) == 1
    office.serve(2, caller)
    assert office.gallery.people()[0] == []
    assert list((office.folder / "run" / "gallery").iterdir()) == []


def test_faces_of_open_tickets_are_known_after_a_crash(office: Setup) -> None:
    first = ticket_of(office.face("ho_tich", unit(1)))
    office.restart()
    assert ticket_of(office.face("ho_tich", leaning(unit(1), 0.7))).ticket == first.ticket


def test_faces_die_with_the_power_and_tickets_live_on(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.database.close()
    for path in sorted((office.folder / "run").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    office.clock.boot_id = "22222222-0000-4000-8000-000000000000"
    office.boot()
    assert office.gallery.people()[0] == []
    assert [ticket.code for ticket in office.desk.snapshot().waiting] == ["B001"]


def test_no_template_is_readable_in_the_runtime_directory(office: Setup) -> None:
    template = unit(1)
    office.face("ho_tich", template)
    for path in office.folder.rglob("*"):
        if path.is_file():
            assert template.tobytes()[:16] not in path.read_bytes()


def test_day_close_ends_every_open_ticket_and_destroys_the_key(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.plain("ho_tich")
    office.desk.handle(c.CloseDay(CommandId("close"), office.issued()), office.officer())
    assert office.kinds().count("TicketClosed") == 2
    assert not (office.folder / "run" / "day.key").exists()
    with pytest.raises(CommandRefused, match="no working day"):
        office.plain("ho_tich")


def test_a_missed_day_close_runs_before_the_first_ticket_of_the_next_day(office: Setup) -> None:
    office.plain("ho_tich")
    office.clock.advance(24 * 3600)
    office.restart()
    assert office.desk.snapshot().waiting == ()
    assert ticket_of(office.plain("ho_tich")).code == "B001"
    assert office.kinds().count("DayClosed") == 1


def test_a_flat_picture_is_refused_unless_the_desk_takes_them(tmp_path: Path, office: Setup) -> None:
    with pytest.raises(CommandRefused, match="plain number"):
        office.face("ho_tich", unit(1), nature="flat")
    demo = Setup(tmp_path / "demo", accept_flat=True)
    answer = demo.face("ho_tich", unit(1), nature="flat")
    decided = next(event["data"] for event in answer.events if event["kind"] == "LookDecided")
    assert isinstance(decided, dict)
    assert decided["liveness"] == "flat"
    demo.close()


def test_another_engines_look_is_refused(office: Setup) -> None:
    command = office.sealed("ho_tich", unit(1), CommandId("x"), embedder_sha256="1" * 64)
    with pytest.raises(CommandRefused) as refusal:
        office.desk.handle(command, office.citizen())
    assert refusal.value.code == "other_engine"


def test_a_template_of_no_numbers_is_refused_and_matches_nobody_after_it(office: Setup) -> None:
    with pytest.raises(CommandRefused) as refusal:
        office.face("ho_tich", np.full(128, np.nan, np.float32))
    assert refusal.value.code == "bad_look"
    mine, other = office.face("ho_tich", unit(1)), office.face("ho_tich", unit(2))
    assert ticket_of(mine).code != ticket_of(other).code


def test_a_look_cannot_be_used_in_another_command(office: Setup) -> None:
    command = office.sealed("ho_tich", unit(1), CommandId("mine"))
    stolen = c.CheckIn(
        CommandId("other"),
        command.issued,
        command.field,
        command.how,
        sealed_look=command.sealed_look,
        consent=command.consent,
    )
    with pytest.raises(CommandRefused, match="cannot be opened"):
        office.desk.handle(stolen, office.citizen())


def test_a_citizen_cannot_call(office: Setup) -> None:
    with pytest.raises(NotAllowed):
        office.call_next(1, office.citizen())


def test_the_log_verifies_and_rebuilds_the_same_tables(office: Setup) -> None:
    office.face("ho_tich", unit(1))
    office.plain("ho_tich")
    office.serve(2, office.seat(2))
    verified = proof.verify(office.database.conn)
    assert verified.heads[0].seq == verified.events == len(office.kinds())
    live = _tables(office.database.conn)
    projections.rebuild(office.database.conn)
    assert _tables(office.database.conn) == live
    assert projections.load_office(office.database.conn) == office.journal.office


def test_wait_across_a_reboot_with_a_bad_clock_is_flagged_and_left_empty(office: Setup) -> None:
    office.plain("ho_tich")
    office.clock.boot_id = "33333333-0000-4000-8000-000000000000"
    office.clock.wall_ms = 0
    office.restart()
    office.call_next(2, office.seat(2))
    assert "LegFlagged" in office.kinds()
    assert office.database.conn.execute("SELECT wait_ms, flags FROM leg").fetchone() == (
        None,
        "wait:across_reboot",
    )


def test_a_jump_that_the_battery_carries_over_a_reboot_is_flagged_as_such(office: Setup) -> None:
    office.plain("ho_tich")
    office.clock.wall_ms += 86_400_000
    office.plain("ho_tich")
    office.power_cut(seconds_off=60)
    assert not office.desk.snapshot().clock_ok
    office.call_next(2, office.seat(2))
    found = office.database.conn.execute("SELECT wait_ms, flags FROM leg ORDER BY code").fetchone()
    assert found == (None, "wait:clock_jump")
    office.synchronised = True
    assert office.desk.snapshot().clock_ok


def _tables(conn: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [
        conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("day", "ticket", "leg")
    ]


def test_a_typed_code_decides_an_unsure_look_for_its_owner_only(office: Setup) -> None:
    first = ticket_of(office.face("ho_tich", unit(1)))
    office.face("ho_tich", leaning(unit(1), 0.3))
    stranger = ticket_of(office.plain("ho_tich"))
    between = unit(1) + leaning(unit(1), 0.3)
    between = normalised(between)
    mine = office.desk.handle(
        replace(office.sealed("ho_tich", between, CommandId("u1")), code=first.code), office.citizen()
    )
    assert ticket_of(mine).ticket == first.ticket
    other = office.desk.handle(
        replace(office.sealed("ho_tich", between, CommandId("u2")), code=stranger.code), office.citizen()
    )
    assert other.ticket is None


def test_a_face_without_consent_to_the_notice_in_force_is_refused(office: Setup) -> None:
    command = office.sealed("ho_tich", unit(1), CommandId("n"))
    for consent in (None, c.Consent("2026-11", "0" * 64)):
        with pytest.raises(CommandRefused) as refusal:
            office.desk.handle(replace(command, consent=consent), office.citizen())
        assert refusal.value.code == "no_consent"
    assert office.gallery.people()[0] == []


def test_an_officer_with_a_person_at_the_counter_cannot_leave_them_behind(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    office.call_next(2, caller)
    with pytest.raises(CommandRefused, match="finish B001"):
        office.seat(1)
    with pytest.raises(CommandRefused, match="finish B001"):
        office.desk.handle(c.SignOut(CommandId("s"), office.issued(), CounterNo(2)), caller)
