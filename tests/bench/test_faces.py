"""The bench's figures are right on pictures and scores whose answer is known."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np
import pytest

from kiosk.bench.faces import FacesOptions, measure_faces
from kiosk.bench.faces_accept import Choice, carried_on, check, choose_in_folds, expected_fpir
from kiosk.bench.faces_album import read_album, read_pairs, some_people
from kiosk.bench.faces_scores import Impostors, accuracies, fold_scores, pair_scores, search
from kiosk.bench.faces_second import judge_second_opinion
from kiosk.bench.intervals import by_person, wilson
from kiosk.camera.picture import read_picture
from kiosk.config import load_config
from kiosk.errors import BadInput
from tests.faces import astronaut, hopper, weights

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from kiosk.config import Config


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


def config_in(folder: Path) -> Config:
    config = load_config(None)
    return msgspec.structs.replace(config, desk=msgspec.structs.replace(config.desk, state_dir=str(folder)))


def test_two_people_are_told_apart_and_everything_is_reported(album: Path, tmp_path: Path) -> None:
    weights("sface")
    report = measure_faces(FacesOptions(album), config_in(tmp_path))
    assert report["accuracy"] == 1.0
    assert report["fta"] == 0.0
    assert report["gallery"] == 1
    assert report["fpir_300"] == 0.0
    wanted = {"fnmr_1e-3", "fnmr_1e-4", "fnir_300", "detect_ms", "embed_ms", "frame_ms", "peak_rss_mb"}
    assert wanted <= report.keys()
    assert report["engine"] == "yunet+sface"
    assert report["runtimes"].keys() == {"yunet", "sface"}
    assert (tmp_path / "runtimes.json").is_file()
    mesh = report["mesh"]
    assert mesh["faces"] == 4
    assert mesh["opencv_ms"] > 0
    if mesh["chosen"] == "mediapipe":
        assert (mesh["seen_by_one"], mesh["apart_px_max"] < 0.01) == (0, True)


def test_another_detector_is_measured_with_the_same_embedder(album: Path, tmp_path: Path) -> None:
    for name in ("sface", "blazeface", "facemesh"):
        weights(name)
    report = measure_faces(FacesOptions(album, detector="mediapipe", limit=2), config_in(tmp_path))
    assert report["engine"] == "mediapipe+sface"
    assert report["accuracy"] is None
    assert report["fta"] == 0.0


def test_some_people_are_whole_people_and_keep_their_pictures(album: Path) -> None:
    for name in ("Carl", "Dora"):
        shutil.copytree(album / "images" / "Anna", album / "images" / name)
    whole = read_album(album)
    some = some_people(whole, 3)
    assert len(some.names) == 2
    assert len(some.pictures) == 4
    assert [some.names[index] for index in some.person] == [path.parent.name for path in some.pictures]
    assert some_people(whole, 100).pictures == whole.pictures


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


def test_in_a_small_group_every_picture_is_also_a_stranger_to_all_others() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 1, 2]]
    vectors[4] = vectors[0]
    person = np.array([0, 0, 1, 1, 2, 3], np.int32)
    found = search(vectors, person, rounds=1)
    assert len(found.stranger) == 6
    assert set(found.stranger_person[found.wrongly_found(0.5)].tolist()) == {0, 2}


def people(spread: float, seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Give three pictures each of 400 made people."""
    draw = np.random.default_rng(1)
    person = np.repeat(np.arange(400, dtype=np.int32), 3)
    middle = draw.normal(size=(400, 128))[person]
    vectors = middle + np.random.default_rng(seed).normal(scale=spread, size=middle.shape)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), person


def test_scores_are_chosen_without_the_people_they_are_checked_on() -> None:
    vectors, person = people(0.8, 2)
    fold = np.arange(400, dtype=np.int32) % 5
    group = np.arange(0, 400, 10, dtype=np.int32)
    choices = choose_in_folds(vectors, person, fold, group)
    report = check(choices, vectors, person, fold, group)
    assert report["accept"] >= max(choice.accept for choice in choices)
    assert report["held_out"]["fpir"] <= 0.02
    assert report["held_out_group"]["gallery"] == 39
    low, high = report["held_out_group"]["fpir_300_carried_on_95"]
    assert low <= report["held_out_group"]["fpir_300_carried_on"] <= high
    # A fold's own people do not move its choice.
    strange = vectors.copy()
    strange[fold[person] == 0] = people(1.5, 4)[0][fold[person] == 0]
    assert choose_in_folds(strange, person, fold, group)[0] == choices[0]


def test_an_error_rate_is_carried_on_to_a_larger_gallery() -> None:
    assert carried_on(0.01, 300) == pytest.approx(0.01)
    assert carried_on(0.001, 30) == pytest.approx(0.01, rel=0.01)
    assert carried_on(0.0, 30) == 0.0


def test_a_second_opinion_settles_what_it_knows_and_no_more() -> None:
    vectors, person = people(0.8, 2)
    fold = np.arange(400, dtype=np.int32) % 5
    choices = [Choice(0.3, 0.3)] * 5
    sure, _ = people(0.1, 3)
    helped = judge_second_opinion(vectors, sure, person, fold, choices)
    assert helped["unsure"] > helped["wrong"]
    assert helped["fnir_second"] == 0.0
    assert helped["fpir_second"] < 0.05
    blind, _ = people(50.0, 3)
    assert judge_second_opinion(vectors, blind, person, fold, choices)["fnir_second"] > 0.9


def test_intervals_hold_the_rate_and_grow_with_doubt() -> None:
    low, high = wilson(1, 100)
    assert low < 0.01 < high
    assert wilson(0, 10)[1] > wilson(0, 1000)[1] > 0
    hits, trials = np.zeros(50), np.full(50, 100.0)
    hits[0] = 50
    low, high = by_person(hits, trials)
    assert low < 0.01 < high
