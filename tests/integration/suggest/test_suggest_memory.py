"""What was filed is counted exactly: learning undone leaves the same bits, on disk as in memory."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.suggest import counting
from sagsbud.suggest.counting import Answer
from sagsbud.suggest.filings import Filing, kept_words
from sagsbud.suggest.memory import FilingMemory

KEY = b"0123456789abcdef0123456789abcdef"
WORDS = ["carport", "skel", "støj", "vej", "affald", "skole", "elev", "hegn", "plads", "tilskud"]
FILINGS = st.lists(
    st.tuples(
        st.sampled_from(["01.02.05", "05.09.12", "17.20.01", "07.18.00"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[FilingMemory]:
    opened = FilingMemory(tmp_path / "memory.db", KEY)
    yield opened
    opened.close()


def _filing(mark: str, nummer: str, words: list[str], **more: object) -> Filing:
    counted = {word: words.count(word) for word in words}
    return Filing(mark, nummer, f"sag-{nummer}", " ".join(words), kept_words((), counted), **more)  # type: ignore[arg-type]


def _everything(memory: FilingMemory) -> object:
    told = memory.history(dict.fromkeys(WORDS, 1), "carport skel")
    return (
        told.scores.by_number(),
        told.alike,
        told.titles,
        told.telling("05.09.12"),
        told.sager,
        memory.from_sender("urn:a"),
        memory.thread(["m1"]),
        memory.answers("kle"),
        memory.filings,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=FILINGS, more=FILINGS, fold=st.booleans(), fold_late=st.booleans())
def test_learning_undone_brings_back_the_same_bits(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, list[str]]],
    more: list[tuple[str, list[str]]],
    fold: bool,
    fold_late: bool,
) -> None:
    memory = FilingMemory(tmp_path_factory.mktemp("m") / "memory.db", KEY)
    try:
        for at, (nummer, words) in enumerate(first):
            memory.add(_filing(f"a{at}", nummer, words))
        if fold:
            memory.fold()
        before = _everything(memory)
        for at, (nummer, words) in enumerate(more):
            memory.add(
                _filing(f"b{at}", nummer, words, sender="urn:a", message_ids=("m1",), answers=(Answer("kle", 3, True),))
            )
        if fold_late:
            memory.fold()
        for at in reversed(range(len(more))):
            assert memory.remove(f"b{at}")
        assert _everything(memory) == before
        memory.fold()
        assert _everything(memory) == before
    finally:
        memory.close()


def test_order_of_learning_changes_nothing(tmp_path: Path) -> None:
    filings = [_filing(f"f{at}", ["01.02.05", "05.09.12"][at % 2], WORDS[at : at + 3]) for at in range(8)]
    results = []
    for name, order in (("one", filings), ("two", filings[::-1])):
        opened = FilingMemory(tmp_path / name, KEY)
        for filing in order:
            opened.add(filing)
        results.append(opened.history(dict.fromkeys(WORDS, 1)).scores.by_number())
        opened.close()
    assert results[0] == results[1]


def test_what_was_learned_survives_a_restart_with_the_same_bits(tmp_path: Path) -> None:
    opened = FilingMemory(tmp_path / "memory.db", KEY)
    for at in range(5):
        opened.add(_filing(f"f{at}", "05.09.12", WORDS[at : at + 4], message_ids=("m1",)))
    before = _everything(opened)
    opened.close()
    again = FilingMemory(tmp_path / "memory.db", KEY)
    assert _everything(again) == before
    assert again.remove("f4")
    again.close()


def test_a_crash_before_folding_loses_nothing(tmp_path: Path) -> None:
    opened = FilingMemory(tmp_path / "memory.db", KEY)
    opened.add(_filing("f1", "05.09.12", ["plads"]))
    before = _everything(opened)
    opened._file.close()
    again = FilingMemory(tmp_path / "memory.db", KEY)
    assert _everything(again) == before
    again.close()


def test_a_command_beside_the_window_counts_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    window = FilingMemory(tmp_path / "memory.db", KEY)
    window.add(_filing("f1", "05.09.12", ["plads", "vej"]))
    command = FilingMemory(tmp_path / "memory.db", KEY)
    command.add(_filing("f2", "17.20.01", ["skole"]))
    window.add(_filing("f3", "07.18.00", ["affald", "vej"]))
    command.close()
    window.remove("f1")
    window.add(_filing("f4", "01.02.05", ["carport"]))
    window.fold()
    one = FilingMemory(tmp_path / "alone.db", KEY)
    for filing in (
        _filing("f1", "05.09.12", ["plads", "vej"]), _filing("f2", "17.20.01", ["skole"]),
        _filing("f3", "07.18.00", ["affald", "vej"]), _filing("f4", "01.02.05", ["carport"]),
    ):  # fmt: skip
        one.add(filing)
    one.remove("f1")
    one.fold()
    assert _everything(window) == _everything(one)
    again = FilingMemory(tmp_path / "memory.db", KEY)
    assert _everything(again) == _everything(one)
    for opened in (window, one, again):
        opened.close()


def test_what_a_command_learns_meanwhile_disturbs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FOLD_AT", 7)
    window = FilingMemory(tmp_path / "memory.db", KEY)
    command = FilingMemory(tmp_path / "memory.db", KEY)

    def learn() -> None:
        for at in range(150):
            filing = _filing(f"f{at}", f"05.{at // 100:02}.{at % 100:02}", ["plads", "vej"])
            command.add(replace(filing, sag=f"sag-{at}"))

    with ThreadPoolExecutor(1) as beside:
        learning = beside.submit(learn)
        while not learning.done():
            _everything(window)
        learning.result()

    assert window.history({"vej": 1}).scores.by_number().keys() == {
        f"05.{at // 100:02}.{at % 100:02}" for at in range(150)
    }
    assert _everything(window) == _everything(command)
    for opened in (window, command):
        opened.close()


def test_many_filings_fold_by_themselves(memory: FilingMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FOLD_AT", 3)
    for at in range(10):
        memory.add(_filing(f"f{at}", "05.09.12", ["plads", "vej"]))
    assert memory.history({}).scores.filings_of("05.09.12") == 10
    waiting = memory._db.execute("SELECT count(*) FROM filing WHERE state = 0").fetchone()[0]
    assert waiting < 3


def test_the_same_decision_is_learned_once(memory: FilingMemory) -> None:
    assert memory.add(_filing("f1", "05.09.12", ["plads"]))
    assert not memory.add(_filing("f1", "05.09.12", ["plads"]))
    assert memory.filings == 1
    assert not memory.remove("never learned")


def test_a_corrected_decision_may_be_learned_again(memory: FilingMemory) -> None:
    memory.add(_filing("f1", "05.09.12", ["plads"]))
    memory.fold()
    memory.remove("f1")
    assert memory.add(_filing("f1", "07.18.00", ["plads"]))
    scores = memory.history({}).scores
    assert (scores.filings_of("05.09.12"), scores.filings_of("07.18.00")) == (0, 1)


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    FilingMemory(tmp_path / "memory.db", KEY).close()
    with pytest.raises(StoreError) as caught:
        FilingMemory(tmp_path / "memory.db", b"x" * 32)
    assert caught.value.trouble is Trouble.WRONG_KEY


def test_no_word_of_a_document_stands_readable_on_disk(tmp_path: Path) -> None:
    opened = FilingMemory(tmp_path / "memory.db", KEY)
    opened.add(_filing("mærke-1", "05.09.12", ["hemmeligord"], sender="urn:oio:cvr-nr:12345674"))
    opened.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in ("hemmeligord", "12345674", "05.09.12", "SQLite format"):
        assert secret.encode() not in stored


def test_a_filing_that_reads_alike_is_a_neighbour(memory: FilingMemory) -> None:
    memory.add(_filing("f1", "05.09.12", ["carport", "skel", "hegn", "plads"]))
    memory.add(_filing("f2", "07.18.00", ["affald", "skole"]))
    found = memory.history(dict.fromkeys(["carport", "skel", "hegn", "plads"], 1)).alike.filings
    assert found[0].nummer == "05.09.12"
    assert found[0].likeness == pytest.approx(1.0)


def test_a_big_class_does_not_swallow_what_nobody_knows(memory: FilingMemory) -> None:
    """One subject with nearly everything: words spread as everything else tell nothing for it."""
    for at in range(60):
        memory.add(_filing(f"big{at}", "07.18.00", ["affald", "plads", "vej"]))
    for at in range(20):
        memory.add(_filing(f"small{at}", "17.20.01", ["skole", "plads", "vej"]))
    scores = memory.history({"plads": 1, "vej": 1}).scores.by_number()
    assert scores["07.18.00"] < scores["17.20.01"] + 0.5
    scores = memory.history({"skole": 1, "plads": 1}).scores.by_number()
    assert scores["17.20.01"] > scores["07.18.00"]


def test_the_rarest_words_are_those_that_fewest_filings_have_and_the_longest_new_ones(memory: FilingMemory) -> None:
    for number in range(3):
        memory.add(_filing(f"m{number}", "02.34.02", ["carport", "skel"][: 2 - number % 2]))
    words = dict.fromkeys(("carport", "skel", "hegn", "skimmelvækst"), 1)
    assert memory.rarest(words, 2) == ["skel", "carport", "skimmelvækst", "hegn"]
    assert memory.rarest(words, 1) == ["skel", "skimmelvækst"]
    assert memory.rarest({}, 5) == []
