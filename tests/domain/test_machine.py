"""All commands in any order against the real desk on real SQLite: what must hold after every step."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from kiosk.domain import commands as c
from kiosk.domain.events import How
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.ids import CounterNo, FieldCode, OfficerId
from kiosk.domain.kinds import KINDS
from kiosk.domain.moves import Order, OverrideReason, ParkReason, ResumeTo, SeenBy
from kiosk.domain.papers import Sign
from kiosk.domain.ticket import State
from kiosk.store import projections
from tests.domain.judged import COUNTERS, JudgedOffice
from tests.domain.quick import NEVER_PLAYED
from tests.offices import unit

STEPS = int(os.environ.get("KIOSK_MACHINE_STEPS", "10000"))
"""How many commands are played; the build plays ten thousand, a person may ask for more."""

STEPS_A_RUN = 50

FIELDS = [FieldCode(code) for code in ("chung_thuc", "ho_tich", "nhan_ket_qua")]
GROUP = "mang_thai"

WHICH = st.integers(0, 19)
"""Which of the tickets there are, counted round and round."""


class OneOffice(JudgedOffice):
    """An office of two counters, five citizens with faces, three with cards, and whoever takes numbers."""

    @initialize()
    def officers_come(self) -> None:
        for number in COUNTERS:
            self.office.seat(number, number)

    @rule(field=st.sampled_from(FIELDS), group=st.sampled_from([None, None, GROUP]))
    def take_plain(self, field: FieldCode, group: str | None) -> None:
        self._send(c.CheckIn, field=field, how=How.PLAIN, priority=group)

    @rule(fields=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3, unique=True))
    def take_several(self, fields: list[FieldCode]) -> None:
        self._send(c.CheckIn, field=fields[0], how=How.PLAIN, also=tuple(fields[1:]))

    @rule(field=st.sampled_from(FIELDS), person=st.integers(1, 5), times=st.integers(1, 2))
    def take_by_face(self, field: FieldCode, person: int, times: int) -> None:
        for _ in range(times):
            command = self.office.sealed(field, unit(person), self.office.fresh_id())
            self._give(command, self.office.citizen())

    @rule(person=st.integers(1, 5))
    def look_up(self, person: int) -> None:
        self._give(self.office.looking(unit(person)), self.office.citizen())

    @rule(field=st.sampled_from(FIELDS), person=st.integers(1, 3))
    def take_by_card(self, field: FieldCode, person: int) -> None:
        self._send(c.CheckIn, field=field, how=How.ID, id_number=f"{person:012d}")

    @rule(field=st.sampled_from(FIELDS), group=st.sampled_from([None, GROUP]))
    def take_by_staff(self, field: FieldCode, group: str | None) -> None:
        self._send(c.IssueByStaff, 1, field=field, priority=group, reason=OverrideReason.MACHINE_FAILED)

    @rule(count=st.integers(1, 9))
    def hand_out(self, count: int) -> None:
        self._send(c.HandOutPlaces, 1, count=count)

    @rule(field=st.sampled_from(FIELDS), standing=st.integers(1, 9))
    def take_standing(self, field: FieldCode, standing: int) -> None:
        self._send(c.CheckIn, field=field, how=How.PLAIN, standing=standing)

    @rule(counter=st.sampled_from(COUNTERS))
    def call_next(self, counter: CounterNo) -> None:
        self._send(c.CallNext, counter, counter=counter)

    @rule(
        counter=st.sampled_from(COUNTERS), kind=st.sampled_from([c.Recall, c.Start, c.Finish, c.MarkAbsent])
    )
    def work(self, counter: CounterNo, kind: type[c.OnTicket]) -> None:
        self._at_counter(counter, kind)

    @rule(counter=st.sampled_from(COUNTERS))
    def serve_whoever_is_next(self, counter: CounterNo) -> None:
        self._send(c.CallNext, counter, counter=counter)
        self._at_counter(counter, c.Start)

    @rule(counter=st.sampled_from(COUNTERS), times=st.integers(1, 2))
    def nobody_answers(self, counter: CounterNo, times: int) -> None:
        for _ in range(times):
            self._send(c.CallNext, counter, counter=counter)
            self._at_counter(counter, c.Recall)
            self._at_counter(counter, c.MarkAbsent)
            self.time_passes(61)

    @rule(counter=st.sampled_from(COUNTERS), forgotten=st.booleans())
    def serve_for_very_long(self, counter: CounterNo, forgotten: bool) -> None:  # noqa: FBT001  # drawn by name
        self.serve_whoever_is_next(counter)
        self.time_passes(700)
        self._at_counter(counter, c.AnswerForgotten, forgotten=forgotten)

    @rule(counter=st.sampled_from(COUNTERS), to=st.sampled_from(ResumeTo), seconds=st.sampled_from([1, 700]))
    def set_aside_for_a_while(self, counter: CounterNo, to: ResumeTo, seconds: int) -> None:
        self.serve_whoever_is_next(counter)
        here = self.office.journal.office.at_counter(counter)
        self._at_counter(counter, c.Park, reason=ParkReason.COPIES)
        self.time_passes(seconds)
        if here is not None and self._tickets()[here.id].state is State.PARKED:
            self._act(c.Resume, self._tickets()[here.id], counter, to=to, counter=counter)

    @rule(which=WHICH, counter=st.sampled_from(COUNTERS))
    def come_back(self, which: int, counter: CounterNo) -> None:
        self._send(c.CallNext, counter, counter=counter)
        self._at_counter(counter, c.Recall)
        self._at_counter(counter, c.MarkAbsent)
        self._on_any(which, c.Return, 1, states={State.COOLING, State.NO_SHOW, State.AWAIT_RESULT})

    @rule(which=WHICH)
    def stop_face(self, which: int) -> None:
        self.take_by_face(FIELDS[0], which % 5 + 1, 1)
        faces = [ticket.id for ticket in self._tickets().values() if ticket.how is How.FACE]
        if faces:
            self._send(c.StopFace, ticket=faces[which % len(faces)])

    @rule(counter=st.sampled_from(COUNTERS), reason=st.sampled_from(ParkReason))
    def park(self, counter: CounterNo, reason: ParkReason) -> None:
        self._at_counter(counter, c.Park, reason=reason, room="P. 204")

    @rule(counter=st.sampled_from(COUNTERS))
    def await_result(self, counter: CounterNo) -> None:
        self.serve_whoever_is_next(counter)
        self._at_counter(counter, c.FinishAwaitResult)

    @rule(
        counter=st.sampled_from(COUNTERS),
        whither=st.one_of(
            st.fixed_dictionaries({"field": st.sampled_from(FIELDS)}),
            st.fixed_dictionaries({"counter": st.sampled_from(COUNTERS)}),
            st.fixed_dictionaries({"officer": st.sampled_from([OfficerId("cb-01"), OfficerId("cb-02")])}),
        ),
        order=st.sampled_from(Order),
    )
    def transfer(self, counter: CounterNo, whither: dict[str, Any], order: Order) -> None:
        self.serve_whoever_is_next(counter)
        self._at_counter(counter, c.Transfer, order=order, **whither)

    @rule(counter=st.sampled_from(COUNTERS), keep=st.booleans())
    def requeue(self, counter: CounterNo, keep: bool) -> None:  # noqa: FBT001  # drawn by name
        self._at_counter(counter, c.Requeue, keep_place=keep)

    @rule(which=WHICH, counter=st.sampled_from(COUNTERS))
    def call_chosen(self, which: int, counter: CounterNo) -> None:
        self._on_any(which, c.CallTicket, counter, counter=counter)

    @rule(which=WHICH, counter=st.sampled_from(COUNTERS), to=st.sampled_from(ResumeTo))
    def resume(self, which: int, counter: CounterNo, to: ResumeTo) -> None:
        self._on_any(which, c.Resume, counter, states={State.PARKED}, to=to, counter=counter)

    @rule(which=WHICH, kind=st.sampled_from([c.Cancel, c.MarkSeen]))
    def from_the_desk(self, which: int, kind: type[c.OnTicket]) -> None:
        self._on_any(which, kind, 1)

    @rule(which=WHICH, granted=st.booleans())
    def judge(self, which: int, granted: bool) -> None:  # noqa: FBT001  # drawn by name
        self._on_any(which, c.JudgePriority, 1, group=GROUP, granted=granted)

    @rule(which=WHICH, other=WHICH, field=st.sampled_from(FIELDS))
    def merge(self, which: int, other: int, field: FieldCode) -> None:
        self.take_plain(field, None)
        twins = [t for t in self._tickets().values() if t.is_open and t.leg.field == field]
        if twins:
            one, another = twins[which % len(twins)], twins[other % len(twins)]
            self._act(c.Merge, one, 1, other=another.id)

    @rule(which=WHICH)
    def show_slip(self, which: int) -> None:
        tokens = [ticket.token for ticket in self._tickets().values()]
        if tokens:
            self._send(c.ConfirmPresence, token=tokens[which % len(tokens)], by=SeenBy.SLIP)

    @rule(which=WHICH, kind=st.sampled_from([c.DeclarePriority, c.DisputeMatch]))
    def from_the_kiosk(self, which: int, kind: type[Any]) -> None:
        ids = list(self._tickets())
        if ids:
            named: dict[type[Any], dict[str, Any]] = {
                c.DeclarePriority: {"group": GROUP},
                c.DisputeMatch: {"field": FIELDS[0]},
            }
            more = named.get(kind, {})
            self._send(kind, ticket=ids[which % len(ids)], **more)

    @rule(which=WHICH)
    def ask_to_be_fetched(self, which: int) -> None:
        ids = list(self._tickets())
        if ids:
            self._send(c.AskFetch, ticket=ids[which % len(ids)])
            self._send(c.AnswerFetch, 1, ticket=ids[which % len(ids)])

    @rule(which=WHICH, counter=st.sampled_from(COUNTERS), level=st.integers(1, 3))
    def rate(self, which: int, counter: CounterNo, level: int) -> None:
        self.serve_whoever_is_next(counter)
        self._at_counter(counter, c.Finish)
        tokens = [ticket.token for ticket in self._tickets().values() if ticket.state is State.SERVED]
        if tokens:
            self._send(c.RateService, level=level, token=tokens[which % len(tokens)])

    @rule(field=st.sampled_from(FIELDS), fields=st.lists(st.sampled_from(FIELDS), min_size=1, unique=True))
    def arrange_the_hall(self, field: FieldCode, fields: list[FieldCode]) -> None:
        """Close a field for one try, hang a notice for as long, and move fields to the first counter."""
        notice = self.office.fresh_id()
        self._arrange(c.CloseField, field=field, reason=FieldClosedReason.FULL)
        boss = self.office.supervisor()
        self._give(c.Announce(notice, self.office.issued(), "Xin chú ý", "Attention please"), boss)
        before = len(self._tickets())
        wish = self.office.fresh_id()
        self._give(
            c.CheckIn(wish, self.office.issued(), field, How.PLAIN, may_offer=True), self.office.citizen()
        )
        assert len(self._tickets()) == before
        self._send(c.KeepPlace, offer=wish, field=field)
        self._arrange(c.ReopenField, field=field)
        self._arrange(c.WithdrawAnnouncement, announcement=notice)
        self._arrange(c.AssignFields, counter=COUNTERS[0], fields=tuple(fields))

    @rule(which=WHICH, counter=st.sampled_from(COUNTERS))
    def undo(self, which: int, counter: CounterNo) -> None:
        steps = [t for t in self._tickets().values() if t.previous is not None]
        if not steps:
            return
        ticket = steps[which % len(steps)]
        if self._act(c.Undo, ticket, counter):
            restored = self._tickets()[ticket.id]
            assert ticket.previous is not None
            before = replace(
                ticket.previous,
                promise=ticket.promise,
                told=ticket.told,
                fetch=ticket.fetch,
                rated=ticket.rated,
                signs=ticket.signs,
                dossiers=ticket.dossiers,
                on_time=ticket.on_time,
                version=0,
            )
            assert replace(restored, version=0) == before
            assert restored.version == ticket.version + 1

    @rule(which=WHICH)
    def press_twice(self, which: int) -> None:
        """Two officers call the same person: one gets them, the other is told who has them."""
        waiting = self.office.journal.office.in_state(State.WAITING)
        if waiting:
            ticket = waiting[which % len(waiting)]
            got = [self._act(c.CallTicket, ticket, counter, counter=counter) for counter in COUNTERS]
            assert sum(got) <= 1

    @rule(seconds=st.sampled_from([1, 20, 61, 700]))
    def time_passes(self, seconds: int) -> None:
        before = self._before(1)
        self.office.clock.advance(seconds)
        self.office.desk.tick()
        self._check_moves(before)

    @rule(counter=st.sampled_from(COUNTERS))
    def leave_and_come_back(self, counter: CounterNo) -> None:
        self._send(c.SignOut, counter, counter=counter)
        self._send(c.SignIn, counter, counter=counter)

    @rule(counter=st.sampled_from(COUNTERS))
    def take_a_pause(self, counter: CounterNo) -> None:
        if self._send(c.PauseCounter, counter, counter=counter):
            assert not self._send(c.CallNext, counter, counter=counter)
            self._send(c.EndPause, counter, counter=counter)

    @rule(counter=st.sampled_from(COUNTERS), agreed=st.booleans())
    def hand_over(self, counter: CounterNo, agreed: bool) -> None:  # noqa: FBT001  # drawn by name
        self._send(c.AskHandover, 3, counter=counter)
        if self._send(c.HandOver, counter, counter=counter, to=OfficerId("cb-03"), agreed=agreed) and agreed:
            self._send(c.AskHandover, counter, counter=counter)
            self._send(c.HandOver, 3, counter=counter, to=OfficerId(f"cb-{counter:02d}"))

    @rule(which=WHICH, signs=st.lists(st.sampled_from(Sign), max_size=2))
    def note_signs(self, which: int, signs: list[Sign]) -> None:
        self._on_any(which, c.NoteSign, 1, signs=tuple(signs))

    @rule(counter=st.sampled_from(COUNTERS), serial=st.integers(1, 3), on_time=st.booleans())
    def note_papers(self, counter: CounterNo, serial: int, on_time: bool) -> None:  # noqa: FBT001  # drawn by name
        self.serve_whoever_is_next(counter)
        self._at_counter(counter, c.NoteDossier, dossier=f"H26.12-260930-{serial:04d}")
        self._at_counter(counter, c.HandOverResult, on_time=on_time)

    @rule(counter=st.sampled_from(COUNTERS))
    def free_counter(self, counter: CounterNo) -> None:
        self._send(c.FreeCounter, 1, counter=counter)
        self._send(c.SignIn, counter, counter=counter)

    @rule()
    def crash(self) -> None:
        """Let due things happen first: a start does them, too."""
        self.office.desk.tick()
        live = self.office.journal.office
        self.office.restart()
        assert self.office.journal.office == live

    @rule(which=WHICH)
    def take_up_a_kept_place(self, which: int) -> None:
        kept = self.office.journal.office.kept
        if kept:
            self._send(c.RedeemPlace, slip=kept[which % len(kept)].token)

    @rule(carry=st.booleans(), chance=st.integers(0, 2))
    def close_day(self, carry: bool, chance: int) -> None:  # noqa: FBT001  # drawn by name
        if chance or self.office.journal.office.day is None:
            return
        self._send(c.CloseDay, 1, carry_over=carry)
        assert self.office.gallery.people()[0] == []
        assert self._tickets() == {}
        self._send(c.OpenDay, 1)
        for number in COUNTERS:
            self._send(c.SignIn, number, counter=number)

    @invariant()
    def every_open_ticket_is_in_exactly_one_list(self) -> None:
        shot = self.office.desk.snapshot()
        lists = (shot.waiting, shot.cooling, shot.no_show, shot.parked, shot.await_result)
        shown = [view.ticket for views in lists for view in views]
        shown += [counter.ticket.ticket for counter in shot.counters if counter.ticket is not None]
        open_ = [ticket.id for ticket in self._tickets().values() if ticket.is_open]
        assert sorted(shown) == sorted(open_)

    @invariant()
    def the_log_folds_to_the_live_office(self) -> None:
        assert projections.load_office(self.office.database.conn) == self.office.journal.office

    @invariant()
    def one_open_ticket_of_a_visit_and_field(self) -> None:
        open_ = [(t.visit, t.leg.field) for t in self._tickets().values() if t.is_open]
        assert len(open_) == len(set(open_))

    @invariant()
    def the_gallery_holds_open_visits_only(self) -> None:
        open_ = {t.visit for t in self._tickets().values() if t.is_open}
        assert set(self.office.gallery.people()[0]) <= open_

    @invariant()
    def tables_hold_the_legs_of_the_day(self) -> None:
        rows = self.office.database.conn.execute(
            "SELECT ticket, leg FROM leg WHERE day_id = (SELECT day_id FROM day WHERE closed_at IS NULL)"
        ).fetchall()
        assert sorted(rows) == sorted((t.id, leg.number) for t in self._tickets().values() for leg in t.legs)


OneOffice.TestCase.settings = settings(
    derandomize="KIOSK_MACHINE_STEPS" not in os.environ,
    max_examples=max(1, STEPS // STEPS_A_RUN),
    stateful_step_count=STEPS_A_RUN,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
TestOneOffice = OneOffice.TestCase


def test_every_kind_of_step_was_played() -> None:
    if not OneOffice.happened:
        pytest.skip("the machine has not run in this process")
    assert {kind for kind in KINDS if kind not in OneOffice.happened} <= NEVER_PLAYED
