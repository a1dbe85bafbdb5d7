"""How offices and their tickets stand now, as desks told it for anybody to see; and opinions on their way to a desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

from kiosk.central.pages import VIETNAM
from kiosk.domain.ids import OfficeId
from kiosk.errors import NotAllowed
from kiosk.lib.units import MS_PER_S, WallMs
from kiosk.sync.public_wire import GivenRating, PublicAnswer, PublicState, PublicTicket
from kiosk.ticket_words import RATED_IN

if TYPE_CHECKING:
    from kiosk.central.session import Session

STALE_AFTER_MS = 3 * 60 * MS_PER_S
"""A desk speaks at least once a minute; after three it is away, and its figures carry a warning."""

RATING_AFTER_MS = 10 * 60 * MS_PER_S
"""Opinions are taken while their desk is likely to fetch them before its day ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One ticket with its office.

    Attributes:
        at: When the office last spoke, UTC.
        is_rated: Somebody said already how it was; what they said is not shown.
    """

    office: OfficeId
    office_name: str
    at: WallMs
    state: PublicState
    ticket: PublicTicket
    is_rated: bool

    def may_rate(self, now: WallMs) -> bool:
        """Tell whether an opinion would be taken now."""
        return not self.is_rated and self.ticket.state in RATED_IN and now - self.at < RATING_AFTER_MS


@dataclass(frozen=True, slots=True)
class Waits:
    """How long one waits at an office.

    Attributes:
        at: When the office last spoke, UTC; None where it never did.
        is_open: None where no clock there can tell.
    """

    office: OfficeId
    name: str
    area: str
    at: WallMs | None
    is_open: bool | None
    waiting: int
    longest_min: int

    def is_fresh(self, now: WallMs) -> bool:
        """Tell whether the figures are of now."""
        return self.at is not None and now - self.at < STALE_AFTER_MS


def keep(session: Session, office: OfficeId, state: PublicState, now: WallMs) -> PublicAnswer:
    """Take an office's word; gives the opinions that it has not dealt with."""
    held = session.rows("SELECT day FROM public_office WHERE office = ?", (office,))
    if held and held[0][0] != state.day:
        for table in ("public_ticket", "public_rating"):
            session.run(f"DELETE FROM {table} WHERE office = ?", (office,))
    session.run(
        "INSERT INTO public_office (office, at, day, is_open, waiting, longest_min, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (office) DO UPDATE SET at = excluded.at, day = excluded.day, is_open = excluded.is_open,"
        " waiting = excluded.waiting, longest_min = excluded.longest_min, state = excluded.state",
        (
            office,
            now,
            state.day,
            None if state.open_now is None else int(state.open_now),
            state.waiting,
            state.longest_min,
            msgspec.json.encode(msgspec.structs.replace(state, tickets=(), done=())).decode(),
        ),
    )
    expires_at = _end_of_day(now)
    session.run_many(
        "INSERT INTO public_ticket (office, token_hash, told, expires_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (office, token_hash) DO UPDATE SET told = excluded.told, expires_at = excluded.expires_at",
        [
            (office, ticket.token_hash, msgspec.json.encode(ticket).decode(), expires_at)
            for ticket in state.tickets
        ],
    )
    session.run_many(
        "DELETE FROM public_rating WHERE office = ? AND rating = ?", [(office, done) for done in state.done]
    )
    return PublicAnswer(now, _waiting_ratings(session, office))


def find(session: Session, token_hash: str, now: WallMs) -> Seen | None:
    """Find the ticket behind a slip's text; None where it is nobody's, or of another day."""
    found = session.rows(
        "SELECT office.office, office.name, public_office.at, public_office.state, public_ticket.told,"
        " EXISTS (SELECT 1 FROM public_rating WHERE public_rating.office = public_ticket.office"
        " AND public_rating.token_hash = public_ticket.token_hash)"
        " FROM public_ticket JOIN public_office USING (office) JOIN office USING (office)"
        " WHERE public_ticket.token_hash = ? AND public_ticket.expires_at > ?",
        (token_hash, now),
    )
    if not found:
        return None
    office, name, at, state, told, has_rating = found[0]
    ticket = msgspec.json.decode(told, type=PublicTicket)
    state = msgspec.json.decode(state, type=PublicState)
    return Seen(OfficeId(office), name, WallMs(at), state, ticket, ticket.rated or bool(has_rating))


def rate(session: Session, seen: Seen, level: int, factors: tuple[int, ...], now: WallMs) -> None:
    """Keep an opinion until its desk fetches it; a second one for the same ticket changes nothing.

    Raises:
        NotAllowed: The ticket cannot be rated now.
    """
    ticket = find(session, seen.ticket.token_hash, now)
    if ticket is None or not (ticket.is_rated or ticket.may_rate(now)):
        raise NotAllowed("this ticket cannot be rated now")
    session.run(
        "INSERT INTO public_rating (office, token_hash, rating, level, factors) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (office, token_hash) DO NOTHING",
        (
            seen.office,
            seen.ticket.token_hash,
            str(uuid.uuid4()),
            level,
            msgspec.json.encode(factors).decode(),
        ),
    )


def waits(session: Session) -> list[Waits]:
    """List the offices that may be seen, by name."""
    found = session.rows(
        "SELECT office, name, area, at, is_open, waiting, longest_min"
        " FROM office LEFT JOIN public_office USING (office) ORDER BY name, office"
    )
    return [
        Waits(
            OfficeId(office),
            name,
            area,
            at if at is None else WallMs(at),
            is_open if is_open is None else bool(is_open),
            waiting or 0,
            longest_min or 0,
        )
        for office, name, area, at, is_open, waiting, longest_min in found
    ]


def told_of(session: Session, office: OfficeId) -> PublicState | None:
    """Give what an office told last; None where it never did."""
    found = session.rows("SELECT state FROM public_office WHERE office = ?", (office,))
    return msgspec.json.decode(found[0][0], type=PublicState) if found else None


def sweep(session: Session, now: WallMs) -> None:
    """Remove the tickets of days that are over, and opinions that nobody fetched in time."""
    session.run("DELETE FROM public_ticket WHERE expires_at <= ?", (now,))
    session.run(
        "DELETE FROM public_rating WHERE NOT EXISTS (SELECT 1 FROM public_ticket"
        " WHERE public_ticket.office = public_rating.office AND public_ticket.token_hash = public_rating.token_hash)"
    )


def _waiting_ratings(session: Session, office: OfficeId) -> tuple[GivenRating, ...]:
    found = session.rows(
        "SELECT rating, token_hash, level, factors FROM public_rating WHERE office = ? ORDER BY rating LIMIT 100",
        (office,),
    )
    return tuple(
        GivenRating(rating, token_hash, level, msgspec.json.decode(factors, type=tuple[int, ...]))
        for rating, token_hash, level, factors in found
    )


def _end_of_day(now: WallMs) -> WallMs:
    local = datetime.fromtimestamp(now // MS_PER_S, VIETNAM)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), VIETNAM)
    return WallMs(int(midnight.timestamp()) * MS_PER_S)
