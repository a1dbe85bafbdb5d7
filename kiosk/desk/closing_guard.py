"""The guard at closing time: whoever cannot be called today is offered a place for the next working day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.desk.days import local_time, to_local
from kiosk.desk.reception import card_number
from kiosk.domain import commands as c
from kiosk.domain.calendar import clock_text, minute_of
from kiosk.domain.decisions import Tomorrow
from kiosk.domain.events import EventData, How, TicketIssued
from kiosk.domain.ids import CommandId, FieldCode, TicketId, VisitId
from kiosk.domain.keeping import KeptPlace, keep_place, redeem_place
from kiosk.domain.places import Late, PlaceKeptForTomorrow, PlaceOffered
from kiosk.errors import CommandRefused, IllegalMove
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.desk.journal import Journal
    from kiosk.desk.place_slips import PlaceSlips
    from kiosk.desk.reception import Reception
    from kiosk.domain.calendar import Calendar
    from kiosk.domain.decisions import Setting
    from kiosk.domain.policy import Policy
    from kiosk.domain.promise import Promiser

PROBE = TicketId("probe")
"""Stands for the newcomer whose turn is looked for; it is never recorded."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """A place for the next working day, as the kiosk offers it.

    Attributes:
        offer: What `KeepPlace` names.
        date: ISO 8601.
        opens: ``HH:MM`` of that day's opening.
        until: ``HH:MM`` by which a slip that names nobody must be shown to come first.
    """

    offer: CommandId
    field: FieldCode
    reason: Late
    date: str
    opens: str
    until: str


@dataclass(frozen=True, slots=True)
class SlipView:
    """What the kiosk prints or shows of a kept place.

    Attributes:
        text: For the QR code; signed by this device.
        token: To be typed where the code cannot be read.
        opens: ``HH:MM`` of that day's opening.
        until: ``HH:MM`` by which it must be shown to come first; None where it names its bearer, whose
            ID card must be shown with it at any time of the day.
    """

    text: str
    token: str
    field: FieldCode
    date: str
    order: int
    opens: str
    until: str | None


class ClosingGuard:
    """Offers, keeps and takes up places. Belongs to the desk's loop.

    A forecast never takes anything from anybody: what it finds late is offered a place, and whoever
    would rather wait gets a ticket today.
    """

    def __init__(
        self, journal: Journal, reception: Reception, promiser: Promiser | None, slips: PlaceSlips
    ) -> None:
        self._journal = journal
        self._reception = reception
        self._promiser = promiser
        self._slips = slips

    def look_ahead(
        self, setting: Setting, command: c.CheckIn, calendar: Calendar, timezone: str
    ) -> Tomorrow | None:
        """Find which of the fields asked for are too late today; None where nothing can be offered."""
        local = local_time(setting.now, timezone)
        if not command.may_offer or local is None or setting.office.day is None:
            return None
        date = calendar.next_working_day(local.date())
        if date is None or not setting.policy.offers_tomorrow:
            return None
        late = {}
        for code in (command.field, *command.also):
            if code in setting.office.closed_fields:
                late[code] = Late.FIELD_CLOSED
            elif setting.catalogue.field(code) is not None:
                reason = self._late(setting, code, calendar, local)
                late |= {code: reason} if reason is not None else {}
        return Tomorrow(date.isoformat(), late)

    def keep(self, setting: Setting, command: c.KeepPlace) -> list[EventData]:
        """Keep an offered place.

        Raises:
            CommandRefused: It was not offered, or the number is no ID card's.
        """
        if command.id_number is not None:
            card_number(command.id_number)
        return keep_place(setting, command, self._slips.new_token())

    def redeem(
        self, setting: Setting, command: c.RedeemPlace, calendar: Calendar, timezone: str
    ) -> list[EventData]:
        """Take up a kept place.

        Raises:
            CommandRefused: There is no such place, or it is another day's or another person's.
            IllegalMove: It was taken up already.
        """
        setting.day()
        place = self._place(command)
        if self._journal.is_redeemed(place.token):
            raise IllegalMove("this place was taken up already", code="redeemed")
        in_turn = bool(place.bearer) or self._is_early(setting, calendar, timezone)
        if command.id_number is None:
            return redeem_place(setting, command, place, None, in_turn=in_turn)
        code, known = self._reception.known_by_card(setting.office, command.id_number)
        events = redeem_place(setting, command, place, known, in_turn=in_turn)
        if known is None:
            self._reception.remember_card(events, code)
        return events

    def offers(
        self, events: Sequence[EventData], calendar: Calendar, policy: Policy
    ) -> tuple[OfferView, ...]:
        """Describe the places that a check-in was offered."""
        return tuple(
            OfferView(e.offer, e.field, e.reason, e.date, *_presence(e.date, calendar, policy))
            for e in events
            if isinstance(e, PlaceOffered)
        )

    def slip(
        self, events: Sequence[EventData], command: c.Command, calendar: Calendar, policy: Policy
    ) -> SlipView | None:
        """Write the slip of a place that was kept; a repeated command gets the same one."""
        kept = next((event for event in events if isinstance(event, PlaceKeptForTomorrow)), None)
        if kept is None or not isinstance(command, c.KeepPlace):
            return None
        opens, until = _presence(kept.date, calendar, policy)
        text = self._slips.write(kept, command.id_number)
        return SlipView(
            text, kept.token, kept.field, kept.date, kept.order, opens, None if kept.bound else until
        )

    def _late(self, setting: Setting, code: FieldCode, calendar: Calendar, local: dt.datetime) -> Late | None:
        minute = minute_of(local) + local.second / 60
        closing = calendar.closing(local.date())
        if closing is None or minute >= closing or self._promiser is None:
            # Whoever calls after hours works overtime, and nobody knows for how long.
            return None
        cut_off = calendar.cut_offs.get(code) if setting.policy.guards_cut_off else None
        if cut_off is not None and minute >= cut_off:
            return Late.CUT_OFF
        until = min(closing, cut_off or closing)
        issued = TicketIssued(PROBE, VisitId(PROBE), 1, code, "", 0, "", How.STAFF, "", "")
        after = self._journal.preview([issued], setting.now)
        is_late = self._promiser.comes_after(
            after,
            after.tickets[PROBE],
            setting.catalogue,
            setting.policy,
            setting.now,
            limit_min=until - minute,
        )
        if not is_late:
            return None
        return Late.CLOSING if until == closing else Late.CUT_OFF

    def _place(self, command: c.RedeemPlace) -> KeptPlace:
        if "|" in command.slip:
            place = self._slips.read(command.slip)
            number = command.id_number
            if place.bearer and (number is None or self._slips.bearer(place.token, number) != place.bearer):
                raise CommandRefused("this slip is its bearer's; show their ID card", code="needs_card")
            return place
        kept = self._journal.place_of(command.slip.replace("-", "").strip().upper())
        if kept is None:
            raise CommandRefused("no place was kept under this code", code="bad_slip")
        if kept.bound:
            raise CommandRefused("show the slip itself, and its bearer's ID card", code="needs_card")
        return KeptPlace(kept.field, kept.date, kept.order, kept.token)

    def _is_early(self, setting: Setting, calendar: Calendar, timezone: str) -> bool:
        """Tell whether whoever holds a slip without a name was there soon after opening."""
        local = local_time(setting.now, timezone)
        if local is None:
            return True
        day = setting.office.day
        opened = minute_of(to_local(day.opened.at, timezone)) if day is not None and day.opened else 0
        spans = calendar.spans_on(local.date())
        first = max(spans[0].start if spans else 0, opened)
        return minute_of(local) <= first + setting.policy.kept_place_ms / (60 * MS_PER_S)


def _presence(date: str, calendar: Calendar, policy: Policy) -> tuple[str, str]:
    spans = calendar.spans_on(dt.date.fromisoformat(date))
    opens = spans[0].start if spans else 0
    return clock_text(opens), clock_text(opens + policy.kept_place_ms // (60 * MS_PER_S))
