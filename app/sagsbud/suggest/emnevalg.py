"""Which subject: the cold index and what was filed before, fused by how much evidence there is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sagsbud.domain.extract import Evidence, EvidenceSource
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.suggestions import Reason, ReasonCode
from sagsbud.suggest.alike import Alike
from sagsbud.suggest.catalogue import Loaded, current
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import Query

THIN, SOME, MANY = 2, 6, 20
"""Filings under a number from which its history counts more."""
NATS_PER_WORD = 0.6
"""A history that explains a document this much better than the rest counts as much as the best cold hit."""
LEVEL = 4.0
"""Towards this many steps a history's lead levels off."""
DUPLICATE = 0.55
"""Likeness from which an earlier filing has a vote."""
VOTE = 1.6
TITLE_VOTE = 0.9
LIMIT = 20
SHOWN = 5
FALL = 3
"""How steeply a lower place loses strength with its score."""


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
    alike: Alike
    titles: Mapping[tuple[str, str], int]
    words: Mapping[str, int]
    sager: int = 0
    """How many Sager have filings."""

    @classmethod
    def of(cls, memory: FilingMemory | None, words: Mapping[str, int], title: str) -> "History":
        """Ask; an empty memory answers nothing."""
        if memory is None or not memory.filings:
            return cls({}, Alike(), {}, words)
        return cls(memory.scores(words), memory.alike(words), memory.same_title(title), words, memory.sager)


def history_weight(filings: int) -> float:
    """How much a number's own history counts beside the index: little while it is thin."""
    if filings < THIN:
        return 0.3
    if filings < SOME:
        return 0.6
    return 1.0 if filings < MANY else 1.0 + min(1.0, (filings - MANY) / 60)


@dataclass(frozen=True, slots=True)
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
    loaded: Loaded,
    query: Query,
    history: History,
    memory: FilingMemory | None,
    *,
    limit: int = LIMIT,
    foreign: bool = False,
    cold: bool = True,
) -> Ranking:
    """Index and history together. `foreign` lets in labels that the plan does not have (for measuring only);
    without `cold` the history speaks alone."""
    index = loaded.index
    scores = index.scores(query) if cold else np.zeros(len(index.numbers))
    best = float(scores.max(initial=0.0))
    fused = scores / best * _recognition(best) if best > 0 else scores
    learned = _learned(loaded, query, history, memory, foreign=foreign)
    labels = list(index.numbers)
    strangers = [number for number in learned if number not in index.position]
    if strangers:
        labels += strangers
        fused = np.concatenate([fused, np.zeros(len(strangers))])
    place = {label: at for at, label in enumerate(strangers, len(index.numbers))}
    for number, value in learned.items():
        fused[index.position.get(number, place.get(number, 0))] += value
    order = [at for at in np.argsort(-fused, kind="stable")[:limit].tolist() if fused[at] > 0]
    if not order:
        return NOTHING
    found = tuple(float(fused[at]) for at in order)
    return Ranking(tuple(labels[at] for at in order), found, _strength(found, best, learned))


def rank(
    loaded: Loaded, query: Query, history: History, memory: FilingMemory | None, limit: int = LIMIT
) -> list[Subject]:
    """The candidates, best first, with reasons for the first five. Empty when nothing is recognised."""
    ranking = fuse(loaded, query, history, memory, limit=limit)
    return [
        Subject(
            KleNummer(label),
            score,
            strength,
            reasons(loaded, query, history, memory, label) if place < SHOWN else (),
        )
        for place, (label, score, strength) in enumerate(
            zip(ranking.labels, ranking.scores, ranking.strengths(), strict=True)
        )
    ]


def _recognition(best: float) -> float:
    """How far the index recognises the document at all: a lone common word must not outweigh a history."""
    return best / (best + 8.0)


def _strength(fused: tuple[float, ...], cold: float, learned: Mapping[str, float]) -> float:
    """How clearly the best stands out, 0..1: its lead over the runner-up, and how much there was to go by."""
    second = fused[1] if len(fused) > 1 else 0.0
    lead = (fused[0] - second) / fused[0]
    mass = min(1.0, cold / 60.0)
    known = min(1.0, max(learned.values(), default=0.0) / 2.0)
    weight: float = max(mass, known) ** 0.5
    return min(1.0, (0.15 + 0.85 * min(1.0, lead * 2.5)) * weight)


def _learned(
    loaded: Loaded, query: Query, history: History, memory: FilingMemory | None, *, foreign: bool = False
) -> dict[str, float]:
    """What history adds to each number still in use; retired numbers give theirs to a single successor."""
    if memory is None or not (history.scores or history.titles):
        return {}
    found: dict[str, float] = {}

    def give(number: str, value: float) -> None:
        target = _in_use(loaded, number) or (number if foreign else "")
        if target and value > 0:
            found[target] = found.get(target, 0.0) + value

    for number, share in _shares(history, floor=not foreign):
        give(number, history_weight(memory.filings_of(number)) * share)
    votes: dict[str, float] = {}
    for neighbour in history.alike.filings:
        if neighbour.likeness >= DUPLICATE:
            votes[neighbour.nummer] = max(votes.get(neighbour.nummer, 0.0), neighbour.likeness**2)
    for number in sorted(votes):
        give(number, VOTE * votes[number])
    total = sum(history.titles.values())
    for (number, _), times in sorted(history.titles.items()):
        give(number, TITLE_VOTE * times / (total + 1) * min(1.0, len(query.title_words) / 2))
    return found


def _shares(history: History, *, floor: bool) -> list[tuple[str, float]]:
    """Each number's lead over what an average number explains, in steps of NATS_PER_WORD a word, levelling off.

    Without `floor` also those below the average have a place of their own.
    """
    length = max(1, sum(history.words.values())) * NATS_PER_WORD
    if not history.scores:
        return []
    base = sum(history.scores.values()) / len(history.scores)
    low = 0.0 if floor else max(0.0, base - min(history.scores.values()))
    found = []
    for number in sorted(history.scores):
        lead = (history.scores[number] - base + low) / length
        found.append((number, lead * LEVEL / (lead + LEVEL) if lead > 0 else 0.0))
    return found


def _in_use(loaded: Loaded, number: str) -> str:
    """The number to use today for one that was filed under; empty when that is not certain."""
    if number in loaded.index.position:
        return number
    try:
        targets = current(loaded, KleNummer(number))
    except ValueError:
        return ""
    return targets[0].text if len(targets) == 1 else ""


def reasons(
    loaded: Loaded, query: Query, history: History, memory: FilingMemory | None, number: str
) -> tuple[Reason, ...]:
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
