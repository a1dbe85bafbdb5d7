"""The pages of an office, as the tests of the pages start them."""

from __future__ import annotations

from tests.web.conftest import pages

__all__ = ["pages"]
