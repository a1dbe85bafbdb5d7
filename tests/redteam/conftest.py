"""The pages and the kiosk of an office, as their own tests start them."""

from __future__ import annotations

from tests.run.test_screen_journeys import kiosk
from tests.web.conftest import pages

__all__ = ["kiosk", "pages"]
