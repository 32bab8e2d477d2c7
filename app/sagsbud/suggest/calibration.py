"""From a score to an honest probability: conservative at first, then what this user's own answers say.

A reliability table of ten bins. Each bin starts with a cautious belief worth a few answers, moved by how this user's
answers lie as a whole; every decision adds one right or one wrong, and undoing takes it back exactly. Isotonic in the end: a better score is never called less sure.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sagsbud.domain.frozen import frozen
from sagsbud.domain.suggestions import Band

BINS = 10
PRIOR_WORTH = 6
"""How many answers the starting belief of a bin is worth."""
SPREAD = 0.8
"""How far, in log odds, a user's documents usually lie from the starting belief."""
STEPS = 12
PRIOR: tuple[float, ...] = (0.02, 0.05, 0.08, 0.13, 0.19, 0.27, 0.36, 0.46, 0.58, 0.70)
"""Starting belief for each tenth of the raw strength; measured on agenda items, lowered where those were few."""

SURE, LIKELY, UNSURE = 0.85, 0.50, 0.10
"""Bands: from these probabilities on. Under the last there is silence."""

Answers = Mapping[int, Sequence[int]]


@frozen
class Reliability:
    """One bin of the supervisor's page: what we said on average, how often it was right, of how many."""

    said: float
    right: float
    answers: int


def bin_of(strength: float) -> int:
    """Which tenth a raw strength (0..1) lies in."""
    return min(BINS - 1, max(0, int(strength * BINS)))


class Calibrator:
    """Maps raw strength to probability. `answers` holds `bin: (right, all)` as counted so far."""

    def __init__(self, answers: Answers | None = None, prior: Sequence[float] = PRIOR) -> None:
        self._prior = tuple(prior)
        self._answers = {at: (int(right), int(asked)) for at, (right, asked) in (answers or {}).items()}
        self._curve = self._fit()

    def _fit(self) -> tuple[float, ...]:
        """Posterior means, pooled until they never fall. All bins' answers together move what each begins with."""
        shift = self._shift()
        blocks: list[list[float]] = []
        for at in range(BINS):
            right, asked = self._answers.get(at, (0, 0))
            blocks.append([right + PRIOR_WORTH * _moved(self._prior[at], shift), asked + PRIOR_WORTH, 1])
            while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
                top = blocks.pop()
                blocks[-1] = [below + above for below, above in zip(blocks[-1], top, strict=True)]
        return tuple(right / worth for right, worth, width in blocks for _ in range(int(width)))

    def _shift(self) -> float:
        """How far (in log odds) this user's answers lie above or below the starting belief, drawn towards none.

        Computed from the counts alone, so that undoing an answer undoes this too.
        """
        shift = 0.0
        for _ in range(STEPS):
            slope, bend = -shift / SPREAD**2, 1.0 / SPREAD**2
            for at, (right, asked) in sorted(self._answers.items()):
                belief = _moved(self._prior[at], shift)
                slope += right - asked * belief
                bend += asked * belief * (1.0 - belief)
            shift += max(-1.0, min(1.0, slope / bend))
        return shift

    def probability(self, strength: float) -> float:
        """The probability at a strength; between the middles of two bins it moves evenly."""
        place = min(max(strength, 0.0), 1.0) * BINS - 0.5
        if place <= 0:
            return self._curve[0] * max(0.0, min(1.0, strength * BINS * 2))
        low = min(int(place), BINS - 1)
        high = min(low + 1, BINS - 1)
        return self._curve[low] + (self._curve[high] - self._curve[low]) * (place - low)

    def answered(self, strength: float, right: bool, count: int = 1) -> "Calibrator":
        """The calibrator after one more answer; `count=-1` takes the same answer back exactly."""
        at = bin_of(strength)
        hits, asked = self._answers.get(at, (0, 0))
        return Calibrator({**self._answers, at: (hits + count * right, asked + count)}, self._prior)

    @property
    def answers(self) -> dict[int, tuple[int, int]]:
        """The counts, to be kept."""
        return {at: entry for at, entry in self._answers.items() if entry != (0, 0)}

    def page(self) -> list[Reliability]:
        """For each bin with answers: what it says now and how often it was right."""
        return [
            Reliability(self._curve[at], right / asked, asked)
            for at, (right, asked) in sorted(self._answers.items())
            if asked
        ]

    @property
    def never_falls(self) -> bool:
        """Whether the curve is isotonic; it always is."""
        return all(low <= high + 1e-12 for low, high in pairwise(self._curve))


def _moved(belief: float, shift: float) -> float:
    """The belief with its log odds moved."""
    return 1.0 / (1.0 + math.exp(-shift) * (1.0 - belief) / belief)


def band_of(probability: float) -> Band:
    """The word for a probability."""
    if probability >= SURE:
        return Band.SURE
    if probability >= LIKELY:
        return Band.LIKELY
    return Band.UNSURE if probability >= UNSURE else Band.NONE
