"""Incidents at an office, and the report of each that the notice within 72 hours needs; nobody's identity is in it."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from kiosk.central import account_log, ledger
from kiosk.central.account_log import CONSOLE, Happening
from kiosk.central.duty import asking, viewing
from kiosk.central.pages import VIETNAM
from kiosk.central.rest import dossiers
from kiosk.central.rest.at_risk import DataAtRisk, data_at_risk
from kiosk.central.rest.exposure import ExposedTicket, tickets_of_day
from kiosk.central.rest.reading import iso
from kiosk.central.rest.types import ApiIncident
from kiosk.central.scope import EVERYWHERE
from kiosk.domain.ids import DayId, OfficeId
from kiosk.errors import BadInput, NotAllowed
from kiosk.lib.units import MS_PER_S
from kiosk.store.codec import recorded

if TYPE_CHECKING:
    from kiosk.central.scope import Scope
    from kiosk.central.session import Session
    from kiosk.central.storage import Storage
    from kiosk.lib.units import WallMs

LONGEST_MS = 31 * 24 * 3_600 * 1_000
"""A month of an office's days is read in seconds."""

LOOKING = viewing(EVERYWHERE)
"""The duty of whoever lists all incidents."""

COLUMNS = "incident, office, kind, from_ms, until_ms, opened_at"


class IncidentKind(StrEnum):
    """What happened; a code, never free text that could name a person."""

    DEVICE_STOLEN = "device_stolen"
    INTRUSION = "intrusion"
    DISCLOSURE = "disclosure"
    LOSS = "loss"
    TAMPERING = "tampering"


class IncidentReport(msgspec.Struct, frozen=True):
    """Everything that central can tell of an incident; times are UTC (ISO 8601).

    Attributes:
        notify_until: 72 hours after it was opened: the last moment for the notice by law.
        log_forks: Events that contradict the held history; with any, the report may be incomplete.
    """

    incident: ApiIncident
    office_name: str
    notify_until: str
    made_at: str
    tickets: tuple[ExposedTicket, ...]
    visits: int
    faces: int
    log_forks: int
    at_risk: tuple[DataAtRisk, ...]


NOTIFY_WITHIN_MS = 72 * 3_600 * 1_000
"""Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, điều 23 khoản 1."""


def open_incident(
    storage: Storage,
    office: OfficeId,
    kind: IncidentKind,
    window: tuple[int, int],
    now: WallMs,
    *,
    actor: str = CONSOLE,
) -> str:
    """Note an incident within a window (UTC in milliseconds); gives its id.

    Raises:
        BadInput: The window is none, or longer than a month.
        NotAllowed: The office is unknown.
    """
    since, until = window
    if not 0 <= since < until or until - since > LONGEST_MS:
        raise BadInput(
            "an incident's window begins before it ends, and is at most 31 days long",
            vi="Khoảng thời gian của sự cố phải có đầu trước cuối, dài nhất 31 ngày.",
        )
    incident = str(uuid.uuid4())

    def work(session: Session) -> None:
        if not session.rows("SELECT 1 FROM office WHERE office = ?", (office,)):
            raise NotAllowed(f"no office {office}", vi=f"Không có điểm {office}.")
        session.run(
            f"INSERT INTO incident ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            (incident, office, kind, since, until, now),
        )
        account_log.note(session, Happening("IncidentOpened", actor, f"{office} {kind} {incident}"), now)

    storage.manage(work)
    return incident


def list_incidents(session: Session, scope: Scope) -> list[ApiIncident]:
    """List the incidents of a scope's offices, newest first."""
    found = session.rows(
        f"SELECT {COLUMNS}, area FROM incident JOIN office USING (office) ORDER BY opened_at DESC, incident"
    )
    return [_incident(row[:-1]) for row in found if scope.covers(row[-1])]


def report(storage: Storage, scope: Scope, incident: str, now: WallMs) -> IncidentReport:
    """Tell whom and what an incident may have touched.

    Raises:
        NotAllowed: The scope has no such incident.
    """
    found = storage.work_as(viewing(scope), partial(_find, incident=incident))
    if found is None or not scope.covers(found[1]):
        raise NotAllowed("there is no such incident in this area", vi="Không có sự cố ấy trong địa bàn này.")
    row, _, office_name = found
    office, since, until, opened_at = OfficeId(row[1]), row[3], row[4], row[5]
    tickets = storage.work_as(asking(office), partial(_exposed, office=office, window=(since, until)))
    visits = frozenset(ticket.visit for ticket in tickets)
    faces = len({ticket.visit for ticket in tickets if ticket.held_face(since, until)})
    linked = storage.work_as(viewing(scope), partial(dossiers.count_between, office=office, visits=visits))
    return IncidentReport(
        incident=_incident(row),
        office_name=office_name,
        notify_until=iso(opened_at + NOTIFY_WITHIN_MS) or "",
        made_at=iso(now) or "",
        tickets=tuple(tickets),
        visits=len(visits),
        faces=faces,
        log_forks=len(storage.forks(office)),
        at_risk=data_at_risk(len(tickets), faces, linked),
    )


def read_local(text: str) -> int:
    """Read a local time such as ``2026-11-22T08:00``; gives UTC in milliseconds.

    Raises:
        BadInput: It is none.
    """
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp()) * MS_PER_S
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{text!r} is no time; write it such as 2026-11-22T08:00",
            vi=f"“{text}” không phải giờ; viết như 2026-11-22T08:00.",
        ) from error


def to_csv(made: IncidentReport) -> str:
    """Write the tickets as RFC 4180 CSV, times as ISO 8601; the byte order mark makes spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ExposedTicket.__struct_fields__)
    for one in made.tickets:
        times = (iso(at) or "" for at in (one.since, one.until, one.face_from, one.face_until))
        writer.writerow((one.ticket, one.visit, one.code, one.field, one.how, *times))
    return "\ufeff" + text.getvalue()


def _find(session: Session, incident: str) -> tuple[tuple[str, str, str, int, int, int], str, str] | None:
    found = session.rows(
        f"SELECT {COLUMNS}, area, name FROM incident JOIN office USING (office) WHERE incident = ?",
        (incident,),
    )
    return (found[0][:6], found[0][6], found[0][7]) if found else None


def _incident(row: tuple[str, str, str, int, int, int]) -> ApiIncident:
    incident, office, kind, *times = row
    return ApiIncident(incident, office, kind, *(iso(at) or "" for at in times))


def _exposed(session: Session, office: OfficeId, window: tuple[int, int]) -> list[ExposedTicket]:
    since, until = window
    days = session.rows(
        "SELECT day_id FROM day WHERE office = ? AND opened_at <= ? AND (closed_at IS NULL OR closed_at >= ?)"
        " ORDER BY opened_at",
        (office, until, since),
    )
    chains = [head.chain for head in ledger.heads(session, office)]
    tickets: list[ExposedTicket] = []
    for (day,) in days:
        events = (event for chain in chains for event in ledger.read_day(session, office, chain, DayId(day)))
        tickets += tickets_of_day(recorded(event) for event in events)
    return [ticket for ticket in tickets if ticket.was_open(since, until) or ticket.held_face(since, until)]
