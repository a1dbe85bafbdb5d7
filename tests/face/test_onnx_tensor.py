"""Weights are read out of a model by their name."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.face.onnx_tensor import read_floats
from kiosk.face.sface import MEAN_FACE
from tests.faces import weights


def test_the_mean_face_is_one_vector_of_the_embedders_length() -> None:
    mean = read_floats(weights("sface").read_bytes(), MEAN_FACE)
    assert mean.shape == (128,)
    assert np.isfinite(mean).all()
    assert np.linalg.norm(mean) > 0


@pytest.mark.parametrize("content", [b"", b"not a model at all", b"\xff" * 40])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no "):
        read_floats(content, MEAN_FACE)
