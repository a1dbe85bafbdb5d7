"""Who may ask what of the pages: every route, by every role, with what it is answered."""

from __future__ import annotations

from dataclasses import dataclass

NOBODY, OFFICER, SUPERVISOR, TECHNICIAN = "nobody", "officer", "supervisor", "technician"

HOME = 303
"""Sent to the sign-in page, or on from it."""


@dataclass(frozen=True)
class Access:
    """One way to ask, and the status it gets by role: of nobody, an officer, a supervisor, a technician.

    Attributes:
        body: JSON that is sent; its own faults (400, 409) show that the role was let through.
    """

    method: str
    path: str
    route: str
    by_role: tuple[int, int, int, int]
    body: dict[str, object] | None = None

    def expected(self, role: str) -> int:
        return self.by_role[(NOBODY, OFFICER, SUPERVISOR, TECHNICIAN).index(role)]


def for_all(path: str, route: str, status: int = 200) -> Access:
    return Access("GET", path, route, (status,) * 4)


ACCESS = (
    Access("GET", "/", "/", (200, HOME, HOME, 200)),
    Access("GET", "/counter", "/counter", (HOME, 200, HOME, HOME)),
    Access("GET", "/hall", "/hall", (HOME, 403, 200, 403)),
    Access("GET", "/accounts", "/accounts", (HOME, 403, 200, 403)),
    Access("GET", "/figures", "/figures", (HOME, 403, 200, 403)),
    Access("GET", "/figures/legs?figure=wait", "/figures/legs", (401, 403, 200, 403)),
    Access("GET", "/figures/csv", "/figures/csv", (401, 403, 200, 403)),
    Access("GET", "/figures/xlsx", "/figures/xlsx", (401, 403, 200, 403)),
    Access("GET", "/figures/json", "/figures/json", (401, 403, 200, 403)),
    Access("GET", "/api/session", "/api/session", (401, 200, 200, 200)),
    Access("POST", "/api/session", "/api/session", (400, 400, 400, 400), {}),
    Access("PUT", "/api/session", "/api/session", (401, 400, 400, 400), {}),
    Access("POST", "/api/session/active", "/api/session/active", (401, 204, 204, 204)),
    Access("POST", "/api/commands", "/api/commands", (401, 400, 400, 400), {}),
    Access("GET", "/api/updates", "/api/updates", (401, 200, 200, 200)),
    Access("GET", "/api/codes/none", "/api/codes/{ticket}", (401, 404, 404, 404)),
    Access("GET", "/api/pictures/none", "/api/pictures/{ticket}", (401, 404, 404, 404)),
    Access("GET", "/api/accounts", "/api/accounts", (401, 403, 200, 403)),
    Access("POST", "/api/accounts", "/api/accounts", (401, 403, 400, 403), {}),
    Access("POST", "/api/accounts/nobody", "/api/accounts/{officer}", (401, 403, 409, 403), {"unlock": True}),
    for_all("/board", "/board"),
    for_all("/board/updates", "/board/updates"),
    for_all("/t/none", "/t/{token}", 404),
    for_all("/fields.css", "/fields.css"),
    for_all("/health", "/health"),
    for_all("/icons/ticket/sen.svg", "/icons/{group}/{file}"),
    for_all("/static/base.css", "/static"),
    Access("DELETE", "/api/session", "/api/session", (401, 204, 204, 204)),
)
"""The last one ends the session, so it is asked last."""
