"""What can be chosen in the form: the suggestions with their keys, and the answers to a search."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleEmne, KleFacet, KleNummer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import Band
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.reasons import kle_reason, reason_of

if TYPE_CHECKING:
    from sagsbud.engine import Engine

KEYS = 3
"""Suggestions with a key of their own."""
FOUND = 20
GUIDANCE = 120
"""Characters of a subject's guidance shown under it."""


def subject_options(
    detail: Detail, proposal: Proposal, form: Form | None, emner: Mapping[KleNummer, KleEmne]
) -> list[Option]:
    """The ranked subjects; above them the chosen one, when it is none of theirs."""

    def title(nummer: KleNummer) -> str:
        return emner[nummer].titel if nummer in emner else ""

    suggested = {one.value: one for one in detail.suggestions.kle}
    sager = {one.value.id: one.band for one in detail.suggestions.sager}
    of_sag = sager.get(proposal.sag.id) if proposal.sag else None  # its subject is as sure as the case is
    options = []
    for at, nummer in enumerate(subjects_with_keys(detail, proposal), start=1):
        one = suggested.get(nummer)
        band, why = (one.band, kle_reason(detail, one, proposal)) if one else (of_sag, tr("the subject of the case"))
        chosen = nummer == proposal.kle
        options.append(Option(nummer, str(nummer), title(nummer), band, why, key=str(at), chosen=chosen))
    if proposal.kle and not any(option.chosen for option in options):
        mine = form is not None and "kle" in form.touched
        why = tr("chosen by you") if mine or not proposal.sag else tr("the subject of the case")
        band = None if mine else of_sag
        own = Option(proposal.kle, str(proposal.kle), title(proposal.kle), band, why, sign="check", chosen=True)
        options.insert(0, own)
    return options


def subjects_with_keys(detail: Detail, proposal: Proposal) -> list[KleNummer]:
    """Those that are suggested, and that of the case a person chose meanwhile, which stands before a third guess."""
    suggested = [one.value for one in detail.suggestions.kle]
    own = proposal.sag.kle if proposal.sag else None
    if not suggested or own is None or own in suggested[:KEYS]:
        return suggested[:KEYS]
    return [*suggested[: KEYS - 1], own]


def sag_options(engine: "Engine", detail: Detail, text: str) -> list[Option]:
    """Sager that fit the words; without any, those that were suggested come first. Closed ones are below. Blocks."""
    suggested = {} if text.strip() else {one.value.id: one for one in detail.suggestions.sager}
    options = [sag_option(one.value, one.band, reason_of(detail, one.reasons)) for one in suggested.values()]
    options += [sag_option(sag) for sag in engine.sager(text, FOUND) if sag.id not in suggested]
    return sorted(options, key=lambda option: option.closed)


def sag_option(sag: SagRef, band: Band | None = None, reason: str = "") -> Option:
    """The Sag as a row of a search; one that is closed says so, and is sure of nothing."""
    if sag.is_open:
        return Option(sag, sag.sagsnummer, sag.titel, band, reason, sign="folder")
    why = ", ".join(part for part in (tr("the case is closed"), reason) if part)
    return Option(sag, sag.sagsnummer, sag.titel, None, why, sign="folder-lock", closed=True)


@frozen
class NewSagWanted:
    """The choice of a Sag that is not there yet; `titel` is what was searched for."""

    titel: str


def new_sag_option(text: str) -> Option:
    """The last answer to every search for a case."""
    words = " ".join(text.split())
    title = tr("Create the case “{title}”", title=words) if words else tr("Create a new case")
    return Option(NewSagWanted(words), "", title, None, "", sign="folder-plus", found=False)


def kle_options(engine: "Engine", text: str, near: Sequence[KleEmne] = ()) -> list[Option]:
    """Subjects in use that fit the words; without any, those that are `near`. Blocks."""
    found = [emne for emne in engine.kle(text, FOUND) if not emne.udgaaet] if text.strip() else near
    return [
        Option(emne, str(emne.nummer), emne.titel, None, emne.vejledning.split("\n")[0][:GUIDANCE], sign="tag")
        for emne in found
    ]


def facet_options(facetter: Sequence[KleFacet], text: str) -> list[Option]:
    """Facets whose number or title has the words."""
    wanted = text.casefold().strip()
    return [
        Option(facet.nummer, str(facet.nummer), facet.titel, None, "", sign="tag")
        for facet in facetter
        if wanted in f"{facet.nummer} {facet.titel}".casefold()
    ]
