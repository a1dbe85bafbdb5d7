"""What `kiosk bench screen` measures, on a few journeys."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.bench.screen import ScreenLoad, measure_screen
from tests.faces import weights

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def test_a_measured_screen_paints_every_touch_and_gives_tickets(tmp_path: Path) -> None:
    for name in ("yunet", "sface"):
        weights(name)
    steps: list[tuple[int, int]] = []
    report = measure_screen(
        ScreenLoad(journeys=4, seed=3, seconds=1.0), lambda *step: steps.append(step), tmp_path
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert report["first_paint_ms"] > 0
    # The ring is opened and left before the first journey: field, consent, plain, done.
    assert report["touch_to_paint_ms"]["count"] >= 4 + 4
    assert report["touch_work_ms"]["count"] == report["touch_to_paint_ms"]["count"]
    assert report["tickets"] >= 1
    assert 0 < report["preview_fps"] <= 60
    assert len(report["rss_mb"]) == 4, "as many as there are journeys, ten at most"
    assert 0 < report["rss_start_mb"] <= report["rss_end_mb"] + 50
    assert report["idle_cpu_percent"] >= 0
