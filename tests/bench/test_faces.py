"""The bench's figures are right on pictures and scores whose answer is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from kiosk.bench.faces import FacesOptions, measure_faces
from kiosk.bench.faces_accept import expected_fpir
from kiosk.bench.faces_album import read_album, read_pairs
from kiosk.bench.faces_scores import Impostors, accuracies, fold_scores, pair_scores, search
from kiosk.bench.intervals import by_person, wilson
from kiosk.camera.picture import read_picture
from kiosk.config import load_config
from kiosk.errors import BadInput
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Two people, two pictures each, and one fold of pairs."""
    for name, path in (("Anna", astronaut()), ("Bert", hopper())):
        folder = tmp_path / "images" / name
        folder.mkdir(parents=True)
        rgb = cv2.resize(read_picture(path), (512, 512))
        for number, picture in enumerate((rgb, np.ascontiguousarray(rgb[:, ::-1])), 1):
            cv2.imwrite(str(folder / f"{name}_{number:04d}.png"), picture[:, :, ::-1])
    (tmp_path / "pairs.txt").write_text("1 1\nAnna 1 2\nAnna 1 Bert 1\n")
    return tmp_path


def test_two_people_are_told_apart_and_everything_is_reported(album: Path) -> None:
    weights("sface")
    report = measure_faces(FacesOptions(album), load_config(None).face)
    assert report["accuracy"] == 1.0
    assert report["fta"] == 0.0
    assert report["gallery"] == 1
    assert report["fpir_300"] == 0.0
    wanted = {"fnmr_1e-3", "fnmr_1e-4", "fnir_300", "detect_ms", "embed_ms", "frame_ms", "peak_rss_mb"}
    assert wanted <= report.keys()


def test_a_pair_without_a_picture_is_named(album: Path) -> None:
    (album / "pairs.txt").write_text("1 1\nAnna 1 3\nAnna 1 Bert 1\n")
    with pytest.raises(BadInput, match="Anna 1 3"):
        read_pairs(album / "pairs.txt", read_album(album))


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="images/"):
        read_album(tmp_path)


def test_the_threshold_lets_no_more_impostors_through_than_asked() -> None:
    impostors = Impostors(np.linspace(0, 1, 1000, dtype=np.float32))
    for fmr in (0.0, 1e-3, 1e-2, 0.5):
        assert float(np.mean(impostors.scores >= impostors.threshold(fmr))) <= fmr


def test_beyond_what_was_seen_the_tail_goes_on_and_falls() -> None:
    scores = np.sort(np.random.default_rng(1).normal(0, 0.1, 20_000).astype(np.float32))
    impostors = Impostors(scores)
    assert impostors.fmr(0.1) == pytest.approx(float(np.mean(scores >= 0.1)))
    assert impostors.fmr(0.3) > impostors.fmr(0.5) > 0
    assert impostors.fmr(0.4) > 3.2e-5  # a Gaussian's own share at four deviations
    assert expected_fpir(impostors, 0.3) > impostors.fmr(0.3)


def test_a_picture_without_a_template_is_never_the_same_person(album: Path) -> None:
    fold = read_pairs(album / "pairs.txt", read_album(album))[0]
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
    assert accuracies([fold], [fold_scores(fold, vectors, np.ones(4, np.bool_))]) == [1.0]
    assert fold_scores(fold, vectors, np.array([True, False, True, True])).tolist() == [-1.0, 0.0]


def test_probes_are_searched_among_others_and_strangers_stay_outside() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 1, 2, 3]]
    person = np.array([0, 0, 1, 1, 2, 3], np.int32)
    genuine, impostors = pair_scores(vectors, person)
    assert genuine.scores.tolist() == [1, 1]
    assert impostors.scores.max() == 0
    found = search(vectors, person)
    assert found.gallery == 3
    assert not found.not_found(0.5).any()
    assert not found.wrongly_found(0.5).any()


def test_intervals_hold_the_rate_and_grow_with_doubt() -> None:
    low, high = wilson(1, 100)
    assert low < 0.01 < high
    assert wilson(0, 10)[1] > wilson(0, 1000)[1] > 0
    hits, trials = np.zeros(50), np.full(50, 100.0)
    hits[0] = 50
    low, high = by_person(hits, trials)
    assert low < 0.01 < high
