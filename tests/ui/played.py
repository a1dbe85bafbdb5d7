"""Happenings played one after another, and the places of a citizen's way that many tests begin at."""

from __future__ import annotations

from dataclasses import replace

from kiosk.ui.effects import (
    Effect,
)
from kiosk.ui.flow import FlowState, begin, step
from kiosk.ui.happenings import (
    DeskUnsure,
    Happening,
    HelpComing,
    LookDone,
    SnapshotArrived,
    TicketExists,
)
from kiosk.ui.parts import Service
from kiosk.ui.touches import (
    ConsentTapped,
    FieldTapped,
    ServiceTapped,
)
from tests.ui.views import FIELDS, LOOK, NOTICE, OFFERS, TICKET

SNAPSHOT = SnapshotArrived(FIELDS, is_open=True)


def play(*happenings: Happening, state: FlowState | None = None) -> tuple[FlowState, list[Effect]]:
    state = state or begin(NOTICE, "vi")
    effects: list[Effect] = []
    for happening in happenings:
        state, more = step(state, happening)
        effects += more
    return state, effects


def at_ring() -> FlowState:
    return play(SNAPSHOT, FieldTapped("chung_thuc"), ConsentTapped())[0]


def at_existing() -> FlowState:
    return play(LookDone(1, LOOK), TicketExists(2, TICKET), state=at_ring())[0]


def at_unsure() -> FlowState:
    return play(LookDone(1, LOOK), DeskUnsure(2), state=at_ring())[0]


def coming(call: str = "call-1", counter: int | None = 2) -> SnapshotArrived:
    return replace(SNAPSHOT, help_coming=HelpComing(call, counter))


def at_choice_of_turn() -> FlowState:
    return play(SNAPSHOT, ServiceTapped(Service.TURN), state=begin(NOTICE, "vi", office=OFFERS))[0]
