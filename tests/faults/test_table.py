"""The page about faults says what its tests prove, and each of them exists."""

from __future__ import annotations

import ast

import pytest

from tests.faults.table import PAGE, ROWS, with_rows
from tests.proofs import ROOT


def test_the_page_is_what_the_rows_say() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_rows(page), "run `python -m tests.faults.table`"


@pytest.mark.parametrize("test", [test for row in ROWS for test in row.tests])
def test_each_proof_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
