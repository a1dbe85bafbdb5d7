"""What central's API takes and gives, as other systems read it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.sync.public_wire import PublicField

Dossier = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]{3,63}$")]
"""A dossier's number in either of the forms in use, kept as it is: it is another system's word."""

Visit = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


class ApiOffice(msgspec.Struct, frozen=True):
    """One office.

    Attributes:
        seen_at: When its last events came, UTC (ISO 8601); None before the first.
    """

    office: str
    name: str
    area: str
    seen_at: str | None


class ApiOffices(msgspec.Struct, frozen=True):
    """Some offices by id; ``next`` is the ``after`` of the following page, None on the last one."""

    offices: tuple[ApiOffice, ...]
    next: str | None


class ApiWaits(msgspec.Struct, frozen=True):
    """How long one waits at an office now.

    Attributes:
        as_of: When it was so, UTC (ISO 8601); None where the office never told.
        open_now: None where no clock there can tell.
    """

    office: str
    as_of: str | None
    open_now: bool | None
    fields: tuple[PublicField, ...]


class ApiDay(msgspec.Struct, frozen=True):
    """One day's waits to the first call, of served legs.

    Attributes:
        day: ISO 8601, or the day's id where no clock could tell.
        measured: Those whose wait could be measured and is not flagged; all figures below are theirs.
        over_15: Waited more than 15 minutes; ``over_30`` likewise.
    """

    day: str
    visits: int
    measured: int
    mean_wait_s: float | None
    max_wait_s: float | None
    over_15: int
    over_30: int


class ApiDays(msgspec.Struct, frozen=True):
    """The latest days, newest first."""

    office: str
    days: tuple[ApiDay, ...]


class ApiVisit(msgspec.Struct, frozen=True):
    """One ended leg; no officer and no token.

    Attributes:
        arrived_at: UTC (ISO 8601).
        flags: ``measure:flag`` texts: what of it enters no average.
    """

    visit: str
    ticket: str
    leg: int
    day: str
    field: str
    code: str
    how: str
    outcome: str
    counter: int | None
    arrived_at: str
    wait_s: float | None
    walk_s: float | None
    serve_s: float | None
    flags: str


class ApiVisits(msgspec.Struct, frozen=True):
    """Some legs by ticket; ``next`` is the ``after`` of the following page, None on the last one."""

    visits: tuple[ApiVisit, ...]
    next: str | None


class DossierNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dossier, named in the body: addresses end up in logs."""

    dossier: Dossier


class ApiDossiers(msgspec.Struct, frozen=True):
    """The dossiers of a visit."""

    visit: str
    dossiers: tuple[str, ...]


class FoundVisit(msgspec.Struct, frozen=True):
    """A visit in which a dossier was dealt with."""

    office: str
    visit: str
    linked_at: str


class ApiFound(msgspec.Struct, frozen=True):
    """Visits of a dossier."""

    visits: tuple[FoundVisit, ...]


class ApiIncident(msgspec.Struct, frozen=True):
    """An incident that somebody opened; times are UTC (ISO 8601)."""

    incident: str
    office: str
    kind: str
    since: str
    until: str
    opened_at: str


class ApiIncidents(msgspec.Struct, frozen=True):
    """All incidents of the area, newest first."""

    incidents: tuple[ApiIncident, ...]
