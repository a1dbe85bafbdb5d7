"""Walking over the fields of an ONNX file, which is a protocol buffer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL_GRAPH = 7
GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE = 5, 11, 12, 13
TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 4, 8, 9
VALUE_NAME = 1
"""Field numbers of ModelProto, GraphProto, TensorProto and ValueInfoProto (onnx.proto)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that holds bytes.

    Attributes:
        number: Which field of its message.
        key_at: Place in the file of the key that begins it.
        start: Place of its content.
        end: Place after its content.
    """

    number: int
    key_at: int
    start: int
    end: int


def walk(file: bytes, within: Field | None = None) -> Iterator[Field]:
    """Give the fields that hold bytes, of the whole file or of one field's content.

    Raises:
        ValueError: It is no protocol buffer.
    """
    place, end = (0, len(file)) if within is None else (within.start, within.end)
    while place < end:
        key_at = place
        key, place = _varint(file, place)
        match key & 7:
            case 0:
                _, place = _varint(file, place)
            case 1:
                place += 8
            case 2:
                length, place = _varint(file, place)
                yield Field(key >> 3, key_at, place, place + length)
                place += length
            case 5:
                place += 4
            case kind:
                raise ValueError(f"no protocol buffer: wire type {kind}")


def walk_graph(model: bytes) -> Iterator[Field]:
    """Give the fields of a model's graph; raises as :func:`walk`."""
    for part in walk(model):
        if part.number == MODEL_GRAPH:
            yield from walk(model, part)


def name_of(model: bytes, part: Field, number: int) -> bytes:
    """Give the name that a tensor or value bears in its field ``number``; empty where it has none."""
    return next((model[f.start : f.end] for f in walk(model, part) if f.number == number), b"")


def _varint(file: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(file):
            raise ValueError("no protocol buffer: it ends in the middle of a number")
        byte = file[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            return value, place
