"""Whether a filing is looked at again: what was suggested and what was chosen, side by side, for the rules to judge."""

from dataclasses import replace
from typing import Any

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.extract import Extract
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewRequest
from sagsbud.domain.suggestions import Band, Suggestion, SuggestionSet
from sagsbud.domain.suggestports import KleCatalogue
from sagsbud.engine.ports import Ports
from sagsbud.engine.proposals import title_of
from sagsbud.engine.views import Detail


def ask_for_review(ports: Ports, order: FilingOrder, detail: Detail) -> FilingOrder:
    """The order with what the organisation's rules ask for, if anything."""
    if ports.review is None or order.taken_back:
        return order
    fields = fields_of(order, detail, ports.kle)
    request = ports.review.rules.request(order, fields, strangers_cpr=names_a_stranger(order.sag, detail.extract))
    return replace(order, review=request)


def asked_again(ports: Ports, order: FilingOrder) -> ReviewRequest | None:
    """What is asked for a correction: what was reviewed before is reviewed again, since that look no longer holds."""
    if ports.review is None:
        return None
    return ports.review.rules.request(order, _mended(order))


def _mended(order: FilingOrder) -> tuple[ReviewField, ...]:
    """What the correction says otherwise than what was filed."""
    before = order.corrects
    if before is None:
        return ()
    pairs = (
        (FieldName.SAG, order.sag.sagsnummer, before.sag.sagsnummer),
        (FieldName.KLE, str(order.kle), str(before.kle)),
        (FieldName.TITEL, order.main.titel, before.main.titel),
        (FieldName.DATO, order.main.brevdato.isoformat(), before.main.brevdato.isoformat()),
        (FieldName.DOKUMENTTYPE, order.main.dokumenttype.value, before.main.dokumenttype.value),
        (FieldName.FOELSOMHED, order.main.foelsomhed.value, before.main.foelsomhed.value),
    )
    return tuple(ReviewField(name, mask_cpr(now), mask_cpr(then), Band.SURE) for name, now, then in pairs)


def fields_of(order: FilingOrder, detail: Detail, plan: KleCatalogue) -> tuple[ReviewField, ...]:
    """Each field of the filing, as a reviewer reads it."""
    said, main = detail.suggestions, order.main
    suggested_title = title_of(detail.entry.item, detail.extract, said)
    parties = ", ".join(part.label for part in main.parter)
    found = [
        _sag(order.sag, said),
        _kle(order.kle, said, plan),
        _field(FieldName.TITEL, main.titel, said.titel, suggested_title),
        _field(FieldName.DATO, main.brevdato.isoformat(), said.dato),
        _field(FieldName.DOKUMENTTYPE, main.dokumenttype.value, said.dokumenttype),
        ReviewField(FieldName.PARTER, mask_cpr(parties), mask_cpr(", ".join(part.label for part in said.parter))),
        ReviewField(FieldName.FOELSOMHED, main.foelsomhed.value, said.foelsomhed.value),
    ]
    if order.facet:
        found.append(_field(FieldName.FACET, str(order.facet), said.facet))
    return tuple(found)


def names_a_stranger(sag: SagRef, extract: Extract | None) -> bool:
    """Whether the document has a CPR number of somebody who is no party on the Sag, or, when none is known, of several."""
    if extract is None:
        return False
    senders = [extract.sender, *extract.recipients] if extract.sender else [*extract.recipients]
    numbers = {found.value.urn for found in (*extract.parties, *senders) if found.value.holds_cpr}
    known = {part.urn for part in sag.parter if part.holds_cpr}
    return bool(numbers - known) if known else len(numbers) > 1


def _sag(chosen: SagRef, said: SuggestionSet) -> ReviewField:
    best = said.sager[0] if said.sager else None
    return ReviewField(
        FieldName.SAG,
        chosen.sagsnummer,
        best.value.sagsnummer if best else None,
        *_sureness(best),
        chosen_title=mask_cpr(chosen.titel),
        suggested_title=mask_cpr(best.value.titel) if best else "",
    )


def _kle(chosen: KleNummer, said: SuggestionSet, plan: KleCatalogue) -> ReviewField:
    best = said.kle[0] if said.kle else None

    def title(number: KleNummer) -> str:
        emne = plan.emne(number)
        return emne.titel if emne else ""

    return ReviewField(
        FieldName.KLE,
        str(chosen),
        str(best.value) if best else None,
        *_sureness(best),
        chosen_title=title(chosen),
        suggested_title=title(best.value) if best else "",
    )


def _field(name: FieldName, chosen: str, best: Suggestion[Any] | None, suggested: str = "") -> ReviewField:
    text = suggested or (str(best.value) if best else None)
    return ReviewField(name, mask_cpr(chosen), mask_cpr(text) if text is not None else None, *_sureness(best))


def _sureness(best: Suggestion[Any] | None) -> tuple[Band, float | None]:
    return (best.band, best.confidence) if best else (Band.NONE, None)
