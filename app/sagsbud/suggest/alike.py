"""Earlier filings that read like a document: found by its rarest words, weighed by how rare those are."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.counting import Floats, Ints

RAREST = 20
"""So many of a document's rarest known words are looked up; more find the same filings again."""
HITS = 300
"""So many newest filings of each of those words are considered."""
CANDIDATES = 40
"""So many filings are compared word by word."""
SAGER = 30
"""So many Sager are named at most."""
SATURATION, SLOPE = 2.5, 0.8
"""BM25 over Sager: how soon more filings with the same word stop counting, and how far many filings are held against one."""
ENOUGH_WORDS = 6
"""Different words a filing must have before being contained in a document means that it is quoted there."""


@frozen
class Neighbour:
    """An earlier filing that reads alike. `likeness` 1.0 is the same words; `quoted` is the share of its words, by
    rarity, that stand in the document."""

    likeness: float
    quoted: float
    nummer: str
    sag: str


@frozen
class SagLikeness:
    """How much of what a document says (by rarity among Sager, 0..1) was said on a Sag before, and how much of its
    most quoted filing stands in the document."""

    sag: str
    covered: float
    quoted: float


@frozen
class Alike:
    """Filings, most alike first, and the Sager they are on, best covered first."""

    filings: tuple[Neighbour, ...] = ()
    sager: tuple[SagLikeness, ...] = ()


@frozen
class Candidate:
    """A filing as kept: its word marks in rising order, its number and its Sag."""

    marks: Ints
    nummer: str
    sag: str


def likeness(
    mine: Mapping[int, float], rarity: Mapping[int, float], candidates: Sequence[Candidate]
) -> tuple[Neighbour, ...]:
    """Compare filings word by word, most alike first.

    `mine` holds the weight of each of the document's words, `rarity` that of every word known before.
    """
    whole = sum(mine.values())
    usual = min(rarity.values(), default=0.5)
    marks = np.array(sorted(mine), dtype=np.int64)
    weights = np.array([mine[mark] for mark in marks.tolist()])
    filings = []
    for candidate in candidates:
        spot = np.minimum(np.searchsorted(marks, candidate.marks), len(marks) - 1)
        weight = weights[spot[marks[spot] == candidate.marks]].tolist()
        shared = sum(weight)
        other = shared + usual * (len(candidate.marks) - len(weight))
        inside = shared / other if other and len(candidate.marks) >= ENOUGH_WORDS else 0.0
        filings.append(Neighbour(shared / (whole + other - shared), inside, candidate.nummer, candidate.sag))
    return tuple(sorted(filings, key=lambda one: (-one.likeness, one.nummer, one.sag)))


def coverage(hits: Sequence[Ints], sizes: Ints) -> Floats:
    """For each Sag (by index) the share of the looked-up words that were said on it, by rarity among Sager.

    `hits` holds, for each word, the Sag of each filing that has it; `sizes` how many filings each Sag has.
    """
    total = int(np.count_nonzero(sizes))
    usual = int(sizes.sum()) / max(1, total) or 1.0
    norm = SATURATION * (1 - SLOPE + SLOPE * sizes / usual)
    whole = 0.0
    found = np.zeros(len(sizes))
    for word in hits:
        sager, times = np.unique(word, return_counts=True)
        weight = math.log(1.0 + (total + 1.0) / (len(sager) + 0.5))
        whole += weight
        found[sager] += weight * times / (times + norm[sager])
    return found / whole


def rarity_of(seen: int, filings: int) -> float:
    """What a word tells that was seen so often in so many filings."""
    return math.log(1.0 + (filings + 1.0) / (seen + 1.0))
