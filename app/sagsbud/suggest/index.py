"""The cold index: which subjects a document's words, phrases, letters and citations point at.

Nothing here comes from anybody's documents; the file on disk is plain and holds the published plan only.
"""

import json
import math
import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.kleplan import Emne
from sagsbud.suggest.lov import Citation
from sagsbud.suggest.postings import Floats, Postings, Saturation
from sagsbud.suggest.query import Query
from sagsbud.suggest.words import OFFICE_STEMS, CompoundSplitter

FORMAT = 2
TRACE = 1e-6
"""The least a subject that was met at all can score."""
SATURATION = Saturation(1.2, 0.4)
_GENERAL = re.compile(r",? i almindelighed$")
_REMARK = re.compile(r"\[[^\]]*\]")


@frozen
class Weights:
    """The constants of the ranking, measured on the development halves (docs/suggestions.md)."""

    title: float = 3.0
    keyword: float = 1.0
    keyword_cap: float = 3.0
    guidance: float = 0.3
    group_title: float = 0.5
    saturation: Saturation = SATURATION
    phrase: float = 0.7
    lone_word_phrase: float = 0.6
    title_phrase: float = 1.5
    letter_share: float = 0.3
    group_boost: float = 0.2
    main_group_boost: float = 0.05
    law_name: float = 1.0
    law_paragraph: float = 26.0
    paragraph_reach: float = 1.5
    query_cap: float = 3.0
    standing_general: float = 1.0
    standing_keywords: float = 2.0
    office_phrase: float = 0.2


def plain_title(titel: str) -> str:
    """A title without `i almindelighed` and without bracketed remarks about the number's life."""
    return _GENERAL.sub("", _REMARK.sub("", titel).strip())


