"""Review on the wire: the states of a Dokument that waits for a second look, and what `integrationsdata` says of it.

    {"gennemsyn": {"hvornaar": "efter", "grunde": ["aendret_klasse"], "sag": "…",
                   "felter": [{"felt": "kle", "forslag": "02.00.05", "valgt": "02.34.02", "baand": "usikker"}]},
     "forslag": {"kle": "02.00.05", "sikkerhed": 0.41}}

A client that does not know `gennemsyn` still reads the question in the state's `notetekst`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Retning
from sagsbud.domain.secondlook import (
    NOTED,
    NOTED_FIRST,
    FieldName,
    ReviewField,
    ReviewReason,
    ReviewRequest,
    ReviewTiming,
)
from sagsbud.domain.suggestions import Band
from sagsbud.domain.verdicts import NOTE_LIMIT

Json = dict[str, Any]

_INSTANT = timedelta(microseconds=1)


def note_text(text: str) -> str:
    """A note as it may go on the wire: one line, CPR masked, within the limit."""
    flat = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return mask_cpr(flat)[:NOTE_LIMIT].strip()


def question_of(request: ReviewRequest) -> str:
    """Why it waits, in the state's `notetekst`."""
    why = ", ".join(NOTED[reason] for reason in request.reasons) or NOTED[ReviewReason.ASKED]
    return note_text(f"{NOTED_FIRST} {why}." + (f" {request.question}" if request.question else ""))


def period(start: datetime, by: Aktoer, note: str = "", end: datetime | None = None) -> Json:
    """A virkning on somebody's behalf, always with an explicit offset."""
    found = {
        "from": start.astimezone(UTC).isoformat(timespec="microseconds"),
        "to": end.astimezone(UTC).isoformat(timespec="microseconds") if end else "infinity",
        "aktoerref": str(by.id),
        "aktoertypekode": by.type.value,
    }
    return found | ({"notetekst": note} if note else {})


def states_of(draft: DokumentDraft, order: FilingOrder) -> list[Json]:
    """The periods of fremdrift as a Dokument begins: received or being written, then waiting for a second look."""
    received, decided, by = draft.received_at, order.decided_at, order.decided_by
    if order.review is None:
        return [{"fremdrift": DokumentFremdrift.MODTAGET.value, "virkning": period(received, by)}]
    incoming = draft.retning is Retning.IND
    first = DokumentFremdrift.MODTAGET if incoming else DokumentFremdrift.UNDERUDARBEJDELSE
    begun = min(received, decided - _INSTANT)
    return [
        {"fremdrift": first.value, "virkning": period(begun, by, end=decided)},
        {
            "fremdrift": DokumentFremdrift.UNDERREVIEW.value,
            "virkning": period(decided, by, question_of(order.review)),
        },
    ]


def states_of_adopted(order: FilingOrder) -> list[Json]:
    """The state that follows Fordelt when who was given the Dokument files it."""
    if order.review is None:
        said = period(order.decided_at, order.decided_by)
        return [{"fremdrift": DokumentFremdrift.ENDELIGT.value, "virkning": said}]
    return states_of(order.main, order)[-1:]


def relations_of(draft: DokumentDraft, order: FilingOrder) -> Json:
    """To whom it is given. An attachment follows its main Dokument and is given to nobody."""
    if order.review is None or draft is not order.main:
        return {}
    return {"fordelttil": [aktoer_entry(order.review.to, period(order.decided_at, order.decided_by))]}


def aktoer_entry(aktoer: Aktoer, virkning: Json) -> Json:
    """A relation to somebody in the administration."""
    return {"uuid": str(aktoer.id), "objekttype": aktoer.type.value, "virkning": virkning}


def data_of(draft: DokumentDraft, order: FilingOrder) -> Json:
    """What `integrationsdata` says of the suggestion and of the review."""
    found: Json = {}
    if draft is order.main and order.suggested.kle:
        found["forslag"] = {"kle": str(order.suggested.kle), "baand": order.suggested.kle_band.value}
        if order.suggested.kle_confidence is not None:
            found["forslag"]["sikkerhed"] = round(order.suggested.kle_confidence, 3)
    if order.review is None:
        return found
    told: Json = {"hvornaar": order.review.timing.value}
    if order.review.timing is ReviewTiming.BEFORE:
        told["sag"] = str(order.sag.id)
    if draft is not order.main:
        return found | {"gennemsyn": told | {"hoved": str(order.main.dokument)}}
    told["grunde"] = [reason.value for reason in order.review.reasons]
    told["felter"] = [_field(one) for one in order.review.fields]
    return found | {"gennemsyn": told}


def _field(one: ReviewField) -> Json:
    told: Json = {"felt": one.name.value, "valgt": one.chosen, "baand": one.band.value}
    optional = {"forslag": one.suggested, "valgtnavn": one.chosen_title, "forslagnavn": one.suggested_title}
    told |= {name: value for name, value in optional.items() if value}
    return told | ({"sikkerhed": round(one.confidence, 3)} if one.confidence is not None else {})


def request_of(data: Json, to: Aktoer | None) -> ReviewRequest | None:
    """What a program of ours wrote; None for what another one wrote, or for something nobody understands."""
    told = data.get("gennemsyn")
    if not isinstance(told, dict) or to is None:
        return None
    reasons = [_one_of(ReviewReason, value) for value in _list(told.get("grunde"))]
    fields = [_field_of(one) for one in _list(told.get("felter")) if isinstance(one, dict)]
    return ReviewRequest(
        to=to,
        timing=_one_of(ReviewTiming, told.get("hvornaar")) or ReviewTiming.AFTER,
        reasons=tuple(reason for reason in reasons if reason),
        fields=tuple(one for one in fields if one),
    )


def main_of(data: Json) -> DokumentId | None:
    """The Dokument it is reviewed together with."""
    found = _uuid(_told(data).get("hoved"))
    return DokumentId(found) if found else None


def intended_of(data: Json) -> SagId | None:
    """The Sag it is meant for."""
    found = _uuid(_told(data).get("sag"))
    return SagId(found) if found else None


def suggestion_of(data: Json) -> tuple[KleNummer | None, float | None]:
    """The subject that was suggested first, and the confidence that was promised."""
    told = data.get("forslag")
    if not isinstance(told, dict):
        return None, None
    promised = told.get("sikkerhed")
    try:
        return KleNummer(str(told.get("kle"))), float(promised) if isinstance(promised, int | float) else None
    except ValueError:
        return None, None


def _field_of(told: Json) -> ReviewField | None:
    name = _one_of(FieldName, told.get("felt"))
    if name is None:
        return None
    confidence, suggested = told.get("sikkerhed"), told.get("forslag")
    return ReviewField(
        name=name,
        chosen=mask_cpr(str(told.get("valgt", ""))),
        suggested=mask_cpr(str(suggested)) if suggested is not None else None,
        band=_one_of(Band, told.get("baand")) or Band.NONE,
        confidence=float(confidence) if isinstance(confidence, int | float) else None,
        chosen_title=mask_cpr(str(told.get("valgtnavn", ""))),
        suggested_title=mask_cpr(str(told.get("forslagnavn", ""))),
    )


def _told(data: Json) -> Json:
    told = data.get("gennemsyn")
    return told if isinstance(told, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _one_of(kind: Any, value: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
