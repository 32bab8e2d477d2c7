"""What was filed before says of one document: asked once, from one state of the file, for subject and Sag alike."""

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.alike import Alike
from sagsbud.suggest.counting import Floats, Ints


def _none() -> Floats:
    return np.zeros(0)


@frozen
class Scores:
    """Complement naive Bayes: for each number met so far, how much better than the rest it explains the words.

    Nats; comparable between numbers of one document only. Words nobody used tell nothing. `filings` says how many lie
    under each; a number all of whose filings were undone has none, and its value means nothing.
    """

    numbers: tuple[str, ...] = ()
    place: Mapping[str, int] = field(default_factory=dict)
    values: Floats = field(default_factory=_none)
    filings: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def by_number(self) -> dict[str, float]:
        """The value of each number with filings."""
        return {number: float(self.values[at]) for at, number in enumerate(self.numbers) if self.filings[at] > 0}

    def places(self, numbers: Sequence[str]) -> Ints:
        """Where these numbers lie."""
        return np.array([self.place[number] for number in numbers], dtype=np.int64)

    def filings_of(self, number: str) -> int:
        """How many were filed under it."""
        at = self.place.get(number)
        return 0 if at is None else int(self.filings[at])


@frozen
class History:
    """What the memory says of one document. Of an empty memory: nothing."""

    scores: Scores = field(default_factory=Scores)
    alike: Alike = field(default_factory=Alike)
    titles: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(number, Sag) of earlier filings with the same title, with how often."""
    leads: Mapping[str, tuple[Ints, Floats]] = field(default_factory=dict)
    """For each word the numbers that have it (rising), and how much rarer it is outside each, in nats."""
    sager: int = 0
    """How many Sager have filings."""

    def telling(self, number: str, limit: int = 4) -> list[str]:
        """The words that speak most for the number by what was filed before."""
        at = self.scores.place.get(number)
        if at is None:
            return []
        found = []
        for word, (places, leads) in self.leads.items():
            spot = int(np.searchsorted(places, at))
            if spot < len(places) and places[spot] == at:
                found.append((float(leads[spot]), word))
        return [word for _, word in sorted(found, key=lambda entry: (-entry[0], entry[1]))[:limit]]
