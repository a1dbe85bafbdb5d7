"""No bytes make a parser do anything but read or refuse: some bytes in every run, more by `python -m tests.fuzz`."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.run import Fuzzing, FuzzRun, begin
from tests.fuzz.target import LARGEST_INPUT, Target
from tests.fuzz.targets import TARGETS

SECONDS = int(os.environ.get("KIOSK_FUZZ_SECONDS") or ("30" if "CI" in os.environ else "2"))
"""For each target; 24 of them, two at a time, take 7 minutes of a run that is CI's, and one of any other."""

AT_ONCE = 2
"""Engines; as many as the smallest machine of CI has cores."""

ODD = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r",
    b"[" * 5_000,
    b'{"a":' * 1_000,
    b"9" * 5_000,
)
"""No character, a lone half of one, a byte order mark, nested too deep, too long a number."""

needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has wheels for x86_64 only"
)


class Engines:
    """Feeds targets one after another, and begins the next before it is asked for."""

    def __init__(self, names: Sequence[str], out: Path) -> None:
        self._waiting = list(names)
        self._out = out
        self._running: dict[str, Fuzzing] = {}

    def end(self, name: str) -> FuzzRun:
        """Wait until a target's time is over."""
        while name not in self._running or (self._waiting and len(self._running) < AT_ONCE):
            following = self._waiting.pop(0)
            self._running[following] = begin(following, SECONDS, self._out)
        return self._running.pop(name).end()

    def stop(self) -> None:
        """Leave nothing running."""
        for engine in self._running.values():
            engine.process.kill()
            engine.process.wait(SECONDS)


@st.composite
def changed(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Take a good input, and cut, double or overwrite pieces of it."""
    content = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 60)))
        other = st.binary(max_size=12) | st.sampled_from((*ODD, *words, content[start:end] * 2))
        content = content[:start] + draw(other) + content[end:]
    return content[:LARGEST_INPUT]


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_good_input_that_was_changed_is_read_or_refused(target: Target) -> None:
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(changed(target.seeds, target.words))
    def feed(content: bytes) -> None:
        target.feed(content)

    feed()


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_odd_is_read_or_refused(target: Target) -> None:
    for odd in ODD:
        target.feed(odd)
        for seed in target.seeds:
            for place in (0, len(seed) // 2, len(seed)):
                target.feed(seed[:place] + odd + seed[place:])


@pytest.mark.parametrize("target", [one for one in TARGETS.values() if one.found], ids=lambda one: one.name)
def test_what_once_was_a_finding_is_read_or_refused(target: Target) -> None:
    for content in target.found:
        target.feed(content)


@pytest.fixture(scope="module")
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Engines of the targets that this run asks for, `AT_ONCE` at a time and in their order."""
    calls = [getattr(item, "callspec", None) for item in request.session.items if "suggest" in item.name]
    running = Engines([call.params["name"] for call in calls if call], tmp_path_factory.mktemp("fuzz"))
    yield running
    running.stop()


@needs_atheris
@pytest.mark.parametrize("name", TARGETS)
def test_what_a_parsers_own_branches_suggest_is_read_or_refused(name: str, engines: Engines) -> None:
    run = engines.end(name)
    assert run.code == 0, run.log
    assert run.reads > 0
