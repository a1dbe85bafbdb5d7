"""What a citizen wishes around being served: to be fetched, and to say how it was."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from kiosk.domain.hall import FetchAnswered, FetchAsked, ServiceRated
from kiosk.domain.ticket import Fetch, State, Ticket
from kiosk.errors import CommandRefused, IllegalMove

if TYPE_CHECKING:
    from kiosk.domain.commands import AnswerFetch, AskFetch, RateService
    from kiosk.domain.decisions import Setting
    from kiosk.domain.events import EventData
    from kiosk.domain.ids import OfficerId
    from kiosk.domain.office import Office

LEVELS = range(1, 4)
MARKS = range(1, 6)
FACTORS = 5
"""Three levels on the kiosk's first screen; five marks for each of the SIPAS survey's five factors."""


def ask_fetch(setting: Setting, command: AskFetch) -> list[EventData]:
    """Note that a citizen wants to be fetched; asking twice changes nothing.

    Raises:
        IllegalMove: The ticket is at a counter already, or has ended.
    """
    ticket = setting.ticket(command.ticket)
    if not ticket.is_open or ticket.state is State.SERVING:
        raise IllegalMove(f"{ticket.code} is {ticket.state}", code="not_waiting")
    return [] if ticket.fetch is not None else [FetchAsked(ticket.id)]


def answer_fetch(setting: Setting, command: AnswerFetch, officer: OfficerId) -> list[EventData]:
    """Note that an officer goes to fetch the person.

    Raises:
        IllegalMove: Nobody asked, or another officer went already.
    """
    ticket = setting.ticket(command.ticket)
    if ticket.fetch is not Fetch.ASKED:
        raise IllegalMove(f"nobody waits to be fetched for {ticket.code}", code="fetch_answered")
    return [FetchAnswered(ticket.id, officer)]


def rate(setting: Setting, command: RateService) -> list[EventData]:
    """Take a citizen's opinion of the service; who served is recorded, who spoke is nobody's business.

    Raises:
        CommandRefused: No ticket of today is named, a mark is none, or the ticket has been rated.
        IllegalMove: Nobody was served yet by this ticket.
    """
    if command.level not in LEVELS or len(command.factors) not in {0, FACTORS}:
        raise CommandRefused("rate by 1, 2 or 3, and by no factor or all five", code="bad_rating")
    if any(mark not in MARKS for mark in command.factors):
        raise CommandRefused("a factor's mark is 1 to 5", code="bad_rating")
    ticket = _named(setting.office, command)
    if ticket.state not in {State.SERVED, State.AWAIT_RESULT}:
        raise IllegalMove(f"{ticket.code} is {ticket.state}, not served", code="not_served")
    if ticket.rated is not None:
        raise CommandRefused(f"{ticket.code} has been rated", code="rated")
    return [ServiceRated(ticket.id, ticket.leg.number, ticket.leg.officer, command.level, command.factors)]


def _named(office: Office, command: RateService) -> Ticket:
    token, tickets = (command.token or "").encode(), office.tickets.values()
    found = [t for t in tickets if compare_digest(t.token.encode(), token) or t.code == command.code]
    if not found:
        raise CommandRefused("no ticket of today has this code", code="unknown_ticket")
    return found[-1]
