"""Fairness: priority with a cap, places of the morning, hoarding, quotas."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.config import load_config
from kiosk.domain import commands as c
from kiosk.domain.alerts import AlertKind
from kiosk.domain.events import How
from kiosk.domain.fairness import PathCount, count_by_path
from kiosk.domain.ids import CommandId
from kiosk.domain.moves import OverrideReason
from kiosk.domain.promise import Promise
from kiosk.domain.reasons import explain
from kiosk.domain.ticket import State
from kiosk.errors import CommandRefused
from kiosk.store import event_log
from kiosk.store.codec import recorded
from tests.offices import Setup, ticket_of, unit


def with_policy(office: Setup, **values: object) -> None:
    """Start the desk anew with other rules."""
    policy = msgspec.structs.replace(office.config.policy, **values)
    office.config = msgspec.structs.replace(office.config, policy=policy)
    office.restart()


def take(office: Setup, priority: str | None = None) -> str:
    return ticket_of(office.send_check_in("ho_tich", priority=priority)).code


def test_one_priority_goes_before_two_others_and_the_call_says_why(office: Setup) -> None:
    for _ in range(6):
        take(office)
    for _ in range(2):
        take(office, "tu_75_tuoi")
    caller = office.seat(2)
    called = [office.serve(2, caller) for _ in range(8)]
    assert [view.code for view in called] == ["B007", "B001", "B002", "B008", "B003", "B004", "B005", "B006"]
    assert called[0].reason == "priority:tu_75_tuoi"
    words = explain(called[0].reason, office.config.queue_policy)
    assert words == ("ưu tiên từ 75 tuổi, lượt 1 trên 3", "priority: aged 75 or over, 1 turn in 3")


def test_nobody_is_passed_over_by_more_people_than_the_cap(office: Setup) -> None:
    with_policy(office, priority_every=0, max_overtaken=2)
    take(office)
    for _ in range(4):
        take(office, "mang_thai")
    caller = office.seat(2)
    called = [office.serve(2, caller) for _ in range(5)]
    assert [view.code for view in called] == ["B002", "B003", "B001", "B004", "B005"]
    assert called[2].reason == "age_cap"


def test_nobody_is_passed_over_for_longer_than_the_cap(office: Setup) -> None:
    with_policy(office, priority_every=0, max_overtaken=100, max_overtaken_min=1)
    take(office)
    for _ in range(2):
        take(office, "mang_thai")
    caller = office.seat(2)
    assert office.serve(2, caller).code == "B002"
    assert office.serve(2, caller).code == "B001"


def test_a_refused_priority_no_longer_counts(office: Setup) -> None:
    take(office)
    declared = ticket_of(office.send_check_in("ho_tich", priority="mang_thai"))
    assert declared.priority == "mang_thai"
    caller = office.seat(2)
    judged = office.act(c.JudgePriority, declared, caller, group="mang_thai", granted=False)
    assert (judged.priority, judged.declared) == (None, "mang_thai")
    assert ticket_of(office.call_next(2, caller)).code == "B001"


def test_where_an_officer_must_confirm_a_declared_priority_waits_for_it(office: Setup) -> None:
    with_policy(office, priority_needs_officer=True)
    take(office)
    declared = ticket_of(office.send_check_in("ho_tich", priority="mang_thai"))
    assert declared.priority is None
    caller = office.seat(2)
    office.act(c.JudgePriority, declared, caller, group="mang_thai", granted=True)
    assert ticket_of(office.call_next(2, caller)).code == "B002"


def test_places_handed_out_outside_are_kept_whoever_taps_first(office: Setup) -> None:
    office.send(c.HandOutPlaces, office.officer(), count=3)
    for standing in (3, 1, 2):
        office.send_check_in("ho_tich", standing=standing)
    take(office)
    waiting = office.desk.snapshot().waiting
    assert [view.standing for view in waiting] == [1, 2, 3, None]
    for standing in (3, 4):
        with pytest.raises(CommandRefused, match="number"):
            office.send_check_in("ho_tich", standing=standing)


def test_an_unseen_plain_number_cools_at_the_first_miss_and_ends_at_the_second(office: Setup) -> None:
    unseen, shown = ticket_of(office.plain("ho_tich")), ticket_of(office.plain("ho_tich"))
    office.send(c.ConfirmPresence, office.citizen(), token=shown.token)
    caller = office.seat(2)
    states = []
    for _ in range(4):
        missed = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
        states.append((missed.code, missed.state))
        office.clock.advance(301)
        office.desk.tick()
    assert states[:2] == [("B001", State.COOLING), ("B001", State.NO_SHOW)]
    assert states[2:] == [("B002", State.COOLING), ("B002", State.COOLING)]
    assert unseen.seen is False


def test_a_burst_of_plain_numbers_alerts_staff_and_blocks_nobody(office: Setup) -> None:
    for _ in range(8):
        take(office)
    kinds = {alert.kind: alert for alert in office.desk.snapshot().alerts}
    assert kinds[AlertKind.PLAIN_BURST].count == 8
    assert take(office) == "B009"
    office.clock.advance(601)
    assert AlertKind.PLAIN_BURST not in {alert.kind for alert in office.desk.snapshot().alerts}


def test_a_field_that_nobody_serves_is_noticed_when_officers_sign_in(office: Setup) -> None:
    office.seat(3)
    missing = [a.field for a in office.desk.snapshot().alerts if a.kind is AlertKind.NO_COUNTER_OPEN]
    assert "ho_tich" in missing
    assert "dat_dai_xay_dung" not in missing
    assert take(office) == "B001"


def test_an_override_needs_a_reason_and_is_counted_by_path(office: Setup) -> None:
    first = ticket_of(office.face("ho_tich", unit(1)))
    office.face("ho_tich", unit(1))
    office.send(c.DisputeMatch, office.citizen(), ticket=first.ticket, field="ho_tich")
    caller = office.officer()
    with pytest.raises(CommandRefused, match="reason"):
        office.send(c.IssueByStaff, caller, field="ho_tich", despite=first.ticket)
    given = office.send(
        c.IssueByStaff,
        caller,
        field="ho_tich",
        despite=first.ticket,
        reason=OverrideReason.FOR_SOMEONE_ELSE,
    )
    assert ticket_of(given).how == "staff"
    office.send(c.CloseDay, caller)
    events = [recorded(event).data for event in event_log.everything(office.database.conn)]
    counts = count_by_path(events)
    assert counts[How.FACE] == PathCount(issued=1, duplicates=1, disputes=1, overrides=1, ghosts=0)
    assert counts[How.PLAIN] == PathCount(issued=1, ghosts=1)
    assert counts[How.STAFF] == PathCount(issued=1, ghosts=1)


def test_a_baseline_takes_plain_numbers_only(office: Setup) -> None:
    office.send(c.CloseDay, office.officer())
    with_policy(office, baseline=True)
    office.clock.advance(24 * 3600)
    office.desk.tick()
    assert office.desk.snapshot().baseline
    with pytest.raises(CommandRefused, match="plain numbers"):
        office.face("ho_tich", unit(1))
    with pytest.raises(CommandRefused, match="plain numbers"):
        office.by_card("ho_tich", "001099012345")
    assert office.gallery.people()[0] == []
    assert take(office) == "B001"


def test_a_daily_quota_is_off_and_where_it_is_on_results_never_count(office: Setup) -> None:
    for field in ("ho_tich", "chung_thuc", "nhan_ket_qua"):
        office.face(field, unit(1))
    with_policy(office, daily_quota=2)
    office.face("nhan_ket_qua", unit(2))
    office.face("ho_tich", unit(2))
    office.face("chung_thuc", unit(2))
    assert ticket_of(office.face("chung_thuc", unit(2))).code == "A002"
    with pytest.raises(CommandRefused, match="2 tickets"):
        office.face("huong_dan", unit(2))


class _TenMinutes:
    """Promises the same to everyone; stands in for a forecast where only the desk is tried."""

    method, version, ahead, p50_min, p90_min, provisional = "rule", "1", 0, 10, 20, True

    def promise(self, *_about: object) -> Promise:
        return self

    def comes_after(self, *_about: object, limit_min: float) -> bool:
        return limit_min < 10


def test_what_was_promised_is_recorded_with_the_ticket_and_shown(office: Setup) -> None:
    office.promiser = _TenMinutes()
    office.restart()
    ticket = ticket_of(office.plain("ho_tich"))
    assert (ticket.wait_min, ticket.provisional) == ((10, 20), True)
    assert office.kinds()[-1] == "PromiseShown"
    assert office.desk.snapshot().waiting[0].wait_min == (10, 20)


def test_a_dated_configuration_holds_from_the_first_day_on_or_after_its_date(office: Setup) -> None:
    policy = msgspec.structs.replace(office.config.policy, max_calls=1)
    later = msgspec.structs.replace(load_config(None), policy=policy, effective_from="2026-11-19")
    office.upcoming = (later,)
    office.restart()
    caller = office.seat(2)
    office.face("ho_tich", unit(1))
    missed = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
    assert missed.state is State.COOLING
    office.clock.advance(24 * 3600)
    office.desk.tick()
    assert office.kinds().count("ConfigTaken") == 1
    caller = office.seat(2)
    office.face("ho_tich", unit(1))
    missed = office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
    assert missed.state is State.NO_SHOW


def test_a_repeated_touch_for_several_fields_gets_its_first_answer(office: Setup) -> None:
    command = c.CheckIn(CommandId("x"), office.issued(), "ho_tich", How.PLAIN, also=("chung_thuc",))  # type: ignore[arg-type]
    first = office.desk.handle(command, office.citizen())
    again = office.desk.handle(command, office.citizen())
    assert again.repeated
    assert [v.code for v in again.tickets] == [v.code for v in first.tickets]


def test_an_unseen_plain_number_that_does_not_answer_cools_at_once(office: Setup) -> None:
    for _ in range(2):
        office.plain("ho_tich")
    caller = office.seat(2)
    first = ticket_of(office.call_next(2, caller))
    office.clock.advance(31)
    answer = office.call_next(2, caller)
    assert [event["kind"] for event in answer.events] == ["TicketMissed", "TicketCalled"]
    shot = office.desk.snapshot()
    assert [view.code for view in shot.cooling] == [first.code]
    assert next(call.code for call in shot.calls) == "B002"


def test_an_unseen_plain_number_is_missed_for_good_at_its_second_unanswered_call(office: Setup) -> None:
    office.plain("ho_tich")
    caller = office.seat(2)
    office.act(c.MarkAbsent, ticket_of(office.call_next(2, caller)), caller)
    office.clock.advance(301)
    office.desk.tick()
    assert ticket_of(office.call_next(2, caller)).code == "B001"
    office.plain("ho_tich")
    office.clock.advance(31)
    answer = office.call_next(2, caller)
    assert [event["kind"] for event in answer.events] == ["NoShowDeclared", "TicketCalled"]


def test_a_second_press_in_haste_lets_nobody_pause(office: Setup) -> None:
    for _ in range(2):
        office.plain("ho_tich")
    caller = office.seat(2)
    office.call_next(2, caller)
    office.clock.advance(5)
    with pytest.raises(CommandRefused) as refused:
        office.call_next(2, caller)
    assert refused.value.code == "counter_busy"


@pytest.mark.parametrize("seen", [True, False])
def test_whoever_was_seen_or_stands_alone_is_never_put_aside_by_calling_the_next(
    office: Setup, *, seen: bool
) -> None:
    ticket = ticket_of(office.plain("ho_tich"))
    if seen:
        office.send(c.ConfirmPresence, office.citizen(), token=ticket.token)
        office.plain("ho_tich")
    caller = office.seat(2)
    office.call_next(2, caller)
    office.clock.advance(120)
    with pytest.raises(CommandRefused) as refused:
        office.call_next(2, caller)
    assert refused.value.code == "counter_busy"


def one_each_half_minute(office: Setup, count: int, *, seen_every: int = 0) -> None:
    for number in range(count):
        ticket = ticket_of(office.plain("ho_tich"))
        if seen_every and number % seen_every == 0:
            office.send(c.ConfirmPresence, office.citizen(), token=ticket.token)
        office.clock.advance(30)


def bursts(office: Setup) -> list[str | None]:
    alerts = office.desk.snapshot().alerts
    return [alert.field for alert in alerts if alert.kind is AlertKind.PLAIN_BURST]


def test_numbers_taken_slowly_in_one_field_that_nobody_holds_are_noticed(office: Setup) -> None:
    one_each_half_minute(office, 7)
    assert bursts(office) == []
    one_each_half_minute(office, 1)
    assert bursts(office) == ["ho_tich"]
    assert ticket_of(office.plain("ho_tich")).code == "B009", "an alert blocks nobody"


def test_a_busy_field_whose_slips_are_seen_is_no_seller(office: Setup) -> None:
    one_each_half_minute(office, 16, seen_every=2)
    assert bursts(office) == []


def test_a_cards_tickets_count_all_day_after_they_were_served_and_after_a_crash(office: Setup) -> None:
    with_policy(office, daily_quota=2)
    caller = office.seat(2)
    for _ in range(2):
        office.by_card("ho_tich", "001099012345")
        office.serve(2, caller)
    office.restart()
    with pytest.raises(CommandRefused) as refused:
        office.by_card("ho_tich", "001099012345")
    assert refused.value.code == "quota"
    assert ticket_of(office.by_card("nhan_ket_qua", "001099012345")).code == "K001"
    assert ticket_of(office.by_card("ho_tich", "001099054321")).code == "B003"


def test_without_a_quota_no_card_is_counted(office: Setup) -> None:
    office.by_card("ho_tich", "001099012345")
    assert office.gallery.tickets_of(office.gallery.daily_code("001099012345")) == 0


def test_the_count_of_cards_dies_with_the_day(office: Setup) -> None:
    with_policy(office, daily_quota=1)
    office.by_card("ho_tich", "001099012345")
    office.send(c.CloseDay, office.officer())
    office.send(c.OpenDay, office.officer())
    assert ticket_of(office.by_card("ho_tich", "001099012345")).code == "B001"


def test_a_ticket_that_was_not_recorded_is_not_counted(office: Setup) -> None:
    with_policy(office, daily_quota=1)
    with pytest.raises(RuntimeError), office.journal.together():
        office.by_card("ho_tich", "001099012345")
        raise RuntimeError
    assert ticket_of(office.by_card("ho_tich", "001099012345")).code == "B001"
