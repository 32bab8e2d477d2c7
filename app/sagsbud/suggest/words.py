"""From Danish text to index terms: tokens, stems, compound parts, bigrams and letter grams."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import Stemmer

from sagsbud.domain.frozen import frozen

_TOKEN = re.compile(r"§+\s?\d+\s?[a-z]?\b|[^\W_]+", re.UNICODE)
_NUMBER_SIGN = re.compile(r"\d")
_STEMMER = Stemmer.Stemmer("danish", 0)

STOPWORDS = frozenset(
    """
    to tre fire fem seks syv otte ni ti første anden tredje ad af alle alt anden andet andre at bl blandt blev blive bliver bl.a. ca da de dem den denne der deres det
    dette dig din disse dit dog du efter eller en end ene er et fra fx for foran fordi få får før gennem ham han
    hans har hav have havde hen hende her herunder hos hun hvad hver hvilke hvilken hvis hvor hvordan hvorfor i
    idet ifm ift igen ikke imellem ind inden jeg jer jf jfr kan kun kunne man mange med medmindre meget mellem
    men mens mere mig min mine mit mod mm mv må nr ned nogen noget nogle nok nu når og også om omkring op os
    over pga på samt se selv sig sin sine sit skal skulle som st stk så sådan sådanne th til under ud uden under
    være været var ved vedr vedrørende vi via vil ville vor vores ydermere øvrig øvrige eks følgende hvorefter
    hvortil derfor derved dermed bør burde
    """.split()  # noqa: SIM905  # a list of a hundred quoted words would hide them
)
"""Function words: they say nothing about the subject."""

FILING_WORDS = frozenset(
    """
    sag sager sagen sagerne nummer nummeret emne emnet emnenummer facet facetten handlingsfacet journaliseres
    journalisere journaliser anvendes anvende benyttes bruges herunder eksempelvis
    """.split()  # noqa: SIM905  # a list of a hundred quoted words would hide them
)
"""Words about filing itself, which every guidance text uses and no document is about."""

OFFICE_WORDS = frozenset(
    """
    udvalg udvalget udvalgets byråd byrådet kommunalbestyrelse kommunalbestyrelsen kommune kommunen kommunens kommunal
    kommunale forvaltning forvaltningen center team afdeling område området områder orientering orienteres status
    godkendelse godkender godkendes godkendt behandle behandler behandling forslag møde mødet dialogmøde drøfte drøfter
    drøftelse indstilling indstiller beslutning beslutter besluttes afgør afgøre afgørelse forelægges
    fremlægges redegørelse ansøgning ansøger ansøge ansøges hermed vedlagt vedhæftet venlig hilsen brev mail spørgsmål
    svar bedes tak hej kære år året årets årlig kvartal måned uge dato sted ny nye nyt forhold punkt punkter konkret
    konkrete aktuel bestemmelse bestemmelser regler
    """.split()  # noqa: SIM905  # a list of a hundred quoted words would hide them
)
"""Words any letter or agenda item of any office has: they may decide when nothing else does, and count little beside
others."""

MIN_PART = 3
"""Letters a compound part must have; `vej` and `byg` are parts, `ad` is not."""


@frozen
class Token:
    """A word as it stands: folded text, its stem, and where it was read (character offsets)."""

    text: str
    stem: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, NFC, with soft hyphens and aa-spellings left as they are."""
    return unicodedata.normalize("NFC", text).replace("\u00ad", "").lower()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Danish Snowball stem of a folded word."""
    return str(_STEMMER.stemWord(word))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in reading order; `§ 35 a` becomes the one token `§35a`.

    Offsets hold for the text as given when folding keeps its length, which NFC text does.
    """
    for found in _TOKEN.finditer(fold(text)):
        word = found.group()
        if word.startswith("§"):
            word = "§" + re.sub(r"[§\s]", "", word)
            yield Token(word, word, found.start(), found.end())
        else:
            yield Token(word, stem(word), found.start(), found.end())


def content_tokens(text: str) -> list[Token]:
    """The tokens that can say what a text is about: no function words, no single letters."""
    return [
        token
        for token in tokens(text)
        if token.text not in STOPWORDS and token.text not in FILING_WORDS and len(token.text) > 1
    ]


OFFICE_STEMS = frozenset(map(stem, OFFICE_WORDS))


def phrase(text: str) -> tuple[str, ...]:
    """The stems of a keyword, for matching it as a whole; function words are left out."""
    return tuple(token.stem for token in content_tokens(text))


def bigrams(stems: Sequence[str]) -> Iterator[str]:
    """Neighbouring pairs as one term each."""
    for left, right in pairwise(stems):
        yield f"{left} {right}"


def letter_grams(words: Iterable[str], size: int = 5, buckets: int = 1 << 18) -> Iterator[int]:
    """Letter n-grams of padded words as bucket numbers; short words give one gram of their own."""
    for word in words:
        padded = f"<{word}>"
        if len(padded) <= size:
            yield crc32(padded.encode()) % buckets
            continue
        for start in range(len(padded) - size + 1):
            yield crc32(padded[start : start + size].encode()) % buckets


class CompoundSplitter:
    """Splits `parkeringsdispensation` into `parkering` and `dispensation` by a list of known words.

    The fewest parts win, then the longest last part (the head of a Danish compound stands last). Linking `s` and `e`
    are dropped. A word with no split into known parts gives nothing.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._known = {word for word in known if len(word) >= MIN_PART and not _NUMBER_SIGN.search(word)}
        self._known_stems = {stem(word) for word in self._known}
        self.split = lru_cache(maxsize=65_536)(self._split)

    def _is_word(self, piece: str) -> bool:
        return len(piece) >= MIN_PART and (piece in self._known or stem(piece) in self._known_stems)

    def _split(self, word: str) -> tuple[str, ...]:
        if len(word) < 2 * MIN_PART or _NUMBER_SIGN.search(word):
            return ()
        found = self._parts(word, 3)
        return tuple(stem(part) for part in found) if found and len(found) > 1 else ()

    def _parts(self, word: str, limit: int) -> tuple[str, ...] | None:
        """The best split of `word` into at most `limit` known parts."""
        best: tuple[str, ...] | None = None
        for cut in range(len(word) - MIN_PART, MIN_PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            part = self._linked(head)
            if part is None:
                continue
            if self._is_word(tail):
                rest: tuple[str, ...] | None = (tail,)
            elif limit > 2:
                rest = self._parts(tail, limit - 1)
            else:
                rest = None
            if rest is not None and (best is None or _better((part, *rest), best)):
                best = (part, *rest)
        return best

    def _linked(self, head: str) -> str | None:
        if self._is_word(head):
            return head
        if head[-1] in "se" and self._is_word(head[:-1]):
            return head[:-1]
        return None


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Fewer parts, then the more even split: `bygge|tilladelse`, not `byg|getilladelse`."""
    return (len(one), -min(map(len, one))) < (len(other), -min(map(len, other)))
