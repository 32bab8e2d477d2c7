"""The envelope of the national distributor: Haendelsesbesked with its Beskedkuvert, built and read."""

from dataclasses import field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from sagsbud.domain.frozen import frozen
from sagsbud.mox.kuvert import (
    KUVERT,
    SAGDOK,
    Element,
    Identity,
    check,
    child_of,
    identity_of,
    named,
    sagdok_named,
    time_of,
    uuid_of,
    xml_of,
)

VERSION = "1.0"


@frozen
class Registreringsinfo:
    """What happened to which object, as the distributor filters by it."""

    id: UUID
    aktoer: Identity
    at: datetime
    myndighed: Identity
    """The authority, as `urn:oio:cvr-nr:NNNNNNNN`."""
    objekt: UUID
    objekttype: Identity
    handling: Identity
    emne: Identity
    """The KLE number, as `urn:oio:kle:NN.NN.NN`."""


@frozen
class Haendelse:
    """One event for the distributor."""

    id: UUID
    beskedtype: Identity
    ansvarlig: Identity
    """The uuid of our own system at the distributor."""
    modtagere: tuple[Identity, ...]
    """Who may get it: authorities by CVR."""
    registreringer: tuple[Registreringsinfo, ...]
    transaktion: UUID
    at: datetime
    kildesystem: Identity
    klassificering: str = "Fortrolig"
    relaterede: tuple[tuple[UUID, Identity], ...] = ()
    """Other objects it is about, each with its type."""
    data: tuple[bytes, ...] = field(default=(), repr=False)
    """XML documents that go along; the distributor does not look at them."""


def build(haendelse: Haendelse) -> bytes:
    """The message as XML. Raises Malformed when it would break the structure, ValueError for a naive time."""
    names: dict[Any, str] = {None: KUVERT, "sd": SAGDOK}
    root = etree.Element(named("Haendelsesbesked"), nsmap=names)
    _identity(root, "BeskedId", haendelse.id)
    _text(root, "BeskedVersion", VERSION)
    envelope = etree.SubElement(root, named("Beskedkuvert"))
    _filtering(etree.SubElement(envelope, named("Filtreringsdata")), haendelse)
    delivery = etree.SubElement(envelope, named("Leveranceinformation"))
    _time(delivery, "Dannelsestidspunkt", haendelse.at)
    _identity(delivery, "TransaktionsId", haendelse.transaktion)
    _identity(delivery, "Kildesystem", haendelse.kildesystem)
    _text(delivery, "Sikkerhedsklassificering", haendelse.klassificering)
    for document in haendelse.data:
        etree.SubElement(root, named("Beskeddata")).append(xml_of(document))
    check(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def parse(content: bytes) -> Haendelse:
    """The event in a message. Raises Malformed, naming the element."""
    root = xml_of(content)
    check(root)
    envelope = child_of(root, "Beskedkuvert")
    filtering, delivery = child_of(envelope, "Filtreringsdata"), child_of(envelope, "Leveranceinformation")
    responsible = filtering.find(named("BeskedAnsvarligAktoer"))
    return Haendelse(
        id=uuid_of(child_of(root, "BeskedId")),
        beskedtype=identity_of(child_of(filtering, "Beskedtype")),
        ansvarlig=identity_of(responsible) if responsible is not None else "",
        modtagere=tuple(identity_of(one) for one in filtering.findall(named("TilladtModtager"))),
        registreringer=tuple(_registrering_of(one) for one in filtering.findall(named("ObjektRegistrering"))),
        transaktion=uuid_of(child_of(delivery, "TransaktionsId")),
        at=time_of(child_of(delivery, "Dannelsestidspunkt")),
        kildesystem=identity_of(child_of(delivery, "Kildesystem")),
        klassificering=child_of(delivery, "Sikkerhedsklassificering").text or "",
        relaterede=tuple(
            (uuid_of(child_of(one, "ObjektId")), identity_of(child_of(one, "ObjektType")))
            for one in filtering.findall(named("RelateretObjekt"))
        ),
        data=tuple(etree.tostring(inner) for one in root.findall(named("Beskeddata")) for inner in one),
    )


def _filtering(parent: Element, haendelse: Haendelse) -> None:
    _identity(parent, "Beskedtype", haendelse.beskedtype)
    _identity(parent, "BeskedAnsvarligAktoer", haendelse.ansvarlig)
    for receiver in haendelse.modtagere:
        _identity(parent, "TilladtModtager", receiver)
    for related, kind in haendelse.relaterede:
        one = etree.SubElement(parent, named("RelateretObjekt"))
        _identity(one, "ObjektId", related)
        _identity(one, "ObjektType", kind)
    for registrering in haendelse.registreringer:
        one = etree.SubElement(parent, named("ObjektRegistrering"))
        _identity(one, "ObjektRegistreringId", registrering.id)
        _identity(one, "RegistreringsAktoer", registrering.aktoer)
        _time(one, "Registreringstidspunkt", registrering.at)
        _identity(one, "ObjektAnsvarligMyndighed", registrering.myndighed)
        _identity(one, "ObjektId", registrering.objekt)
        _identity(one, "ObjektType", registrering.objekttype)
        _identity(one, "ObjektHandling", registrering.handling)
        _identity(one, "OpgaveEmne", registrering.emne)


def _registrering_of(element: Element) -> Registreringsinfo:
    return Registreringsinfo(
        id=uuid_of(child_of(element, "ObjektRegistreringId")),
        aktoer=identity_of(child_of(element, "RegistreringsAktoer")),
        at=time_of(child_of(element, "Registreringstidspunkt")),
        myndighed=identity_of(child_of(element, "ObjektAnsvarligMyndighed")),
        objekt=uuid_of(child_of(element, "ObjektId")),
        objekttype=identity_of(child_of(element, "ObjektType")),
        handling=identity_of(child_of(element, "ObjektHandling")),
        emne=identity_of(child_of(element, "OpgaveEmne")),
    )


def _text(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, named(name)).text = text


def _identity(parent: Element, name: str, value: Identity) -> None:
    holder = etree.SubElement(parent, named(name))
    kind = "UUIDIdentifikator" if isinstance(value, UUID) else "URNIdentifikator"
    etree.SubElement(holder, sagdok_named(kind)).text = str(value)


def _time(parent: Element, name: str, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    holder = etree.SubElement(parent, named(name))
    etree.SubElement(holder, sagdok_named("TidsstempelDatoTid")).text = at.astimezone(UTC).isoformat()
