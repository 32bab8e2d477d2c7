"""Beginnings of words, turned into words: what is found is what FTS5 itself finds for the beginning."""

from collections.abc import Iterator
from typing import Any

import pytest
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.orders import Summary
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.outbox import beginnings

from tests.support.keeping import Keeping

TEXTS = (
    "Plan for Ådalen", "planafgørelse og PLANLÆGNING", "planlagt møde på Ærø", "plankeværk ved Ådalsvej 4", "Øresund, Öresund",
    "en café ved åen", "plan-sag 26/1182", "Ærøfærgen", "Müllers grund", "planet\u0301en", "Straße", "intet af det",
)  # fmt: skip
TYPED = ("plan", "planl", "PLANA", "planafgørelse", "ådal", "Ådals", "adal", "ærøf", "öres", "øres", "cafe", "café",
         "mülle", "straß", "strasse", "plané", "plan-sag", "26/1182", "2611", "ikke der")  # fmt: skip


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A store with a document for each text."""
    kept = Keeping(tmp_path_factory.mktemp("beginnings"))
    for number, text in enumerate(TEXTS):
        entry = kept.take(f"brev {number}".encode())
        extract = Extract(kind=Kind.TXT, mime="text/plain", text=text)
        kept.outbox.keep_reading(entry.item.id, extract, SuggestionSet(), Summary(f"Brev {number}"))
    yield kept
    kept.close()


def hits(kept: Keeping, expression: str) -> list[int]:
    """Who fits an FTS5 expression."""
    query = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
    with kept.database.reading() as connection:
        return [row["rowid"] for row in connection.execute(query, (expression,))]


def found(kept: Keeping, typed: str) -> list[int]:
    """Who is found for what was typed."""
    with kept.database.reading() as connection:
        expression = beginnings.match_of(connection, typed)
    return hits(kept, expression)


@pytest.mark.parametrize("most", [100, 2])
@pytest.mark.parametrize("typed", TYPED)
def test_a_beginning_finds_what_fts5_finds_for_it(
    worded: Keeping, typed: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginnings, "MOST", most)
    assert found(worded, typed) == hits(worded, " ".join(f'"{word}"*' for word in typed.split()))


def test_common_beginnings_are_turned_into_words(worded: Keeping) -> None:
    with worded.database.reading() as connection:
        expression = beginnings.match_of(connection, "planl ådal")
    assert expression == '("planlagt" OR "planlægning") AND ("adalen" OR "adalsvej")'


def test_words_that_come_later_are_known(worded: Keeping) -> None:
    assert found(worded, "kloakr") == []
    entry = worded.take(b"endnu et brev")
    extract = Extract(kind=Kind.TXT, mime="text/plain", text="kloakrapport")
    worded.outbox.keep_reading(entry.item.id, extract, SuggestionSet(), Summary("Rapport"))
    assert found(worded, "kloakr") == [worded.outbox.entry(entry.item.id).seq]  # type: ignore[union-attr]


def broken_off(connection: Any) -> None:
    """A word that comes to be known, and then what it came with is lost."""
    beginnings.know(connection, "hundetegn")
    raise RuntimeError("broken off")


def test_words_of_what_was_not_kept_are_not_known(worded: Keeping) -> None:
    with pytest.raises(RuntimeError, match="broken off"), worded.database.writing() as connection:
        broken_off(connection)
    with worded.database.writing() as connection:
        beginnings.know(connection, "hundeskov")
    with worded.database.reading() as connection:
        assert beginnings.match_of(connection, "hunde") == '("hundeskov")'
