"""Stage 6: the form filled in, and the decision frozen into an order."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePath

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.extract import Extract
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId, new_dokument_id, new_order_id
from sagsbud.domain.orders import (
    TITLE_LIMIT,
    DokumentDraft,
    FilingOrder,
    OutboxEntry,
    Priority,
    Retired,
    StepKind,
    StepState,
    Suggested,
)
from sagsbud.domain.parties import Aktoer, Part
from sagsbud.domain.sagsobjekter import Dokumenttype, Retning
from sagsbud.domain.suggestions import Band, SuggestionSet
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.views import Detail, Proposal

_INSTANT = timedelta(microseconds=1)


def one_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """NFC, one line, without control characters, CPR masked, cut at the limit."""
    flat = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", text))
    return mask_cpr(" ".join(flat.split()))[:limit].strip()


def title_of(item: IntakeItem, extract: Extract | None, suggestions: SuggestionSet) -> str:
    """The best title there is: suggested, read, or the file's name without its ending."""
    if suggestions.titel:
        return one_line(suggestions.titel.value)
    if extract and extract.titles:
        return one_line(extract.titles[0].value)
    return one_line(PurePath(item.name).stem) or one_line(item.name)


def propose(
    entry: OutboxEntry, extract: Extract | None, suggestions: SuggestionSet, children: Sequence[OutboxEntry] = ()
) -> Proposal:
    """Fill the form with everything the machine is sure enough of; what a person decided before stands above that."""
    if entry.order:
        return _as_decided(entry.item.id, entry.order, children)
    received = danish_date(entry.item.received_at)
    retning = suggestions.retning.value if suggestions.retning else Retning.IND
    best = suggestions.sager[0] if suggestions.sager else None
    sag = best.value if best and best.band in (Band.SURE, Band.LIKELY) and best.value.is_open else None
    proposal = Proposal(
        item=entry.item.id,
        titel=title_of(entry.item, extract, suggestions),
        dato=suggestions.dato.value if suggestions.dato else received,
        kle=suggestions.likely_kle,
        facet=suggestions.facet.value if suggestions.facet else None,
        dokumenttype=suggestions.dokumenttype.value if suggestions.dokumenttype else _usual_type(retning),
        retning=retning,
        parter=suggestions.parter,
        foelsomhed=suggestions.foelsomhed,
    )
    return proposal.on(sag) if sag else proposal


def _as_decided(item: ItemId, order: FilingOrder, children: Sequence[OutboxEntry]) -> Proposal:
    """The form as it stood when the order was given, for one that was undone, sent back or only looked at."""
    main = order.main
    taken = {draft.item for draft in order.bilag}
    return Proposal(
        item=item,
        titel=main.titel,
        dato=main.brevdato,
        sag=order.sag,
        kle=order.kle,
        facet=order.facet,
        dokumenttype=main.dokumenttype,
        retning=main.retning,
        parter=main.parter,
        foelsomhed=main.foelsomhed,
        kode=order.kode,
        related=order.related,
        new_sag=order.new_sag,
        without=frozenset(c.item.id for c in children if not c.item.folded and c.item.id not in taken),
        promoted=frozenset(c.item.id for c in children if c.item.folded and c.item.id in taken),
    )


def _usual_type(retning: Retning) -> Dokumenttype:
    return {
        Retning.IND: Dokumenttype.BREV_IND,
        Retning.UD: Dokumenttype.BREV_UD,
        Retning.INTERN: Dokumenttype.INTERNT_NOTAT,
    }[retning]


@frozen
class Decision:
    """A proposal somebody (or a rule) said yes to."""

    proposal: Proposal
    by: Aktoer
    at: datetime
    priority: Priority = Priority.USER


def freeze(decision: Decision, detail: Detail, *, anew: bool = False) -> FilingOrder:
    """The order. Raises ValueError when a required field is empty.

    An item that was ordered so before keeps its Dokument uuids, so that a lookup finds what an earlier try left. One
    that is decided otherwise, was taken back, waited for an approval in vain, or is wanted `anew` becomes new
    Dokumenter, and what the earlier try left is retired. What a colleague handed over is filed as the very Dokument that is there, once.
    """
    before = detail.entry.order
    left = left_behind(detail.entry)
    given = _handed_over(detail.entry, left)
    anew = anew or bool(before and (before.taken_back or before.is_reviewed_first))
    kept = {draft.item: draft.dokument for draft in before.drafts} if before and not anew else {}
    order = _order(decision, detail, kept | given)
    if before is None or not (left or before.retires or anew) or _says_the_same(order, before):
        return replace(order, retires=before.retires if before else ())
    order = order if anew else _order(decision, detail, given)
    successors = {draft.item: draft.dokument for draft in order.drafts}
    retired = (Retired(d.dokument, before.sag.id, d.digest, successors.get(d.item)) for d in left)
    return replace(order, retires=(*before.retires, *retired))


