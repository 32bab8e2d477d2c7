"""The document's date: Danish order, a plausible window, never after it was received; the letter's date first."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from sagsbud.domain.extract import Evidence, EvidenceSource, Found
from sagsbud.domain.frozen import frozen
from sagsbud.domain.workdays import danish_date
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields.place import Place

EARLIEST = date(1950, 1, 1)
EPOCHS = frozenset([date(1970, 1, 1), date(1980, 1, 1), date(1904, 1, 1), date(1900, 1, 1)])
"""What clocks and formats say when they know no date."""
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10,
    "oct": 10, "nov": 11, "dec": 12, "mai": 5, "märz": 3, "dez": 12,
}  # fmt: skip
MONTH = (
    r"(?P<month>jan(?:uar|uary)?|feb(?:ruar|ruary)?|marts?|march|mar|märz|apr(?:il)?|maj|may|mai|juni?|june|juli?|july|"
    r"aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)"
)
YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d(?!\d))"
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
PATTERNS = (
    re.compile(
        rf"(?<![\d.,/-]){DAY}\s?(?P<sep>[.\-/])\s?(?P<month>0?[1-9]|1[0-2])\s?(?:(?P=sep)|-)\s?{YEAR}(?![\d/]|[.,-]\d)"
    ),
    re.compile(rf"(?<![\d.,/-]){DAY}/(?P<month>0?[1-9]|1[0-2])\s+(?P<year>(?:19|20)\d\d)(?![\d/]|[.,-]\d)"),
    re.compile(
        rf"(?<![\d.,/-]){DAY}\.?\s*(?:\.|th|st|nd|rd)?\s*(?:of\s+)?{MONTH}\b\.?,?\s*(?P<year>(?:19|20)\d\d)(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{MONTH}\.?\s+{DAY}(?:th|st|nd|rd)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"),
)
DATE_ONLY = re.compile(
    r"^(?:[a-zæøå]+(?: [a-zæøå]+)?,?\s+)?(?:den|d\.|dato:?)?\s*\d{1,2}[.\-/ ]+\w{1,9}[.\-/ ]+\d{2,4}\.?$", re.IGNORECASE
)
NAME_DATES = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_. ]?(?P<month>0[1-9]|1[0-2])[-_. ]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])[-_. ](?P<month>0?[1-9]|1[0-2])[-_. ](?P<year>(?:19|20)\d\d(?!\d)|\d\d(?![-.]?\w))"
    ),
)
LABEL = re.compile(
    r"(?:\b(?:dato|dateret|brevdato|afsendt|sendt|date|dated|udskrevet)\b[^\n\d]{0,12}|(?:\bden|\bd\.)\s{0,3})$",
    re.IGNORECASE,
)
OTHER_LABEL = re.compile(
    r"(?:født|fødselsdato|frist|senest|inden|fra og med|gældende|til og med|udløber|indtil|forfald\w*|betal\w*|født den|deadline|"
    r"lov nr|af\b|lbk|bekendtgørelse nr\.? ?\d+ af)[^\n\d]{0,20}$",
    re.IGNORECASE,
)
NEAR_TOP = 1500
KEPT = 10


@frozen
class _Ranked:
    rank: int
    start: int
    end: int
    value: date


def find_dates(raw: RawDocument, place: Place, name: str, received_at: datetime) -> tuple[Found[date], ...]:
    """Candidates, best first: sent, dated near the top, in the file's name, written elsewhere, saved."""
    latest = danish_date(received_at) if received_at.tzinfo else received_at.date()
    found: dict[date, Found[date]] = {}
    for candidate in _candidates(raw, place, name, latest):
        if EARLIEST <= candidate.value <= latest:
            found.setdefault(candidate.value, candidate)
    return tuple(list(found.values())[:KEPT])


def _candidates(raw: RawDocument, place: Place, name: str, latest: date) -> Iterator[Found[date]]:
    if raw.mail and raw.mail.sent:
        yield Found(danish_date(raw.mail.sent), Evidence(EvidenceSource.HEADER, raw.mail.sent.isoformat()))
    ranked = sorted(_in_text(place, latest), key=lambda one: (one.rank, one.start))
    for one in ranked:
        if one.rank < 3:
            yield Found(one.value, place.evidence(one.start, one.end))
    for value in _in_name(name, latest):
        yield Found(value, Evidence(EvidenceSource.FILE_NAME, name))
    for one in ranked:
        if one.rank == 3:
            yield Found(one.value, place.evidence(one.start, one.end))
    for saved in (raw.metadata.modified, raw.metadata.created):
        if saved and saved.date() not in EPOCHS:
            yield Found(saved.date(), Evidence(EvidenceSource.METADATA, saved.date().isoformat()))
    for one in ranked:
        if one.rank > 3:
            yield Found(one.value, place.evidence(one.start, one.end))


def _in_text(place: Place, latest: date) -> Iterator[_Ranked]:
    """Dates in the text: 0 labelled near the top, 1 alone on its line there, 2 there, 3 elsewhere, 4 of something else."""
    text = place.searched
    taken: set[int] = set()
    for pattern in PATTERNS:
        for found in pattern.finditer(text):
            value = as_date(found["day"], found["month"], found["year"], latest)
            if value is None or found.start() in taken:
                continue
            taken.update(range(found.start(), found.end()))
            yield _Ranked(_rank(text, found), found.start(), found.end(), value)


def _rank(text: str, found: re.Match[str]) -> int:
    before = text[max(0, found.start() - 40) : found.start()]
    if OTHER_LABEL.search(before):
        return 4
    if found.start() > NEAR_TOP:
        return 3
    if LABEL.search(before):
        return 0
    line_start = text.rfind("\n", 0, found.start()) + 1
    line_end = text.find("\n", found.end())
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return 1 if len(line.strip()) <= (found.end() - found.start()) + 25 else 2


def _in_name(name: str, latest: date) -> Iterator[date]:
    for pattern in NAME_DATES:
        for found in pattern.finditer(name):
            value = as_date(found["day"], found["month"], found["year"], latest)
            if value:
                yield value


def as_date(day: str, month: str, year: str, latest: date) -> date | None:
    """The calendar date, or None when there is no such day; two-digit years are those up to `latest`."""
    number = int(year.strip("'"))
    if len(year.strip("'")) == 2:
        number += 2000 if 2000 + number <= latest.year else 1900
    try:
        return date(
            number,
            int(month) if month.isdigit() else MONTHS[month[: 4 if month.lower().startswith("mär") else 3].lower()],
            int(day),
        )
    except (ValueError, KeyError):
        return None
