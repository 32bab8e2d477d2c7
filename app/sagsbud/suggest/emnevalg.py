"""Which subject: the cold index and what was filed before, fused by how much evidence there is."""

from functools import lru_cache

import numpy as np

from sagsbud.domain.extract import Evidence, EvidenceSource
from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.suggestions import Reason, ReasonCode
from sagsbud.suggest.catalogue import Loaded, current
from sagsbud.suggest.counting import Floats, Ints
from sagsbud.suggest.history import History, Scores
from sagsbud.suggest.query import Query

NATS = 2.0
"""A history that explains a document by so many nats better than an average one counts as much as the best cold hit."""
FULL_WEIGHT, HALF_AT = 1.4, 8
"""What a number's own history weighs at most beside the index, and with how many filings it weighs half of that."""
LEVEL = 4.0
"""Towards this many steps a history's lead levels off."""
DUPLICATE = 0.55
"""Likeness from which an earlier filing has a vote."""
VOTE = 1.6
TITLE_VOTE = 0.9
LIMIT = 20
SHOWN = 5
NOWHERE = -1
FALL = 3
"""How steeply a lower place loses strength with its score."""


@frozen
class Subject:
    """One candidate: its fused score, its raw strength (0..1, not yet a probability), and the reasons."""

    nummer: KleNummer
    score: float
    strength: float
    reasons: tuple[Reason, ...] = ()


def history_weight(filings: Ints) -> Floats:
    """How much each number's own history counts beside the index: little while it is thin."""
    weight: Floats = FULL_WEIGHT * filings / (filings + HALF_AT)
    return weight


@frozen
class Ranking:
    """All labels with their fused scores, best first, and how strongly the first stands out."""

    labels: tuple[str, ...]
    scores: tuple[float, ...]
    strength: float

    def strengths(self) -> list[float]:
        """The raw strength of each label: the first one's, falling with the score."""
        top = self.scores[0] if self.scores else 1.0
        return [self.strength * (score / top) ** FALL for score in self.scores]


NOTHING = Ranking((), (), 0.0)


def fuse(
    loaded: Loaded, query: Query, history: History, *, limit: int = LIMIT, foreign: bool = False, cold: bool = True
) -> Ranking:
    """Index and history together. `foreign` lets in labels that the plan does not have (for measuring only);
    without `cold` the history speaks alone."""
    index = loaded.index
    scores = index.scores(query) if cold else np.zeros(len(index.numbers))
    best = float(scores.max(initial=0.0))
    fused = scores / best * _recognition(best) if best > 0 else scores
    today = _today(loaded, history.scores.numbers, foreign)
    learned = _learned(today, query, history, floor=not foreign)
    fused = np.concatenate([fused, np.zeros(len(today.strangers))]) + learned
    order = [at for at in np.argsort(-fused, kind="stable")[:limit].tolist() if fused[at] > 0]
    if not order:
        return NOTHING
    labels = (*index.numbers, *today.strangers) if today.strangers else index.numbers
    found = tuple(fused[order].tolist())
    return Ranking(tuple(labels[at] for at in order), found, _strength(found, best, float(learned.max(initial=0.0))))


def rank(loaded: Loaded, query: Query, history: History, limit: int = LIMIT) -> list[Subject]:
    """The candidates, best first, with reasons for the first five. Empty when nothing is recognised."""
    ranking = fuse(loaded, query, history, limit=limit)
    return [
        Subject(KleNummer(label), score, strength, reasons(loaded, query, history, label) if place < SHOWN else ())
        for place, (label, score, strength) in enumerate(
            zip(ranking.labels, ranking.scores, ranking.strengths(), strict=True)
        )
    ]


def _recognition(best: float) -> float:
    """How far the index recognises the document at all: a lone common word must not outweigh a history."""
    return best / (best + 8.0)


def _strength(fused: tuple[float, ...], cold: float, learned: float) -> float:
    """How clearly the best stands out, 0..1: its lead over the runner-up, and how much there was to go by."""
    second = fused[1] if len(fused) > 1 else 0.0
    lead = (fused[0] - second) / fused[0]
    mass = min(1.0, cold / 60.0)
    known = min(1.0, learned / 2.0)
    weight: float = max(mass, known) ** 0.5
    return min(1.0, (0.15 + 0.85 * min(1.0, lead * 2.5)) * weight)


@frozen
class _Today:
    """Where the history of each number (in the memory's order) counts in an edition: its place in the index, behind
    it for a stranger, or NOWHERE. `order` goes through the numbers as they are written."""

    places: Ints
    order: Ints
    strangers: tuple[str, ...]
    size: int


