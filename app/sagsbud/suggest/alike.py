"""Earlier filings that read like a document: found by its rarest words, weighed by how rare those are."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An earlier filing that reads alike. `likeness` 1.0 is the same words; `quoted` is the share of its words, by
    rarity, that stand in the document."""

    likeness: float
    quoted: float
    nummer: str
    sag: str


@dataclass(frozen=True, slots=True)
class SagLikeness:
    """How much of what a document says (by rarity among Sager, 0..1) was said on a Sag before, and how much of its
    most quoted filing stands in the document."""

    sag: str
    covered: float
    quoted: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Filings, most alike first, and the Sager they are on, best covered first."""

    filings: tuple[Neighbour, ...] = ()
    sager: tuple[SagLikeness, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A filing as kept: its word marks, its number and its Sag."""

    marks: Sequence[int]
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
    filings = []
    for candidate in candidates:
        shared = sum(mine[mark] for mark in candidate.marks if mark in mine)
        other = shared + usual * sum(mark not in mine for mark in candidate.marks)
        inside = shared / other if other and len(candidate.marks) >= ENOUGH_WORDS else 0.0
        filings.append(Neighbour(shared / (whole + other - shared), inside, candidate.nummer, candidate.sag))
    return tuple(sorted(filings, key=lambda one: (-one.likeness, one.nummer, one.sag)))


def coverage(hits: Sequence[Sequence[int]], sizes: Mapping[int, int], total: int) -> dict[int, float]:
    """For each Sag (by index) the share of the looked-up words that were said on it, by rarity among `total` Sager.

    `hits` holds, for each word, the Sag of each filing that has it; `sizes` how many filings each Sag has.
    """
    usual = sum(sizes.values()) / max(1, len(sizes)) or 1.0
    whole = 0.0
    found: dict[int, float] = defaultdict(float)
    for word in hits:
        times = Counter(word)
        weight = math.log(1.0 + (total + 1.0) / (len(times) + 0.5))
        whole += weight
        for sag, count in sorted(times.items()):
            found[sag] += weight * count / (count + SATURATION * (1 - SLOPE + SLOPE * sizes[sag] / usual))
    return {sag: score / whole for sag, score in found.items()}


def rarity_of(seen: int, filings: int) -> float:
    """What a word tells that was seen so often in so many filings."""
    return math.log(1.0 + (filings + 1.0) / (seen + 1.0))
