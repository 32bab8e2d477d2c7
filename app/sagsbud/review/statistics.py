"""Shares with their uncertainty, and quantiles of times kept in steps."""

import math
from collections.abc import Mapping
from statistics import NormalDist

from sagsbud.domain.figures import CERTAINTY

_Z = NormalDist().inv_cdf((1 + CERTAINTY) / 2)
STEPS_IN_OCTAVE = 4
"""Times are kept in steps of a fourth of a doubling: a quantile is right within a tenth."""
SHORTEST = 1 / 60
"""Hours of the first step; everything quicker falls into it."""
LAST_STEP = 80


def wilson(right: int, n: int) -> tuple[float, float]:
    """The interval of a share at `CERTAINTY` (Wilson 1927), honest for small numbers; all of [0, 1] for none."""
    if n == 0:
        return 0.0, 1.0
    share = right / n
    square = _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half) if right else 0.0, min(1.0, middle + half) if right < n else 1.0


def step_of(hours: float) -> int:
    """The step a time falls into."""
    if hours <= SHORTEST:
        return 0
    return min(LAST_STEP, 1 + int(math.log2(hours / SHORTEST) * STEPS_IN_OCTAVE))


def quantile(steps: Mapping[int, int], share: float) -> float | None:
    """The time, in hours, that so large a share stays within; None without any times."""
    n = sum(steps.values())
    if n == 0:
        return None
    left = share * n
    for step in sorted(steps):
        count = steps[step]
        if left <= count:
            low, high = _bounds(step)
            return low + (high - low) * (left / count if count else 0.0)
        left -= count
    return _bounds(max(steps))[1]


def _bounds(step: int) -> tuple[float, float]:
    if step == 0:
        return 0.0, SHORTEST
    return SHORTEST * 2 ** ((step - 1) / STEPS_IN_OCTAVE), SHORTEST * 2 ** (step / STEPS_IN_OCTAVE)
