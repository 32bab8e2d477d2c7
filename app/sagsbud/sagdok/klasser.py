"""The subject plan as a service's Klassifikation has it: every Klasse that is a KLE number or a handlingsfacet."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.sagdok.client import SagDokumentClient

Json = dict[str, Any]


@frozen
class ServiceKlasse:
    """One Klasse as it holds now. `erstatter` are the Klasser it took the place of, `soegeord` the words it is found by."""

    id: UUID
    key: KleNummer | Handlingsfacet
    titel: str
    beskrivelse: str
    retskilde: str
    soegeord: tuple[str, ...]
    publiceret: bool
    erstatter: tuple[UUID, ...]


def read_klasser(client: SagDokumentClient) -> list[ServiceKlasse]:
    """All of them, in the order of their keys; Klasser of other plans are left out. Raises ServiceError."""
    uuids = client.search("klassifikation", "klasse", brugervendtnoegle="%")
    found = [klasse for item in client.objects("klassifikation", "klasse", uuids) for klasse in _klasse(item)]
    return sorted(found, key=lambda klasse: str(klasse.key))


def _klasse(item: Json) -> Iterator[ServiceKlasse]:
    """The Klasse, when it can be read and its key is one of the plan's."""
    try:
        registration = item["registreringer"][0]
        attributes = registration["attributter"]["klasseegenskaber"][-1]
        states = registration.get("tilstande", {}).get("klassepubliceret", [])
        replaced = (registration.get("relationer") or {}).get("erstatter", [])
        yield ServiceKlasse(
            id=UUID(item["id"]),
            key=_key(attributes["brugervendtnoegle"]),
            titel=attributes["titel"],
            beskrivelse=attributes.get("beskrivelse") or "",
            retskilde=attributes.get("retskilde") or "",
            soegeord=tuple(entry[0] for entry in attributes.get("soegeord") or () if entry and entry[0]),
            publiceret=not states or states[-1].get("publiceret") != "IkkePubliceret",
            erstatter=tuple(UUID(entry["uuid"]) for entry in replaced if entry.get("uuid")),
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return


def _key(text: str) -> KleNummer | Handlingsfacet:
    """Raises ValueError for the key of another plan."""
    return Handlingsfacet(text) if len(text) == 3 else KleNummer(text)
