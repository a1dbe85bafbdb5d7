"""Reading one named array of weights out of an ONNX file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kiosk.face.onnx_fields import (
    GRAPH_INITIALIZER,
    TENSOR_FLOATS,
    TENSOR_NAME,
    TENSOR_RAW,
    name_of,
    walk,
    walk_graph,
)

if TYPE_CHECKING:
    import numpy.typing as npt


def read_floats(model: bytes, name: str) -> npt.NDArray[np.float32]:
    """Give the float32 array of a name; shape (numbers,).

    Raises:
        ValueError: The file holds none of that name, or is no ONNX model.
    """
    for tensor in walk_graph(model):
        if tensor.number == GRAPH_INITIALIZER and name_of(model, tensor, TENSOR_NAME) == name.encode():
            parts = {field.number: model[field.start : field.end] for field in walk(model, tensor)}
            content = parts.get(TENSOR_RAW, parts.get(TENSOR_FLOATS, b""))
            return np.frombuffer(content, "<f4").astype(np.float32)
    raise ValueError(f"the model holds no weights of the name {name}")
