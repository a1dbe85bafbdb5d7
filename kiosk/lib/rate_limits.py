"""How often one address may ask for what costs work or could be guessed at."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from kiosk.lib.units import MS_PER_S, NS_PER_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Buckets:
    """One bucket for each asker and kind of request, in memory. For one thread at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def wait_s(self, asker: str, limit: Limit) -> int:
        """Take one request out of the asker's bucket; give the seconds until it holds one again, 0 for now."""
        key = (limit.method + limit.prefix, asker)
        now = self._clock.boot_ns()
        left, since = self._buckets.pop(key, (float(limit.burst), now))
        left = min(limit.burst, left + (now - since) / NS_PER_S * limit.per_s)
        self._buckets[key] = (max(0.0, left - 1), now)
        if len(self._buckets) > MOST_ASKERS:
            self._buckets.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) / limit.per_s)


class RateLimits:
    """Refuses with 429 whoever asks too often, before anything else is done for them.

    Of ``limits`` the first that fits a request counts.
    """

    def __init__(self, app: ASGIApp, clock: Clock, limits: Sequence[Limit]) -> None:
        self._app = app
        self._limits = limits
        self._buckets = Buckets(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell when to come back."""
        limit = self._limit_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        wait_s = self._buckets.wait_s(_asker(scope), limit) if limit is not None else 0
        if not wait_s:
            await self._app(scope, receive, send)
            return
        await too_often(wait_s)(scope, receive, send)

    def _limit_of(self, method: str, path: str) -> Limit | None:
        for limit in self._limits:
            if limit.method in {"", method} and path.startswith(limit.prefix):
                return limit
        return None


def too_often(wait_s: int) -> Response:
    """Tell when to come back."""
    body = {"error": f"too many requests; ask again in {wait_s} s", "code": "too_often"}
    return Response(
        msgspec.json.encode(body), 429, {"Retry-After": str(wait_s)}, media_type="application/json"
    )


def _asker(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
