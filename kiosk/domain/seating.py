"""How a seat at a counter is left for a while, asked for and handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.events import OfficerSignedIn, OfficerSignedOut
from kiosk.domain.seats import CounterPaused, CounterResumed, HandoverAsked, HandoverDeclined
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.commands import HandOver
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData
    from kiosk.domain.ids import CounterNo, OfficerId


def pause(setting: Setting, number: CounterNo, officer: OfficerId) -> list[EventData]:
    """Take a pause; whoever is at the counter is dealt with first."""
    setting.free_counter_of(number, officer)
    return [] if number in setting.office.paused else [CounterPaused(officer, number)]


def end_pause(setting: Setting, number: CounterNo, officer: OfficerId) -> list[EventData]:
    """Go on after a pause."""
    setting.seat_of(number, officer)
    return [CounterResumed(officer, number)] if number in setting.office.paused else []


def ask_handover(setting: Setting, number: CounterNo, officer: OfficerId) -> list[EventData]:
    """Ask whoever sits at a counter for the seat; the latest one to ask is the one.

    Raises:
        CommandRefused: Nobody sits there: then sit down.
    """
    setting.counter(number)
    office = setting.office
    holder = office.seated.get(number)
    if holder is None or holder == officer:
        raise CommandRefused(f"counter {number} is yours to take; sit down", code="not_taken")
    return [] if office.handovers.get(number) == officer else [HandoverAsked(officer, number)]


def hand_over(setting: Setting, command: HandOver, officer: OfficerId) -> list[EventData]:
    """Give the seat to the officer who asked for it, or keep it.

    Raises:
        IllegalMove: Nobody asks for it any more, or someone is still at the counter.
        CommandRefused: It is not this officer's seat, or the other one sits elsewhere with someone.
    """
    number = command.counter
    setting.seat_of(number, officer)
    asks = setting.office.handovers.get(number)
    if asks is None or asks != command.to:
        raise IllegalMove(f"{command.to} does not ask for counter {number} any more", code="not_asked_for")
    if not command.agreed:
        return [HandoverDeclined(asks, number)]
    setting.free_counter_of(number, officer)
    elsewhere = [other for other, who in setting.office.seated.items() if who == asks]
    for other in elsewhere:
        busy = setting.office.at_counter(other)
        if busy is not None:
            raise CommandRefused(f"{asks} still has {busy.code} at counter {other}", code="counter_busy")
    return [
        OfficerSignedOut(officer, number, "handed_over"),
        *(OfficerSignedOut(asks, other, "moved") for other in elsewhere),
        OfficerSignedIn(asks, number),
    ]
