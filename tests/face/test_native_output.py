"""What native libraries write is thinned, never hidden."""

from __future__ import annotations

import os

import pytest

from kiosk.face.native_output import hushed


def test_known_chatter_is_dropped_and_everything_else_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    with hushed():
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
        os.write(2, b"E0000 something is wrong\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "E0000 something is wrong\nafter\n"


def test_an_error_inside_still_shows_what_was_written(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), hushed():
        os.write(2, b"just before it failed\n")
        raise KeyError
    assert capfd.readouterr().err == "just before it failed\n"
