from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import ModelCorrupt, ModelMissing
from kiosk.models.fetch import SHARED_FOLDER
from kiosk.models.manifest import Installed, Model
from kiosk.models.store import checked_path, path_of, store_folder
from tests.models.made import WEIGHTS, model_of


def test_a_right_file_is_given(tmp_path: Path) -> None:
    (tmp_path / "made.bin").write_bytes(WEIGHTS)

    assert checked_path(model_of(WEIGHTS), tmp_path) == tmp_path / "made.bin"


def test_a_missing_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"yunet.*kiosk models fetch"):
        path_of("yunet", tmp_path)


def test_a_file_with_one_bit_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made.bin").write_bytes(bytes([WEIGHTS[0] ^ 1]) + WEIGHTS[1:])

    with pytest.raises(ModelCorrupt, match=r"made.*kiosk models fetch"):
        checked_path(model_of(WEIGHTS), tmp_path)


def test_a_model_of_a_package_that_is_not_installed_names_the_package(tmp_path: Path) -> None:
    model = Model(
        "made", "made.bin", "none", "MIT", 1, "0" * 64, brought_by=Installed("no_such_package", "made.bin")
    )

    with pytest.raises(ModelMissing, match="no_such_package"):
        checked_path(model, tmp_path)


def test_the_store_named_by_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path))

    assert store_folder() == tmp_path


@pytest.mark.skipif(not SHARED_FOLDER.is_dir(), reason="../shared/data/models is not here")
@pytest.mark.parametrize("name", ["yunet", "sface"])
def test_the_manifest_names_the_published_bytes(name: str) -> None:
    assert path_of(name, SHARED_FOLDER).stat().st_size > 0