def _handed_over(entry: OutboxEntry, left: Sequence[DokumentDraft]) -> dict[ItemId, DokumentId]:
    """The Dokument a colleague handed over, unless an earlier decision has made something of it already."""
    given, before = entry.item.given, entry.order
    if given is None:
        return {}
    used = {draft.dokument for draft in left} | {one.dokument for one in (before.retires if before else ())}
    return {} if given.dokument in used else {entry.item.id: given.dokument}


def left_behind(entry: OutboxEntry) -> list[DokumentDraft]:
    """The Dokumenter of the entry's order that may stand in the service."""
    started = {
        step.dokument for step in entry.steps if step.kind is StepKind.DOKUMENT and step.state is not StepState.PENDING
    }
    return [draft for draft in entry.order.drafts if draft.dokument in started] if entry.order else []


def _says_the_same(order: FilingOrder, before: FilingOrder) -> bool:
    """Whether the service would hold the same for both."""
    return (order.sag.id, order.kle, order.kode, order.drafts, order.related) == (
        before.sag.id,
        before.kle,
        before.kode,
        before.drafts,
        before.related,
    )


def _order(decision: Decision, detail: Detail, earlier: Mapping[ItemId, DokumentId]) -> FilingOrder:
    proposal = decision.proposal
    if proposal.sag is None or proposal.kle is None or proposal.missing:
        raise ValueError("missing: " + ", ".join(proposal.missing))
    chosen = [c for c in detail.children if proposal.takes(c.item)]
    given = detail.entry.item.given
    return FilingOrder(
        id=new_order_id(),
        sag=proposal.sag,
        kle=proposal.kle,
        facet=proposal.facet,
        main=main_draft(proposal, detail, earlier.get(detail.entry.item.id) or new_dokument_id()),
        bilag=tuple(_bilag_draft(proposal, c, earlier.get(c.item.id) or new_dokument_id()) for c in chosen),
        kode=proposal.kode,
        related=proposal.related,
        decided_by=decision.by,
        decided_at=max(decision.at, given.at + _INSTANT) if given else decision.at,
        given=given,
        priority=decision.priority,
        suggested=_suggested(detail.suggestions),
    )


def main_draft(proposal: Proposal, detail: Detail, dokument: DokumentId) -> DokumentDraft:
    """The document itself, as the form says it."""
    item, extract = detail.entry.item, detail.extract
    titel = one_line(proposal.titel)
    return DokumentDraft(
        dokument=dokument,
        item=item.id,
        digest=item.digest,
        size=item.size,
        file_name=item.name,
        mime=extract.mime if extract else item.mime,
        titel=titel,
        beskrivelse=titel,
        dokumenttype=proposal.dokumenttype,
        brevdato=proposal.dato,
        received_at=item.received_at,
        retning=proposal.retning,
        parter=proposal.parter,
        foelsomhed=proposal.foelsomhed,
        message_id=extract.message_id if extract else None,
    )


def _bilag_draft(proposal: Proposal, child: OutboxEntry, dokument: DokumentId) -> DokumentDraft:
    titel = child.summary.titel if child.summary else one_line(PurePath(child.item.name).stem)
    parter: Sequence[Part] = proposal.parter
    return DokumentDraft(
        dokument=dokument,
        item=child.item.id,
        digest=child.item.digest,
        size=child.item.size,
        file_name=child.item.name,
        mime=child.item.mime,
        titel=one_line(titel) or "Bilag",
        beskrivelse=one_line(f"Bilag {child.item.position} til {proposal.titel}"),
        dokumenttype=Dokumenttype.ANDET,
        brevdato=proposal.dato,
        received_at=child.item.received_at,
        retning=proposal.retning,
        parter=tuple(parter),
        foelsomhed=proposal.foelsomhed,
    )


def _suggested(suggestions: SuggestionSet) -> Suggested:
    kle = suggestions.kle[0] if suggestions.kle else None
    sag = suggestions.sager[0] if suggestions.sager else None
    return Suggested(
        kle=kle.value if kle else None,
        kle_band=kle.band if kle else Band.NONE,
        sag=sag.value.id if sag else None,
        sag_band=sag.band if sag else Band.NONE,
        edition=suggestions.edition,
        kle_confidence=kle.confidence if kle else None,
    )
