"""Who may ask what of the pages: every route, by every role, with what it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from tests.web.server import BOARD

NOBODY, OFFICER, SUPERVISOR, TECHNICIAN = "nobody", "officer", "supervisor", "technician"
READER, DRIVER = "token queue:read", "token counter:drive"

HOME = 303
"""Sent to the sign-in page, or on from it."""


@dataclass(frozen=True)
class Access:
    """One way to ask, and the status it gets by role: of nobody, an officer, a supervisor, a technician.

    Attributes:
        body: JSON that is sent; its own faults (400, 409) show that the role was let through.
        by_token: For other systems, by a token that reads and one that drives; None where they are nobody.
    """

    method: str
    path: str
    route: str
    by_role: tuple[int, int, int, int]
    body: dict[str, object] | None = None
    by_token: tuple[int, int] | None = None

    def expected(self, role: str) -> int:
        if role in {READER, DRIVER}:
            return self.by_token[(READER, DRIVER).index(role)] if self.by_token else self.by_role[0]
        return self.by_role[(NOBODY, OFFICER, SUPERVISOR, TECHNICIAN).index(role)]


def for_all(path: str, route: str, status: int = 200) -> Access:
    return Access("GET", path, route, (status,) * 4)


def for_tokens(
    method: str, path: str, route: str, by_token: tuple[int, int], body: dict[str, object] | None = None
) -> Access:
    return Access(method, path, route, (401,) * 4, body, by_token)


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
    for_all("/api/v1/openapi.json", "/api/v1/openapi.json"),
    for_tokens("GET", "/api/v1/office", "/api/v1/office", (200, 403)),
    for_tokens("GET", "/api/v1/queue", "/api/v1/queue", (200, 403)),
    for_tokens("GET", "/api/v1/updates", "/api/v1/updates", (200, 403)),
    for_tokens("GET", "/api/v1/counters/3", "/api/v1/counters/{counter}", (200, 403)),
    for_tokens("POST", "/api/v1/counters/3/call-next", "/api/v1/counters/{counter}/{action}", (403, 409), {}),
    Access("GET", "/board", "/board", (HOME, HOME, HOME, HOME)),
    for_all(BOARD, "/board/{token}"),
    for_all(f"{BOARD}/updates", "/board/{token}/updates"),
    for_all(f"{BOARD}/speech/1.wav", "/board/{token}/speech/{no:int}.wav", 404),
    Access("POST", f"{BOARD}/spoken", "/board/{token}/spoken", (400,) * 4, {}),
    Access("GET", "/settings", "/settings", (HOME, 403, 200, 403)),
    Access("GET", "/settings/procedures", "/settings/procedures", (HOME, 403, 200, 403)),
    Access("GET", "/settings/procedures.csv", "/settings/procedures.csv", (HOME, 403, 200, 403)),
    Access("POST", "/api/settings/procedures", "/api/settings/procedures", (401, 403, 400, 403), {}),
    Access("GET", "/settings/policy", "/settings/{table}", (HOME, 403, 200, 403)),
    Access("GET", "/settings/versions/1", "/settings/versions/{number:int}", (HOME, 403, 400, 403)),
    Access("POST", "/api/settings/tables/policy", "/api/settings/tables/{table}", (401, 403, 400, 403), {}),
    Access("POST", "/api/settings/plan", "/api/settings/plan", (401, 403, 400, 403), {}),
    Access("POST", "/api/settings/discard", "/api/settings/discard", (401, 403, 204, 403), {}),
    Access("POST", "/api/settings/release", "/api/settings/release", (401, 403, 400, 403), {}),
    Access("POST", "/api/settings/withdraw", "/api/settings/withdraw", (401, 403, 400, 403), {}),
    Access("POST", "/api/settings/restore", "/api/settings/restore", (401, 403, 400, 403), {}),
    Access("POST", "/api/tokens", "/api/tokens", (401, 403, 400, 403), {}),
    Access("DELETE", "/api/tokens/none", "/api/tokens/{token_id}", (401, 403, 400, 403)),
    for_all("/ca", "/ca"),
    for_all("/ca.crt", "/ca.crt", 404),
    Access("POST", "/t/none/leave", "/t/{token}/leave", (400,) * 4, {}),
    Access("POST", "/t/none/fetch", "/t/{token}/fetch", (400,) * 4, {}),
    Access("POST", "/t/none/rate", "/t/{token}/rate", (400,) * 4, {}),
    for_all("/t/none", "/t/{token}", 404),
    for_all("/fields.css", "/fields.css"),
    for_all("/logo.png", "/logo.png", 404),
    for_all("/health", "/health"),
    for_all("/icons/ticket/sen.svg", "/icons/{group}/{file}"),
    for_all("/static/base.css", "/static"),
    Access("DELETE", "/api/session", "/api/session", (401, 204, 204, 204)),
)
"""The last one ends the session, so it is asked last."""
