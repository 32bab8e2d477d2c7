"""A new Sag and a journalnotat in the words of the wire (STANDARDS 2.2 to 2.4), and a journalnotat read back."""

import hashlib
import json
from uuid import UUID

from sagsbud.domain.ids import Digest, DokumentId, KlasseId, SagId
from sagsbud.domain.orders import DokumentDraft, FilingOrder, SagDraft
from sagsbud.domain.sagsobjekter import FiledDokument, SagFremdrift
from sagsbud.sagdok.mapping import Belonging, Json, virkning

NOTE_FORMAT = "text/plain"


def sag_body(
    sag: SagDraft, order: FilingOrder, klasse: KlasseId, handling: KlasseId | None, belonging: Belonging
) -> Json:
    """The whole Sag as it is PUT. All times come from the order, so that a repeat is the same to the letter."""
    period = virkning(order.decided_at, order)
    relations: Json = {
        "primaerklasse": [_target(klasse, "Klasse", period)],
        "primaerbehandler": [_target(order.decided_by.id, order.decided_by.type.value, period)],
        **belonging.relations(period),
    }
    if handling:
        relations["handlingsklasse"] = [_target(handling, "Klasse", period)]
    parter = [{"urn": part.urn, "objekttype": part.art.value, "virkning": period} for part in sag.parter if part.urn]
    if parter:
        relations["primaerpart"] = parter[:1]
    if parter[1:]:
        relations["sekundaerpart"] = parter[1:]
    attributes = {
        "brugervendtnoegle": sag.sagsnummer,
        "sagsnummer": sag.sagsnummer,
        "titel": sag.titel,
        "beskrivelse": sag.titel,
        "kassationskode": sag.kassationskode.value,
        "integrationsdata": json.dumps({"foelsomhed": sag.foelsomhed.value}),
        "virkning": period,
    }
    return {
        "note": "Oprettet",
        "attributter": {"sagegenskaber": [attributes]},
        "tilstande": {"sagfremdrift": [{"fremdrift": SagFremdrift.OPSTAAET.value, "virkning": period}]},
        "relationer": relations,
    }


def note_urn(dokument: DokumentId) -> str:
    """What a journalnotat points at instead of a Dokument: itself, so that it can be looked up before it is sent again."""
    return f"urn:uuid:{dokument}"


def note_body(draft: DokumentDraft, text: str, order: FilingOrder) -> Json:
    """The PATCH that appends one journalnotat."""
    post = {
        "urn": note_urn(draft.dokument),
        "objekttype": "Dokument",
        "journalpostkode": order.kode.value,
        "journalnotat": {"titel": draft.titel, "notat": text, "format": NOTE_FORMAT},
        "virkning": virkning(order.decided_at, order),
    }
    return {"relationer": {"journalpost": [post]}}


def filed_note(sag: SagId, dokument: DokumentId, registration: Json) -> FiledDokument | None:
    """The journalnotat among the Sag's journalposter; None when it is not there."""
    for post in registration.get("relationer", {}).get("journalpost", []):
        if post.get("urn") == note_urn(dokument):
            note = post.get("journalnotat", {})
            return FiledDokument(
                id=dokument,
                titel=note.get("titel", ""),
                brevdato=None,
                digest=Digest(hashlib.sha256(note.get("notat", "").encode()).hexdigest()),
                sager=frozenset({sag}),
                content_url=None,
                fratidspunkt=registration.get("fratidspunkt", {}).get("tidsstempeldatotid", ""),
            )
    return None


def _target(uuid: UUID, kind: str, period: Json) -> Json:
    return {"uuid": str(uuid), "objekttype": kind, "virkning": period}
