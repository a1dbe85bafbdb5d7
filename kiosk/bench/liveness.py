"""`kiosk bench liveness`: how often living faces are refused, and attacks let through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from kiosk.bench.intervals import wilson
from kiosk.errors import BadInput
from kiosk.face.challenge import Challenge, Side, Verdict
from kiosk.face.clips import clips_in, read_clip
from kiosk.face.engines import build_pipeline
from kiosk.face.free_signs import FreeSigns, Opinion
from kiosk.face.parallax import sight_of
from kiosk.face.still_cues import framing_edges, spectrum_fall
from kiosk.models.store import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.camera.frame import Frame
    from kiosk.face.pipeline import FacePipeline
    from kiosk.face.quality import Hint, Quality


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found on one clip.

    Attributes:
        opinion: Of the free layers over the whole clip; None where no face was seen.
        signs: What they saw, by name, and `kiosk.face.still_cues`, which decide nothing: medians over the frames.
        verdicts: Of the challenge, by the side that was asked for.
    """

    opinion: Opinion | None
    signs: dict[str, float]
    verdicts: dict[Side, Verdict]

    @property
    def passes_when_lucky(self) -> bool:
        """Whether the challenge is passed if it happens to ask for the side to which this clip turns."""
        return Verdict.PASSED in self.verdicts.values()

    @property
    def passes_wrong_side(self) -> bool:
        """Whether it is passed on both sides, so that the random side is no help."""
        return bool(self.verdicts) and set(self.verdicts.values()) == {Verdict.PASSED}


def measure_liveness(folder: Path) -> dict[str, Any]:
    """Judge ``live/`` and ``attack/KIND/`` of a folder.

    A person follows the dot, so a live clip counts as asked for the side to which it turns. An attack cannot know the
    side: it counts as asked for the side to which it does not turn, and apart from that as lucky.

    Raises:
        BadInput: The folder has neither, or a clip cannot be read.
        ModelMissing: Weights are not there.
    """
    live, attack = folder / "live", folder / "attack"
    kinds = sorted(path for path in attack.iterdir() if path.is_dir()) if attack.is_dir() else []
    if not live.is_dir() and not kinds:
        raise BadInput(f"{folder} holds neither live/ nor attack/KIND/")
    pipeline = build_pipeline("sface", path_of)
    try:
        of_live = [(path, judge_clip(pipeline, path)) for path in clips_in(live)] if live.is_dir() else []
        of_attacks = {kind.name: [(p, judge_clip(pipeline, p)) for p in clips_in(kind)] for kind in kinds}
    finally:
        pipeline.close()
    report: dict[str, Any] = {}
    if of_live:
        refused = sum(not judged.passes_when_lucky for _, judged in of_live)
        report["bpcer"] = refused / len(of_live)
        report["bpcer_95"] = wilson(refused, len(of_live))
        report["bpcer_free"] = _share(of_live, Opinion.FLAT)
        report["challenged_share"] = 1 - _share(of_live, Opinion.LIVE)
    report["apcer"] = {
        kind: sum(j.passes_wrong_side for _, j in found) / len(found) for kind, found in of_attacks.items()
    }
    report["apcer_lucky_side"] = {
        kind: sum(j.passes_when_lucky for _, j in found) / len(found) for kind, found in of_attacks.items()
    }
    report["apcer_free"] = {kind: _share(found, Opinion.LIVE) for kind, found in of_attacks.items()}
    report["files"] = [
        _line(path.relative_to(folder), judged)
        for path, judged in [*of_live, *(pair for found in of_attacks.values() for pair in found)]
    ]
    return report


def judge_clip(pipeline: FacePipeline, path: Path) -> Judged:
    """Judge one clip by every layer.

    Raises:
        BadInput: It cannot be read.
    """
    frames = read_clip(path, pipeline.detector)
    signs = FreeSigns()
    falls: list[float] = []
    edges: list[float] = []
    for frame in frames:
        glance = pipeline.look(frame, _never)
        if glance.landmarks is not None and glance.box is not None:
            signs.take(glance.landmarks, glance.grain)
            falls.append(spectrum_fall(frame.pixels, glance.box))
            edges.append(framing_edges(frame.pixels, glance.box))
    if not falls:
        return Judged(None, {}, {})
    seen = {
        "turned": signs.turned,
        "blinked": signs.blinked,
        "grain": round(signs.grain, 2),
        "fall": round(median(falls), 2),
        "bezel": round(median(edges), 2),
        "frames": len(falls),
    }
    return Judged(signs.opinion, seen, {side: _challenge(pipeline, frames, side) for side in Side})


def _challenge(pipeline: FacePipeline, frames: list[Frame], side: Side) -> Verdict:
    """Ask for a side from the first frame on; the clip's own end is the end of the time."""
    challenge: Challenge | None = None
    for frame in frames:
        asks = challenge is None or challenge.wants_vector
        glance = pipeline.look(frame, _always if asks else _never)
        if challenge is None:
            if glance.vector is None:
                continue
            challenge = Challenge(side, glance.taken_at, glance.vector)
        sight = None if glance.landmarks is None else sight_of(glance.landmarks)
        verdict = challenge.take(glance.taken_at, sight, glance.vector)
        if verdict is not Verdict.GOING_ON:
            return verdict
    return Verdict.TOO_LATE


def _always(_hint: Hint, _quality: Quality) -> bool:
    return True


def _never(_hint: Hint, _quality: Quality) -> bool:
    return False


def _share(found: list[tuple[Path, Judged]], opinion: Opinion) -> float:
    return Counter(judged.opinion for _, judged in found)[opinion] / len(found)


def _line(path: Path, judged: Judged) -> dict[str, Any]:
    return {
        "file": str(path),
        "free": "no face" if judged.opinion is None else judged.opinion.value,
        "signs": judged.signs,
        "challenge": {side.value: verdict.value for side, verdict in judged.verdicts.items()},
    }
