"""A filing order in the words of the wire, and the wire's answers in ours (STANDARDS 2.8 and 2.9)."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.domain.handing import HandOver
from sagsbud.domain.ids import AktoerId, Digest, DokumentId, KlasseId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder
from sagsbud.domain.parties import AktoerTypeKode, Part, PartArt, PartRolle
from sagsbud.domain.sagsobjekter import FiledDokument, SagFremdrift, SagRef
from sagsbud.sagdok.gennemsyn import data_of, relations_of, states_of, states_of_adopted

Json = dict[str, Any]

CONTENT_PART = "indhold"
"""The name of the multipart field that carries the bytes."""


@frozen
class Belonging:
    """Whose a Dokument is: the authority by CVR number or uuid (`ejer`), the unit by uuid (`ansvarlig`)."""

    authority: str | None = None
    unit: str | None = None

    def relations(self, period: Json) -> Json:
        """The relations it makes; none for what is not known."""
        found: Json = {}
        if self.authority:
            by_cvr = self.authority.isdigit()
            target = {"urn": f"urn:oio:cvr-nr:{self.authority}"} if by_cvr else {"uuid": self.authority}
            found["ejer"] = [{**target, "objekttype": AktoerTypeKode.ORGANISATION.value, "virkning": period}]
        if self.unit:
            unit = {"uuid": self.unit, "objekttype": AktoerTypeKode.ENHED.value, "virkning": period}
            found["ansvarlig"] = [unit]
        return found


NOBODYS = Belonging()
"""Nothing is known of whose it is."""


def dokument_body(
    draft: DokumentDraft,
    order: FilingOrder,
    klasse: KlasseId,
    bilag: Sequence[DokumentId],
    belonging: Belonging = NOBODYS,
) -> Json:
    """The whole Dokument as it is PUT. All times come from the order, so that a repeat is the same to the letter."""
    filed = virkning(order.decided_at, order)
    relations: Json = {
        "primaerklasse": [{"uuid": str(klasse), "objekttype": "Klasse", "virkning": filed}],
        "primaerbehandler": [
            {"uuid": str(order.decided_by.id), "objekttype": order.decided_by.type.value, "virkning": filed}
        ],
        **belonging.relations(filed),
        **relations_of(draft, order),
    }
    if not order.is_reviewed_first:
        relations["tilknyttedesager"] = [{"uuid": str(order.sag.id), "objekttype": "Sag", "virkning": filed}]
    relations |= parties_of(draft, filed)
    if bilag:
        relations["bilag"] = [{"uuid": str(uuid), "objekttype": "Dokument", "virkning": filed} for uuid in bilag]
    if order.related and draft is order.main:
        relations["andredokumenter"] = [
            {"uuid": str(uuid), "objekttype": "Dokument", "virkning": filed} for uuid in order.related
        ]
    attributes = attributes_of(draft, data_of(draft, order), filed)
    if order.version > 1:
        attributes |= {"major": order.version, "minor": 0}
    return {
        "note": "Journaliseret",
        "attributter": {"dokumentegenskaber": [attributes]},
        "tilstande": {"dokumentfremdrift": states_of(draft, order)},
        "relationer": relations,
        "varianter": [variant_of(draft, filed)],
    }


def adopted_body(
    draft: DokumentDraft,
    order: FilingOrder,
    klasse: KlasseId,
    bilag: Sequence[DokumentId],
    belonging: Belonging = NOBODYS,
) -> Json:
    """What is PATCHed into a Dokument that was handed over; its content and its earlier states stay as they are."""
    body = dokument_body(draft, order, klasse, bilag, belonging)
    del body["varianter"]
    body["tilstande"] = {"dokumentfremdrift": states_of_adopted(order)}
    return body


def journalpost_body(draft: DokumentDraft, order: FilingOrder) -> Json:
    """The PATCH that appends one journalpost."""
    post = {
        "uuid": str(draft.dokument),
        "objekttype": "Dokument",
        "journalpostkode": order.kode.value,
        "journaldokument": {"dokumenttitel": draft.titel},
        "virkning": virkning(order.decided_at, order),
    }
    return {"relationer": {"journalpost": [post]}}


def emptied_journalpost_body(post: Json) -> Json:
    """The PATCH that takes the target out of a journalpost as it was read: by its number, for its own period."""
    emptied = {
        "indeks": int(post["indeks"]),
        "uuid": "",
        "urn": "",
        "objekttype": "",
        "journalpostkode": post.get("reltypespec") or post.get("journalpostkode"),
        "virkning": {name: post["virkning"][name] for name in ("from", "to")},
    }
    return {"relationer": {"journalpost": [emptied]}}


def nyrevision_body(successor: DokumentId, order: FilingOrder) -> Json:
    """The PATCH that says which Dokument is the newer one."""
    newer = {"uuid": str(successor), "objekttype": "Dokument", "virkning": virkning(order.decided_at, order)}
    return {"relationer": {"nyrevision": [newer]}}


def virkning(start: datetime, order: FilingOrder | HandOver) -> Json:
    """From a time on, on behalf of who decided; always with an explicit offset."""
    return {
        "from": start.astimezone(UTC).isoformat(timespec="microseconds"),
        "to": "infinity",
        "aktoerref": str(order.decided_by.id),
        "aktoertypekode": order.decided_by.type.value,
    }


def _part(part: Part, period: Json) -> Json:
    return {"urn": part.urn, "objekttype": part.art.value, "virkning": period}


def parties_of(draft: DokumentDraft, period: Json) -> Json:
    """The relations to whom it is about, and to who got a copy."""
    members = {
        "parter": [part for part in draft.parter if part.urn and part.rolle is not PartRolle.KOPIPART],
        "kopiparter": [part for part in draft.parter if part.urn and part.rolle is PartRolle.KOPIPART],
    }
    return {name: [_part(part, period) for part in parts] for name, parts in members.items() if parts}


def attributes_of(draft: DokumentDraft, told: Json, period: Json) -> Json:
    """What a Dokument says of itself, with what is `told` beside the standard's fields."""
    data: Json = {
        "filer": [{"deltekst": draft.file_name, "bytes": draft.size, "sha256": draft.digest}],
        "foelsomhed": draft.foelsomhed.value,
    }
    if draft.sent_at:
        data["sendt"] = draft.sent_at.astimezone(UTC).isoformat()
    return {
        "brugervendtnoegle": str(draft.dokument),
        "titel": draft.titel,
        "beskrivelse": draft.beskrivelse or draft.titel,
        "dokumenttype": draft.dokumenttype.value,
        "brevdato": draft.brevdato.isoformat(),
        "integrationsdata": json.dumps(data | told, ensure_ascii=False, sort_keys=True),
        "virkning": period,
    }


