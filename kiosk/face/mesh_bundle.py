"""Making of three published files the one bundle that mediapipe's face landmarker loads."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from types import ModuleType

MESH_POINTS = 468
"""Points of the published mesh."""

GRAPH_POINTS = 478
"""Points that the landmarker's graph reads: it expects five more for each iris."""

STAND_IN_POINTS = (33, 263)
"""Outer corners of the two eyes (mesh numbering), given where the graph expects the iris points."""

MODEL_FILE_ID = b"TFL3"
"""File identifier of TensorFlow Lite's schema."""

ALIGNMENT = 16
"""Bytes to which each model is aligned, so that it can be used where it lies."""

ZIP_HEADER_BYTES = 30
ZIP_ALIGNMENT_ID = 0xD935
"""Length of a zip entry's fixed header, and the extra field that stands for padding (APPNOTE 4.3.7; zipalign)."""


def assemble_bundle(detector: bytes, mesh: bytes, geometry: bytes) -> bytes:
    """Give the landmarker's bundle.

    The landmarker of mediapipe 1.x reads 478 points; given the published mesh of 468 it takes the numbers in pairs
    instead of threes, reports no error, and every point is wrong. So the mesh is widened first.

    Args:
        detector: BlazeFace short range, TensorFlow Lite with metadata.
        mesh: The 468-point face mesh, TensorFlow Lite with metadata.
        geometry: The geometry pipeline's metadata, a binary protocol buffer.

    Raises:
        struct.error, IndexError, ValueError: ``mesh`` is no TensorFlow Lite model.
    """
    return _zip_aligned(
        {
            "face_detector.tflite": detector,
            "face_landmarks_detector.tflite": _widened(mesh),
            "geometry_pipeline_metadata_landmarks.binarypb": geometry,
        }
    )


def _widened(mesh: bytes) -> bytes:
    from mediapipe.tasks.metadata import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(mesh, 0))
    _append_gather(model, schema)
    builder = schema.flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), MODEL_FILE_ID)
    return bytes(builder.Output())


def _append_gather(model: Any, schema: ModuleType) -> None:
    """Append an operator that gives the mesh's 1404 numbers and 30 more: GATHER along the last axis."""
    points = [*range(MESH_POINTS), *np.repeat(STAND_IN_POINTS, (GRAPH_POINTS - MESH_POINTS) // 2)]
    picked = np.array([3 * point + axis for point in points for axis in range(3)], "<i4")
    graph = model.subgraphs[0]
    mesh_tensor, presence_tensor = graph.outputs

    model.buffers.append(_filled(schema.BufferT(), data=picked.tobytes()))
    indices = _filled(
        schema.TensorT(),
        name="picked",
        shape=[len(picked)],
        type=schema.TensorType.INT32,
        buffer=len(model.buffers) - 1,
    )
    wide = _filled(
        schema.TensorT(), name="wide", shape=[1, 1, 1, len(picked)], type=schema.TensorType.FLOAT32, buffer=0
    )
    graph.tensors += [indices, wide]
    gather = schema.BuiltinOperator.GATHER
    model.operatorCodes.append(
        _filled(schema.OperatorCodeT(), builtinCode=gather, deprecatedBuiltinCode=gather, version=1)
    )
    graph.operators.append(
        _filled(
            schema.OperatorT(),
            opcodeIndex=len(model.operatorCodes) - 1,
            inputs=[mesh_tensor, len(graph.tensors) - 2],
            outputs=[len(graph.tensors) - 1],
            builtinOptionsType=schema.BuiltinOptions.GatherOptions,
            builtinOptions=_filled(schema.GatherOptionsT(), axis=3),
        )
    )
    graph.outputs = [len(graph.tensors) - 1, presence_tensor]


def _filled(thing: Any, **fields: object) -> Any:
    for name, value in fields.items():
        setattr(thing, name, value)
    return thing


def _zip_aligned(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            starts_at = buffer.tell() + ZIP_HEADER_BYTES + len(name) + 4
            padding = -starts_at % ALIGNMENT
            entry.extra = struct.pack("<HH", ZIP_ALIGNMENT_ID, padding) + bytes(padding)
            archive.writestr(entry, content)
    return buffer.getvalue()
