"""Models, loaded once for all tests of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.face.engines import build_pipeline
from tests.faces import weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.face.pipeline import FacePipeline


@pytest.fixture(scope="package")
def pipeline() -> Iterator[FacePipeline]:
    """Give the default engine."""
    made = build_pipeline("sface", weights)
    yield made
    made.close()
