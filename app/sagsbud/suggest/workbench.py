"""Before the unit's words are changed: which of its past filings would get another first suggestion.

Past filings are known by the marks of their words alone (no text is kept), so they are judged by single words and the
compounds the index knows; phrases and citations are left out on both sides.
"""

from collections.abc import Iterable, Iterator, Mapping

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.suggest.catalogue import Loaded
from sagsbud.suggest.filings import PastFiling, mark_of
from sagsbud.suggest.query import Query


@frozen
class Move:
    """A past filing whose first cold suggestion changes. `sag` is the Sag's uuid as text."""

    nummer: KleNummer
    sag: str
    before: KleNummer | None
    after: KleNummer | None

    @property
    def better(self) -> bool:
        """The change leads to the number it was filed under."""
        return self.after == self.nummer

    @property
    def worse(self) -> bool:
        """The change leads away from the number it was filed under."""
        return self.before == self.nummer


def moves(before: Loaded, after: Loaded, filings: Iterable[PastFiling]) -> Iterator[Move]:
    """Each filing that would move, in the order they were filed."""
    terms = _terms_by_mark(before) | _terms_by_mark(after)
    for filing in filings:
        query = _query(filing, terms)
        old, new = _first(before, query), _first(after, query)
        if old != new:
            yield Move(KleNummer(filing.nummer), filing.sag, old, new)


def _terms_by_mark(loaded: Loaded) -> dict[int, str]:
    return {mark_of(term): term for term in loaded.index.known_stems()}


def _query(filing: PastFiling, terms: Mapping[int, str]) -> Query:
    query = Query()
    for mark, count in filing.words:
        term = terms.get(mark)
        if term is not None:
            query.terms[term] += count
            query.phrases.add(f"={term}")
    return query


def _first(loaded: Loaded, query: Query) -> KleNummer | None:
    scores = loaded.index.scores(query)
    best = int(scores.argmax()) if len(scores) else 0
    return KleNummer(loaded.index.numbers[best]) if len(scores) and scores[best] > 0 else None