@lru_cache(maxsize=2)
def _today(loaded: Loaded, numbers: tuple[str, ...], foreign: bool) -> _Today:
    size = len(loaded.index.numbers)
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    places = np.full(len(numbers), NOWHERE, dtype=np.int64)
    strangers: list[str] = []
    for at in order:
        target = _in_use(loaded, numbers[at])
        if target:
            places[at] = loaded.index.position[target]
        elif foreign:
            places[at] = size + len(strangers)
            strangers.append(numbers[at])
    return _Today(places, np.array(order, dtype=np.int64), tuple(strangers), size + len(strangers))


def _learned(today: _Today, query: Query, history: History, *, floor: bool) -> Floats:
    """What history adds to each number still in use; retired numbers give theirs to a single successor."""
    found = np.zeros(today.size)
    scores = history.scores
    if not len(scores.values):
        return found

    def give(numbers: Ints, values: Floats) -> None:
        places = today.places[numbers]
        counts = (places >= 0) & (values > 0)
        np.add.at(found, places[counts], values[counts])

    in_order = today.order[scores.filings[today.order] > 0]
    give(in_order, history_weight(scores.filings[in_order]) * _shares(scores, floor=floor)[in_order])
    votes: dict[str, float] = {}
    for neighbour in history.alike.filings:
        if neighbour.likeness >= DUPLICATE:
            votes[neighbour.nummer] = max(votes.get(neighbour.nummer, 0.0), neighbour.likeness**2)
    for number in sorted(votes):
        give(scores.places([number]), np.array([VOTE * votes[number]]))
    total = sum(history.titles.values())
    for (number, _), times in sorted(history.titles.items()):
        vote = TITLE_VOTE * times / (total + 1) * min(1.0, len(query.title_words) / 2)
        give(scores.places([number]), np.array([vote]))
    return found


def _shares(scores: Scores, *, floor: bool) -> Floats:
    """Each number's lead over what an average number explains, in steps of NATS, levelling off.

    Without `floor` also those below the average have a place of their own.
    """
    filed = scores.values[scores.filings > 0].tolist()
    base = sum(filed) / len(filed)
    low = 0.0 if floor else max(0.0, base - min(filed))
    lead = np.maximum(0.0, scores.values - base + low) / NATS
    levelled: Floats = lead * LEVEL / (lead + LEVEL)
    return levelled


def _in_use(loaded: Loaded, number: str) -> str:
    """The number to use today for one that was filed under; empty when that is not certain."""
    if number in loaded.index.position:
        return number
    try:
        targets = current(loaded, KleNummer(number))
    except ValueError:
        return ""
    return targets[0].text if len(targets) == 1 else ""


def reasons(loaded: Loaded, query: Query, history: History, number: str) -> tuple[Reason, ...]:
    """Why this subject, strongest kinds first, with the words as they stand in the document."""
    index = loaded.index
    at = index.position.get(number)
    found: list[Reason] = []
    laws = index.deciding_laws(query, at) if at is not None else []
    if laws:
        spot = laws[0]
        quote = f"{spot.law} § {spot.first}{spot.letter}" if spot.first and not spot.chapter else spot.law
        found.append(Reason(ReasonCode.LAW_CITATION, (quote,)))
    if any(neighbour.nummer == number and neighbour.likeness >= DUPLICATE for neighbour in history.alike.filings):
        found.append(Reason(ReasonCode.SIMILAR_TO_FILED))
    if any(known == number for known, _ in history.titles):
        found.append(Reason(ReasonCode.SAME_SUBJECT))
    words = _words_of(query, [term for term, _ in index.deciding(query, at, 6)] if at is not None else [])
    in_title = [word for word in words if query.places[word].start < 0]
    in_text = [word for word in words if query.places[word].start >= 0]
    if in_title:
        found.append(Reason(ReasonCode.WORDS_IN_TITLE, tuple(query.places[word].word for word in in_title[:3])))
    if in_text:
        place = query.places[in_text[0]]
        evidence = Evidence(EvidenceSource.TEXT, place.word, place.start, place.end)
        found.append(Reason(ReasonCode.WORDS_IN_TEXT, tuple(query.places[word].word for word in in_text[:3]), evidence))
    if history.scores.filings_of(number):
        telling = [query.places[word].word for word in history.telling(number, 3) if word in query.places]
        if telling:
            found.append(Reason(ReasonCode.LEARNED_WORDS, tuple(telling)))
    return tuple(found)


def _words_of(query: Query, terms: list[str]) -> list[str]:
    """The stems behind terms and phrases, each once, in order of weight."""
    found: list[str] = []
    for term in terms:
        for word in term.removeprefix("=").split():
            if word in query.places and word not in found:
                found.append(word)
    return found
