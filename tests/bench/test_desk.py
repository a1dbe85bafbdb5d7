"""The measurements of the desk, small enough for every change; their figures are judged by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.bench.afternoon import afternoon
from kiosk.bench.desk import DeskLoad, measure_desk
from kiosk.bench.figures import latency, percentile
from kiosk.bench.years import YearLoad, measure_year
from kiosk.config import load_config


def test_a_small_load_loses_nothing_and_calls_nobody_twice(tmp_path: Path) -> None:
    figures = measure_desk(DeskLoad(counters=4, boards=2, seconds=2.0), tmp_path)
    assert figures["lost"] == figures["double_calls"] == figures["refused"] == 0
    for part in ("open_loop", "burst", "closed_loop"):
        assert figures[part]["call_ms"]["count"] > 0
        assert figures[part]["check_in_ms"]["p99"] > 0
    assert figures["open_loop"]["board_ms"]["count"] > 0
    assert figures["closed_loop"]["commands_per_s"] > 0
    assert figures["commit_to_fsync"] > 0


def test_a_small_year_opens_at_once(tmp_path: Path) -> None:
    figures = measure_year(YearLoad(days=3, visits=20, seconds=1.0), tmp_path)
    assert figures["visits"] == 60
    assert figures["open_s"] < 1.0
    assert figures["open_loop"]["call_ms"]["count"] > 0


@pytest.mark.parametrize("hour", range(24))
def test_an_office_is_measured_in_its_afternoon_at_any_hour(tmp_path: Path, hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    config = tmp_path / "kiosk.toml"
    config.write_text(afternoon(now), "utf-8")
    assert now.astimezone(ZoneInfo(load_config(config).office.timezone)).hour == 15


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0] * 99 + [9.0], 0.99) == 1.0
    assert percentile([1.0] * 98 + [9.0] * 2, 0.99) == 9.0
    assert latency([]) == {"p50": 0.0, "p99": 0.0, "max": 0.0, "count": 0}
