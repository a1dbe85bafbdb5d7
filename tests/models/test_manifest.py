from __future__ import annotations

import re

import pytest

from kiosk.errors import BadInput
from kiosk.models.manifest import MODELS, Model, Release, model_named

# Licences that allow commercial use, which every weight must.
COMMERCIAL_LICENCES = {"MIT", "Apache-2.0", "CC0-1.0"}


def test_every_model_has_its_own_name_and_file() -> None:
    assert len({model.name for model in MODELS}) == len(MODELS)
    assert len({model.file for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_is_pinned_licensed_and_can_be_had(model: Model) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    assert model.size > 0
    assert model.licence in COMMERCIAL_LICENCES
    assert bool(model.sources) != bool(model.brought_by)
    assert all(source.url.startswith("https://") for source in model.sources if isinstance(source, Release))


def test_the_landmarks_that_forbid_commercial_use_are_not_listed() -> None:
    assert not [model for model in MODELS if "68" in model.file]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"'yolo'.*yunet, sface"):
        model_named("yolo")
