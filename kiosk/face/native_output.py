"""What native libraries write to standard error past Python's logging."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STDERR_FD = 2

CHATTER = re.compile(
    rb"INFO: Created TensorFlow Lite XNNPACK delegate for CPU\.$"
    rb"|WARNING: Logging before InitGoogle\(\) is written to STDERR$"
    rb"|W\d{4} .*inference_feedback_manager\.cc:\d+\] Feedback manager requires a model with a single signature"
)
"""Lines that mediapipe 1.2 writes whenever a model is loaded, and that tell nobody anything."""


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep known chatter off standard error for as long as a model is loaded.

    Every other line written meanwhile, by whatever thread, is written out at the end: nothing is hidden.
    """
    sys.stderr.flush()
    kept = os.dup(STDERR_FD)
    try:
        with tempfile.TemporaryFile() as caught:
            os.dup2(caught.fileno(), STDERR_FD)
            try:
                yield
            finally:
                os.dup2(kept, STDERR_FD)
                caught.seek(0)
                for line in caught:
                    if not CHATTER.match(line.rstrip()):
                        os.write(STDERR_FD, line)
    finally:
        os.close(kept)
