"""A bill of materials names each thing that a role brings, in the form that others can read."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kiosk.models.manifest import MODELS, model_named

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*/*.txt"))
WEIGHTS = [model.name for model in MODELS]


def bill(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "images.bill_of_materials", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def complaints(document: dict[str, Any]) -> list[str]:
    """Hold a document against the schema of CycloneDX 1.6, which a package of the tests brings."""
    schemas = pytest.importorskip("cyclonedx.schema._res").__name__
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    main, *others = (
        (
            f"{name}.SNAPSHOT.schema.json",
            json.loads((files(schemas) / f"{name}.SNAPSHOT.schema.json").read_text()),
        )
        for name in ("bom-1.6", "spdx", "jsf-0.82", "cryptography-defs")
    )
    folder = main[1]["$id"].rpartition("/")[0]
    registry = jsonschema_rs.Registry([(f"{folder}/{file}", schema) for file, schema in others])
    validator = jsonschema_rs.validator_for(main[1], registry=registry)
    return [str(error) for error in validator.iter_errors(document)]


def test_a_roles_bill_fits_the_schema_and_names_each_pinned_file_and_weight() -> None:
    lock = ROOT / "requirements" / "trixie" / "screen.txt"
    document = bill("--lock", str(lock), "--weights", *WEIGHTS)
    assert complaints(document) == []
    text = lock.read_text("utf-8")
    packages = [each for each in document["components"] if each["type"] == "library"]
    assert len(packages) == text.count("==")
    assert sum(len(each["hashes"]) for each in packages) == text.count("--hash=sha256:")
    weights = {
        each["name"]: each for each in document["components"] if each["type"] == "machine-learning-model"
    }
    assert set(weights) == {model.file for model in MODELS}
    yunet = model_named("yunet")
    assert weights[yunet.file]["hashes"] == [{"alg": "SHA-256", "content": yunet.sha256}]
    assert weights[yunet.file]["licenses"] == [{"license": {"id": "MIT"}}]


def test_the_schema_would_see_a_fault() -> None:
    document = bill("--lock", str(LOCKS[0]))
    document["components"][0]["hashes"] = [{"alg": "SHA-256", "content": "none"}]
    assert complaints(document)


def test_the_same_lock_gives_the_same_bill() -> None:
    assert bill("--lock", str(LOCKS[0])) == bill("--lock", str(LOCKS[0]))


def test_packages_that_are_installed_here_bring_their_declared_licence() -> None:
    document = bill("--lock", str(ROOT / "requirements" / "bookworm" / "desk.txt"))
    licences = {each["name"]: each.get("licenses") for each in document["components"]}
    assert licences["starlette"] == [{"license": {"name": "BSD-3-Clause"}}]


def test_an_images_bill_fits_the_schema(tmp_path: Path) -> None:
    table = tmp_path / "packages.tsv"
    table.write_text("libc6\t2.41-12\tarm64\nzlib1g\t1:1.3\tarm64\n", "utf-8")
    document = bill("--packages", str(table), "--site-packages", str(tmp_path), "--epoch", "1795000000")
    assert complaints(document) == []
    assert [each["name"] for each in document["components"]] == ["libc6", "zlib1g"]
