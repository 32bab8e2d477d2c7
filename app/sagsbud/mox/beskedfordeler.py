"""The envelope of the national distributor: Haendelsesbesked with its Beskedkuvert, built and read by its structure.

Facts of the structure are those of `urn:oio:besked:kuvert:1.0` (STANDARDS 4.5). What comes in is read strictly: an element
in another place, too few or too many of one, or one nobody knows, and the message is refused by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from sagsbud.mox.wire import Malformed

KUVERT = "urn:oio:besked:kuvert:1.0"
SAGDOK = "urn:oio:sagdok:3.0.0"
VERSION = "1.0"
MOST_BYTES = 10 << 20

Element = Any
_ID, _TIME, _TEXT, _ANY = "id", "time", "text", "any"
_ONE, _MAYBE, _SOME = (1, 1), (0, 1), (0, None)
_Card = tuple[int, int | None]

STRUCTURE: Mapping[str, tuple[tuple[str, _Card, str], ...]] = {
    "Haendelsesbesked": (
        ("BeskedId", _ONE, _ID),
        ("BeskedVersion", _ONE, _TEXT),
        ("Beskedkuvert", _ONE, "Beskedkuvert"),
        ("Beskeddata", _SOME, _ANY),
    ),
    "Beskedkuvert": (
        ("Filtreringsdata", _ONE, "Filtreringsdata"),
        ("Leveranceinformation", _ONE, "Leveranceinformation"),
        ("Modtagerhandling", _MAYBE, "Modtagerhandling"),
        ("GyldighedFra", _MAYBE, _TIME),
        ("GyldighedTil", _MAYBE, _TIME),
    ),
    "Filtreringsdata": (
        ("Beskedtype", _ONE, _ID),
        ("BeskedAnsvarligAktoer", _MAYBE, _ID),
        ("TilladtModtager", _SOME, _ID),
        ("RelateretObjekt", _SOME, "RelateretObjekt"),
        ("ObjektRegistrering", _SOME, "ObjektRegistrering"),
        ("TvaergaaendeProces", _SOME, _ID),
    ),
    "RelateretObjekt": (("ObjektId", _ONE, _ID), ("ObjektType", _ONE, _ID), ("ObjektRolle", _MAYBE, _ID)),
    "ObjektRegistrering": (
        ("ObjektRegistreringId", _ONE, _ID),
        ("RegistreringsAktoer", _ONE, _ID),
        ("Registreringstidspunkt", _ONE, _TIME),
        ("ObjektAnsvarligMyndighed", _ONE, _ID),
        ("ObjektId", _ONE, _ID),
        ("ObjektType", _ONE, _ID),
        ("ObjektHandling", _ONE, _ID),
        ("OpgaveEmne", _ONE, _ID),
        ("ObjektRegistreringLokalUdvidelse", _MAYBE, _ANY),
    ),
    "Leveranceinformation": (
        ("Dannelsestidspunkt", _ONE, _TIME),
        ("TransaktionsId", _ONE, _ID),
        ("Kildesystem", _ONE, _ID),
        ("KildesystemIPAdresse", _MAYBE, _TEXT),
        ("KildesystemAkkreditiver", _MAYBE, _TEXT),
        ("Sikkerhedsklassificering", _ONE, _TEXT),
        ("Leveranceruter", _MAYBE, _ANY),
        ("LeveranceinformationLokalUdvidelse", _MAYBE, _ANY),
    ),
    "Modtagerhandling": (("Handling", _ONE, _TEXT), ("Responsmodtager", _MAYBE, _ID)),
}
"""Each element's children in their order: name, how many, and what they hold."""

