"""Faces go with what happened: at the turn of a day, on request, and when nothing is open any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.events import DayClosed, DayOpened, EventData, FaceErased, ServiceFinished, TicketClosed
from kiosk.domain.moves import TicketMerged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.desk.gallery import Gallery
    from kiosk.domain.office import Office


def keep_gallery(gallery: Gallery, office: Office, events: Iterable[EventData]) -> None:
    """Bring the gallery to where durable events, which ``office`` already shows, have the office."""
    for event in events:
        match event:
            case DayOpened(day_id=day_id):
                gallery.open_day(day_id)
            case DayClosed():
                gallery.close_day()
            case FaceErased(visit=visit):
                gallery.erase(visit)
            case ServiceFinished(ticket=id_) | TicketClosed(ticket=id_) | TicketMerged(ticket=id_):
                ticket = office.tickets.get(id_)
                if ticket is not None and not office.open_of_visit(ticket.visit):
                    gallery.forget(ticket.visit)
