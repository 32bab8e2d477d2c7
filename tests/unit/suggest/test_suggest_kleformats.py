"""Every published form is read; what cannot be read is reported by its line and never stops the rest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.klassifikation import Kassationskode, KleNummer
from sagsbud.suggest.kleformats import read_json, read_os2kle, read_table, read_xml
from sagsbud.suggest.kleplan import Flaw, KleFormatError, Malformed, Noegleord, kassationskode

GOOD = "KLENummer='05.09.12':KLETitel='Parkeringsdispensationer':Keywords[Weight]=handicapskilt[10];konto 99[1000];"


def test_os2kle_text_gives_titles_words_and_weights() -> None:
    plan = read_os2kle([GOOD])
    assert plan.emner[0].nummer == KleNummer("05.09.12")
    assert plan.emner[0].titel == "Parkeringsdispensationer"
    assert plan.emner[0].noegleord == (Noegleord("handicapskilt", 10), Noegleord("konto 99", 1000))
    assert plan.emner[0].noegleord[1].is_code
    assert not plan.malformed


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ("hello", Flaw.NOT_A_SUBJECT),
        ("KLENummer='5.9':KLETitel='x':Keywords[Weight]=", Flaw.BAD_NUMBER),
        ("KLENummer='05.09.13':KLETitel=' ':Keywords[Weight]=", Flaw.NO_TITLE),
        (GOOD, Flaw.REPEATED),
        ("KLENummer='05.09.13':KLETitel='x':Keywords[Weight]=word without weight;", Flaw.BAD_KEYWORD),
        ("KLENummer='05.09.13':KLETitel='x':Keywords[Weight]=minus[-3];", Flaw.BAD_KEYWORD),
    ],
)
def test_a_bad_line_is_reported_by_number_and_the_others_stand(line: str, flaw: Flaw) -> None:
    plan = read_os2kle([GOOD, "", line])
    assert plan.malformed == (Malformed(3, flaw),)
    assert plan.emner[0].nummer.text == "05.09.12"


def test_a_title_may_hold_quotes_and_colons() -> None:
    plan = read_os2kle(["KLENummer='01.02.05':KLETitel='Plan 'A': høring':Keywords[Weight]="])
    assert plan.emner[0].titel == "Plan 'A': høring"


@given(st.lists(st.text(max_size=80), max_size=12))
def test_no_line_whatever_makes_the_reader_fail(lines: list[str]) -> None:
    plan = read_os2kle([*lines, GOOD])
    assert [emne.nummer.text for emne in plan.emner] == ["05.09.12"]
    assert all(1 <= problem.line <= len(lines) for problem in plan.malformed)


@given(st.lists(st.text(max_size=80), max_size=12))
def test_no_table_whatever_makes_the_reader_fail(lines: list[str]) -> None:
    read_table(lines)


@pytest.mark.parametrize(
    "tree",
    [
        [{"KLENummer": "05.09.12", "KLETitel": "Parkering", "Keywords": [{"Keyword": "p-skive", "Weight": 7}]}],
        {"emner": [{"number": "05.09.12", "title": "Parkering", "keywords": {"p-skive": 7}}]},
        {"05.09.12": {"titel": "Parkering", "keywords": ["p-skive[7]"]}},
    ],
)
def test_os2kle_json_is_read_however_it_nests(tree: object) -> None:
    plan = read_json(json.dumps(tree).encode())
    assert plan.emner[0].titel == "Parkering"
    assert plan.emner[0].noegleord == (Noegleord("p-skive", 7),)


def test_json_without_subjects_is_refused() -> None:
    with pytest.raises(KleFormatError):
        read_json(b'{"a": [1, 2]}')


XML = """<?xml version="1.0" encoding="UTF-8"?>
<KLE-Emneplan><UdgivelsesDato>2026-05-01</UdgivelsesDato>
 <Hovedgruppe><HovedgruppeNr>05</HovedgruppeNr><Gruppe><GruppeNr>05.09</GruppeNr>
  <Emne><EmneNr>05.09.12</EmneNr><EmneTitel>Parkeringsdispensationer</EmneTitel>
   <EmneVejledning><VejledningTekst><p>Her kan man</p><p>spørge om p-plads</p></VejledningTekst></EmneVejledning>
   <EmneRetskildeReference><RetskildeTitel>Vejloven</RetskildeTitel>
     <ParagrafEllerKapitel>§ 92</ParagrafEllerKapitel></EmneRetskildeReference>
   <BevaringJaevnfoerArkivloven>K</BevaringJaevnfoerArkivloven>
   <SletningJaevnfoerPersondataloven>P1825D</SletningJaevnfoerPersondataloven><UUID>abc</UUID></Emne>
  <Emne><EmneNr>05.09.99</EmneNr><EmneTitel>Gammelt</EmneTitel><EmneAdministrativInfo><Historisk>
   <UdgaaetDato>2020-01-01</UdgaaetDato><Flyttet><AfloestAf><EmneNr>05.09.12</EmneNr></AfloestAf></Flyttet>
   </Historisk></EmneAdministrativInfo></Emne>
  <Emne><EmneNr>nonsens</EmneNr><EmneTitel>Skævt</EmneTitel></Emne>
 </Gruppe></Hovedgruppe></KLE-Emneplan>"""


def test_kle_xml_gives_guidance_law_disposal_and_successors() -> None:
    plan = read_xml(XML.encode())
    first, second = plan.emner
    assert plan.edition == "KLE 2026-05-01"
    assert first.vejledning == "Her kan man spørge om p-plads"
    assert [(source.titel, source.paragraf) for source in first.retskilder] == [("Vejloven", "§ 92")]
    assert (first.bevaring, first.sletning, first.uuid, first.udgaaet) == ("K", "P1825D", "abc", False)
    assert second.udgaaet
    assert second.afloest_af == (KleNummer("05.09.12"),)
    assert [problem.code for problem in plan.malformed] == [Flaw.BAD_NUMBER]


def test_facet_xml_gives_titles_and_disposal() -> None:
    xml = """<KLE-Handlingsfacetter><HandlingsfacetKategori><Handlingsfacet><HandlingsfacetNr>G01</HandlingsfacetNr>
    <HandlingsfacetTitel>Generelle sager</HandlingsfacetTitel>
    <BevaringJaevnfoerArkivloven>K5</BevaringJaevnfoerArkivloven></Handlingsfacet></HandlingsfacetKategori>
    </KLE-Handlingsfacetter>"""
    facet = read_xml(xml.encode()).facetter[0]
    assert (facet.nummer.text, facet.titel, facet.bevaring) == ("G01", "Generelle sager", "K5")


def test_an_entity_in_the_xml_is_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + XML[XML.index("<KLE") :].replace(
        "Gammelt", "&x;g"
    )
    titles = [emne.titel for emne in read_xml(bomb.encode()).emner]
    assert titles == ["Parkeringsdispensationer", "g"]


@pytest.mark.parametrize("data", [b"<a>", b"<a/>", b"<?xml version='1.0'?><KLE-Emneplan/>"])
def test_xml_without_subjects_is_refused(data: bytes) -> None:
    with pytest.raises(KleFormatError):
        read_xml(data)


@pytest.mark.parametrize(
    ("emne", "facet", "expected"),
    [
        ("B", "B", "B"),
        ("B", "K", "B"),
        ("K", "B", "B"),
        ("K", "K", "K"),
        ("K", "K5", "K"),
        ("tom", "K", "B"),
        ("", "", "B"),
    ],
)
def test_only_k_with_k_may_be_destroyed(emne: str, facet: str, expected: str) -> None:
    assert kassationskode(emne, facet) is Kassationskode(expected)
