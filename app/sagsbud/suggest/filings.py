"""One decision to learn from, and what of it is kept: its number, its Sag, and its words as marks with counts."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.counting import Answer, Ints
from sagsbud.suggest.titles import bare_title

COUNT_CAP = 3
"""A word counts at most so often for one document."""
MAX_WORDS = 300
"""Different words kept of one document, title first; pages beyond that repeat the subject."""
Words = Mapping[str, int]


@frozen
class Filing:
    """One decision to learn from. `mark` names it for undoing; `words` are stems with counts."""

    mark: str
    nummer: str
    sag: str
    titel: str
    words: Words
    sender: str = ""
    message_ids: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@frozen
class PastFiling:
    """What is kept of a filing: its number, its Sag, and the marks of its words with counts."""

    nummer: str
    sag: str
    words: tuple[tuple[int, int], ...]


@lru_cache(maxsize=65_536)
def mark_of(word: str) -> int:
    """A word's 63-bit mark."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def title_mark(titel: str) -> int:
    """Equal for titles that differ only in reply prefixes, case, digits and spacing; 0 for none."""
    bare = bare_title(titel)
    return mark_of("titel:" + bare) if bare else 0


def kept_words(title_words: Sequence[str], words: Words) -> dict[str, int]:
    """The words learning counts: capped, title words once more, at most MAX_WORDS, in reading order."""
    kept: dict[str, int] = {}
    for word in (*title_words, *words):
        if word not in kept:
            if len(kept) >= MAX_WORDS:
                break
            kept[word] = min(COUNT_CAP, words.get(word, 1))
    for word in set(title_words):
        if word in kept:
            kept[word] += 1
    return kept


def marked(words: Words) -> tuple[Ints, Ints]:
    """The words' marks in rising order, and their counts."""
    pairs = sorted((mark_of(word), count) for word, count in words.items())
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
