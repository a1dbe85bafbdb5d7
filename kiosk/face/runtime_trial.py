"""How long a network takes here under one runtime, told by a process of its own.

What was loaded for the trial goes with that process, and a library that the processor cannot run ends it and not the
screen.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, cast

import numpy as np

from kiosk.face.network import open_network
from kiosk.face.weights import Weights

if TYPE_CHECKING:
    from kiosk.face.network import RuntimeName

WARM_UPS = 3
RUNS = 15
"""The median of so many runs moved by 5% on an idle PC; of SFace they take 0.1 to 0.4 s there."""

LIMIT_S = 60.0
"""Loading and running take a second on a PC; a Pi with a slow card is given sixty times that."""

NS_PER_MS = 1_000_000
SEED = 1


def time_network(weights: Weights, shape: tuple[int, ...], runtime: RuntimeName) -> float | None:
    """Give the median milliseconds of one run in a new process; None where the runtime fails or takes for ever.

    Args:
        weights: The network.
        shape: Of its input.
        runtime: Who runs it.
    """
    command = [sys.executable, "-m", __name__, runtime, *(str(side) for side in shape)]
    try:
        done = subprocess.run(  # noqa: S603  # this module, fixed words and numbers
            command, input=weights.content, capture_output=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout) if done.returncode == 0 else None


def time_here(weights: Weights, shape: tuple[int, ...], runtime: RuntimeName) -> float:
    """Give the median milliseconds of one run on a picture of noise, in this process.

    Raises:
        ModelCorrupt: The runtime cannot load it.
        ModelMissing: The runtime is not installed.
    """
    network = open_network(weights, runtime)
    blob = np.random.default_rng(SEED).uniform(0, 255, shape).astype(np.float32)
    spent = []
    for _ in range(WARM_UPS + RUNS):
        started = time.perf_counter_ns()
        network.run(blob)
        spent.append(time.perf_counter_ns() - started)
    return statistics.median(spent[WARM_UPS:]) / NS_PER_MS


def main() -> None:
    """Read the network from standard input and write the milliseconds to standard output."""
    runtime, *sides = sys.argv[1:]
    shape = tuple(int(side) for side in sides)
    milliseconds = time_here(Weights.load(sys.stdin.buffer.read()), shape, cast("RuntimeName", runtime))
    sys.stdout.write(f"{milliseconds}\n")


if __name__ == "__main__":
    main()
