"""The subject plan on disk: starter, imports in any order, search, and the ranking's floors on the open keyword set."""

import json
from collections import defaultdict
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleNummer
from sagsbud.suggest.catalogue import INDEX, LocalKleCatalogue
from sagsbud.suggest.classify import classify
from sagsbud.suggest.kleformats import read_plan
from sagsbud.suggest.kleplan import Emne, KleFormatError, KlePlan
from sagsbud.suggest.planstore import dumps, loads, merged

ROOT = Path(__file__).parents[3]
STARTER = ROOT / "resources" / "kle" / "starter.tsv"
SHARED = ROOT.parent / "shared" / "kle"
OS2KLE = SHARED / "OS2KLE.txt"
needs_os2kle = pytest.mark.skipif(not OS2KLE.exists(), reason="the OS2KLE keyword set is not beside this checkout")
OFFICIAL = """<KLE-Emneplan><UdgivelsesDato>2026-05-01</UdgivelsesDato>
<Emne><EmneNr>05.09.12</EmneNr><EmneTitel>Parkeringsdispensationer</EmneTitel><EmneVejledning>p-plads</EmneVejledning>
<BevaringJaevnfoerArkivloven>K</BevaringJaevnfoerArkivloven></Emne>
<Emne><EmneNr>05.09.11</EmneNr><EmneTitel>Gammel parkering</EmneTitel><EmneAdministrativInfo><Historisk>
<UdgaaetDato>2020-01-01</UdgaaetDato><Flyttet><AfloestAf><EmneNr>05.09.12</EmneNr></AfloestAf></Flyttet></Historisk>
</EmneAdministrativInfo></Emne></KLE-Emneplan>"""
WORDS = """KLENummer='05.09.12':KLETitel='P':Keywords[Weight]=skiltevogn[5];
KLENummer='05.09.11':KLETitel='G':Keywords[Weight]=kridtstreg[5];
KLENummer='99.99.99':KLETitel='X':Keywords[Weight]=ukendtord[5];
"""
FACETS = """<KLE-Handlingsfacetter><Handlingsfacet><HandlingsfacetNr>P19</HandlingsfacetNr>
<HandlingsfacetTitel>Tilladelser</HandlingsfacetTitel><BevaringJaevnfoerArkivloven>K5</BevaringJaevnfoerArkivloven>
</Handlingsfacet></KLE-Handlingsfacetter>"""


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> LocalKleCatalogue:
    return LocalKleCatalogue(STARTER, tmp_path_factory.mktemp("kle"))


def test_the_starter_covers_the_whole_plan_with_own_words() -> None:
    plan = read_plan(STARTER)
    assert not plan.malformed
    assert len(plan.emner) >= 200
    assert len({emne.nummer.hovedgruppe for emne in plan.emner}) >= 25
    assert all(len(emne.noegleord) >= 3 for emne in plan.emner)


@needs_os2kle
def test_every_number_and_title_of_the_starter_is_official() -> None:
    official = {emne.nummer: emne.titel for emne in read_plan(OS2KLE).emner}
    wrong = [emne.nummer.text for emne in read_plan(STARTER).emner if official.get(emne.nummer) != emne.titel]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("skraldespand ikke tømt", "07.18.00"),
        ("hul i vejen", "05.01.08"),
        ("nyt pas til barn", "23.09.02"),
        ("05.09.1", "05.09.12"),
        ("050912", "05.09.12"),
        ("parkeringsdisp", "05.09.12"),
    ],
)
def test_everyday_words_numbers_and_beginnings_find_the_subject(
    starter: LocalKleCatalogue, text: str, number: str
) -> None:
    assert starter.search(text)[0].nummer.text == number


def test_each_main_group_has_its_title_whatever_the_edition(tmp_path: Path) -> None:
    catalogue = LocalKleCatalogue(STARTER, tmp_path / "kle")
    assert {catalogue.hovedgruppe(emne.nummer.hovedgruppe) for emne in catalogue.emner()}.isdisjoint({""})
    assert (catalogue.hovedgruppe("08"), catalogue.hovedgruppe("77")) == ("Havne og lufthavne", "")
    edition = tmp_path / "ny.txt"
    edition.write_text(
        "KLENummer='08.00.00':KLETitel='Havne og broer i almindelighed':Keywords[Weight]=kaj[5];", "utf-8"
    )
    catalogue.install(edition)
    assert catalogue.hovedgruppe("08") == "Havne og broer"


@pytest.mark.parametrize("text", ["", "xyzzy", "98.76"])
def test_nonsense_finds_nothing(starter: LocalKleCatalogue, text: str) -> None:
    found = starter.search(text)
    assert found == [] or text == ""


def test_search_gives_no_more_than_asked(starter: LocalKleCatalogue) -> None:
    assert len(starter.search("kommune plan byggeri vej", 3)) == 3


