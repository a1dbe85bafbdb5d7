"""Who may ask for what: every route of the pages, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.web.server import BOARD


class Who(StrEnum):
    """Everyone who can ask."""

    NOBODY = "nobody"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    READER = "token queue:read"
    DRIVER = "token counter:drive"


ANYONE = frozenset(Who)
SIGNED_IN = frozenset({Who.OFFICER, Who.SUPERVISOR, Who.TECHNICIAN})
AT_A_COUNTER = frozenset({Who.OFFICER, Who.SUPERVISOR})
SUPERVISOR = frozenset({Who.SUPERVISOR})
READER = frozenset({Who.READER})
DRIVER = frozenset({Who.DRIVER})


@dataclass(frozen=True, slots=True)
class Entry:
    """One route.

    Attributes:
        path: An address of it; empty for the route itself.
        streams: Whether its answer goes on.
    """

    method: str
    route: str
    may: frozenset[Who]
    path: str = ""
    streams: bool = False

    @property
    def address(self) -> str:
        return self.path or self.route


TABLE = (
    Entry("GET", "/", ANYONE),
    Entry("GET", "/counter", AT_A_COUNTER),
    Entry("GET", "/health", ANYONE),
    Entry("POST", "/api/session", ANYONE),
    Entry("GET", "/api/session", SIGNED_IN),
    Entry("DELETE", "/api/session", SIGNED_IN),
    Entry("POST", "/api/commands", SIGNED_IN),
    Entry("GET", "/api/updates", SIGNED_IN, streams=True),
    Entry("GET", "/api/v1/openapi.json", ANYONE),
    Entry("GET", "/api/v1/office", READER),
    Entry("GET", "/api/v1/queue", READER),
    Entry("GET", "/api/v1/updates", READER, streams=True),
    Entry("GET", "/api/v1/counters/{counter}", READER, "/api/v1/counters/2"),
    Entry("POST", "/api/v1/counters/{counter}/{action}", DRIVER, "/api/v1/counters/2/call-next"),
    Entry("GET", "/board", SIGNED_IN),
    Entry("GET", "/board/{token}", ANYONE, BOARD),
    Entry("GET", "/board/{token}/updates", ANYONE, f"{BOARD}/updates", streams=True),
    Entry("GET", "/board/{token}/speech/{no:int}.wav", ANYONE, f"{BOARD}/speech/1.wav"),
    Entry("POST", "/board/{token}/spoken", ANYONE, f"{BOARD}/spoken"),
    Entry("GET", "/t/{token}", ANYONE, "/t/none"),
    Entry("GET", "/t/{token}/qr.svg", ANYONE, "/t/none/qr.svg"),
    Entry("POST", "/t/{token}/leave", ANYONE, "/t/none/leave"),
    Entry("POST", "/t/{token}/fetch", ANYONE, "/t/none/fetch"),
    Entry("POST", "/t/{token}/rate", ANYONE, "/t/none/rate"),
    Entry("GET", "/settings", SUPERVISOR),
    Entry("GET", "/settings/{table}", SUPERVISOR, "/settings/policy"),
    Entry("GET", "/settings/versions/{number:int}", SUPERVISOR, "/settings/versions/1"),
    Entry("POST", "/api/settings/tables/{table}", SUPERVISOR, "/api/settings/tables/policy"),
    Entry("POST", "/api/settings/plan", SUPERVISOR),
    Entry("POST", "/api/settings/discard", SUPERVISOR),
    Entry("POST", "/api/settings/withdraw", SUPERVISOR),
    Entry("POST", "/api/settings/restore", SUPERVISOR),
    Entry("POST", "/api/tokens", SUPERVISOR),
    Entry("DELETE", "/api/tokens/{token_id}", SUPERVISOR, "/api/tokens/none"),
    Entry("GET", "/ca", ANYONE),
    Entry("GET", "/ca.crt", ANYONE),
    Entry("GET", "/fields.css", ANYONE),
    Entry("GET", "/icons/{group}/{file}", ANYONE, "/icons/ticket/sen.svg"),
)
"""A route that is not here fails `test_access`; so does one that answers somebody else than it says here."""
