"""Offices here live in memory."""

from tests.memory import tmp_path

__all__ = ["tmp_path"]
