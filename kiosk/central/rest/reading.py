"""What central's API reads from the database."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.central.public import standing
from kiosk.central.rest.types import (
    ApiDay,
    ApiDays,
    ApiOffice,
    ApiOffices,
    ApiVisit,
    ApiVisits,
    ApiWaits,
)
from kiosk.errors import BadInput
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.central.scope import Scope
    from kiosk.central.session import Session
    from kiosk.central.storage import Figures
    from kiosk.domain.ids import OfficeId

Place = tuple[str, str, int]
"""A leg in the order of pages: its day, its ticket, its number."""

BEFORE_ALL: Place = ("", "", 0)


def offices(session: Session, scope: Scope, after: str, limit: int) -> ApiOffices:
    """List the offices of a scope by id, those past ``after``."""
    found = [
        ApiOffice(office, name, area, iso(seen_at))
        for office, name, area, seen_at in session.rows(
            "SELECT office, name, area, seen_at FROM office WHERE office > ? ORDER BY office", (after,)
        )
        if scope.covers(area)
    ]
    return ApiOffices(tuple(found[:limit]), found[limit - 1].office if len(found) > limit else None)


def office(session: Session, scope: Scope, wanted: OfficeId) -> ApiOffice | None:
    """Give one office; None where it is unknown or outside the scope."""
    found = session.rows("SELECT office, name, area, seen_at FROM office WHERE office = ?", (wanted,))
    if not found or not scope.covers(found[0][2]):
        return None
    id_, name, area, seen_at = found[0]
    return ApiOffice(id_, name, area, iso(seen_at))


def waits(session: Session, wanted: OfficeId) -> ApiWaits:
    """Tell how long one waits at an office now."""
    told = session.rows("SELECT at FROM public_office WHERE office = ?", (wanted,))
    state = standing.told_of(session, wanted)
    if state is None:
        return ApiWaits(wanted, None, None, ())
    return ApiWaits(wanted, iso(told[0][0]), state.open_now, state.fields)


def days(wanted: OfficeId, found: Mapping[str, Figures]) -> ApiDays:
    """Write the latest days' figures."""
    return ApiDays(wanted, tuple(_day(day, figures) for day, figures in found.items()))


def visits(session: Session, wanted: OfficeId, day: str, after: str, limit: int) -> ApiVisits:
    """List a day's ended legs by ticket, those past ``after``.

    Raises:
        BadInput: ``after`` is none that a page gave.
    """
    place = _read_place(after) if after else BEFORE_ALL
    found = session.rows(
        "SELECT visit, ticket, leg, day_id, field, code, how, outcome, counter, arrived_at, wait_ms, walk_ms, serve_ms,"
        " flags FROM leg WHERE office = ? AND outcome IS NOT NULL AND (day_id, ticket, leg) > (?, ?, ?) AND day_id IN"
        " (SELECT day_id FROM day WHERE office = ? AND coalesce(date, day_id) = ?)"
        " ORDER BY day_id, ticket, leg LIMIT ?",
        (wanted, *place, wanted, day, limit + 1),
    )
    shown = found[:limit]
    more = _write_place((shown[-1][3], shown[-1][1], shown[-1][2])) if len(found) > limit else None
    return ApiVisits(tuple(_visit(day, row) for row in shown), more)


def iso(at: int | None) -> str | None:
    """Write a moment (UTC in milliseconds) as ISO 8601; None for none."""
    return None if at is None else datetime.fromtimestamp(at // MS_PER_S, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _visit(day: str, row: tuple[Any, ...]) -> ApiVisit:
    visit, ticket, leg, _, field, code, how, outcome, counter, arrived_at, wait, walk, serve, flags = row
    return ApiVisit(
        visit,
        ticket,
        leg,
        day,
        field,
        code,
        how,
        outcome,
        counter,
        iso(arrived_at) or "",
        _seconds(wait),
        _seconds(walk),
        _seconds(serve),
        flags,
    )


def _day(day: str, figures: Figures) -> ApiDay:
    measured = figures.measured
    return ApiDay(
        day,
        figures.visits,
        measured,
        _seconds(round(figures.total_wait_ms / measured)) if measured else None,
        _seconds(figures.max_wait_ms) if measured else None,
        figures.over_15,
        figures.over_30,
    )


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / MS_PER_S


def _write_place(place: Place) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _read_place(text: str) -> Place:
    try:
        place: Place = msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Place)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput("after is none that a page gave as next") from error
    return place