@pytest.mark.parametrize(
    "order", [("plan.xml", "OS2KLE_3.23.txt", "facet.xml"), ("facet.xml", "OS2KLE_3.23.txt", "plan.xml")]
)
def test_imports_add_up_in_any_order_and_survive_a_restart(tmp_path: Path, order: tuple[str, ...]) -> None:
    contents = {"plan.xml": OFFICIAL, "OS2KLE_3.23.txt": WORDS, "facet.xml": FACETS}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, "utf-8")
    catalogue = LocalKleCatalogue(STARTER, tmp_path / "kle")
    for name in order:
        catalogue.install(tmp_path / name)
    for now in (catalogue, LocalKleCatalogue(STARTER, tmp_path / "kle")):
        assert now.edition == "KLE 2026-05-01 + OS2KLE 3.23"
        assert [emne.nummer.text for emne in now.search("kridtstreg")] == ["05.09.12"]
        assert now.search("ukendtord") == []
        shown = now.emne(KleNummer("05.09.12"))
        assert shown is not None
        assert shown.vejledning == "p-plads"
        assert now.kassationskode(KleNummer("05.09.12"), Handlingsfacet("P19")) is Kassationskode.KASSERES
        assert now.kassationskode(KleNummer("05.09.12"), None) is Kassationskode.BEVARES


def test_a_file_that_is_no_plan_leaves_the_edition_as_it_was(tmp_path: Path) -> None:
    catalogue = LocalKleCatalogue(STARTER, tmp_path / "kle")
    (tmp_path / "x.txt").write_text("hello", "utf-8")
    with pytest.raises(KleFormatError):
        catalogue.install(tmp_path / "x.txt")
    assert catalogue.edition == "starter"


def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    first = LocalKleCatalogue(STARTER, tmp_path)
    (tmp_path / INDEX).write_bytes(b"PK\x03\x04 not an index")
    again = LocalKleCatalogue(STARTER, tmp_path)
    assert again.search("rotter") == first.search("rotter")


def test_a_kept_index_ranks_as_the_one_that_was_built(tmp_path: Path) -> None:
    built = LocalKleCatalogue(STARTER, tmp_path)
    read = LocalKleCatalogue(STARTER, tmp_path)
    assert read.loaded.index is not built.loaded.index
    for text in ("serviceloven § 83", "klage over støj fra naboen", "carport"):
        assert read.search(text) == built.search(text)


def test_a_plan_is_kept_whole(tmp_path: Path) -> None:
    plan = read_plan(STARTER)
    (tmp_path / "p.xml").write_text(OFFICIAL, "utf-8")
    for each in (plan, read_plan(tmp_path / "p.xml")):
        assert loads(dumps(each)) == replace(each, malformed=())


def test_without_an_official_plan_the_keywords_are_the_plan() -> None:
    starter = KlePlan("starter", (Emne(KleNummer("01.00.00"), "A"),))
    keywords = KlePlan("OS2KLE", (Emne(KleNummer("02.00.00"), "B"),))
    assert merged(None, None, starter) is starter
    assert merged(None, keywords, starter) is keywords


FLOORS = {"guidance": (0.74, 0.92), "law": (0.80, 0.92), "oldtitle": (0.79, 0.94), "real": (0.20, 0.34)}
"""Regression guards, a little under what was measured (docs/suggestions.md); never goals."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> LocalKleCatalogue:
    catalogue = LocalKleCatalogue(STARTER, tmp_path_factory.mktemp("full"))
    result = catalogue.install(OS2KLE)
    assert result.subjects == 2390
    assert [problem.line for problem in result.problems] == [208, 1684]
    return catalogue


def _hits(catalogue: LocalKleCatalogue, lines: list[str]) -> tuple[float, float]:
    out = StringIO()
    assert classify(catalogue, lines, out) == []
    gold: dict[str, list[str]] = {record["id"]: record["kle"] for record in map(json.loads, lines)}
    counts: dict[int, int] = defaultdict(int)
    answers: list[dict[str, Any]] = [json.loads(line) for line in out.getvalue().splitlines()]
    for answer in answers:
        for top in (1, 5):
            counts[top] += any(
                number.startswith(right) for number in answer["ranked"][:top] for right in gold[answer["id"]]
            )
    return counts[1] / len(gold), counts[5] / len(gold)


@needs_os2kle
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_the_ranking_stays_above_its_floor(full: LocalKleCatalogue, name: str) -> None:
    path = SHARED / "dev" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the development half {name} is not beside this checkout")
    lines = [json.dumps({**json.loads(line)}) for line in path.read_text("utf-8").splitlines()]
    first, five = _hits(full, lines)
    assert first >= FLOORS[name][0]
    assert five >= FLOORS[name][1]
