"""The camera bench sees what the source delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.bench.camera import measure_camera
from kiosk.bench.liveness import measure_liveness
from kiosk.config import load_config
from kiosk.errors import BadInput
from tests.faces import astronaut, weights

if TYPE_CHECKING:
    from pathlib import Path


def test_a_portrait_is_seen_at_camera_speed() -> None:
    weights("sface")
    report = measure_camera(f"portrait:{astronaut()}", 2.0, load_config(None))
    assert report["fps"] > 5
    assert report["face_share"] > 0
    assert 0 < report["cpu_s_per_s"] < 3
    assert report["peak_rss_mb"] > 50


def test_an_unknown_source_is_refused() -> None:
    weights("sface")
    with pytest.raises(BadInput, match="not known"):
        measure_camera("telescope", 1.0, load_config(None))


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="live/"):
        measure_liveness(tmp_path)
