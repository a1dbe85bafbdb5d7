"""The screen tells its desk how fast the camera was; the desk keeps the latest, in memory."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from kiosk.desk.camera_watch import CameraWatch, Rate
from kiosk.lib.clock import ManualClock


def post(watch: CameraWatch, content: bytes) -> int:
    async def ask() -> int:
        transport = httpx.ASGITransport(app=Starlette(routes=[watch.route()]))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
            return (await http.post("/v1/camera", content=content)).status_code

    return asyncio.run(ask())


def test_the_latest_rate_is_kept_with_its_time() -> None:
    clock = ManualClock()
    watch = CameraWatch(clock)
    assert watch.rate is None
    assert post(watch, b'{"frames": 59, "span_ms": 2000}') == 200
    clock.advance(60)
    assert post(watch, b'{"frames": 30, "span_ms": 4000}') == 200
    assert watch.rate == Rate(7.5, clock.wall())


def test_a_moment_says_nothing_about_the_rate() -> None:
    watch = CameraWatch(ManualClock())
    assert post(watch, b'{"frames": 1, "span_ms": 33}') == 200
    assert watch.rate is None


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"frames": 0, "span_ms": 9}', b'{"frames": 1, "span_ms": -5}', b"\xff"]
)
def test_what_is_no_count_is_refused(content: bytes) -> None:
    watch = CameraWatch(ManualClock())
    assert post(watch, content) == 400
    assert watch.rate is None
