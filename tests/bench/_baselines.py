"""The simple methods we are measured against, as a textbook has them."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from sagsbud.suggest.kleplan import Emne

Ranked = list[str]


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


class KeywordCounting:
    """Adds up the weights of the keywords that stand in the text, as the open keyword set's own engine does."""

    def __init__(self, emner: Sequence[Emne]) -> None:
        self._having: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._longest = 1
        for emne in emner:
            for word in emne.noegleord:
                key = " ".join(_plain(word.text))
                self._longest = min(8, max(self._longest, key.count(" ") + 1))
                self._having[key].append((emne.nummer.text, word.weight))

    def rank(self, text: str) -> Ranked:
        """The numbers, best first."""
        words = _plain(text)
        scores: Counter[str] = Counter()
        for length in range(1, self._longest + 1):
            for start in range(len(words) - length + 1):
                for number, weight in self._having.get(" ".join(words[start : start + length]), ()):
                    scores[number] += weight
        return [number for number, _ in scores.most_common(20)]


class PlainBm25:
    """BM25 over documents of words as they stand: no stems, no fields."""

    def __init__(self, documents: Sequence[tuple[str, str]]) -> None:
        self._names = [name for name, _ in documents]
        counts = [Counter(_plain(text)) for _, text in documents]
        lengths = [sum(count.values()) for count in counts]
        usual = sum(lengths) / max(1, len(lengths)) or 1.0
        having = Counter(word for count in counts for word in count)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, count in enumerate(counts):
            norm = 1.2 * (0.25 + 0.75 * lengths[at] / usual)
            for word, times in count.items():
                idf = math.log(1 + (len(counts) - having[word] + 0.5) / (having[word] + 0.5))
                self._postings[word].append((at, idf * times * 2.2 / (times + norm)))

    def rank(self, text: str, limit: int = 20) -> Ranked:
        """The documents' names, best first."""
        scores: dict[int, float] = defaultdict(float)
        for word in sorted(set(_plain(text))):
            for at, weight in self._postings.get(word, ()):
                scores[at] += weight
        return [self._names[at] for at in sorted(scores, key=lambda at: -scores[at])[:limit]]


class ComplementNaiveBayes:
    """As Rennie and others give it, with a smoothing of one."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._words: Counter[str] = Counter()

    def learn(self, label: str, text: str) -> None:
        """Count the words."""
        words = _plain(text)
        for word in words:
            self._counts[word][label] += 1
        self._words[label] += len(words)

    def rank(self, text: str) -> Ranked:
        """The labels, best first."""
        everything = sum(self._words.values())
        known = len(self._counts)
        scores: dict[str, float] = defaultdict(float)
        length = 0
        for word, times in Counter(_plain(text)).items():
            having = self._counts.get(word)
            if having:
                seen = sum(having.values())
                length += times
                for label, count in having.items():
                    scores[label] += times * (math.log(1 + seen) - math.log(1 + seen - count))
        for label, words in self._words.items():
            scores[label] += length * math.log((known + everything - words) / (known + everything))
        return sorted(scores, key=lambda label: -scores[label])[:20]
