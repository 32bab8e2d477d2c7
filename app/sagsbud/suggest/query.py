"""A document as the index sees it: weighted terms, letter grams, phrases and citations, each with its place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sagsbud.suggest.lov import Citation, citations
from sagsbud.suggest.words import CompoundSplitter, Token, bigrams, content_tokens, letter_grams

TITLE_WEIGHT = 2.0
PART_WEIGHT = 0.5
BIGRAM_WEIGHT = 0.6
LONGEST_PHRASE = 6
MAX_CHARS = 60_000
"""Text beyond this adds nothing to the choice of a subject; 200 pages stay as quick as twenty."""
MIN_GRAM_WORD = 4


@dataclass(frozen=True, slots=True)
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
    for token in found:
        if token.text.isdigit():
            continue
        query.terms[token.stem] += weight
        query.words[token.stem] += 1
        place = Place(token.text, -1, -1) if in_title else Place(token.text, token.start + offset, token.end + offset)
        query.places.setdefault(token.stem, place)
        for part in splitter.split(token.text):
            query.terms[part] += weight * PART_WEIGHT
            query.places.setdefault(part, place)
    for pair in bigrams(stems):
        query.terms["_" + pair] += weight * BIGRAM_WEIGHT
    for gram in letter_grams(
        [token.text for token in found if len(token.text) >= MIN_GRAM_WORD and not token.text.isdigit()]
    ):
        query.grams[gram] += weight
    for start in range(len(stems)):
        for end in range(start + 1, min(len(stems), start + LONGEST_PHRASE) + 1):
            query.phrases.add("=" + " ".join(stems[start:end]))
