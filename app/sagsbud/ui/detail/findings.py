"""Where in the document each field of the form was read: what the marks, their labels and the list of places show."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.extract import Evidence, EvidenceSource, Extract, Found
from sagsbud.domain.frozen import frozen
from sagsbud.domain.parties import Part
from sagsbud.domain.suggestions import Reason, ReasonCode, Suggestion
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import N_, tr

WORDS_MARKED = 3
"""So many of the words that decided a subject are marked, each where it stands first."""


class Field(StrEnum):
    """The fields of the form, by the names of `Proposal`."""

    SAG = "sag"
    KLE = "kle"
    FACET = "facet"
    PARTER = "parter"
    TITEL = "titel"
    DATO = "dato"
    TYPE = "dokumenttype"


LABELS: dict[Field, str] = {
    Field.SAG: N_("Case"),
    Field.KLE: N_("KLE"),
    Field.FACET: N_("Facet"),
    Field.PARTER: N_("Party"),
    Field.TITEL: N_("Title"),
    Field.DATO: N_("Date"),
    Field.TYPE: N_("Type"),
}
"""What stands in the margin."""


class HeaderRow(StrEnum):
    """The lines above a mail."""

    FROM = "from"
    TO = "to"
    DATE = "date"
    SUBJECT = "subject"


_ROW_OF = {Field.TITEL: HeaderRow.SUBJECT, Field.DATO: HeaderRow.DATE, Field.PARTER: HeaderRow.FROM}


@frozen
class Finding:
    """One place: characters `start` to `end` of the text, on `page` (from 1; 0 without pages), or in a header line."""

    field: Field
    start: int = 0
    end: int = 0
    page: int = 0
    quote: str = ""
    """As shown: masked."""
    row: HeaderRow | None = None

    @property
    def goes_without_saying(self) -> bool:
        """Whether the head of the mail says it by its own name: shown only while its field has focus."""
        return self.row is not None and self.field in (Field.TITEL, Field.PARTER)

    def meets(self, other: "Finding") -> bool:
        """Whether both are seen as one mark; a header line has one alone."""
        if self.row is not None or other.row is not None:
            return self.row is other.row
        return self.start < other.end and other.start < self.end


def findings_of(detail: Detail, proposal: Proposal) -> tuple[Finding, ...]:
    """The places behind what the form says now, header lines first, then in the order of the text, each once."""
    extract = detail.extract
    if extract is None:
        return ()
    found: dict[tuple[object, ...], Finding] = {}
    for field, evidence in _evidence(detail, proposal, extract):
        finding = _finding(field, evidence, extract)
        if finding:
            found.setdefault((finding.field, finding.start, finding.end, finding.row), finding)
    return tuple(
        sorted(found.values(), key=lambda one: (one.row is None, one.start, one.end, list(Field).index(one.field)))
    )


def by_place(findings: Iterable[Finding]) -> dict[Finding, list[Finding]]:
    """All that is seen as one mark, by the longest of it, in their order."""
    places: list[list[Finding]] = []
    for finding in findings:
        place = next((place for place in places if any(finding.meets(one) for one in place)), None)
        if place is None:
            places.append([finding])
        else:
            place.append(finding)
    return {max(place, key=lambda one: one.end - one.start): place for place in places}


def label_lines(fields: Iterable[Field], per_line: int) -> list[str]:
    """The names of several fields, so many a line: `Case, KLE,` and `title`."""
    names = [tr(LABELS[field]) for field in sorted(set(fields), key=list(Field).index)]
    names[1:] = [name if name.isupper() else name[:1].lower() + name[1:] for name in names[1:]]
    lines = [", ".join(names[at : at + per_line]) for at in range(0, len(names), per_line)]
    return [f"{line}," for line in lines[:-1]] + lines[-1:]


def _evidence(detail: Detail, proposal: Proposal, extract: Extract) -> Iterator[tuple[Field, Evidence]]:
    given = detail.suggestions
    for sag in given.sager:
        if proposal.sag and sag.value.id == proposal.sag.id:
            yield from ((Field.SAG, evidence) for evidence in _of_reasons(sag.reasons, extract))
    for kle in given.kle:
        if kle.value == proposal.kle:
            yield from ((Field.KLE, evidence) for evidence in _of_subject(kle.reasons, extract, given.titel))
    if given.titel and given.titel.value == proposal.titel:
        yield from ((Field.TITEL, evidence) for evidence in _of_reasons(given.titel.reasons, extract))
    if given.dato and given.dato.value == proposal.dato:
        yield from ((Field.DATO, evidence) for evidence in _of_reasons(given.dato.reasons, extract))
    if given.dokumenttype and given.dokumenttype.value == proposal.dokumenttype:
        yield from ((Field.TYPE, evidence) for evidence in _of_reasons(given.dokumenttype.reasons, extract))
    yield from ((Field.PARTER, _name_only(found)) for found in _people(extract, proposal.parter))


def _of_reasons(reasons: Iterable[Reason], extract: Extract) -> Iterator[Evidence]:
    for reason in reasons:
        if reason.evidence:
            yield reason.evidence
        if reason.code in (ReasonCode.WORDS_IN_TEXT, ReasonCode.SAG_TEXT_ALIKE, ReasonCode.LAW_CITATION):
            yield from _of_words(reason.words, extract)


def _of_subject(reasons: Iterable[Reason], extract: Extract, titel: Suggestion[str] | None) -> Iterator[Evidence]:
    """A subject read out of the title is marked at the title."""
    for reason in reasons:
        if reason.code is ReasonCode.WORDS_IN_TITLE and titel:
            yield from (_words_of(own.evidence, reason.words) for own in titel.reasons if own.evidence)
    yield from _of_reasons(reasons, extract)


def _words_of(evidence: Evidence, words: tuple[str, ...]) -> Evidence:
    """In a mail's subject the word that decided; in a heading the whole of it."""
    if evidence.source is EvidenceSource.HEADER and words:
        return replace(evidence, quote=words[0])
    return evidence


def _of_words(words: Iterable[str], extract: Extract) -> Iterator[Evidence]:
    for word in list(words)[:WORDS_MARKED]:
        start = extract.text.find(word) if word else -1
        if start >= 0:
            yield Evidence(EvidenceSource.TEXT, word, start, start + len(word))


def _people(extract: Extract, parter: tuple[Part, ...]) -> Iterator[Found[Part]]:
    named = {part.urn or part.navn for part in parter}
    for found in (*([extract.sender] if extract.sender else ()), *extract.parties):
        if (found.value.urn or found.value.navn) in named:
            yield found


def _name_only(found: Found[Part]) -> Evidence:
    """Of a whole address only the name is marked."""
    evidence, navn = found.evidence, found.value.navn
    if evidence.source is EvidenceSource.TEXT and navn and evidence.quote.startswith(navn):
        return replace(evidence, end=evidence.start + len(navn))
    return evidence


def _finding(field: Field, evidence: Evidence, extract: Extract) -> Finding | None:
    if evidence.source is EvidenceSource.TEXT and 0 <= evidence.start < evidence.end <= len(extract.text):
        page = bisect_right(extract.page_starts, evidence.start) if extract.page_starts else 0
        quote = mask_cpr(" ".join(extract.text[evidence.start : evidence.end].split()))
        return Finding(field, evidence.start, evidence.end, page, quote)
    if evidence.source is EvidenceSource.HEADER:
        row = _ROW_OF.get(field, HeaderRow.SUBJECT)
        return Finding(field, quote=mask_cpr(evidence.quote), row=row)
    return None
