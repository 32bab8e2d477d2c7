"""Builds a SubjectIndex from the subjects of an edition."""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from sagsbud.suggest.index import SubjectIndex, Weights, plain_title
from sagsbud.suggest.kleplan import Emne, Noegleord
from sagsbud.suggest.lov import Citation, citations
from sagsbud.suggest.postings import Postings
from sagsbud.suggest.query import MIN_GRAM_WORD, PART_WEIGHT
from sagsbud.suggest.words import CompoundSplitter, bigrams, content_tokens, letter_grams, phrase

Bag = dict[Hashable, float]
USUAL_WORDS = 14
"""Words a subject of the published keyword set usually has."""


class Builder:
    """Collects the weighted terms of each subject, field by field."""

    def __init__(self, emner: Sequence[Emne], weights: Weights) -> None:
        self._emner = [emne for emne in emner if not emne.udgaaet]
        self._weights = weights
        self._known = sorted(self._vocabulary())
        self._splitter = CompoundSplitter(self._known)
        self._group_titles = {
            emne.nummer.gruppe: plain_title(emne.titel) for emne in self._emner if emne.nummer.text.endswith(".00")
        }
        self._words: list[Bag] = []
        self._letters: list[Bag] = []
        self._phrases: dict[Hashable, dict[int, float]] = defaultdict(dict)
        self._laws: dict[Hashable, dict[int, float]] = defaultdict(dict)
        self._cited: list[tuple[Citation, int]] = []

    def index(self) -> SubjectIndex:
        """Go through all subjects and put the parts together."""
        for subject, emne in enumerate(self._emner):
            self._add(subject, emne)
        total = len(self._emner)
        phrases = {
            term: [
                (subject, share * self._phrase_weight(str(term), total, len(found))) for subject, share in found.items()
            ]
            for term, found in self._phrases.items()
        }
        laws = {
            law: [(subject, share * math.log(1 + total / len(found))) for subject, share in found.items()]
            for law, found in self._laws.items()
        }
        law_rows = {law: row for row, law in enumerate(laws)}
        paragraphs = np.array(
            [
                (law_rows[c.law], c.first, c.last, ord(c.letter) if c.letter else 0, c.stk, int(c.chapter), subject)
                for c, subject in self._cited
            ],
            dtype=np.int32,
        ).reshape(-1, 7)
        return SubjectIndex(
            [emne.nummer.text for emne in self._emner],
            self._known,
            Postings.bm25(self._words, self._weights.saturation),
            Postings.bm25(self._letters, self._weights.saturation),
            Postings.of(phrases),
            Postings.of(laws),
            paragraphs,
            np.array([self._standing(emne) for emne in self._emner]),
            self._weights,
        )

    def _standing(self, emne: Emne) -> float:
        """What a subject has before anything is read: general ones, and those the publisher gave many words, are used
        more. Worth about one weak word, so it only decides between equals."""
        words = sum(not word.is_code for word in emne.noegleord)
        general = self._weights.standing_general * emne.nummer.text.endswith(".00")
        return general + self._weights.standing_keywords * (math.log1p(words) / math.log1p(USUAL_WORDS) - 1)

    def _phrase_weight(self, term: str, total: int, having: int) -> float:
        lone = self._weights.lone_word_phrase if " " not in term else 1.0
        return self._weights.phrase * lone * math.log(1 + total / having)

    def _vocabulary(self) -> set[str]:
        """The words compounds may be split into: everything in titles and keywords."""
        known: set[str] = set()
        for emne in self._emner:
            known.update(token.text for token in content_tokens(plain_title(emne.titel)))
            for word in emne.noegleord:
                if not word.is_code:
                    known.update(token.text for token in content_tokens(word.text))
        return known

    def _add(self, subject: int, emne: Emne) -> None:
        words: Bag = defaultdict(float)
        letters: Bag = defaultdict(float)
        weights = self._weights
        title = plain_title(emne.titel)
        self._text(title, weights.title, words, letters)
        self._phrase(title, subject, weights.title_phrase)
        self._text(self._group_titles.get(emne.nummer.gruppe, ""), weights.group_title, words, letters)
        self._keywords(subject, emne.noegleord, words, letters)
        self._text(emne.vejledning, weights.guidance, words, letters)
        self._cite(title, subject)
        for source in emne.retskilder:
            self._cite(f"{source.titel} {source.paragraf}", subject)
        self._words.append(words)
        self._letters.append(letters)

    def _keywords(self, subject: int, noegleord: Sequence[Noegleord], words: Bag, letters: Bag) -> None:
        own: Bag = defaultdict(float)
        own_letters: Bag = defaultdict(float)
        for word in noegleord:
            self._phrase(word.text, subject, 1.0)
            if word.is_code:
                continue
            self._text(word.text, self._weights.keyword * min(2.0, math.sqrt(word.weight / 5)), own, own_letters)
            self._cite(word.text, subject)
        for bag, total in ((own, words), (own_letters, letters)):
            for term, weight in bag.items():
                total[term] += min(weight, self._weights.keyword_cap)

    def _text(self, text: str, weight: float, words: Bag, letters: Bag) -> None:
        found = content_tokens(text)
        for token in found:
            if token.text.isdigit():
                continue
            words[token.stem] += weight
            for part in self._splitter.split(token.text):
                words[part] += weight * PART_WEIGHT
        for pair in bigrams([token.stem for token in found]):
            words["_" + pair] += weight
        for gram in letter_grams(
            [token.text for token in found if len(token.text) >= MIN_GRAM_WORD and not token.text.isdigit()]
        ):
            letters[gram] += weight

    def _phrase(self, text: str, subject: int, share: float) -> None:
        stems = phrase(text)
        if stems:
            found = self._phrases["=" + " ".join(stems)]
            found[subject] = max(share, found.get(subject, 0.0))

    def _cite(self, text: str, subject: int) -> None:
        for citation in citations(text):
            if citation.first:
                self._cited.append((citation, subject))
            self._laws[citation.law][subject] = 1.0
