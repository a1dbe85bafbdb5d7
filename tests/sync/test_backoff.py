"""Waits grow, scatter, and end at the ceiling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.backoff import Backoff


def test_the_bound_doubles_up_to_the_ceiling() -> None:
    backoff = Backoff(base_s=1.0, ceiling_s=10.0)
    assert [backoff.delay_s(failures, lambda: 1.0) for failures in range(1, 7)] == [1, 2, 4, 8, 10, 10]


@given(st.integers(1, 10**9), st.floats(0, 1, exclude_max=True))
def test_no_wait_is_negative_or_beyond_the_ceiling(failures: int, draw: float) -> None:
    assert 0 <= Backoff().delay_s(failures, lambda: draw) <= Backoff().ceiling_s
