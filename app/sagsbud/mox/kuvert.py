"""The structure of the national distributor's envelope, held to strictly, and what its smallest parts say.

Facts of the structure are those of `urn:oio:besked:kuvert:1.0` (STANDARDS 4.5). An element in another place, too few or too many
of one, or one nobody knows, and the message is refused by name.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lxml import etree

from sagsbud.mox.wire import Malformed

KUVERT = "urn:oio:besked:kuvert:1.0"
SAGDOK = "urn:oio:sagdok:3.0.0"
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


def check(root: Element) -> None:
    """Raises Malformed where the structure is another one."""
    if root.tag != named("Haendelsesbesked"):
        raise Malformed("Haendelsesbesked", "is not the outermost element")
    _check(root, "Haendelsesbesked")


def _check(element: Element, kind: str) -> None:
    children = [child for child in element if isinstance(child.tag, str)]
    for name, (least, most), holds in STRUCTURE[kind]:
        count = 0
        while children and children[0].tag == named(name):
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
        identity_of(element)
    elif holds == _TIME:
        time_of(element)
    elif holds == _TEXT and not (element.text or "").strip():
        raise Malformed(name, "is empty")
    elif holds in STRUCTURE:
        _check(element, holds)


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


def named(local: str) -> str:
    """The name of an element of the envelope."""
    return f"{{{KUVERT}}}{local}"


def sagdok_named(local: str) -> str:
    """The name of an element of the Sag/Dokument standard."""
    return f"{{{SAGDOK}}}{local}"


def child_of(element: Element, name: str) -> Element:
    """The one child of that name. Raises Malformed."""
    found = element.find(named(name))
    if found is None:
        raise Malformed(name, "is missing")
    return found


def identity_of(element: Element) -> Identity:
    """The uuid or urn an element holds. Raises Malformed."""
    name = etree.QName(element).localname
    parts = [child for child in element if isinstance(child.tag, str)]
    if len(parts) != 1 or not (parts[0].text or "").strip():
        raise Malformed(name, "holds no single identity")
    text = parts[0].text.strip()
    if parts[0].tag == sagdok_named("UUIDIdentifikator"):
        try:
            return UUID(text)
        except ValueError:
            raise Malformed(name, "is no uuid") from None
    if parts[0].tag == sagdok_named("URNIdentifikator") and text.lower().startswith("urn:"):
        return str(text)
    raise Malformed(name, "is neither a uuid nor a urn")


def uuid_of(element: Element) -> UUID:
    """As `identity_of`, where only a uuid will do."""
    found = identity_of(element)
    if not isinstance(found, UUID):
        raise Malformed(etree.QName(element).localname, "is no uuid")
    return found


def time_of(element: Element) -> datetime:
    """The time an element holds, or the end of time. Raises Malformed."""
    name = etree.QName(element).localname
    parts = [child for child in element if isinstance(child.tag, str)]
    if len(parts) == 1 and parts[0].tag == sagdok_named("GraenseIndikator"):
        return datetime.max.replace(tzinfo=UTC)
    if len(parts) != 1 or parts[0].tag != sagdok_named("TidsstempelDatoTid"):
        raise Malformed(name, "holds no time")
    try:
        found = datetime.fromisoformat((parts[0].text or "").strip())
    except ValueError:
        raise Malformed(name, "is no time") from None
    if found.tzinfo is None:
        raise Malformed(name, "has no zone")
    return found.astimezone(UTC)
