"""The ledger's scores, worked out by hand, and the conformal shift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ids import FieldCode, TicketId
from kiosk.forecast.conformal import conformal_shift_min
from kiosk.forecast.learning import KeptPromise, shift_from
from kiosk.forecast.ledger import Entry, mean_of_last_min, score


def entry(p50: float, p90: float, wait: float, last10: float | None = None) -> Entry:
    return Entry(TicketId("t"), FieldCode("a"), p50, p90, wait, last10)


def test_scores_are_what_a_hand_makes_them() -> None:
    scores = score([entry(10, 20, 12, 4), entry(10, 20, 22, 30), entry(5, 10, 5, 5), entry(0, 10, 6, 16)])
    assert scores is not None
    assert scores.count == 4
    assert scores.mae == pytest.approx((2 + 12 + 0 + 6) / 4)
    assert scores.bias == pytest.approx((-2 - 12 + 0 - 6) / 4)
    assert scores.under_5 == pytest.approx(2 / 4)
    assert scores.coverage_p90 == pytest.approx(3 / 4)
    assert scores.pinball_p90 == pytest.approx((0.8 + 1.8 + 0.5 + 0.4) / 4)
    assert scores.skill == pytest.approx(1 - 20 / (8 + 8 + 0 + 10))


def test_an_empty_ledger_has_no_scores_and_nothing_to_compare_no_skill() -> None:
    assert score([]) is None
    scores = score([entry(1, 2, 3)])
    assert scores is not None
    assert scores.skill is None


def test_five_minutes_too_little_is_not_yet_more_than_five() -> None:
    scores = score([entry(10, 20, 15)])
    assert scores is not None
    assert scores.under_5 == 0


def test_the_usual_rule_looks_at_the_last_ten_only() -> None:
    assert mean_of_last_min([100.0, *[5.0] * 10]) == 5
    assert mean_of_last_min([]) == 0


def test_too_few_promises_shift_nothing() -> None:
    assert conformal_shift_min([7.0] * 49) == 0
    assert conformal_shift_min([7.0] * 50) == 7


@given(st.integers(50, 400), st.integers(0, 2**32 - 1))
def test_the_shift_covers_nine_of_ten_of_what_it_was_made_from(count: int, seed: int) -> None:
    overruns = np.random.default_rng(seed).normal(3, 10, count)
    shift = conformal_shift_min(list(overruns))
    covered = (overruns <= shift).mean()
    assert 0.9 <= covered <= 0.9 + 3 / count


def test_the_shift_covers_waits_that_it_has_not_seen() -> None:
    rng = np.random.default_rng(5)
    covered = []
    for _ in range(300):
        seen, coming = rng.exponential(9, 200), rng.exponential(9, 50)
        covered.append((coming <= conformal_shift_min(list(seen))).mean())
    assert np.mean(covered) == pytest.approx(0.9, abs=0.01)


def test_an_old_promise_is_freed_of_its_own_shift_before_it_teaches() -> None:
    plain = [KeptPromise("rollout", "1", 20, 26.0)] * 60
    later = [KeptPromise("rollout", "1+6", 26, 26.0)] * 60
    careful = [KeptPromise("rollout", "1-4", 16, 26.0)] * 60
    assert shift_from(plain) == shift_from(later) == shift_from(careful) == 6


def test_promises_by_the_simple_rule_teach_the_roll_outs_nothing() -> None:
    assert shift_from([KeptPromise("rule", "1", 1, 99.0)] * 60) == 0