Identity = UUID | str
"""A uuid, or a urn as text."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    root = etree.Element(_name("Haendelsesbesked"), nsmap=names)
    _identity(root, "BeskedId", haendelse.id)
    _text(root, "BeskedVersion", VERSION)
    envelope = etree.SubElement(root, _name("Beskedkuvert"))
    _filtering(etree.SubElement(envelope, _name("Filtreringsdata")), haendelse)
    delivery = etree.SubElement(envelope, _name("Leveranceinformation"))
    _time(delivery, "Dannelsestidspunkt", haendelse.at)
    _identity(delivery, "TransaktionsId", haendelse.transaktion)
    _identity(delivery, "Kildesystem", haendelse.kildesystem)
    _text(delivery, "Sikkerhedsklassificering", haendelse.klassificering)
    for document in haendelse.data:
        etree.SubElement(root, _name("Beskeddata")).append(xml_of(document))
    check(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def parse(content: bytes) -> Haendelse:
    """The event in a message. Raises Malformed, naming the element."""
    root = xml_of(content)
    check(root)
    envelope = _child(root, "Beskedkuvert")
    filtering, delivery = _child(envelope, "Filtreringsdata"), _child(envelope, "Leveranceinformation")
    responsible = filtering.find(_name("BeskedAnsvarligAktoer"))
    return Haendelse(
        id=_uuid_of(_child(root, "BeskedId")),
        beskedtype=_identity_of(_child(filtering, "Beskedtype")),
        ansvarlig=_identity_of(responsible) if responsible is not None else "",
        modtagere=tuple(_identity_of(one) for one in filtering.findall(_name("TilladtModtager"))),
        registreringer=tuple(_registrering_of(one) for one in filtering.findall(_name("ObjektRegistrering"))),
        transaktion=_uuid_of(_child(delivery, "TransaktionsId")),
        at=_time_of(_child(delivery, "Dannelsestidspunkt")),
        kildesystem=_identity_of(_child(delivery, "Kildesystem")),
        klassificering=_child(delivery, "Sikkerhedsklassificering").text or "",
        relaterede=tuple(
            (_uuid_of(_child(one, "ObjektId")), _identity_of(_child(one, "ObjektType")))
            for one in filtering.findall(_name("RelateretObjekt"))
        ),
        data=tuple(etree.tostring(inner) for one in root.findall(_name("Beskeddata")) for inner in one),
    )


def check(root: Element) -> None:
    """Raises Malformed where the structure is another one."""
    if root.tag != _name("Haendelsesbesked"):
        raise Malformed("Haendelsesbesked", "is not the outermost element")
    _check(root, "Haendelsesbesked")


def _check(element: Element, kind: str) -> None:
    children = [child for child in element if isinstance(child.tag, str)]
    for name, (least, most), holds in STRUCTURE[kind]:
        count = 0
        while children and children[0].tag == _name(name):
            _check_content(children.pop(0), name, holds)
            count += 1
        if count < least:
            raise Malformed(name, "is missing or not in its place")
        if most is not None and count > most:
            raise Malformed(name, "is there more than once")
    if children:
        raise Malformed(kind, "holds an element that does not belong there")


def _check_content(element: Element, name: str, holds: str) -> None:
    if holds == _ID:
        _identity_of(element)
    elif holds == _TIME:
        _time_of(element)
    elif holds == _TEXT and not (element.text or "").strip():
        raise Malformed(name, "is empty")
    elif holds in STRUCTURE:
        _check(element, holds)


# -- parts --------------------------------------------------------------------------------------------------------


def _filtering(parent: Element, haendelse: Haendelse) -> None:
    _identity(parent, "Beskedtype", haendelse.beskedtype)
    _identity(parent, "BeskedAnsvarligAktoer", haendelse.ansvarlig)
    for receiver in haendelse.modtagere:
        _identity(parent, "TilladtModtager", receiver)
    for related, kind in haendelse.relaterede:
        one = etree.SubElement(parent, _name("RelateretObjekt"))
        _identity(one, "ObjektId", related)
        _identity(one, "ObjektType", kind)
    for registrering in haendelse.registreringer:
        one = etree.SubElement(parent, _name("ObjektRegistrering"))
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
        id=_uuid_of(_child(element, "ObjektRegistreringId")),
        aktoer=_identity_of(_child(element, "RegistreringsAktoer")),
        at=_time_of(_child(element, "Registreringstidspunkt")),
        myndighed=_identity_of(_child(element, "ObjektAnsvarligMyndighed")),
        objekt=_uuid_of(_child(element, "ObjektId")),
        objekttype=_identity_of(_child(element, "ObjektType")),
        handling=_identity_of(_child(element, "ObjektHandling")),
        emne=_identity_of(_child(element, "OpgaveEmne")),
    )


def xml_of(content: bytes) -> Element:
    """XML of others: no entities, nothing fetched, no document type. Raises Malformed."""
    if len(content) > MOST_BYTES:
        raise Malformed("message", f"is larger than {MOST_BYTES} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Malformed("message", "is no XML") from None
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise Malformed("message", "has a document type")
    return root


def _name(local: str) -> str:
    return f"{{{KUVERT}}}{local}"


def _sd(local: str) -> str:
    return f"{{{SAGDOK}}}{local}"


def _child(element: Element, name: str) -> Element:
    found = element.find(_name(name))
    if found is None:
        raise Malformed(name, "is missing")
    return found


def _text(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = text


def _identity(parent: Element, name: str, value: Identity) -> None:
    holder = etree.SubElement(parent, _name(name))
    kind = "UUIDIdentifikator" if isinstance(value, UUID) else "URNIdentifikator"
    etree.SubElement(holder, _sd(kind)).text = str(value)


def _identity_of(element: Element) -> Identity:
    name = etree.QName(element).localname
    parts = [child for child in element if isinstance(child.tag, str)]
    if len(parts) != 1 or not (parts[0].text or "").strip():
        raise Malformed(name, "holds no single identity")
    text = parts[0].text.strip()
    if parts[0].tag == _sd("UUIDIdentifikator"):
        try:
            return UUID(text)
        except ValueError:
            raise Malformed(name, "is no uuid") from None
    if parts[0].tag == _sd("URNIdentifikator") and text.lower().startswith("urn:"):
        return str(text)
    raise Malformed(name, "is neither a uuid nor a urn")


def _uuid_of(element: Element) -> UUID:
    found = _identity_of(element)
    if not isinstance(found, UUID):
        raise Malformed(etree.QName(element).localname, "is no uuid")
    return found


def _time(parent: Element, name: str, at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    holder = etree.SubElement(parent, _name(name))
    etree.SubElement(holder, _sd("TidsstempelDatoTid")).text = at.astimezone(UTC).isoformat()


def _time_of(element: Element) -> datetime:
    name = etree.QName(element).localname
    parts = [child for child in element if isinstance(child.tag, str)]
    if len(parts) == 1 and parts[0].tag == _sd("GraenseIndikator"):
        return datetime.max.replace(tzinfo=UTC)
    if len(parts) != 1 or parts[0].tag != _sd("TidsstempelDatoTid"):
        raise Malformed(name, "holds no time")
    try:
        found = datetime.fromisoformat((parts[0].text or "").strip())
    except ValueError:
        raise Malformed(name, "is no time") from None
    if found.tzinfo is None:
        raise Malformed(name, "has no zone")
    return found.astimezone(UTC)
