"""The unit's own words: what they change is seen on past filings before they are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.cli.exits import Exit
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.filings import Filing
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.unitwords import FILE, UnitWords, read_unit_words
from sagsbud.suggest.workbench import moves

from tests.support.program import Program

KEY = b"0123456789abcdef0123456789abcdef"
PARKS, ROADS = KleNummer("04.00.00"), KleNummer("05.00.00")
STARTER = "04.00.00\tParker\tlegeplads;bænk\n05.00.00\tVeje\tfortov;asfalt\n06.00.00\tSpildevand\tkloak\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> LocalKleCatalogue:
    """Three subjects and a folder for what is kept."""
    starter = tmp_path / "starter.tsv"
    starter.write_text(STARTER, encoding="utf-8")
    return LocalKleCatalogue(starter, tmp_path / "kle")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[FilingMemory]:
    """Four past filings: dragons belong to the parks here, whatever the plan says."""
    opened = FilingMemory(tmp_path / "memory.db", KEY)
    for at, (nummer, words) in enumerate([(PARKS, "drag"), (PARKS, "drag"), (ROADS, "asfalt"), (ROADS, "drag")]):
        opened.add(Filing(f"f{at}", str(nummer), f"sag-{at}", "", {words: 2}))
    yield opened
    opened.close()


def test_a_new_word_moves_the_filings_that_have_it_and_no_other(
    catalogue: LocalKleCatalogue, memory: FilingMemory
) -> None:
    words = catalogue.unit_words.with_word(PARKS, "Drager")
    found = list(moves(catalogue.loaded, catalogue.tried(words), memory.past(100)))
    assert [(move.sag, move.before, move.after, move.better) for move in found] == [
        ("sag-0", None, PARKS, True), ("sag-1", None, PARKS, True), ("sag-3", None, PARKS, False),
    ]  # fmt: skip
    assert not any(move.worse for move in found)


def test_leaving_out_a_published_word_shows_what_it_held(catalogue: LocalKleCatalogue, memory: FilingMemory) -> None:
    tried = catalogue.tried(catalogue.unit_words.without_word(ROADS, "asfalt"))
    (move,) = moves(catalogue.loaded, tried, memory.past(100))
    assert (move.sag, move.before, move.after, move.worse) == ("sag-2", ROADS, None, True)


def test_a_trial_keeps_nothing_and_keeping_lasts(catalogue: LocalKleCatalogue, tmp_path: Path) -> None:
    words = catalogue.unit_words.with_word(PARKS, "drager")
    catalogue.tried(words)
    assert catalogue.unit_words == UnitWords()
    assert [emne.nummer for emne in catalogue.search("drager")] == []
    catalogue.use_unit_words(words)
    again = LocalKleCatalogue(tmp_path / "starter.tsv", tmp_path / "kle")
    assert again.unit_words == words
    assert [emne.nummer for emne in again.search("drager")] == [PARKS]
    again.use_unit_words(again.unit_words.without_word(PARKS, "drager"))
    assert again.unit_words == UnitWords()
    assert [emne.nummer for emne in again.search("drager")] == []


def test_the_words_outlive_a_new_edition(catalogue: LocalKleCatalogue, tmp_path: Path) -> None:
    catalogue.use_unit_words(catalogue.unit_words.with_word(PARKS, "drager"))
    edition = tmp_path / "ny.txt"
    edition.write_text("KLENummer='04.00.00':KLETitel='Parker og grønne områder':Keywords[Weight]=bænk[5];\n", "utf-8")
    catalogue.install(edition)
    assert [emne.titel for emne in catalogue.search("drager")] == ["Parker og grønne områder"]


WORD = st.text("abcæøå -", min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([PARKS, ROADS]), WORD), max_size=12))
def test_words_survive_their_file_and_nobody_is_both_added_and_left_out(
    steps: list[tuple[bool, KleNummer, str]],
) -> None:
    words = UnitWords()
    for add, nummer, word in steps:
        words = words.with_word(nummer, word) if add else words.without_word(nummer, word)
    assert read_unit_words(words.lines()) == words
    assert all(
        not words.added.get(nummer, frozenset()) & words.removed.get(nummer, frozenset()) for nummer in (PARKS, ROADS)
    )


def test_a_file_mended_by_hand_stops_nothing() -> None:
    assert read_unit_words(["", "04.00.00", "x\t+y", "04.00.00\t*z", "04.00.00\t+ Ny  VEJ "]) == UnitWords(
        {PARKS: frozenset({"ny vej"})}
    )


def test_the_command_tries_first_and_keeps_on_request(tmp_path: Path) -> None:
    program = Program(tmp_path / "data")
    number = "05.01.08"
    tried = program.run("kle", "words", number, "--add", "drageflyvning")
    assert (tried.code, tried.records) == (Exit.DONE, [{"judged": 0, "moved": 0, "better": 0, "worse": 0}])
    assert program.run("kle", "words").records == []
    program.run("kle", "words", number, "--add", "drageflyvning", "--save")
    assert program.run("kle", "words").records == [{"kle": number, "added": ["drageflyvning"], "removed": []}]
    assert [path.name for path in (tmp_path / "data").rglob(FILE)] == [FILE]
    assert program.run("kle", "search", "drageflyvning").records[0]["kle"] == number
    assert program.run("kle", "words", "5", "--add", "vej").code == Exit.USAGE
    assert program.run("kle", "words", "99.99.99", "--add", "vej", "--save").code == Exit.NEEDS_PERSON
