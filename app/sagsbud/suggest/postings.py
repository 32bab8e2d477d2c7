"""Sparse postings: for each term the subjects it points at and how strongly, as flat arrays."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sagsbud.domain.frozen import frozen

Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[np.generic]]


@frozen
class Saturation:
    """BM25's two constants: how soon repetition stops counting, and how much length is held against a subject."""

    k1: float
    b: float


def idf(total: int, having: int) -> float:
    """How much a term tells, from how many of the subjects have it."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


class Postings:
    """Rows of (subject, weight); `add_to` is the inner loop of every suggestion."""

    def __init__(
        self,
        rows: Mapping[Hashable, int],
        starts: NDArray[np.int64],
        subjects: NDArray[np.uint16],
        weights: NDArray[np.float32],
    ) -> None:
        self.rows = rows
        self._starts = starts
        self._subjects = subjects
        self._weights = weights
        self._spans = starts.tolist()

    @classmethod
    def bm25(cls, documents: Sequence[Mapping[Hashable, float]], saturation: Saturation) -> "Postings":
        """Postings of weighted term frequencies, with idf and length norm worked in."""
        having: Counter[Hashable] = Counter()
        for document in documents:
            having.update(document.keys())
        lengths = [sum(document.values()) for document in documents]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        found: dict[Hashable, list[tuple[int, float]]] = defaultdict(list)
        for subject, document in enumerate(documents):
            norm = 1 - saturation.b + saturation.b * lengths[subject] / mean
            for term, frequency in document.items():
                level = frequency / norm
                weight = level * (saturation.k1 + 1) / (saturation.k1 + level)
                found[term].append((subject, weight * idf(len(documents), having[term])))
        return cls.of(found)

    @classmethod
    def of(cls, found: Mapping[Hashable, Sequence[tuple[int, float]]]) -> "Postings":
        """Postings with the weights as given."""
        rows = {term: row for row, term in enumerate(found)}
        starts = np.zeros(len(found) + 1, dtype=np.int64)
        np.cumsum([len(entries) for entries in found.values()], out=starts[1:])
        flat = [entry for entries in found.values() for entry in entries]
        subjects = np.array([subject for subject, _ in flat], dtype=np.uint16)
        weights = np.array([weight for _, weight in flat], dtype=np.float32)
        return cls(rows, starts, subjects, weights)

    def add_to(self, scores: Floats, term: Hashable, factor: float) -> None:
        """Add the term's weights, times `factor`, to the scores; unknown terms add nothing."""
        row = self.rows.get(term)
        if row is not None:
            begin, end = self._spans[row], self._spans[row + 1]
            scores[self._subjects[begin:end]] += self._weights[begin:end] * factor

    def weight(self, term: Hashable, subject: int) -> float:
        """The term's weight for one subject, 0 when it has none."""
        row = self.rows.get(term)
        if row is None:
            return 0.0
        begin, end = self._spans[row], self._spans[row + 1]
        at = np.nonzero(self._subjects[begin:end] == subject)[0]
        return float(self._weights[begin + int(at[0])]) if len(at) else 0.0

    def arrays(self, name: str) -> Arrays:
        """The flat arrays under names that begin with `name`, for saving."""
        return {f"{name}_starts": self._starts, f"{name}_subjects": self._subjects, f"{name}_weights": self._weights}

    @classmethod
    def from_arrays(
        cls, name: str, rows: Mapping[Hashable, int], arrays: Mapping[str, NDArray[np.generic]]
    ) -> "Postings":
        """The inverse of `arrays`."""
        return cls(
            rows,
            arrays[f"{name}_starts"].astype(np.int64),
            arrays[f"{name}_subjects"].astype(np.uint16),
            arrays[f"{name}_weights"].astype(np.float32),
        )
