"""Every threat of the security document is tried by a test, and every try is in it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.redteam.threats import PAGE, Threat, read_threats

THREATS = read_threats(PAGE.read_text("utf-8"))
ROLES = ("citizen", "laptop", "officer")
"""Whom the red team plays at least: at the glass, on the network, at a PC."""

OWN_CHECKS = {
    "test_each_process_and_each_kind_of_secret_was_looked_at",
    "test_the_search_finds_what_is_there",
}
"""Whether the neighbour looked well."""


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.what)
def test_each_threat_has_an_answer_and_a_test(threat: Threat) -> None:
    assert threat.who
    assert threat.answer
    assert threat.proofs


def test_the_red_team_plays_all_its_parts() -> None:
    for role in ROLES:
        tried = [proof for one in THREATS if role in one.who for proof in one.proofs]
        assert any(proof.startswith("tests/redteam/") for proof in tried), role


def test_whatever_the_red_team_tries_is_in_the_document() -> None:
    tried = {
        node.name
        for path in Path(__file__).parent.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    named = {proof.rpartition("::")[2] for one in THREATS for proof in one.proofs}
    assert tried - named == OWN_CHECKS
