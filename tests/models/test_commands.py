from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.models.commands import fetch_models, list_models, verify_models
from kiosk.models.manifest import MODELS
from tests.models.made import WEIGHTS, model_of

MADE = (model_of(WEIGHTS, name="one"), model_of(b"two", name="two"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that brings both models."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "one.bin").write_bytes(WEIGHTS)
    (folder / "two.bin").write_bytes(b"two")
    return folder


def test_fetch_brings_all_and_verify_agrees(tmp_path: Path, stick: Path) -> None:
    said: list[str] = []
    store = tmp_path / "store"

    assert fetch_models(said.append, folders=[stick], store=store, models=MADE) == 0
    assert said == [f"one: from folder {stick}", f"two: from folder {stick}"]
    assert verify_models(said.append, store=store, models=MADE) == 0


def test_one_model_that_fails_does_not_keep_the_next_from_coming(tmp_path: Path, stick: Path) -> None:
    said: list[str] = []
    (stick / "one.bin").unlink()

    assert fetch_models(said.append, folders=[stick], store=tmp_path, models=MADE) == 1
    assert "one.bin" in said[0]
    assert said[1] == f"two: from folder {stick}"


def test_only_the_named_models_are_fetched(tmp_path: Path, stick: Path) -> None:
    store = tmp_path / "store"

    assert fetch_models(lambda _line: None, names=["two"], folders=[stick], store=store, models=MADE) == 0
    assert [path.name for path in store.iterdir()] == ["two.bin"]


def test_an_unknown_name_is_refused_before_anything_is_fetched(tmp_path: Path, stick: Path) -> None:
    store = tmp_path / "store"

    with pytest.raises(BadInput, match="three"):
        fetch_models(lambda _line: None, names=["two", "three"], folders=[stick], store=store, models=MADE)
    assert not store.exists()


def test_verify_fails_for_missing_and_for_damaged_files(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "one.bin").write_bytes(b"damaged")

    assert verify_models(said.append, store=tmp_path, models=MADE) == 1
    assert "wanted" in said[0]
    assert "cannot be read" in said[1]


def test_the_list_shows_state_licence_and_hash_of_every_model(tmp_path: Path) -> None:
    said: list[str] = []

    assert list_models(said.append, store=tmp_path) == 0
    text = "\n".join(said)
    assert str(tmp_path) in text
    for model in MODELS:
        assert model.name in text
        assert model.licence in text
        assert model.sha256 in text
