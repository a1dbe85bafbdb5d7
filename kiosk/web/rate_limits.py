"""How often one address may ask for what costs the desk work or could be guessed at."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from kiosk.lib.units import MS_PER_S, NS_PER_MS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kiosk.lib.clock import Clock

NS_PER_S = NS_PER_MS * MS_PER_S

MOST_ASKERS = 4_096
"""Askers remembered at once, about 1 MB; the longest silent is forgotten first."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket of ``burst`` requests that fills at ``per_s`` a second.

    Attributes:
        method: Empty for any.
        prefix: How the path begins.
    """

    method: str
    prefix: str
    burst: int
    per_s: float


LIMITS = (
    Limit("POST", "/api/session", 20, 0.5),
    Limit("", "/api/v1/", 60, 20.0),
    Limit("", "/t/", 60, 5.0),
    Limit("", "/board", 60, 5.0),
    Limit("", "/ca", 20, 1.0),
)
"""The first that fits counts. Behind one address may be a whole office: 20 officers who sign in at 7:30, or the
phones of a hall behind one access point, each asking for its page every 8 s."""


class RateLimits:
    """Refuses with 429 whoever asks too often, before anything else is done for them."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._buckets: OrderedDict[tuple[int, str], tuple[float, int]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell when to come back."""
        wait_s = self._wait_s(scope) if scope["type"] == "http" else 0
        if not wait_s:
            await self._app(scope, receive, send)
            return
        body = {"error": f"too many requests; ask again in {wait_s} s", "code": "too_often", "holder": None}
        answer = Response(
            msgspec.json.encode(body), 429, {"Retry-After": str(wait_s)}, media_type="application/json"
        )
        await answer(scope, receive, send)

    def _wait_s(self, scope: Scope) -> int:
        """Take one request out of the asker's bucket; give the seconds until it holds one again, 0 for now."""
        number = _limit_of(scope["method"], scope["path"])
        if number is None:
            return 0
        limit, key = LIMITS[number], (number, _asker(scope))
        now = self._clock.boot_ns()
        left, since = self._buckets.pop(key, (float(limit.burst), now))
        left = min(limit.burst, left + (now - since) / NS_PER_S * limit.per_s)
        self._buckets[key] = (max(0.0, left - 1), now)
        if len(self._buckets) > MOST_ASKERS:
            self._buckets.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) / limit.per_s)


def _limit_of(method: str, path: str) -> int | None:
    for number, limit in enumerate(LIMITS):
        if limit.method in {"", method} and path.startswith(limit.prefix):
            return number
    return None


def _asker(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
