"""The power may fail before any change to the disk during an update; the office always has a release and its data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT_S = 240

BEGINS = {
    "works": "true",
    "fails": "false",
    "migrates and fails": 'echo "2 $events" >"$data.new" && mv "$data.new" "$data" && false',
}
"""What a new release does when it starts; the last leaves data that the old one cannot read."""


def cuts(folder: Path, begin: str, second: int) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.device.power", str(folder), begin, str(second)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("begin", "second"),
    [("works", 0), ("works", 4), ("fails", 0), ("migrates and fails", 0), ("migrates and fails", 9)],
)
def test_after_a_power_cut_at_any_step_one_whole_release_runs_on_its_data(
    begin: str, second: int, tmp_path: Path
) -> None:
    ended = cuts(tmp_path, BEGINS[begin], second)

    assert len(ended) > 10
    for end in ended:
        assert end["problems"] == [], end
        assert end["current"] == end["good"] == end["running"], end
        assert not end["open"], end
        assert not end["left"], end
        assert end["data"] == {"1.0-old": "1 250", "2.0-new": "2 250"}[str(end["current"])], end
    last = ended[-1]["current"]
    assert last == ("2.0-new" if begin == "works" else "1.0-old")
    if begin != "works":
        assert all(end["current"] == "1.0-old" for end in ended)
