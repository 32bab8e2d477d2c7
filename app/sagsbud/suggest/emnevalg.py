"""Which subject: the cold index and what was filed before, fused by how much evidence there is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sagsbud.domain.extract import Evidence, EvidenceSource
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.suggestions import Reason, ReasonCode
from sagsbud.suggest.catalogue import Loaded, current
from sagsbud.suggest.memory import FilingMemory, Neighbour
from sagsbud.suggest.postings import Floats
from sagsbud.suggest.query import Query

THIN, SOME, MANY = 2, 6, 20
"""Filings under a number from which its history counts more."""
NATS_PER_WORD = 0.6
"""A history that explains a document this much better than the rest counts as much as the best cold hit."""
DUPLICATE = 0.55
"""Likeness from which an earlier filing has a vote."""
VOTE = 1.6
TITLE_VOTE = 0.9
LIMIT = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """One candidate: its fused score, its raw strength (0..1, not yet a probability), and the reasons."""

    nummer: KleNummer
    score: float
    strength: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What the memory says of one document, asked once for subject and Sag."""

    scores: Mapping[str, float]
    neighbours: tuple[Neighbour, ...]
    titles: Mapping[tuple[str, str], int]
    words: Mapping[str, int]

    @classmethod
    def of(cls, memory: FilingMemory | None, words: Mapping[str, int], title: str) -> "History":
        """Ask; an empty memory answers nothing."""
        if memory is None or not memory.filings:
            return cls({}, (), {}, words)
        return cls(memory.scores(words), tuple(memory.neighbours(words)), memory.same_title(title), words)


def history_weight(filings: int) -> float:
    """How much a number's own history counts beside the index: little while it is thin."""
    if filings < THIN:
        return 0.3
    if filings < SOME:
        return 0.6
    return 1.0 if filings < MANY else 1.0 + min(1.0, (filings - MANY) / 60)


def rank(
    loaded: Loaded, query: Query, history: History, memory: FilingMemory | None, limit: int = LIMIT
) -> list[Subject]:
    """The candidates, best first, with reasons for the first five. Empty when nothing is recognised."""
    index = loaded.index
    cold = index.scores(query)
    best = float(cold.max(initial=0.0))
    fused = cold / best * _recognition(best) if best > 0 else np.zeros(len(index.numbers))
    learned = _learned(loaded, query, history, memory)
    for number, value in learned.items():
        fused[index.position[number]] += value
    if not len(fused) or fused.max() <= 0:
        return []
    order = np.argsort(-fused, kind="stable")[:limit].tolist()
    top = _strength(fused, order, best, learned)
    return [
        Subject(
            KleNummer(index.numbers[at]),
            float(fused[at]),
            top * float(fused[at] / fused[order[0]]) ** 3,
            reasons(loaded, query, history, memory, at) if place < 5 else (),
        )
        for place, at in enumerate(order)
        if fused[at] > 0
    ]


def _recognition(best: float) -> float:
    """How far the index recognises the document at all: a lone common word must not outweigh a history."""
    return best / (best + 8.0)


def _strength(fused: Floats, order: list[int], cold: float, learned: Mapping[str, float]) -> float:
    """How clearly the best stands out, 0..1: its lead over the runner-up, and how much there was to go by."""
    first = float(fused[order[0]])
    second = float(fused[order[1]]) if len(order) > 1 else 0.0
    lead = (first - second) / first
    mass = min(1.0, cold / 60.0)
    known = min(1.0, max(learned.values(), default=0.0) / 2.0)
    weight: float = max(mass, known) ** 0.5
    return min(1.0, (0.15 + 0.85 * min(1.0, lead * 2.5)) * weight)


def _learned(loaded: Loaded, query: Query, history: History, memory: FilingMemory | None) -> dict[str, float]:
    """What history adds to each number still in use; retired numbers give theirs to a single successor."""
    if memory is None or not (history.scores or history.titles):
        return {}
    length = max(1, sum(history.words.values()))
    found: dict[str, float] = {}

    def give(number: str, value: float) -> None:
        targets = current(loaded, KleNummer(number))
        if len(targets) == 1 and value > 0:
            found[targets[0].text] = found.get(targets[0].text, 0.0) + value

    for number in sorted(history.scores):
        share = history.scores[number] / length / NATS_PER_WORD
        give(number, history_weight(memory.filings_of(number)) * min(share, 2.0))
    votes: dict[str, float] = {}
    for neighbour in history.neighbours:
        if neighbour.likeness >= DUPLICATE:
            votes[neighbour.nummer] = max(votes.get(neighbour.nummer, 0.0), neighbour.likeness**2)
    for number in sorted(votes):
        give(number, VOTE * votes[number])
    total = sum(history.titles.values())
    for (number, _), times in sorted(history.titles.items()):
        give(number, TITLE_VOTE * times / (total + 1) * min(1.0, len(query.title_words) / 2))
    return found


def reasons(loaded: Loaded, query: Query, history: History, memory: FilingMemory | None, at: int) -> tuple[Reason, ...]:
    """Why this subject, strongest kinds first, with the words as they stand in the document."""
    index = loaded.index
    number = index.numbers[at]
    found: list[Reason] = []
    laws = index.deciding_laws(query, at)
    if laws:
        spot = laws[0]
        quote = f"{spot.law} § {spot.first}{spot.letter}" if spot.first and not spot.chapter else spot.law
        found.append(Reason(ReasonCode.LAW_CITATION, (quote,)))
    if any(neighbour.nummer == number and neighbour.likeness >= DUPLICATE for neighbour in history.neighbours):
        found.append(Reason(ReasonCode.SIMILAR_TO_FILED))
    if any(known == number for known, _ in history.titles):
        found.append(Reason(ReasonCode.SAME_SUBJECT))
    words = _words_of(query, [term for term, _ in index.deciding(query, at, 6)])
    in_title = [word for word in words if query.places[word].start < 0]
    in_text = [word for word in words if query.places[word].start >= 0]
    if in_title:
        found.append(Reason(ReasonCode.WORDS_IN_TITLE, tuple(query.places[word].word for word in in_title[:3])))
    if in_text:
        place = query.places[in_text[0]]
        evidence = Evidence(EvidenceSource.TEXT, place.word, place.start, place.end)
        found.append(Reason(ReasonCode.WORDS_IN_TEXT, tuple(query.places[word].word for word in in_text[:3]), evidence))
    if memory is not None and memory.filings_of(number):
        telling = [query.places[word].word for word in memory.telling(history.words, number, 3) if word in query.places]
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
