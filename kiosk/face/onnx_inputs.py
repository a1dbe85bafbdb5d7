"""Making the published ONNX files fit for onnxruntime, which takes what they declare at its word.

OpenCV needs none of this. Every change keeps the file's length, so that nothing around it moves.
"""

from __future__ import annotations

from kiosk.face.onnx_fields import (
    GRAPH_INITIALIZER,
    GRAPH_INPUT,
    GRAPH_OUTPUT,
    GRAPH_VALUE,
    TENSOR_NAME,
    VALUE_NAME,
    Field,
    name_of,
    walk_graph,
)

VALUE_KEY = GRAPH_VALUE << 3 | 2
"""The key of a value that is merely described; an input's key is as long and its content of the same form."""

FIXED = b"\x0a\x03\x08"
"""Beginning of a dimension of three bytes, a number of two: 128 to 16,383 (TensorShapeProto.Dimension.dim_value)."""

FREE = b"\x0a\x03\x12\x01"
"""The same as a name of one letter (dim_param)."""


def fit_inputs(model: bytes) -> bytes:
    """Give the model with weights that are constant and a picture's size that is free.

    SFace's file names each of its weights as an input too, so that onnxruntime must expect others at every run and
    cannot join layers: 26 instead of 10 ms. YuNet's fixes the picture to 640×640 px.

    Raises:
        ValueError: This is no ONNX model.
    """
    fit = bytearray(model)
    graph = list(walk_graph(model))
    weights = {name_of(model, part, TENSOR_NAME) for part in graph if part.number == GRAPH_INITIALIZER}
    letter = ord("a")
    for part in graph:
        if part.number == GRAPH_INPUT and name_of(model, part, VALUE_NAME) in weights:
            fit[part.key_at] = VALUE_KEY
        elif part.number in {GRAPH_INPUT, GRAPH_OUTPUT}:
            letter = _free_sizes(fit, part, letter)
    return bytes(fit)


def _free_sizes(fit: bytearray, value: Field, letter: int) -> int:
    """Give each size of 128 and more a name of its own; returns the next free letter."""
    place = fit.find(FIXED, value.start, value.end)
    while place >= 0:
        fit[place : place + len(FIXED) + 2] = FREE + bytes([letter])
        letter += 1
        place = fit.find(FIXED, place, value.end)
    return letter
