"""Central's figures about itself for Prometheus: `/metrics`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.lib.units import MS_PER_S, WallMs

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

QUIET_AFTER_S = 24 * 3_600
"""As on the page: an office that sent nothing for a day."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""From a live batch of a few events to the longest wait for a turn."""


class Metrics:
    """Counts what this worker answers, and asks the database what there is when it is scraped."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "kiosk_central_answers", "Requests by what they asked and how it was answered.", ("what", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "kiosk_central_seconds", "From a request's first byte to its answer.", ("what",), buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._offices = self._gauge("offices", "Offices admitted.")
        self._quiet = self._gauge("offices_quiet", "Offices that sent nothing for a day.")
        self._forks = self._gauge("forks", "Events kept apart because they contradict held ones.")
        self._events = self._gauge("events", "Events held.")

    async def show(self, _request: Request) -> Response:
        """Answer a scrape."""
        text = await run_in_threadpool(self._text)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    def counting(self, app: ASGIApp) -> ASGIApp:
        """Wrap an application so that its answers are counted."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            began, status = time.perf_counter(), 500

            async def note(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, note)
            finally:
                what = _what(scope)
                self._answers.labels(what, str(status)).inc()
                self._seconds.labels(what).observe(time.perf_counter() - began)

        return counted

    def _text(self) -> bytes:
        quiet_before = WallMs(self._clock.wall() - QUIET_AFTER_S * MS_PER_S)
        counts = self._storage.counts(quiet_before)
        self._offices.set(counts.offices)
        self._quiet.set(counts.quiet)
        self._events.set(counts.events)
        self._forks.set(counts.forks)
        return generate_latest(self._registry)

    def _gauge(self, name: str, help_: str) -> Gauge:
        return Gauge(f"kiosk_central_{name}", help_, registry=self._registry)


def _what(scope: Scope) -> str:
    """Name a request by its kind, never by an office: labels must stay few."""
    parts = scope["path"].split("/")
    if parts[1:2] != ["api"]:
        return "page"
    name = (
        parts[-1]
        if parts[-1] in {"events", "cursor", "enrol", "config", "figures", "health", "public"}
        else "other"
    )
    return f"{scope['method'].lower()}_{name}" if name != "other" else name
