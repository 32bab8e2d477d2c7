"""Filing one document on a Sag, in one call that may be made again."""

from datetime import date
from typing import IO
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.client import ALL_TIME, SagDokumentClient
from sagsbud.sagdok.models.values import (
    Del,
    DelEgenskaber,
    DokumentEgenskaber,
    JournalDokument,
    Journalpost,
    Registrering,
    Relation,
    SagEgenskaber,
    Tilstand,
    Variant,
    VariantEgenskaber,
    Virkning,
)
from sagsbud.sagdok.uploading import Progress


@frozen
class Document:
    """A document as its sender knows it. `uuid` is made by the caller, so that sending it again is no second one."""

    uuid: UUID
    titel: str
    brevdato: date
    filnavn: str
    mimetype: str
    virkning: Virkning
    """Since when it is filed, and by whom."""
    dokumenttype: str = "Brev, indgaaende"
    beskrivelse: str | None = None
    parter: tuple[Relation, ...] = ()
    klasse: UUID | None = None
    """The Klasse of its subject; without one, the Sag's."""


def file_document(
    client: SagDokumentClient, sag: UUID, document: Document, content: IO[bytes], progress: Progress | None = None
) -> None:
    """Make the Dokument with its content and put it into the Sag's journal; what is there already is not made twice.

    Raises ServiceError; whatever it was, the same call may be made again.
    """
    if client.newest(*DokumentEgenskaber.type, document.uuid) is None:
        klasse = document.klasse or _klasse_of(client, sag)
        body = _dokument(document, sag, klasse)
        client.put(*DokumentEgenskaber.type, document.uuid, body, {document.filnavn: content}, progress=progress)
    if sag not in client.search("sag", "sag", journalpost=str(document.uuid), **ALL_TIME):
        post = Journalpost(
            document.virkning,
            uuid=document.uuid,
            objekttype="Dokument",
            journaldokument=JournalDokument(document.titel),
        )
        change: Registrering[SagEgenskaber] = Registrering(relationer={"journalpost": (post,)})
        client.patch(*SagEgenskaber.type, sag, change)


def _klasse_of(client: SagDokumentClient, sag: UUID) -> UUID | None:
    found = client.registrering(SagEgenskaber, sag)
    subjects = found.relationer.get("primaerklasse", ()) if found else ()
    return subjects[0].uuid if subjects else None


def _dokument(document: Document, sag: UUID, klasse: UUID | None) -> Registrering[DokumentEgenskaber]:
    since = document.virkning
    relations = {"tilknyttedesager": (Relation(since, uuid=sag, objekttype="Sag"),), "parter": document.parter}
    if klasse:
        relations["primaerklasse"] = (Relation(since, uuid=klasse, objekttype="Klasse"),)
    part = DelEgenskaber(since, f"field:{document.filnavn}", document.mimetype, f"file:{document.filnavn}", 1)
    variant = Variant("produktion", (VariantEgenskaber(since, produktion=True),), (Del(document.filnavn, (part,)),))
    return Registrering(
        egenskaber=(
            DokumentEgenskaber(
                since,
                brugervendtnoegle=str(document.uuid),
                titel=document.titel,
                beskrivelse=document.beskrivelse or document.titel,
                dokumenttype=document.dokumenttype,
                brevdato=document.brevdato,
            ),
        ),
        tilstande=(Tilstand("Modtaget", since),),
        relationer={name: targets for name, targets in relations.items() if targets},
        varianter=(variant,),
    )
