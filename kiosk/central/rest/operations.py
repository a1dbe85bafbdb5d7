"""The table of what other systems can ask of central: its routes and its description are made from it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kiosk.central.rest.incidents import IncidentReport
from kiosk.central.rest.tokens import May
from kiosk.central.rest.types import (
    ApiDays,
    ApiDossiers,
    ApiFound,
    ApiIncidents,
    ApiOffice,
    ApiOffices,
    ApiVisits,
    ApiWaits,
    DossierNumber,
    Visit,
)
from kiosk.lib.openapi import Operation

ROOT = "/api/v1"
DESCRIPTION = f"{ROOT}/openapi.json"
OFFICE = f"{ROOT}/offices/{{office}}"
VISIT = f"{OFFICE}/visits/{{visit}}"
Office = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}$")]
Page = Annotated[int, msgspec.Meta(ge=1, le=500)]
Days = Annotated[int, msgspec.Meta(ge=1, le=400)]
After = Annotated[str, msgspec.Meta(max_length=200)]

Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f-]{10,40}$")]

PAGE = 100
DAYS = 31

OF_OFFICE = (("office", Office),)
OF_VISIT = (("office", Office), ("visit", Visit))
PAGES = (("after", After), ("limit", Page))

OPERATIONS = (
    Operation(
        "GET",
        f"{ROOT}/offices",
        "offices",
        "Offices, page by page",
        May.READ_OFFICES,
        ApiOffices,
        query=PAGES,
    ),
    Operation("GET", OFFICE, "office", "One office", May.READ_OFFICES, ApiOffice, OF_OFFICE),
    Operation(
        "GET", f"{OFFICE}/waits", "waits", "How long one waits now", May.READ_OFFICES, ApiWaits, OF_OFFICE
    ),
    Operation(
        "GET",
        f"{OFFICE}/days",
        "days",
        "The latest days' waits",
        May.READ_FIGURES,
        ApiDays,
        OF_OFFICE,
        (("limit", Days),),
    ),
    Operation(
        "GET",
        f"{OFFICE}/days/{{day}}/visits",
        "visits",
        "A day's ended legs, page by page",
        May.READ_VISITS,
        ApiVisits,
        (("office", Office), ("day", Day)),
        PAGES,
    ),
    Operation(
        "GET", f"{VISIT}/dossiers", "dossiers", "A visit's dossiers", May.READ_DOSSIERS, ApiDossiers, OF_VISIT
    ),
    Operation(
        "POST",
        f"{VISIT}/dossiers",
        "link",
        "Link a dossier to a visit",
        May.WRITE_DOSSIERS,
        ApiDossiers,
        OF_VISIT,
        takes=DossierNumber,
    ),
    Operation(
        "POST",
        f"{VISIT}/dossiers/erase",
        "erase",
        "Take a link back",
        May.WRITE_DOSSIERS,
        ApiDossiers,
        OF_VISIT,
        takes=DossierNumber,
    ),
    Operation(
        "POST",
        f"{ROOT}/dossiers/find",
        "find",
        "The visits of a dossier",
        May.READ_DOSSIERS,
        ApiFound,
        takes=DossierNumber,
    ),
    Operation("GET", f"{ROOT}/incidents", "incidents", "Incidents opened", May.READ_INCIDENTS, ApiIncidents),
    Operation(
        "GET",
        f"{ROOT}/incidents/{{incident}}",
        "incident",
        "Whom and what an incident may have touched",
        May.READ_INCIDENTS,
        IncidentReport,
        (("incident", Visit),),
    ),
)
