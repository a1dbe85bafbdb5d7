"""How a place is offered for the next working day, kept, and taken up there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.arrivals import issue_ticket, known_or_new, stop_duplicate
from kiosk.domain.events import EventData, How
from kiosk.domain.ids import FieldCode
from kiosk.domain.moves import SeenBy, TicketSeen
from kiosk.domain.places import PlaceKeptForTomorrow, PlaceRedeemed
from kiosk.errors import CommandRefused

if TYPE_CHECKING:
    from kiosk.domain.commands import KeepPlace, RedeemPlace
    from kiosk.domain.decisions import Setting
    from kiosk.domain.ids import VisitId

MOST_PLACES = 999
"""A place in the queue has three digits for those that come from one event; see `kiosk.domain.ticket`."""


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A kept place as its slip, or the log, tells it.

    Attributes:
        bearer: Code of whom the slip names; empty when it names nobody.
    """

    field: FieldCode
    date: str
    order: int
    token: str
    bearer: str = ""


def keep_place(setting: Setting, command: KeepPlace, token: str) -> list[EventData]:
    """Keep the place that a check-in was offered.

    Raises:
        CommandRefused: Nothing was offered, or the offer was taken already.
    """
    office = setting.office
    offered = next((o for o in office.offers if (o.offer, o.field) == (command.offer, command.field)), None)
    if offered is None:
        raise CommandRefused("nothing was offered, or it was taken already; check in again", code="no_offer")
    order = len(office.kept) + 1
    if order > MOST_PLACES:
        raise CommandRefused("no more places are kept today; ask an officer", code="too_many")
    return [
        PlaceKeptForTomorrow(
            offer=offered.offer,
            field=offered.field,
            date=offered.date,
            order=order,
            token=token,
            language=command.language,
            bound=command.id_number is not None,
        )
    ]


def redeem_place(
    setting: Setting, command: RedeemPlace, place: KeptPlace, known: VisitId | None, *, in_turn: bool
) -> list[EventData]:
    """Turn a kept place into a ticket: before all who came today, or at the end where it came too late.

    Args:
        known: The visit behind the ID card's code of the day; None for the first one or without a card.
        in_turn: Whether the slip was shown in time.

    Raises:
        CommandRefused: It is for another day.
    """
    setting.day()
    field = setting.field(place.field)
    day = setting.office.day
    today = day.date if day is not None else None
    if today is not None and place.date != today:
        code = "expired" if place.date < today else "not_today"
        raise CommandRefused(f"this place was kept for {place.date}", code=code)
    visit = known_or_new(setting, known)
    twin = stop_duplicate(setting, field, visit, How.ID)
    if twin:
        return twin
    how = How.PLAIN if command.id_number is None else How.ID
    order = place.order if in_turn else None
    issued = issue_ticket(setting, field, visit, how, command.language, kept_order=order)
    return [
        issued,
        PlaceRedeemed(place.token, issued.ticket, in_turn),
        TicketSeen(issued.ticket, SeenBy.SLIP),
    ]
