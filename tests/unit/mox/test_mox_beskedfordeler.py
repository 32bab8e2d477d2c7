"""The envelope of the national distributor: what is built is read back, and every break of the structure is named."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from lxml import etree
from sagsbud.mox.afsend import standard_retur
from sagsbud.mox.beskedfordeler import Haendelse, Registreringsinfo, build, parse
from sagsbud.mox.kuvert import KUVERT, STRUCTURE, check
from sagsbud.mox.wire import Malformed

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def uuid(number: int) -> UUID:
    return UUID(int=number, version=4)


HAENDELSE = Haendelse(
    id=uuid(1),
    beskedtype=uuid(2),
    ansvarlig=uuid(3),
    modtagere=("urn:oio:cvr-nr:29188888", "urn:oio:cvr-nr:29189999"),
    registreringer=(
        Registreringsinfo(
            id=uuid(4),
            aktoer="urn:oio:it-system-uuid:" + str(uuid(3)),
            at=AT,
            myndighed="urn:oio:cvr-nr:29189999",
            objekt=uuid(5),
            objekttype="urn:oio:sagdok:objekttype:Sag",
            handling=uuid(6),
            emne="urn:oio:kle:82.20.00",
        ),
    ),
    transaktion=uuid(7),
    at=AT,
    kildesystem=uuid(3),
    relaterede=((uuid(8), "urn:oio:sagdok:objekttype:Dokument"),),
    data=(b"<besked xmlns='urn:eksempel'>Tekst</besked>",),
)


def tree() -> etree._Element:
    return etree.fromstring(build(HAENDELSE))


def named(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f".//{{{KUVERT}}}{name}")
    assert found is not None
    return found


def test_what_is_built_is_read_back() -> None:
    found = parse(build(HAENDELSE))

    assert [etree.fromstring(one).text for one in found.data] == ["Tekst"]
    assert found == replace(HAENDELSE, data=found.data)


def test_the_elements_stand_in_the_order_of_the_standard() -> None:
    root = tree()
    names = [etree.QName(child).localname for child in named(root, "Filtreringsdata")]

    assert [etree.QName(child).localname for child in root] == [
        "BeskedId",
        "BeskedVersion",
        "Beskedkuvert",
        "Beskeddata",
    ]
    assert names == [
        "Beskedtype",
        "BeskedAnsvarligAktoer",
        "TilladtModtager",
        "TilladtModtager",
        "RelateretObjekt",
        "ObjektRegistrering",
    ]
    assert named(root, "BeskedVersion").text == "1.0"


REQUIRED = sorted(
    {
        name
        for kind, children in STRUCTURE.items()
        if kind != "Modtagerhandling"
        for name, (least, _), _ in children
        if least
    }
)


@pytest.mark.parametrize("name", REQUIRED)
def test_an_element_that_must_be_there_is_missed_by_name(name: str) -> None:
    root = tree()
    element = named(root, name)
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)

    with pytest.raises(Malformed) as refused:
        check(root)
    assert refused.value.place == name


@pytest.mark.parametrize("name", ["Beskedtype", "Leveranceinformation", "Kildesystem"])
def test_one_too_many_and_one_out_of_place_are_refused(name: str) -> None:
    root = tree()
    element = named(root, name)
    parent = element.getparent()
    assert parent is not None
    twice = etree.fromstring(etree.tostring(element))
    element.addnext(twice)
    with pytest.raises(Malformed, match="more than once"):
        check(root)
    parent.remove(twice)
    parent.insert(len(parent) if name == "Beskedtype" else 0, element)
    with pytest.raises(Malformed):
        check(root)


def test_a_renamed_type_a_wrong_identity_and_a_time_without_zone_are_refused() -> None:
    for name, text in (
        ("Beskedtype", "12"),
        ("TransaktionsId", "urn:oio:x"),
        ("Dannelsestidspunkt", "2026-11-23T09:30:00"),
    ):
        root = tree()
        named(root, name)[0].text = text
        with pytest.raises(Malformed, match=name):
            parse(etree.tostring(root))
    root = tree()
    named(root, "Beskedtype").tag = f"{{{KUVERT}}}Beskedart"
    with pytest.raises(Malformed, match="Beskedtype"):
        check(root)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ikke xml",
        b"<Haendelsesbesked/>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ],
    ids=["empty", "no-xml", "no-namespace", "doctype"],
)
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        parse(content)


def test_a_naive_time_is_refused() -> None:
    naive = replace(HAENDELSE, at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        build(naive)


def test_a_standard_answer_is_read() -> None:
    retur = b"<StandardRetur xmlns='urn:x'><StatusKode>41</StatusKode><FejlbeskedTekst>udloebet</FejlbeskedTekst></StandardRetur>"
    assert standard_retur(retur) == (41, "udloebet")
    with pytest.raises(Malformed):
        standard_retur(b"<a/>")
