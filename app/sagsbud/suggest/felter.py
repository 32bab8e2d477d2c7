"""The rest of the form: title, date, direction, type, parties, sensitivity, each with its reason, or silence."""

import re
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.extract import EvidenceSource, Extract, Found
from sagsbud.domain.parties import Part, PartRolle
from sagsbud.domain.sagsobjekter import Dokumenttype, Foelsomhed, Retning
from sagsbud.domain.suggestions import Band, Reason, ReasonCode, Suggestion
from sagsbud.suggest.calibration import band_of
from sagsbud.suggest.titles import clean_title, title_from_name

T = TypeVar("T")

MAX_PARTER = 20
_FROM = {
    EvidenceSource.HEADER: (ReasonCode.FROM_HEADER, 0.95),
    EvidenceSource.METADATA: (ReasonCode.FROM_HEADER, 0.60),
    EvidenceSource.TEXT: (ReasonCode.FROM_TEXT, 0.75),
    EvidenceSource.FILE_NAME: (ReasonCode.FROM_FILE_NAME, 0.55),
}
_TYPES: tuple[tuple[Dokumenttype, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Dokumenttype.FAKTURA, r"\b(?:faktura|kreditnota|rudekuvert|regning nr)\b|\bfakturanummer\b"),
        (Dokumenttype.DAGSORDEN, r"\b(?:dagsorden|mødeindkaldelse|beslutningsprotokol|(?:møde)?referat)\b"),
        (Dokumenttype.RAPPORT, r"\b\w*(?:rapport|redegørelse|undersøgelse af|årsberetning|evaluering)(?:en|er)?\b"),
        (
            Dokumenttype.PLAN,
            r"\b\w*(?:lokalplan|kommuneplan|handleplan|spildevandsplan|tidsplan|situationsplan|plantegning)(?:en|er)?\b",
        ),
        (Dokumenttype.INTERNT_NOTAT, r"\b(?:internt notat|telefonnotat|mødenotat|journalnotat|notat)\b"),
    )
)
_SENSITIVE = re.compile(
    r"\b(?:diagnose\w*|helbreds\w*|sygdom\w*|læge(?:erklæring|attest)\w*|psykia\w*|misbrug\w*|strafbar\w*|straffeattest\w*"
    r"|børneattest\w*|fagforening\w*|seksuel\w*|religiøs\w*|underretning om barn|anbringelse\w*|væsentlige sociale problemer"
    r"|førtidspension\w*|sygedagpenge\w*|handicap|autis\w*|demens\w*)\b",
    re.IGNORECASE,
)
SENSITIVE_MENTIONS = 2
"""One such word may be chance (an agenda, a law); two in a document about a person are not."""


def title_of(extract: Extract, name: str) -> Suggestion[str] | None:
    """The best title that says something, cleaned and without CPR numbers."""
    for found in extract.titles:
        clean = mask_cpr(clean_title(found.value))
        if len(re.findall(r"[^\W\d_]", clean)) >= 3:
            code, belief = _FROM[found.evidence.source]
            return _suggestion(clean, belief, Reason(code, (), found.evidence))
    clean = mask_cpr(title_from_name(name))
    return _suggestion(clean, _FROM[EvidenceSource.FILE_NAME][1], Reason(ReasonCode.FROM_FILE_NAME)) if clean else None


def date_of(extract: Extract) -> Suggestion[date] | None:
    """The document's own date: the best candidate as read."""
    if not extract.dates:
        return None
    found = extract.dates[0]
    code, belief = _FROM[found.evidence.source]
    return _suggestion(found.value, belief, Reason(code, (), found.evidence))


def direction_of(extract: Extract) -> Suggestion[Retning] | None:
    """Which way it travelled, as the reading says; silence when it does not."""
    if extract.direction is None:
        return None
    code, belief = _FROM[extract.direction.evidence.source]
    if extract.sender and extract.direction.value is not Retning.INTERN:
        code = ReasonCode.SENDER_IS_US if extract.direction.value is Retning.UD else ReasonCode.SENDER_IS_OUTSIDE
    return _suggestion(extract.direction.value, belief, Reason(code, (), extract.direction.evidence))


def type_of(extract: Extract, title: str, retning: Suggestion[Retning] | None) -> Suggestion[Dokumenttype] | None:
    """What kind of document: what its title (or first lines) calls it, else what its direction makes it."""
    head = extract.text[:300]
    for kind, pattern in _TYPES:
        in_title = pattern.search(title)
        if in_title:
            return _suggestion(_outside(kind, retning), 0.85, Reason(ReasonCode.WORDS_IN_TITLE, (in_title.group(),)))
    if extract.sender is None:
        for kind, pattern in _TYPES:
            in_text = pattern.search(head)
            if in_text:
                return _suggestion(_outside(kind, retning), 0.6, Reason(ReasonCode.WORDS_IN_TEXT, (in_text.group(),)))
    if retning is None:
        return None
    usual = {
        Retning.IND: Dokumenttype.BREV_IND,
        Retning.UD: Dokumenttype.BREV_UD,
        Retning.INTERN: Dokumenttype.INTERNT_NOTAT,
    }
    return _suggestion(usual[retning.value], retning.confidence * 0.9, Reason(ReasonCode.USUAL_FOR_TYPE))


def _outside(kind: Dokumenttype, retning: Suggestion[Retning] | None) -> Dokumenttype:
    """A note that came from or went outside is an external note."""
    crossed = retning is not None and retning.value is not Retning.INTERN
    return Dokumenttype.EKSTERNT_NOTAT if kind is Dokumenttype.INTERNT_NOTAT and crossed else kind


def parties_of(extract: Extract, retning: Suggestion[Retning] | None) -> tuple[Part, ...]:
    """Who the document is from, to or about, each once; our own side is left out."""
    way = retning.value if retning else None
    named: list[tuple[Found[Part], PartRolle]] = []
    if extract.sender and way in (Retning.IND, None):
        named.append((extract.sender, PartRolle.AFSENDER))
    if way is Retning.UD:
        named += [(found, _role(found, PartRolle.MODTAGER)) for found in extract.recipients]
    named += [(found, _role(found, PartRolle.PART)) for found in extract.parties]
    met: dict[str, Part] = {}
    for found, rolle in named:
        met.setdefault(found.value.urn or found.value.navn, replace(found.value, rolle=rolle))
    return tuple(met.values())[:MAX_PARTER]


def _role(found: Found[Part], otherwise: PartRolle) -> PartRolle:
    """The role the reading gave, else the usual one."""
    return otherwise if found.value.rolle is PartRolle.PART else found.value.rolle


def sensitivity_of(extract: Extract, parter: tuple[Part, ...]) -> Foelsomhed:
    """At least what the reading says; a CPR number makes it confidential, health or crime beside a person sensitive."""
    order = list(Foelsomhed)
    found = extract.foelsomhed
    if any(part.holds_cpr for part in parter) or mask_cpr(extract.text[:100_000]) != extract.text[:100_000]:
        found = max(found, Foelsomhed.FORTROLIG, key=order.index)
        mentions = {match.group().lower() for match in _SENSITIVE.finditer(extract.text[:100_000])}
        if len(mentions) >= SENSITIVE_MENTIONS:
            found = max(found, Foelsomhed.FOELSOM, key=order.index)
    return found


def _suggestion(value: T, belief: float, reason: Reason) -> Suggestion[T]:
    band = band_of(belief)
    return Suggestion(value, belief, Band.UNSURE if band is Band.NONE else band, (reason,))
