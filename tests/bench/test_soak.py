from pathlib import Path

import pytest

from kiosk.bench.soak import SoakLoad, soak
from kiosk.bench.soak_samples import Held, Sample, growths
from kiosk.face.weights import needed_models
from tests.faces import weights

HOURS = 20 / 3600
"""Enough for a few citizens by face and by number, served and synced."""


def _samples(rss: list[float], descriptors: list[int]) -> list[Sample]:
    return [
        Sample(float(minute), {"desk": Held(mb, count, 5)}, 1.0, 0.0, minute)
        for minute, (mb, count) in enumerate(zip(rss, descriptors, strict=True))
    ]


def test_what_grows_after_warming_up_is_named() -> None:
    leaking = growths(_samples([80.0 + minute for minute in range(80)], [20] * 80))
    assert {change.measure for change in leaking if not change.is_flat} == {"rss_mb"}
    losing_files = growths(_samples([80.0] * 80, [20 + minute // 8 for minute in range(80)]))
    assert {change.measure for change in losing_files if not change.is_flat} == {"descriptors"}


def test_what_grows_only_while_it_warms_up_is_flat() -> None:
    warming = growths(_samples([min(20.0 + 3 * minute, 80.0) for minute in range(80)], [20] * 80))
    assert warming
    assert all(change.is_flat for change in warming)


def test_too_few_samples_prove_nothing() -> None:
    assert growths(_samples([80.0] * 3, [20] * 3)) == []


@pytest.mark.demo
def test_everybody_who_comes_is_in_the_log_and_at_central(tmp_path: Path) -> None:
    for name in needed_models("sface", "yunet"):
        weights(name)
    found = soak(SoakLoad(HOURS, 1, tmp_path, past_days=2), lambda _done, _of: None)
    assert found["face_tickets"] + found["plain_tickets"] > 0
    assert found["served"] > 0
    assert found["lost"] == 0
    assert found["central_has_all"]
    assert found["exit_codes"] == {}
    assert (tmp_path / "soak.svg").read_text("utf-8").startswith("<?xml")
