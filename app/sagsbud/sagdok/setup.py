"""Setting a service up: a subject plan, an Organisation and Sager, under uuids that are the same each time."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from sagsbud.domain.ids import AktoerId, KlasseId, SagId
from sagsbud.domain.klassifikation import Handlingsfacet, KleEmne, KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.sagdok.client import SagDokumentClient

Json = dict[str, Any]

AT_ONCE = 4
"""Requests under way at the same time: the client writes one while the service works on another."""

_SPACE = UUID("b6c4a1de-2f1d-5c55-9a61-4f2f0f0e7c10")
_SINCE = {"from": datetime(2020, 1, 1, tzinfo=UTC).isoformat(), "to": "infinity"}

_NAMED = {
    AktoerTypeKode.ORGANISATION: ("organisation", "organisationsnavn"),
    AktoerTypeKode.ENHED: ("organisationenhed", "enhedsnavn"),
    AktoerTypeKode.BRUGER: ("bruger", "brugernavn"),
}


def klasse_id(key: KleNummer | Handlingsfacet) -> KlasseId:
    """The uuid under which a set-up service keeps a KLE number or facet."""
    return KlasseId(uuid5(_SPACE, f"klasse:{key}"))


def sag_id(sagsnummer: str) -> SagId:
    """The uuid under which a set-up service keeps a Sag."""
    return SagId(uuid5(_SPACE, f"sag:{sagsnummer}"))


def aktoer_id(navn: str, kind: AktoerTypeKode) -> AktoerId:
    """The uuid under which a set-up service keeps a person, a unit or the authority itself."""
    return AktoerId(uuid5(_SPACE, f"{kind.value}:{navn}"))


def put_aktoer(client: SagDokumentClient, aktoer: Aktoer, of: AktoerId | None = None) -> None:
    """Give a person, a unit or the authority its name in the service's Organisation, if it never had one."""
    name, field = _NAMED[aktoer.type]
    if client.newest("organisation", name, aktoer.id) is not None:
        return
    attributes = {"brugervendtnoegle": aktoer.navn, field: aktoer.navn, "virkning": _SINCE}
    belongs = [{"uuid": str(of), "objekttype": "Organisation", "virkning": _SINCE}] if of else []
    body: Json = {
        "attributter": {f"{name}egenskaber": [attributes]},
        "tilstande": {f"{name}gyldighed": [{"gyldighed": "Aktiv", "virkning": _SINCE}]},
        "relationer": {"tilhoerer": belongs} if belongs else {},
    }
    client.put("organisation", name, aktoer.id, body)


def put_klasser(client: SagDokumentClient, emner: Iterable[KleEmne]) -> int:
    """Make the subjects the service does not have; how many were made."""
    known = set(client.search("klassifikation", "klasse", brugervendtnoegle="%"))
    missing = [emne for emne in emner if klasse_id(emne.nummer) not in known]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for made in [
            pool.submit(_put_klasse, client, klasse_id(emne.nummer), str(emne.nummer), emne.titel) for emne in missing
        ]:
            made.result()
    return len(missing)


def put_facetter(client: SagDokumentClient, facetter: Iterable[tuple[Handlingsfacet, str]]) -> None:
    """Make the facets the service does not have."""
    known = set(client.search("klassifikation", "klasse", brugervendtnoegle="%"))
    for facet, titel in facetter:
        if klasse_id(facet) not in known:
            _put_klasse(client, klasse_id(facet), str(facet), titel)


def _put_klasse(client: SagDokumentClient, klasse: KlasseId, key: str, titel: str) -> None:
    attributes = {"brugervendtnoegle": key, "titel": titel, "virkning": _SINCE}
    body: Json = {
        "attributter": {"klasseegenskaber": [attributes]},
        "tilstande": {"klassepubliceret": [{"publiceret": "Publiceret", "virkning": _SINCE}]},
        "relationer": {},
    }
    client.put("klassifikation", "klasse", klasse, body)


def put_sag(client: SagDokumentClient, sag: SagRef) -> None:
    """Make the Sag if the service never had it."""
    if client.newest("sag", "sag", sag.id) is not None:
        return
    relations: Json = {}
    if sag.kle:
        relations["primaerklasse"] = [_klasse(sag.kle)]
    if sag.facet:
        relations["handlingsklasse"] = [_klasse(sag.facet)]
    if sag.behandler:
        relations["primaerbehandler"] = [{"uuid": str(sag.behandler), "objekttype": "Bruger", "virkning": _SINCE}]
    parts = [{"urn": part.urn, "objekttype": part.art.value, "virkning": _SINCE} for part in sag.parter if part.urn]
    if parts:
        relations["primaerpart"] = parts[:1]
        relations["sekundaerpart"] = parts[1:]
    attributes = {
        "brugervendtnoegle": sag.sagsnummer,
        "sagsnummer": sag.sagsnummer,
        "titel": sag.titel,
        "beskrivelse": sag.titel,
        "kassationskode": "B",
        "virkning": _SINCE,
    }
    body: Json = {
        "attributter": {"sagegenskaber": [attributes]},
        "tilstande": {"sagfremdrift": [{"fremdrift": sag.fremdrift.value, "virkning": _SINCE}]},
        "relationer": {name: entries for name, entries in relations.items() if entries},
    }
    client.put("sag", "sag", sag.id, body)


def _klasse(key: KleNummer | Handlingsfacet) -> Json:
    return {"uuid": str(klasse_id(key)), "objekttype": "Klasse", "virkning": _SINCE}
