"""Reading one named array of weights out of an ONNX file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

MODEL_GRAPH = 7
GRAPH_INITIALIZER = 5
TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 4, 8, 9
"""Field numbers of ModelProto, GraphProto and TensorProto (onnx.proto)."""


def read_floats(model: bytes, name: str) -> npt.NDArray[np.float32]:
    """Give the float32 array of a name; shape (numbers,).

    Raises:
        ValueError: The file holds none of that name, or is no ONNX model.
    """
    nothing = memoryview(b"")
    for number, graph in _fields(memoryview(model)):
        if number != MODEL_GRAPH:
            continue
        for kind, tensor in _fields(graph):
            if kind != GRAPH_INITIALIZER:
                continue
            parts = dict(_fields(tensor))
            if bytes(parts.get(TENSOR_NAME, nothing)) == name.encode():
                content = parts.get(TENSOR_RAW, parts.get(TENSOR_FLOATS, nothing))
                return np.frombuffer(content, "<f4").astype(np.float32)
    raise ValueError(f"the model holds no weights of the name {name}")


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Walk over the fields of a message that hold bytes."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        match key & 7:
            case 0:
                _, place = _varint(message, place)
            case 1:
                place += 8
            case 2:
                length, place = _varint(message, place)
                yield key >> 3, message[place : place + length]
                place += length
            case 5:
                place += 4
            case kind:
                raise ValueError(f"no protocol buffer: wire type {kind}")


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(message):
            raise ValueError("no protocol buffer: it ends in the middle of a number")
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            return value, place
