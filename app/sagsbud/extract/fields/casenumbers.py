"""Case numbers as people write them: `26/1182`, `2026-1182`, `SAG-2015-00441`, `27.36.04-P20-1-15`, after j.nr. or bare."""

import re
from collections.abc import Iterator

from sagsbud.domain.extract import Evidence, EvidenceSource, Found
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields.place import Place

KLE_CASE = r"\d\d\.\d\d\.\d\d-(?:[A-ZÆØÅ]\d\d-)?\d{1,6}-\d\d(?:\d\d)?"
SHORT_CASE = r"(?:[12]\d|0\d)/\d{3,7}"
NAMED_CASE = r"(?:SAG|EMN|S|SAGS|GEO|BYG|JS|MS|ESDH|ACA)-(?:19|20)?\d\d-\d{2,7}"
OWN_WORD = (
    r"(?:(?:vores|jeres|deres|din|sags?)[ .-]?(?:ref(?:erence)?|nr|nummer|id)|sags?[ .-]?(?:nr|nummer|no|id|ident)|journal[ .-]?(?:nr|nummer)|"
    r"j\.?[ ]?(?:nr|n\.)|jour\.?nr|esdh[ -]?(?:sag|nr)|case (?:no|number|id)|acadre(?:sag)?|sag)"
)
LABELLED = re.compile(
    rf"\b{OWN_WORD}[ .]*[:#]?[ \t.:]*(?P<number>{KLE_CASE}|[A-ZÆØÅ]{{1,5}}-?\d{{2,4}}[-/]\d{{2,8}}|\d{{2,4}}[/-]\d{{2,8}}(?:-\d+)?|\d{{5,12}})"
    r"(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
BARE = re.compile(rf"(?<![\w.,/+-])(?P<number>{KLE_CASE}|{NAMED_CASE}|{SHORT_CASE})(?![\d/]|[.,-]\d)")
NOT_A_CASE = re.compile(
    r"(?:tlf|telefon|mobil|konto|ean|faktura(?:nr)?|matr|lov|nr|dok(?:ument)?\.?[ ]?(?:id|nr))[^\n\d]{0,12}$",
    re.IGNORECASE,
)
MONTH_AND_YEAR = re.compile(r"(?:0\d|1[0-2])/(?:199|20[0-3])\d")
KEPT = 12


def find_case_numbers(raw: RawDocument, place: Place, name: str) -> tuple[Found[str], ...]:
    """Numbers, best first: in the subject, labelled in the text, in the file's name, bare in the text."""
    found: dict[str, Found[str]] = {}
    for candidate in _candidates(raw, place, name):
        found.setdefault(candidate.value.casefold(), candidate)
    return tuple(list(found.values())[:KEPT])


def _candidates(raw: RawDocument, place: Place, name: str) -> Iterator[Found[str]]:
    if raw.mail:
        for number, _, _ in (*numbers(raw.mail.subject, LABELLED), *numbers(raw.mail.subject, BARE)):
            yield Found(number, Evidence(EvidenceSource.HEADER, raw.mail.subject))
    for number, start, end in numbers(place.searched, LABELLED):
        yield Found(number, place.evidence(start, end))
    for number in _in_name(name):
        yield Found(number, Evidence(EvidenceSource.FILE_NAME, name))
    for number, start, end in numbers(place.searched, BARE):
        yield Found(number, place.evidence(start, end))


def numbers(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """Each number with its offsets."""
    for found in pattern.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        if pattern is BARE and (NOT_A_CASE.search(before) or MONTH_AND_YEAR.fullmatch(found["number"])):
            continue
        start, end = found.span("number")
        yield found["number"], start, end


def _in_name(name: str) -> Iterator[str]:
    """In file names a slash cannot stand, so a year and a number with a hyphen or underscore count too."""
    spaced = name.replace("_", " ")
    for number, _, _ in (*numbers(spaced, LABELLED), *numbers(spaced, BARE)):
        yield number
    for found in re.finditer(r"(?<![\d.-])((?:[12]\d|20\d\d)-\d{3,6})(?![\d-]|\.\d)", spaced):
        yield found[1]
