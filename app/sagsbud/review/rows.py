"""Dokumenter as rows of the queue, and which of them fit a filter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sagsbud.domain.ids import AktoerId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import Edit, ReviewDokument, ReviewFilter, ReviewOrdering, ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift, SagRef
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason, ReviewTiming
from sagsbud.domain.suggestions import Band
from sagsbud.domain.verdicts import Refusal, Verdict
from sagsbud.domain.workdays import age
from sagsbud.domain.workflow import FINAL, four_eyes

NO_TEXT = ""


class Lookups:
    """What a row needs to be read by a person; everything missing shows as nothing."""

    def __init__(self, kle_title: Callable[[KleNummer], str], me: Aktoer) -> None:
        self.kle_title = kle_title
        self.me = me
        self.sager: dict[SagId, SagRef] = {}
        self.names: dict[AktoerId, Aktoer] = {}
        self.closed: frozenset[SagId] = frozenset()

    def named(self, aktoer: Aktoer | None) -> Aktoer | None:
        """With its name, where the Organisation knows it."""
        if aktoer is None or aktoer.navn:
            return aktoer
        if aktoer.id == self.me.id and self.me.navn:
            return replace(aktoer, navn=self.me.navn)
        known = self.names.get(aktoer.id)
        return replace(aktoer, navn=known.navn) if known else aktoer


def says_its_sag(seen: ReviewDokument) -> bool:
    """Whether the filing program wrote down the case number for the reviewer."""
    return seen.request is not None and any(one.name is FieldName.SAG for one in seen.request.fields)


def row_of(seen: ReviewDokument, lookups: Lookups, now: datetime, verdict: Verdict | None = None) -> ReviewRow:
    """The row of a Dokument."""
    asked = seen.asked
    sag = seen.sager[0] if seen.sager else seen.intended
    ref = lookups.sager.get(sag) if sag else None
    request = seen.request
    told = {one.name: one for one in request.fields} if request else {}
    said = told.get(FieldName.SAG)
    edited = seen.edited
    asked_at = (
        edited.at if edited else asked.since if asked else seen.steps[-1].since if seen.steps else seen.received_at
    )
    return ReviewRow(
        dokument=seen.id,
        titel=seen.titel,
        fremdrift=seen.fremdrift or DokumentFremdrift.MODTAGET,
        version=seen.version,
        received_at=seen.received_at,
        asked_at=asked_at,
        age=age(edited.at if edited else seen.received_at, now),
        waiting=age(asked_at, now),
        reasons=_reasons(seen),
        fields=_edited_fields(edited, lookups) if edited else request.fields if request else (),
        question=seen.steps[-1].note if seen.steps and not edited else NO_TEXT,
        sag=sag,
        sagsnummer=ref.sagsnummer if ref else said.chosen if said else NO_TEXT,
        sag_titel=ref.titel if ref else said.chosen_title if said else NO_TEXT,
        sag_closed=sag in lookups.closed and seen.fremdrift not in FINAL,
        kle=seen.kle,
        kle_titel=lookups.kle_title(seen.kle) if seen.kle else NO_TEXT,
        unit=seen.unit.id if seen.unit else None,
        unit_name=(named.navn if (named := lookups.named(seen.unit)) else NO_TEXT),
        person=lookups.named(edited.by if edited else asked.by if asked else None),
        holder=lookups.named(seen.holder),
        caseworker=lookups.named(seen.caseworker),
        timing=request.timing if request else ReviewTiming.AFTER,
        filed=bool(seen.sager),
        sensitivity=seen.sensitivity,
        edited=edited,
        refusal=_refusal(seen, lookups.me.id),
        pending=verdict.pending if verdict else None,
    )


def _reasons(seen: ReviewDokument) -> tuple[ReviewReason, ...]:
    if seen.edited:
        return (ReviewReason.CORRECTED,)
    return (seen.request.reasons if seen.request else ()) or (ReviewReason.ASKED,)


def _edited_fields(edited: Edit, lookups: Lookups) -> tuple[ReviewField, ...]:
    """What was approved and what it says now, with what people call a Sag and a subject."""
    return tuple(
        replace(
            one,
            chosen=_called(one.name, one.chosen, lookups),
            suggested=_called(one.name, one.suggested or NO_TEXT, lookups),
            band=Band.SURE,
        )
        for one in edited.fields
    )


def _called(name: FieldName, value: str, lookups: Lookups) -> str:
    if name is not FieldName.SAG:
        return value
    sager = {str(sag): ref.sagsnummer for sag, ref in lookups.sager.items()}
    return ", ".join(sager.get(one, one) for one in value.split(", "))


def _refusal(seen: ReviewDokument, me: AktoerId) -> Refusal | None:
    if seen.edited:
        return Refusal.OWN if me in four_eyes(seen) else None
    if seen.fremdrift is not DokumentFremdrift.UNDERREVIEW:
        return Refusal.NOT_IN_REVIEW
    if me in four_eyes(seen):
        return Refusal.OWN
    return Refusal.NO_SAG if not seen.sager and seen.intended is None else None


def fits(row: ReviewRow, wanted: ReviewFilter) -> bool:
    """Whether everything the filter gives holds of the row; the scope was chosen before."""
    if wanted.stopped and not (row.pending and row.pending.stopped):
        return False
    if wanted.unit is not None and row.unit != wanted.unit:
        return False
    if wanted.person is not None and (row.person is None or row.person.id != wanted.person):
        return False
    if wanted.kle and not str(row.kle or "").startswith(wanted.kle):
        return False
    if (wanted.youngest is not None and row.age < wanted.youngest) or (
        wanted.oldest is not None and row.age > wanted.oldest
    ):
        return False
    if wanted.reason is not None and wanted.reason not in row.reasons:
        return False
    if wanted.changed is not None and wanted.changed not in row.changed:
        return False
    return _says(row, wanted.text)


def _says(row: ReviewRow, text: str) -> bool:
    words = text.casefold().split()
    if not words:
        return True
    said = " ".join((row.titel, row.sagsnummer, row.sag_titel, str(row.kle or ""), row.kle_titel)).casefold()
    return all(word in said for word in words)


def sort_key(ordering: ReviewOrdering) -> Callable[[ReviewRow], tuple[object, ...]]:
    """By what rows are sorted; the oldest first where nothing else decides."""

    def by_age(row: ReviewRow) -> tuple[object, ...]:
        return (row.counts_from, row.titel)

    keys: Mapping[ReviewOrdering, Callable[[ReviewRow], tuple[object, ...]]] = {
        ReviewOrdering.AGE: by_age,
        ReviewOrdering.TITLE: lambda row: (row.titel.casefold(), row.counts_from),
        ReviewOrdering.KLE: lambda row: (str(row.kle or "~"), row.counts_from),
        ReviewOrdering.PERSON: lambda row: ((row.person.navn.casefold() if row.person else "~"), row.counts_from),
    }
    return keys[ordering]
