"""Shares with honest intervals, and quantiles that are right within a step."""

import statistics

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sagsbud.review.statistics import quantile, step_of, wilson


def test_nothing_is_known_of_none() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert quantile({}, 0.5) is None


def test_a_known_interval() -> None:
    low, high = wilson(8, 10)  # as in the literature: 0.490 to 0.943
    assert low == pytest.approx(0.490, abs=0.001)
    assert high == pytest.approx(0.943, abs=0.001)


@example(0, 3)
@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share(right: int, more: int) -> None:
    n = right + more
    low, high = wilson(right, n)
    assert 0.0 <= low <= right / n <= high <= 1.0


@given(st.lists(st.floats(0.1, 400.0), min_size=20, max_size=200), st.sampled_from([0.5, 0.9]))
def test_a_quantile_is_right_within_a_step(hours: list[float], share: float) -> None:
    steps: dict[int, int] = {}
    for one in hours:
        steps[step_of(one)] = steps.get(step_of(one), 0) + 1
    found = quantile(steps, share)
    exact = sorted(hours)[max(0, -(-int(share * 1000) * len(hours) // 1000) - 1)]
    assert found is not None
    assert step_of(exact) - 1 <= step_of(found) <= step_of(exact) + 1


def test_the_median_of_many_is_near() -> None:
    hours = [0.1 * number for number in range(1, 1000)]
    steps: dict[int, int] = {}
    for one in hours:
        steps[step_of(one)] = steps.get(step_of(one), 0) + 1
    assert quantile(steps, 0.5) == pytest.approx(statistics.median(hours), rel=0.1)
