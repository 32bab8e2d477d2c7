"""Case numbers as people write them: one key for all spellings of a number, and where they may stand in a text."""

import re
from collections.abc import Iterator

from sagsbud.domain.frozen import frozen

_KLE_FORM = re.compile(r"(\d\d\.\d\d(?:\.\d\d)?)\W*([A-ZÆØÅ]\d\d)?\W+(\d{1,6})\W+(\d{2}|\d{4})", re.IGNORECASE)
_YEAR_FORM = re.compile(r"(?:[A-ZÆØÅ]{1,6}[\s-]*)?((?:19|20)?\d\d)[\s/-]+0*(\d{1,8})", re.IGNORECASE)
_CANDIDATE = re.compile(
    r"(?<![\w.])(?:"
    r"\d\d\.\d\d(?:\.\d\d)?[-_ ]?(?:[A-ZÆØÅ]\d\d)?[-_ ]\d{1,6}[-_/]\d{2,4}"
    r"|[A-ZÆØÅ]{1,6}[-_]?(?:19|20)?\d\d[-_/ ]\d{1,8}"
    r"|(?:19|20)?\d\d\s?[-_/]\s?\d{1,8}"
    r"|[A-ZÆØÅ0-9]+(?:[-_/.][A-ZÆØÅ0-9]+)+"
    r"|[A-ZÆØÅ]*\d[A-ZÆØÅ0-9]{3,}"
    r")(?![\w])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:sag(?:en|s)?(?:\s?(?:nr|nummer|id))?|j(?:ournal)?\.?\s?n(?:r|ummer)|[vj]\.?\s?ref|sagsid|\[|#)[\s.:#]*$",
    re.IGNORECASE,
)
MAX_CHARS = 200_000


@frozen
class NumberPlace:
    """Something that could be a case number: its key, as written, where, and whether a label stands before it."""

    key: str
    written: str
    start: int
    end: int
    labelled: bool

    @property
    def may_be_date(self) -> bool:
        """Whether it could as well be a day and a month, or a span of years: `26/11`, `2018-2021`."""
        numbers = [int(part) for part in re.findall(r"\d+", self.written)]
        if len(numbers) != 2 or re.search(r"[^\W\d]", self.written):
            return False
        return (numbers[0] <= 31 and numbers[1] <= 12) or (1900 <= numbers[0] <= 2100 and 1900 <= numbers[1] <= 2100)


def number_key(text: str) -> str:
    """One key for `26/1182`, `26-1182`, `2026/1182`, `26 / 01182`, `SAG-2026-01182`; empty when there is no digit.

    A number built on KLE (`27.36.04-P20-1-15`) keeps its subject, facet, running number and year.
    """
    plain = text.strip().replace("_", "-")
    found = _KLE_FORM.fullmatch(plain)
    if found:
        return f"{found[1]}:{(found[2] or '').upper()}:{int(found[3])}:{found[4][-2:]}"
    found = _YEAR_FORM.fullmatch(plain)
    if found:
        return f"{found[1][-2:]}/{int(found[2])}"
    if not re.search(r"\d", plain):
        return ""
    pieces = re.findall(r"[^\W\d_]+|\d+", plain.upper())
    return "-".join(piece.lstrip("0") or "0" for piece in pieces)


def number_places(text: str) -> Iterator[NumberPlace]:
    """Every place that may be a case number, in reading order."""
    for found in _CANDIDATE.finditer(text[:MAX_CHARS]):
        written = found.group()
        labelled = bool(_LABEL.search(text[max(0, found.start() - 20) : found.start()]))
        for start, end, piece in _shorter(found.start(), written):
            key = number_key(piece)
            if key:
                yield NumberPlace(key, piece, start, end, labelled)


def _shorter(start: int, written: str) -> Iterator[tuple[int, int, str]]:
    """The candidate itself and, for joined pieces like `12.34.56-K08-12-20_bilag2`, its beginnings."""
    end = start + len(written)
    yield start, end, written
    for found in reversed(list(re.finditer(r"[-_/.]", written))):
        if found.start() >= 4:
            yield start, start + found.start(), written[: found.start()]
