"""Commands that measure faces: `kiosk bench faces`, `quality`, `liveness`, `camera`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.config import load_config

if TYPE_CHECKING:
    import argparse

EXIT_OK = 0


def add_face_benches(bench: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the four measurements of faces to `kiosk bench`."""
    faces = bench.add_parser("faces", help="accuracy and speed on pictures in LFW's layout")
    faces.add_argument("--data", type=Path, required=True, help="folder with images/ and perhaps pairs.txt")
    faces.add_argument("--vs", metavar="ENGINE", help="compare with an engine: face_recognition")
    faces.add_argument("--subset", type=Path, help="names, one a line, of a group to report apart")
    faces.add_argument("--plots", type=Path, help="write the curves into this folder, as SVG")
    faces.add_argument(
        "--detector", choices=("yunet", "mediapipe", "dlib"), help="without it the configured one"
    )
    faces.add_argument(
        "--second-opinion", action="store_true", help="also measure dlib's word where the kiosk is unsure"
    )
    faces.add_argument(
        "--limit", type=int, metavar="N", help="some N pictures only, without pairs: a quick look"
    )
    faces.set_defaults(run=_faces)
    quality = bench.add_parser(
        "quality", help="covered and backlit faces noticed, on pictures in LFW's layout"
    )
    quality.add_argument("--data", type=Path, required=True, help="folder with images/")
    quality.add_argument(
        "--fit", type=Path, metavar="FILE", help="write kiosk/face/covering.json anew, from the other people"
    )
    quality.set_defaults(run=_quality)
    liveness = bench.add_parser("liveness", help="errors on live and attack clips")
    liveness.add_argument(
        "--data", type=Path, required=True, help="folder with live/ and attack/KIND/ of clips"
    )
    liveness.set_defaults(run=_liveness)
    camera = bench.add_parser("camera", help="the whole pipeline's rate, load and memory")
    camera.add_argument("--source", required=True, help="such as replay:FILE or v4l2:/dev/video0")
    camera.add_argument("--seconds", type=float, default=20.0)
    camera.set_defaults(run=_camera)
    for command in (faces, quality, liveness, camera):
        command.add_argument("--json", action="store_true", help="print JSON")
        command.add_argument("--config", type=Path, help="TOML file; without it the embedded configuration")


def _faces(args: argparse.Namespace) -> int:
    from kiosk.bench.faces import FacesOptions, measure_faces

    options = FacesOptions(
        args.data, args.vs, args.subset, args.plots, args.detector, args.second_opinion, args.limit
    )
    return _print(measure_faces(options, load_config(args.config)), as_json=args.json)


def _quality(args: argparse.Namespace) -> int:
    from kiosk.bench.quality import measure_quality_gate

    return _print(measure_quality_gate(args.data, args.fit), as_json=args.json)


def _liveness(args: argparse.Namespace) -> int:
    from kiosk.bench.liveness import measure_liveness

    return _print(measure_liveness(args.data), as_json=args.json)


def _camera(args: argparse.Namespace) -> int:
    from kiosk.bench.camera import measure_camera

    return _print(measure_camera(args.source, args.seconds, load_config(args.config)), as_json=args.json)


def _print(report: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(report, indent=1))
    else:
        for line in _lines(report, ""):
            print(line)
    return EXIT_OK


def _lines(report: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in report.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}:", *_lines(value, f"{indent}  ")]
        elif isinstance(value, list):
            lines += [f"{indent}{name}:", *(f"{indent}  {_word(item)}" for item in value)]
        else:
            lines.append(f"{indent}{name}: {_word(value)}")
    return lines


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, tuple):
        return " to ".join(_word(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_word(item)}" for name, item in value.items())
    return str(value)
