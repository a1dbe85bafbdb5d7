"""What the desk dictates about looks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import CommandRefused
from tests.offices import Setup, ticket_of

TEMPLATE = np.eye(128, dtype=np.float32)[0]


def test_a_desk_that_wants_every_face_challenged_refuses_one_that_was_not(tmp_path: Path) -> None:
    strict = Setup(tmp_path, liveness="always")
    with pytest.raises(CommandRefused) as refused:
        strict.face("ho_tich", TEMPLATE, nature="camera")
    assert refused.value.code == "not_live"
    assert ticket_of(strict.face("ho_tich", TEMPLATE, nature="live")).code
    strict.close()
