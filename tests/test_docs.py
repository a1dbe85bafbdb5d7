"""What the documents name is there."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
NAMED = re.compile(r"`((?:kiosk|images|requirements|systemd|tests)/[a-z0-9_./-]+)`")
TREES = ("kiosk", "tests", "images", "systemd", "requirements")
PIECE = re.compile(r"`([a-z0-9_*/.-]+(?:\.(?:py|json|toml|sh)|/[a-z0-9_*-]+))`")
DEFINED = re.compile(r"`([A-Z][A-Za-z_]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def _proofs() -> list[tuple[str, str]]:
    found = {
        (match[1], match[2] or "") for page in PAGES for match in PROOF.finditer(page.read_text("utf-8"))
    }
    return sorted(found)


@pytest.mark.parametrize(("path", "name"), _proofs())
def test_each_test_that_a_document_names_is_there(path: str, name: str) -> None:
    assert (ROOT / path).is_file()
    if name:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        functions = {
            node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in functions


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_of_a_document_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_file_that_a_document_names_is_there(page: Path) -> None:
    for name in NAMED.findall(page.read_text("utf-8")):
        assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_each_decision_is_in_the_list_of_them() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    listed = LINK.findall((ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert listed == [record.name for record in records]


def test_the_design_names_every_package_and_module_that_stands_alone() -> None:
    page = (ROOT / "docs/design.md").read_text("utf-8")
    table = page.partition("## Packages")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    patterns = {name for cell in first_cells for name in re.findall(r"`([a-z_*.]+)`", cell)}
    there = {path.stem for path in (ROOT / "kiosk").iterdir() if path.suffix in {"", ".py"}}

    unnamed = {name for name in there if not any(fnmatchcase(name, pattern) for pattern in patterns)}
    assert unnamed == {"__init__", "__main__", "__pycache__"} & there


def _map() -> str:
    page = (ROOT / "docs/developing.md").read_text("utf-8")
    return page.partition("## Where a change goes")[2].partition("\n## ")[0]


def test_each_place_on_the_developers_map_is_there() -> None:
    pieces = set(PIECE.findall(_map())) - {"kiosk.toml"}
    files = {path.relative_to(ROOT).as_posix() for tree in TREES for path in (ROOT / tree).rglob("*")}

    assert pieces
    missing = {
        piece
        for piece in pieces
        if not any(fnmatchcase(file, piece) or fnmatchcase(file, f"*/{piece}") for file in files)
    }

    assert missing == set()


def test_each_name_on_the_developers_map_is_defined() -> None:
    names = set(DEFINED.findall(_map()))
    program = "\n".join(path.read_text("utf-8") for path in (ROOT / "kiosk").rglob("*.py"))

    assert names
    undefined = {
        name
        for name in names
        if not re.search(rf"^ *(?:class {name}\b|{name}\b.* = )", program, re.MULTILINE)
    }

    assert undefined == set()
