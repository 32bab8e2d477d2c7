"""Places in titles and texts: `Prøvevej 4`, `Lokalplan 114`, `matr.nr. 12a Opdigtet By`, as keys that can be compared."""

import re
from collections.abc import Iterator

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.words import fold

MAX_CHARS = 60_000
_HOUSE = re.compile(
    r"(?<![\w.-])([^\W\d_][\w.'-]{2,40}?)\s+(\d{1,4})\s?([a-zæøå])?(?![\w.,:/-]*\d)(?!\w)", re.IGNORECASE
)
_MATRIKEL = re.compile(
    r"\bmatr(?:ikel)?\.?\s?-?(?:nr|nummer|nummeret)?\.?\s*(\d{1,4})\s?([a-zæøå]{1,3}\b)?[\s,.]+([^\W\d_][\w-]+)",
    re.IGNORECASE,
)
_NOT_PLACES = frozenset(
    """
    uge side sider bilag kapitel punkt pkt år kvartal klasse stk nummer afsnit budget januar februar marts april maj juni
    juli august september oktober november december den til fra kl klokken sag sagen sagsnr journalnr matr matrikel
    telefon tlf mobil dato del fase version rykker faktura ca nr ejerlav litra lbnr tabel figur kr dkk og eller cirka
    """.split()  # noqa: SIM905  # a list of a hundred quoted words would hide them
)


@frozen
class Sted:
    """A place: its key, as written, and where."""

    key: str
    written: str
    start: int
    end: int


def steder(text: str) -> Iterator[Sted]:
    """The places named in a text, in no particular order; a place may be named twice."""
    text = text[:MAX_CHARS]
    for found in _MATRIKEL.finditer(text):
        key = f"matr {int(found[1])}{fold(found[2] or '')} {fold(found[3])}"
        yield Sted(key, found.group(), found.start(), found.end())
    for found in _HOUSE.finditer(text):
        name = fold(found[1])
        if name not in _NOT_PLACES and not name.endswith("."):
            yield Sted(f"{name} {int(found[2])}{fold(found[3] or '')}", found.group(), found.start(), found.end())
