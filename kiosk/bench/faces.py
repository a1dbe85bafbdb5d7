"""`kiosk bench faces`: accuracy, speed and memory of the face engine on pictures in LFW's layout."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kiosk.bench.faces_accept import LEAST_PEOPLE, check, choose_in_folds, folds_of, rate
from kiosk.bench.faces_album import Album, Fold, read_album, read_names, read_pairs, some_people
from kiosk.bench.faces_engines import Engine, KioskEngine, Times, rival, tell_runtimes
from kiosk.bench.faces_plot import draw_curves
from kiosk.bench.faces_scores import accuracies, fold_scores, pair_scores, search
from kiosk.bench.faces_second import judge_second_opinion, second_vectors
from kiosk.bench.intervals import Z, wilson
from kiosk.bench.mesh import compare_meshes
from kiosk.camera.picture import enlarge, read_picture
from kiosk.config_face import FaceSection
from kiosk.face.runtime_choice import FastestRuntime, memory_file
from kiosk.face.weights import DetectorName
from kiosk.run.paths import DeskPaths

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.face.geometry import Rgb

FMRS = ((1e-3, "1e-3"), (1e-4, "1e-4"))
TIMED_PICTURES = 60
"""Spread evenly over the album; a median over them moves by 2% between runs on an idle machine."""

PICTURES_IN_TURN = 10

TIMED_SIDE_PX = 640
"""Longer side of the pictures on which time is taken."""

KB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class FacesOptions:
    """What the command line asked for.

    Attributes:
        data: Folder with ``images/`` and, where there is one, ``pairs.txt``.
        vs: Engine to compare with; None for none.
        subset: File of names, one a line, of a group that is reported apart.
        plots: Folder for the curves as SVG; None draws none.
        detector: Which finds the faces; None takes the configured one.
        second_opinion: Whether dlib's opinion in the Unsure band is measured.
        limit: Pictures after which no more people are taken, for a quick look at the speed; None takes all. Pairs are
            then not read, so that there is no accuracy.
    """

    data: Path
    vs: str | None = None
    subset: Path | None = None
    plots: Path | None = None
    detector: DetectorName | None = None
    second_opinion: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """The pictures and what is to be found out on them."""

    album: Album
    folds: list[Fold]
    group: npt.NDArray[np.int32] | None
    rules: FaceSection


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """What an engine made of an album.

    Attributes:
        vectors: float32, shape (pictures, dimensions); zeros where there is no template.
        has_template: bool, shape (pictures,).
    """

    vectors: npt.NDArray[np.float32]
    has_template: npt.NDArray[np.bool_]


def measure_faces(options: FacesOptions, config: Config) -> dict[str, Any]:
    """Measure the kiosk's engine and, where asked for, another.

    Args:
        options: What to measure.
        config: The configuration in force; its ``accept`` and ``margin`` are what identification is measured at, and in its
            state directory the choice of runtimes is remembered.

    Raises:
        BadInput: The pictures, pairs or names cannot be read.
        ModelMissing: Weights are not there.
    """
    task = _read_task(options, config.face)
    runtimes = FastestRuntime(memory_file(DeskPaths.of(config).state))
    engine = KioskEngine(config.face.embedder, options.detector or config.face.detector, runtimes)
    engines: list[Engine] = [engine]
    ours, taken = _measure(engine, task)
    ours["runtimes"] = tell_runtimes(runtimes)
    _identify(ours, options, task, taken, engine)
    if options.vs is not None:
        # Loaded only now, so that the memory told above is the kiosk's own.
        engines.append(rival(options.vs))
        ours["vs"], _ = _measure(engines[1], task)
    reports = [ours, ours["vs"]] if options.vs is not None else [ours]
    pictures = _timed_pictures(task.album)
    for report, times in zip(reports, _time(engines, pictures), strict=True):
        report.update(times)
    ours["mesh"] = compare_meshes([(rgb, face) for rgb in pictures if (face := engine.find(rgb)) is not None])
    for each in engines:
        each.close()
    if options.vs is not None:
        theirs = ours["vs"]
        ours["speed_ratio"] = theirs["frame_ms"] / ours["frame_ms"]
        ours["speed_ratio_detect"] = theirs["detect_ms"] / ours["detect_ms"]
    return ours


def _read_task(options: FacesOptions, rules: FaceSection) -> _Task:
    album = read_album(options.data)
    pairs = options.data / "pairs.txt"
    folds = read_pairs(pairs, album) if pairs.is_file() and options.limit is None else []
    if options.limit is not None:
        album = some_people(album, options.limit)
    return _Task(album, folds, None if options.subset is None else read_names(options.subset, album), rules)


def _identify(
    report: dict[str, Any], options: FacesOptions, task: _Task, taken: _Taken, engine: KioskEngine
) -> None:
    """Add what needs many people: the scores to accept from, a second opinion, the curves."""
    person = task.album.person[taken.has_template]
    vectors = taken.vectors[taken.has_template]
    if len(task.album.names) >= LEAST_PEOPLE:
        fold = folds_of(task.album)
        choices = choose_in_folds(vectors, person, fold, task.group)
        report["choice"] = check(choices, vectors, person, fold, task.group)
        if options.second_opinion:
            pictures = [task.album.pictures[place] for place in np.flatnonzero(taken.has_template)]
            second = second_vectors(engine, pictures)
            report["second_opinion"] = judge_second_opinion(vectors, second, person, fold, choices)
    if options.plots is not None:
        draw_curves(options.plots, vectors, person, task.group, task.rules.accept)


def _measure(engine: Engine, task: _Task) -> tuple[dict[str, Any], _Taken]:
    taken = _take(engine, task.album)
    peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    report: dict[str, Any] = {"engine": engine.name, "pictures": len(task.album.pictures)}
    report |= _accuracy(task.folds, taken) | _scores(task, taken, None)
    report["peak_rss_mb"] = peak_rss_mb
    if task.group is not None:
        report["subset"] = _scores(task, taken, task.group)
    return report, taken


def _timed_pictures(album: Album) -> list[Rgb]:
    chosen = np.linspace(0, len(album.pictures) - 1, min(TIMED_PICTURES, len(album.pictures))).astype(int)
    return [enlarge(read_picture(album.pictures[index]), TIMED_SIDE_PX) for index in chosen]


def _time(engines: list[Engine], pictures: list[Rgb]) -> list[dict[str, float]]:
    """Time all engines in turn, some pictures each, so that whatever else the machine does meets them alike.

    One picture each would time how fast weights come back into the processor's cache, which no frame of a look waits for.
    """
    times: list[list[Times]] = [[] for _ in engines]
    for start in range(0, len(pictures), PICTURES_IN_TURN):
        turn = pictures[start : start + PICTURES_IN_TURN]
        for engine, found in zip(engines, times, strict=True):
            engine.time(turn[0])  # brings the weights back
            found += [time for rgb in turn if (time := engine.time(rgb)) is not None]
    return [_stages(found) for found in times]


def _stages(times: list[Times]) -> dict[str, float]:
    report = {}
    for stage in ("detect", "embed", "frame"):
        values = [getattr(found, stage) for found in times]
        report[f"{stage}_ms"] = float(np.median(values)) if values else float("inf")
        report[f"{stage}_ms_p95"] = float(np.quantile(values, 0.95)) if values else float("inf")
    return report


def _take(engine: Engine, album: Album) -> _Taken:
    found = [engine.template(read_picture(path)) for path in album.pictures]
    has_template = np.array([vector is not None for vector in found])
    size = max((len(vector) for vector in found if vector is not None), default=1)
    nothing = np.zeros(size, np.float32)
    return _Taken(np.stack([nothing if vector is None else vector for vector in found]), has_template)


def _accuracy(folds: list[Fold], taken: _Taken) -> dict[str, Any]:
    if not folds:
        return {"accuracy": None}
    scores = [fold_scores(fold, taken.vectors, taken.has_template) for fold in folds]
    found = accuracies(folds, scores)
    mean = float(np.mean(found))
    spread = Z * float(np.std(found, ddof=1)) / np.sqrt(len(found)) if len(found) > 1 else 0.0
    return {
        "accuracy": mean,
        "accuracy_95": (mean - spread, min(1.0, mean + spread)),
        "accuracy_folds": found,
        "folds": len(folds),
    }


def _scores(task: _Task, taken: _Taken, group: npt.NDArray[np.int32] | None) -> dict[str, Any]:
    asked = np.ones(len(task.album.person), np.bool_) if group is None else np.isin(task.album.person, group)
    failed = int((asked & ~taken.has_template).sum())
    inside = asked & taken.has_template
    vectors, person = taken.vectors[inside], task.album.person[inside]
    genuine, impostors = pair_scores(vectors, person)
    report: dict[str, Any] = {
        "people": len(np.unique(person)),
        "genuine_pairs": len(genuine.scores),
        "impostor_pairs": len(impostors.scores),
        "fta": failed / int(asked.sum()),
        "fta_95": wilson(failed, int(asked.sum())),
    }
    for fmr, name in FMRS:
        threshold = impostors.threshold(fmr)
        share, interval = rate(genuine.scores < threshold, genuine.person)
        report |= {f"threshold_{name}": threshold, f"fnmr_{name}": share, f"fnmr_{name}_95": interval}
    searches = search(vectors, person)
    accept, margin = task.rules.accept, task.rules.margin
    fpir, fpir_95 = rate(searches.wrongly_found(accept), searches.stranger_person)
    fnir, fnir_95 = rate(searches.not_found(accept), searches.mated_person)
    found = ~searches.not_found(accept)
    unsure = searches.right[found] - searches.other[found] < margin
    return report | {
        "accept": accept,
        "margin": margin,
        "fmr_at_accept": float(np.mean(impostors.scores >= accept)),
        "fnmr_at_accept": genuine.fnmr(accept),
        "gallery": searches.gallery,
        "fpir_300": fpir,
        "fpir_300_95": fpir_95,
        "fnir_300": fnir,
        "fnir_300_95": fnir_95,
        "unsure_300": float(unsure.mean()) if len(unsure) else None,
    }