class SubjectIndex:
    """Scores every subject of an edition for a query. Made by `build` or read by `load`."""

    def __init__(
        self,
        numbers: Sequence[str],
        known_words: Sequence[str],
        words: Postings,
        letters: Postings,
        phrases: Postings,
        laws: Postings,
        paragraphs: NDArray[np.int32],
        standing: Floats,
        weights: Weights = Weights(),  # noqa: B008 - frozen
    ) -> None:
        self.numbers = tuple(numbers)
        self.position = {number: at for at, number in enumerate(self.numbers)}
        self.weights = weights
        self.splitter = CompoundSplitter(known_words)
        self._known_words = tuple(known_words)
        self._words, self._letters, self._phrases, self._laws = words, letters, phrases, laws
        self._paragraphs = paragraphs
        self._standing = standing
        self._by_law: dict[int, NDArray[np.int32]] = (
            {int(law): paragraphs[paragraphs[:, 0] == law] for law in np.unique(paragraphs[:, 0])}
            if len(paragraphs)
            else {}
        )
        self._groups = _ids([number[:5] for number in self.numbers])
        self._main_groups = _ids([number[:2] for number in self.numbers])

    def scores(self, query: Query) -> Floats:
        """A score for each subject in the order of `numbers`; all zero when nothing is recognised."""
        weights = self.weights
        scores = self.word_scores(query)
        letters = np.zeros(len(self.numbers))
        for gram, frequency in query.grams.items():
            self._letters.add_to(letters, gram, math.sqrt(min(frequency, 2.0)))
        top, top_letters = scores.max(initial=0.0), letters.max(initial=0.0)
        if top_letters > 0:
            scores += letters * (weights.letter_share * (top / top_letters if top > 0 else 1.0))
        scores += self.law_scores(query)
        boosted = scores + weights.group_boost * _best(scores, self._groups)
        boosted += weights.main_group_boost * _best(scores, self._main_groups)
        return np.where(boosted > 0, np.maximum(boosted + self._standing, TRACE), 0.0)

    def known_stems(self) -> list[str]:
        """Every single stem the index knows, without its bigrams."""
        return [str(term) for term in self._words.rows if not str(term).startswith("_")]

    def word_scores(self, query: Query) -> Floats:
        """Words, bigrams and whole keyword phrases alone."""
        weights = self.weights
        scores = np.zeros(len(self.numbers))
        for term, frequency in query.terms.items():
            self._words.add_to(scores, term, math.sqrt(min(frequency, weights.query_cap)))
        for phrase in query.phrases:
            self._phrases.add_to(scores, phrase, weights.office_phrase if phrase[1:] in OFFICE_STEMS else 1.0)
        return scores

    def law_scores(self, query: Query) -> Floats:
        """Citations alone: exact paragraphs first, neighbours in the same law weaker, the law itself weakest."""
        scores = np.zeros(len(self.numbers))
        for citation in query.laws:
            if citation.first:
                self._score_paragraph(scores, citation)
            else:
                self._laws.add_to(scores, citation.law, self.weights.law_name)
        return scores

    def _score_paragraph(self, scores: Floats, citation: Citation) -> None:
        law = self._laws.rows.get(citation.law)
        rows = None if law is None else self._by_law.get(law)
        if rows is None:
            return
        rows = rows[rows[:, 5] == int(citation.chapter)]
        first, last = rows[:, 1], rows[:, 2]
        gap = np.maximum(0, np.maximum(first - citation.last, citation.first - last))
        value = np.exp(-gap / self.weights.paragraph_reach)
        letter = ord(citation.letter) if citation.letter else 0
        value *= np.where(
            gap > 0,
            1.0,
            np.where(
                rows[:, 3] == letter, 1.0 if not letter else 1.15, np.where((rows[:, 3] > 0) & (letter > 0), 0.75, 0.85)
            ),
        )
        if citation.stk:
            value *= np.where((gap > 0) | (rows[:, 4] == 0), 1.0, np.where(rows[:, 4] == citation.stk, 1.15, 0.9))
        best = np.zeros(len(self.numbers))
        np.maximum.at(best, rows[:, 6], value)
        scores += self.weights.law_paragraph * best

    def deciding(self, query: Query, subject: int, limit: int = 4) -> list[tuple[str, float]]:
        """The query's terms that gave the subject most, strongest first: stems, or `=`-phrases."""
        given = [
            (term, self._words.weight(term, subject) * math.sqrt(min(frequency, self.weights.query_cap)))
            for term, frequency in query.terms.items()
            if not term.startswith("_")
        ]
        given += [(phrase, self._phrases.weight(phrase, subject)) for phrase in query.phrases]
        return sorted((entry for entry in given if entry[1] > 0), key=lambda entry: (-entry[1], entry[0]))[:limit]

    def deciding_laws(self, query: Query, subject: int) -> list[Citation]:
        """The citations that speak for the subject, paragraphs before bare names."""
        found = []
        for citation in query.laws:
            alone = np.zeros(len(self.numbers))
            if citation.first:
                self._score_paragraph(alone, citation)
            else:
                self._laws.add_to(alone, citation.law, self.weights.law_name)
            if alone[subject] > 0.5 * alone.max(initial=0.0) > 0:
                found.append(citation)
        return sorted(found, key=lambda citation: citation.first == 0)

    @classmethod
    def build(cls, emner: Sequence[Emne], weights: Weights = Weights()) -> "SubjectIndex":  # noqa: B008 - frozen
        """Index these subjects; about three milliseconds each."""
        from sagsbud.suggest.indexing import Builder

        return Builder(emner, weights).index()

    def save(self, path: Path, extra: dict[str, str]) -> None:
        """Write one file that `load` reads back; `extra` is kept beside it (the edition and the subjects)."""
        header = {
            "format": FORMAT,
            "numbers": self.numbers,
            "known": self._known_words,
            "words": list(self._words.rows),
            "letters": list(self._letters.rows),
            "phrases": list(self._phrases.rows),
            "laws": list(self._laws.rows),
            "extra": extra,
        }
        arrays: dict[str, Any] = {"paragraphs": self._paragraphs, "standing": self._standing}
        for name in ("words", "letters", "phrases", "laws"):
            arrays |= getattr(self, f"_{name}").arrays(name)
        packed = np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8)
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            np.savez(out, header=packed, **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> "tuple[SubjectIndex, dict[str, str]]":
        """Read what `save` wrote. Raises ValueError for a damaged file or another format, OSError."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
        except (BadZipFile, EOFError) as error:
            raise ValueError("the index is damaged") from error
        header = json.loads(arrays["header"].tobytes())
        if header.get("format") != FORMAT:
            raise ValueError("the index was made by another version")

        def postings(name: str) -> Postings:
            rows: dict[Hashable, int] = {term: row for row, term in enumerate(header[name])}
            return Postings.from_arrays(name, rows, arrays)

        made = cls(
            header["numbers"],
            header["known"],
            postings("words"),
            postings("letters"),
            postings("phrases"),
            postings("laws"),
            arrays["paragraphs"].astype(np.int32),
            arrays["standing"].astype(np.float64),
        )
        return made, header["extra"]


def _ids(names: Sequence[str]) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _best(scores: Floats, groups: NDArray[np.int64]) -> Floats:
    """For each subject the best score within its group."""
    if not len(groups):
        return scores
    best = np.zeros(int(groups.max()) + 1)
    np.maximum.at(best, groups, scores)
    spread: Floats = best[groups]
    return spread
