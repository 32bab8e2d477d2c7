"""Input and moments nobody likes: nothing to read, another language, digits alone, two editions at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester

from tests.support.waiting import wait_until

STARTER = Path(__file__).parents[3] / "resources" / "kle" / "starter.tsv"
KEY = b"k" * 32
LETTER = Extract(
    Kind.TXT, "text/plain", "Ansøgning om drageflyvning på stranden: drager, drageflyvning og flere drager."
)


@pytest.fixture
def catalogue(tmp_path: Path) -> LocalKleCatalogue:
    return LocalKleCatalogue(STARTER, tmp_path / "kle")


@pytest.fixture
def suggester(catalogue: LocalKleCatalogue, tmp_path: Path) -> Iterator[LocalSuggester]:
    directory = LocalSagDirectory(tmp_path / "sager.db", KEY)
    opened = LocalSuggester(catalogue, directory, tmp_path / "memory.db", KEY)
    yield opened
    opened.close()
    directory.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "12 345 6789 00 11",
        "§",
        "\u200b\u200b",
        "a b c d",
        "The quick brown fox jumps over the lazy dog again.",
    ],
    ids=["empty", "blank", "digits", "sign", "invisible", "letters", "english"],
)
def test_what_says_nothing_gets_no_subject(suggester: LocalSuggester, text: str) -> None:
    found = suggester.suggest(Extract(Kind.TXT, "text/plain", text), "Scan_0412.pdf")
    assert (found.kle, found.sager, found.facet) == ((), (), None)


OTHERS = ("rotter", "asfalt", "skolebus", "tandpleje", "kloak", "bibliotek", "hegn", "valg")


def _edition(path: Path, number: str) -> Path:
    words = {number: "drager[5];drageflyvning[5]", **{f"05.01.{at:02}": f"{word}[5]" for at, word in enumerate(OTHERS)}}
    lines = [f"KLENummer='{nr}':KLETitel='{found[:6]}':Keywords[Weight]={found};\n" for nr, found in words.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_while_editions_change_each_suggestion_is_of_one_of_them(
    suggester: LocalSuggester, catalogue: LocalKleCatalogue, tmp_path: Path
) -> None:
    numbers = {"OS2KLE 1.1": "04.01.98", "OS2KLE 1.2": "04.01.99"}
    files = [_edition(tmp_path / f"os2kle_{name[-3:]}.txt", number) for name, number in numbers.items()]
    catalogue.install(files[0])
    seen: list[SuggestionSet] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seen.append(suggester.suggest(LETTER, "brev.txt"))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for turn in range(6):
            catalogue.install(files[(turn + 1) % 2])
            before = len(seen)
            wait_until(lambda before=before: len(seen) > before + 1)  # type: ignore[misc]
    finally:
        done.set()
        asking.join()
    assert {one.edition for one in seen} == set(numbers)
    for one in seen:
        assert one.kle[0].value.text == numbers[one.edition]