def variant_of(draft: DokumentDraft, period: Json) -> Json:
    """Its one content, which comes in the multipart field of that name."""
    origin = f"mid:{draft.message_id}" if draft.message_id else f"file:{draft.file_name}"
    return {
        "varianttekst": "produktion",
        "egenskaber": [{"produktion": True, "virkning": period}],
        "dele": [
            {
                "deltekst": draft.file_name,
                "egenskaber": [
                    {
                        "indeks": 1,
                        "indhold": f"field:{CONTENT_PART}",
                        "lokation": origin,
                        "mimetype": draft.mime,
                        "virkning": period,
                    }
                ],
            }
        ],
    }


def filed_dokument(dokument: DokumentId, registration: Json) -> FiledDokument:
    """What a Dokument's newest registrering says. Fields nobody wrote are left out by the service."""
    attributes = _newest(registration.get("attributter", {}).get("dokumentegenskaber", []))
    relations = registration.get("relationer", {})
    brevdato = attributes.get("brevdato")
    holder = _target_now(relations, "fordelttil")
    return FiledDokument(
        id=dokument,
        titel=attributes.get("titel", ""),
        brevdato=date.fromisoformat(brevdato) if brevdato else None,
        digest=_digest(attributes),
        sager=frozenset(SagId(uuid) for uuid in targets(relations, "tilknyttedesager")),
        content_url=_content_url(registration),
        fratidspunkt=registration.get("fratidspunkt", {}).get("tidsstempeldatotid", ""),
        bilag=frozenset(DokumentId(uuid) for uuid in targets(relations, "bilag")),
        passive=registration.get("livscykluskode") == "Passiveret",
        nyrevision=next((DokumentId(uuid) for uuid in targets(relations, "nyrevision")), None),
        dokumenttype=attributes.get("dokumenttype", ""),
        fremdrift=_newest(registration.get("tilstande", {}).get("dokumentfremdrift", [])).get("fremdrift", ""),
        holder=AktoerId(holder) if holder else None,
    )


