"""A document as the index sees it: weighted terms, letter grams, phrases and citations, each with its place."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.lov import Citation, citations
from sagsbud.suggest.words import OFFICE_STEMS, CompoundSplitter, Token, bigrams, content_tokens, letter_grams

TITLE_WEIGHT = 1.5
PART_WEIGHT = 0.5
BIGRAM_WEIGHT = 0.5
LEAD, LEAD_WORDS = 1.5, 8
"""The first words of a text say what it is about: they count up to two and a half times, falling off over so many words."""
OFFICE_WEIGHT = 0.3
"""What words of any office's letters count beside others."""
LONGEST_PHRASE = 6
MAX_CHARS = 60_000
"""Text beyond this adds nothing to the choice of a subject; 200 pages stay as quick as twenty."""
MIN_GRAM_WORD = 4


@frozen
class Place:
    """Where a term was met: the word as written, and its offsets in the body (start < 0 means the title)."""

    word: str
    start: int
    end: int


@dataclass(slots=True)
class Query:
    """What one document asks the index."""

    terms: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    grams: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    phrases: set[str] = field(default_factory=set)
    laws: list[Citation] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Plain stems with how often they stand in title and body: what learning counts."""
    title_words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no word at all to go by."""
        return not self.places


def body_after_title(title: str, text: str) -> tuple[str, int]:
    """The text without a leading copy of its title, and how many characters were left out."""
    stripped = title.strip()
    if stripped and text.lstrip().startswith(stripped):
        skipped = len(text) - len(text.lstrip()) + len(stripped)
        return text[skipped:], skipped
    return text, 0


def make_query(title: str, text: str, splitter: CompoundSplitter) -> Query:
    """Read a document. An empty title is fine; a text that repeats its title counts it once."""
    query = Query()
    title_tokens = content_tokens(title[:1000])
    body, skipped = body_after_title(title, text[:MAX_CHARS])
    _take(query, content_tokens(body), 1.0, skipped, splitter, in_title=False)
    _take(query, title_tokens, TITLE_WEIGHT, 0, splitter, in_title=True)
    query.title_words = tuple(token.stem for token in title_tokens)
    seen: set[tuple[str, int, str, bool]] = set()
    for found in (*citations(title[:1000]), *citations(text[:MAX_CHARS])):
        key = (found.law, found.first, found.letter, found.chapter)
        if key not in seen:
            seen.add(key)
            query.laws.append(found)
    return query


def _take(
    query: Query, found: Sequence[Token], weight: float, offset: int, splitter: CompoundSplitter, *, in_title: bool
) -> None:
    stems = [token.stem for token in found]
    shares = [_share(at, token, in_title=in_title) * weight for at, token in enumerate(found)]
    for token, share in zip(found, shares, strict=True):
        if token.text.isdigit():
            continue
        query.terms[token.stem] += share
        query.words[token.stem] += 1
        place = Place(token.text, -1, -1) if in_title else Place(token.text, token.start + offset, token.end + offset)
        query.places.setdefault(token.stem, place)
        for part in splitter.split(token.text):
            query.terms[part] += share * PART_WEIGHT
            query.places.setdefault(part, place)
        if len(token.text) >= MIN_GRAM_WORD:
            for gram in letter_grams([token.text]):
                query.grams[gram] += share
    for pair, share in zip(bigrams(stems), shares, strict=False):
        query.terms["_" + pair] += share * BIGRAM_WEIGHT
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + LONGEST_PHRASE) + 1):
            query.phrases.add("=" + " ".join(stems[start:end]))


def _share(at: int, token: Token, *, in_title: bool) -> float:
    """How much a word counts by its place in the text and by how common it is in letters."""
    lead = 1.0 if in_title else 1.0 + LEAD * math.exp(-at / LEAD_WORDS)
    return lead * OFFICE_WEIGHT if token.stem in OFFICE_STEMS else lead
