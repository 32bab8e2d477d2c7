"""The words of the Sager's titles: which Sager a document calls by their title's words, weighed by how rare those are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log

import numpy as np

from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.suggest.counting import Ints

UNSAID = 2.0
"""Added to the weight of every title, so that a title of one common word is soon said by anybody."""


class SagTitles:
    """The titles of all Sager; replaced whole, never changed. `sager` come with the stems of their titles."""

    def __init__(self, sager: Sequence[tuple[SagRef, frozenset[str]]]) -> None:
        self._titled = sorted(sager, key=lambda entry: str(entry[0].id))
        having: dict[str, list[int]] = defaultdict(list)
        for at, (_, words) in enumerate(self._titled):
            for word in words:
                having[word].append(at)
        self._having: dict[str, Ints] = {word: np.array(places, dtype=np.int64) for word, places in having.items()}
        self.rarity = {word: log(1 + len(sager) / len(places)) for word, places in having.items()}
        self._weight = np.array([sum(self.rarity[word] for word in sorted(words)) for _, words in self._titled])

    def said(self, words: Iterable[str], least: float) -> list[tuple[SagRef, float, list[str]]]:
        """The Sager of whose title at least this share (0..1) stands among the words: each with the share, and the
        words it was, rarest first."""
        shared = np.zeros(len(self._titled))
        mine = sorted(word for word in words if word in self.rarity)
        for word in mine:
            shared[self._having[word]] += self.rarity[word]
        shares = shared / (self._weight + UNSAID)
        order = sorted(mine, key=lambda word: (-self.rarity[word], word))
        return [
            (sag, float(shares[at]), [word for word in order if word in own])
            for at, (sag, own) in ((at, self._titled[at]) for at in np.flatnonzero(shares >= least).tolist())
        ]
