"""Runs the tests that prove the rows of a table, and tells for each row what they came to."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


class Outcome(StrEnum):
    """What tests came to, the worst last."""

    HELD = "held"
    NOT_TRIED = "NOT TRIED"
    FAILED = "FAILED"


@dataclass(eq=False)
class Proofs:
    """What became of each test, listening to pytest as a plugin.

    Attributes:
        found: By ``path::name``, without parameters.
        why: The first reason for which one of them was left out.
    """

    found: dict[str, Outcome] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one step of one test; a test whose fixture breaks has failed, too."""
        test = report.nodeid.partition("[")[0]
        if report.failed:
            self.found[test] = Outcome.FAILED
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.why.setdefault(test, reason)
            self._worsen(test, Outcome.NOT_TRIED)
        elif report.when == "call":
            self._worsen(test, Outcome.HELD)

    def of(self, proof: str) -> Outcome:
        """Tell what a test came to, or all tests of a file; one that never ran was not tried."""
        mine = [outcome for test, outcome in self.found.items() if test == proof or _in_file(test, proof)]
        return _worst(mine)

    def of_row(self, proofs: Iterable[str]) -> Outcome:
        """Tell what a row's tests came to: it holds only if each of them ran and held."""
        return _worst([self.of(proof) for proof in proofs])

    def said_of(self, proof: str) -> str:
        """Give one line about a test, with the reason for which it was left out."""
        why = {why for test, why in self.why.items() if test == proof or _in_file(test, proof)}
        return f"{self.of(proof)}: {proof} {'; '.join(sorted(why))}".rstrip()

    def _worsen(self, test: str, outcome: Outcome) -> None:
        self.found[test] = _worst([self.found.get(test, outcome), outcome])


def prove(rows: Mapping[str, Iterable[str]], root: Path = ROOT) -> dict[str, Outcome]:
    """Run every row's tests, print each row's outcome with the tests that did not hold, and give the outcomes.

    Args:
        rows: Proofs of each row, as ``path::name`` or the path of a file of tests.
        root: What those paths begin at.
    """
    proofs = Proofs()
    asked = {row: tuple(tests) for row, tests in rows.items()}
    tests = dict.fromkeys(test for row in asked.values() for test in row)
    pytest.main(["--rootdir", str(root), *(str(root / test) for test in tests)], plugins=[proofs])
    lines = [""]
    for row, mine in asked.items():
        lines.append(f"{proofs.of_row(mine):<10} {row}")
        lines += [
            f"{'':<10}   {proofs.said_of(test)}" for test in mine if proofs.of(test) is not Outcome.HELD
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    return {row: proofs.of_row(mine) for row, mine in asked.items()}


def _in_file(test: str, proof: str) -> bool:
    return "::" not in proof and test.startswith(f"{proof}::")


def _worst(outcomes: list[Outcome]) -> Outcome:
    order = list(Outcome)
    return max(outcomes, key=order.index, default=Outcome.NOT_TRIED)
