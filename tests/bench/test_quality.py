"""Coverings are found by lines fitted on other people."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.bench.covering_fit import FALSE_ALARMS, LINES, fit_lines
from kiosk.bench.quality import measure_quality_gate
from kiosk.camera.picture import read_picture
from kiosk.errors import BadInput
from kiosk.face.occlusion import FEATURES, WEIGHTS
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path

MEASURED = ("ba", "dung")
FITTED_ON = ("an", "binh")
"""Names by the half into which their hashes fall."""


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Give the heads of two portraits under names of both halves."""
    weights("yunet")
    for names in (MEASURED, FITTED_ON):
        for name, picture in zip(names, (astronaut(), hopper()), strict=True):
            folder = tmp_path / "images" / name
            folder.mkdir(parents=True)
            rgb = read_picture(picture)
            near = rgb[: rgb.shape[0] * 3 // 5, rgb.shape[1] // 8 : rgb.shape[1] * 7 // 8]
            cv2.imwrite(str(folder / f"{name}_0001.png"), near[:, :, ::-1])
    return tmp_path


def test_each_kind_of_covering_is_reported_on_the_people_who_were_not_fitted_on(album: Path) -> None:
    report = measure_quality_gate(album, None)
    assert report["people"] == len(MEASURED)
    assert report["clean"]["noticed"] == 0.0
    assert report["clean"]["taken"] == 1.0
    assert report["mask_below_nose"]["noticed"] == 1.0
    assert report["backlit"]["noticed"] == 1.0
    low, high = report["veil"]["noticed_95"]
    assert 0 <= low <= report["veil"]["noticed"] <= high <= 1


def test_an_album_without_people_of_that_half_is_refused(album: Path) -> None:
    for name in MEASURED:
        shutil.rmtree(album / "images" / name)
    with pytest.raises(BadInput, match="no picture shows a face"):
        measure_quality_gate(album, None)


def test_lines_find_what_they_were_fitted_on_and_leave_other_faces_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    faces = {"clean": rng.normal(size=(400, len(FEATURES)))}
    kinds = [kind for together in LINES.values() for kind in together]
    for place, kind in enumerate(kinds):
        faces[kind] = rng.normal(size=(400, len(FEATURES)))
        faces[kind][:, place] += 8.0
    fit_lines(faces, {kind: np.arange(400) for kind in faces}, tmp_path / "lines.json")
    lines = json.loads((tmp_path / "lines.json").read_text(encoding="utf-8"))["lines"].values()
    weigh = np.array([line["weights"] for line in lines])
    bias = np.array([line["bias"] for line in lines])

    def noticed(shown: np.ndarray) -> float:
        return float(((shown @ weigh.T + bias).max(axis=1) > 0).mean())

    others = rng.normal(size=(4000, len(FEATURES)))
    assert noticed(others) < 3 * FALSE_ALARMS
    assert min(noticed(faces[kind]) for kind in kinds) > 0.9


def test_the_weights_in_force_are_for_what_is_measured() -> None:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert tuple(kept["features"]) == FEATURES
    assert set(kept["lines"]) == set(LINES)