def sag_ref(
    sag: SagId, registration: Json, kle: Mapping[UUID, KleNummer], facets: Mapping[UUID, Handlingsfacet]
) -> SagRef:
    """A Sag's newest registrering as it is shown and chosen."""
    attributes = _newest(registration.get("attributter", {}).get("sagegenskaber", []))
    relations = registration.get("relationer", {})
    state = _newest(registration.get("tilstande", {}).get("sagfremdrift", []))
    subject, action = _target_now(relations, "primaerklasse"), _target_now(relations, "handlingsklasse")
    handler = _target_now(relations, "primaerbehandler")
    stamp = registration.get("fratidspunkt", {}).get("tidsstempeldatotid", "")
    return SagRef(
        id=sag,
        sagsnummer=attributes.get("sagsnummer") or attributes.get("brugervendtnoegle", ""),
        titel=attributes.get("titel", ""),
        fremdrift=SagFremdrift(state.get("fremdrift", SagFremdrift.OPSTAAET)),
        kle=kle.get(subject) if subject else None,
        facet=facets.get(action) if action else None,
        parter=tuple(_parts(relations)),
        aendret=datetime.fromisoformat(stamp) if stamp else None,
        behandler=AktoerId(handler) if handler else None,
    )


def targets(relations: Json, name: str) -> list[UUID]:
    """The uuids a relation points at."""
    return [UUID(entry["uuid"]) for entry in relations.get(name, []) if entry.get("uuid")]


def _target_now(relations: Json, name: str) -> UUID | None:
    """What a relation with at most one target points at, or last did."""
    uuid = _newest(relations.get(name, [])).get("uuid")
    return UUID(uuid) if uuid else None


def _parts(relations: Json) -> list[Part]:
    found = []
    for name in ("primaerpart", "sekundaerpart"):
        for entry in relations.get(name, []):
            if entry.get("urn"):
                company = entry.get("objekttype") == PartArt.VIRKSOMHED.value
                found.append(Part("", entry["urn"], PartArt.VIRKSOMHED if company else PartArt.PERSON))
    return found


def _newest(periods: list[Json]) -> Json:
    """The period that goes on longest: what holds now or last held."""
    return max(periods, key=lambda p: (p.get("virkning", {}).get("to") == "infinity", _start(p)), default={})


def _start(period: Json) -> str:
    start: str = period.get("virkning", {}).get("from", "")
    return "" if start == "-infinity" else start


def _digest(attributes: Json) -> Digest | None:
    try:
        files = json.loads(attributes.get("integrationsdata", "{}")).get("filer", [])
        return Digest(files[0]["sha256"]) if files else None
    except (ValueError, KeyError, AttributeError, TypeError):
        return None  # another client's integrationsdata has another form


def _content_url(registration: Json) -> str | None:
    for variant in registration.get("varianter", []):
        for part in variant.get("dele", []):
            for period in part.get("egenskaber", []):
                url: str = period.get("indhold", "")
                if url.startswith("store:"):
                    return url
    return None
