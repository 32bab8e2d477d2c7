"""The numbers that were filed under, and how much under each."""

import math

import numpy as np

from sagsbud.suggest.counting import Floats, Ints
from sagsbud.suggest.sealed import SealedFile

FEW_WORDS = 20
"""Added to all word totals, so that a history of one document proves little. Small, so that a subject with most of the
filings gains nothing from words that are spread as everything else."""


class LearnedNumbers:
    """Numbers with their words and filings, in the order they were met; the same rows as table `klasse`."""

    def __init__(self, file: SealedFile) -> None:
        self._db = file.db
        self.load()

    def load(self) -> None:
        """As the file has them."""
        rows = self._db.execute("SELECT id, nummer, words, filings FROM klasse ORDER BY id").fetchall()
        self.names: tuple[str, ...] = tuple(row[1] for row in rows)
        self.place = {nummer: at for at, nummer in enumerate(self.names)}
        self._words: Ints = np.array([row[2] for row in rows], dtype=np.int64)
        self.filings: Ints = np.array([row[3] for row in rows], dtype=np.int64)
        self._discounts: Floats | None = None

    def place_of(self, nummer: str) -> int:
        """Where the number lies, made if need be; within the caller's transaction."""
        at = self.place.get(nummer)
        if at is None:
            at = len(self.names)
            self._db.execute("INSERT INTO klasse (id, nummer, words, filings) VALUES (?,?,0,0)", (at, nummer))
            self.names = (*self.names, nummer)
            self.place = {**self.place, nummer: at}
            self._words = np.append(self._words, 0)
            self.filings = np.append(self.filings, 0)
        return at

    def grow(self, at: int, words: int, filings: int) -> None:
        """Count so many more (or fewer); within the caller's transaction."""
        self._db.execute(
            "UPDATE klasse SET words = words + ?, filings = filings + ? WHERE id = ?", (words, filings, at)
        )
        self._words[at] += words
        self.filings[at] += filings
        self._discounts = None

    def discounts(self) -> Floats:
        """What each word of a document takes from a number for having many words of its own, in nats."""
        if self._discounts is None:
            norm = FEW_WORDS + int(self._words.sum())
            self._discounts = np.array([math.log(norm - own) - math.log(norm) for own in self._words.tolist()])
        return self._discounts
