"""What is undecided is suggested anew when the list of Sager is another one."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sagsbud.bootstrap import House
from sagsbud.domain.changes import Change, ItemsChanged
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Problem, Summary
from sagsbud.engine.reading import AT_A_TIME

from tests.support.embedded import dropped, house_on_embedded
from tests.support.orders import KLE, make_sag

SAG = make_sag(1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The whole program without a face; it has not asked for the Sager yet, and no thread of its own runs."""
    with house_on_embedded(tmp_path, [SAG]) as opened:
        yield opened


def letter_read(house: House, folder: Path) -> ItemId:
    """A letter that names the Sag, in the inbox and read."""
    letter = folder / "brev.txt"
    letter.write_text(f"Brev om vejen. Sagsnr. {SAG.sagsnummer}", encoding="utf-8")
    item = dropped(house, letter)
    house.engine.read_now()
    return item


def told_while_the_list_is_read(house: House) -> list[frozenset[ItemId]]:
    told: list[frozenset[ItemId]] = []

    def hear(change: Change) -> None:
        if isinstance(change, ItemsChanged):
            told.append(change.items)

    end = house.engine.subscribe(hear)
    assert house.engine.refresh_sager()
    end()
    return told


def test_every_undecided_document_gets_the_new_sag_a_few_at_a_time(house: House, tmp_path: Path) -> None:
    items = set()
    for number in range(2 * AT_A_TIME + 1):
        letter = tmp_path / f"{number}.txt"
        letter.write_text(f"Brev {number} om vejen. Sagsnr. {SAG.sagsnummer}", encoding="utf-8")
        items.add(dropped(house, letter))
    house.engine.read_now()
    told = told_while_the_list_is_read(house)
    assert frozenset().union(*told) == items
    assert max(map(len, told)) == AT_A_TIME
    for item in items:
        detail = house.engine.detail(item)
        assert detail is not None
        assert detail.proposal.sag
        assert detail.proposal.sag.id == SAG.id
    assert told_while_the_list_is_read(house) == []


def test_a_scan_that_waits_for_its_second_look_is_not_said_to_be_another(house: House, tmp_path: Path) -> None:
    page = io.BytesIO()
    Image.new("L", (400, 560), 255).save(page, "PDF")
    (tmp_path / "Scan_0412.pdf").write_bytes(page.getvalue())
    item = dropped(house, tmp_path / "Scan_0412.pdf")
    assert house.engine.read_next()
    assert told_while_the_list_is_read(house) == []
    (entry,) = house.ports.outbox.unsuggested(1)
    assert entry.item.id == item


def test_the_row_says_what_is_suggested_to_whoever_looks_at_the_document(house: House, tmp_path: Path) -> None:
    item = letter_read(house, tmp_path)
    house.ports.sager.replace_all([])
    house.engine.detail(item)
    before = summary_of(house, item)
    house.ports.sager.replace_all([SAG])  # as what is learned, it changes suggestions, and nobody makes all anew

    told: list[Change] = []
    house.engine.subscribe(told.append)
    looks = [house.engine.detail(item) for _ in range(3)]
    assert told == [ItemsChanged(frozenset({item}))]
    after = summary_of(house, item)
    assert (before.sagsnummer, after.sagsnummer) == ("", SAG.sagsnummer)
    assert [look and look.suggestions.band for look in looks] == [after.band] * 3
    assert after.band is not before.band


def test_what_somebody_looks_at_stays_until_it_is_kept_otherwise(house: House, tmp_path: Path) -> None:
    item = letter_read(house, tmp_path)
    house.ports.sager.replace_all([])
    before = house.engine.detail(item)
    assert before
    house.ports.sager.replace_all([SAG])  # as what is learned, it changes suggestions, and nobody makes all anew
    told: list[Change] = []
    house.engine.subscribe(told.append)
    looked = house.engine.detail(item, before.suggestions)
    assert looked
    assert (looked.suggestions, looked.proposal, told) == (before.suggestions, before.proposal, [])

    assert house.engine.refresh_sager()
    after = house.engine.detail(item, before.suggestions)
    assert after
    assert after.proposal.sag
    assert after.proposal.sag.id == SAG.id


def test_a_decision_tells_what_was_suggested_to_whoever_made_it(house: House, tmp_path: Path) -> None:
    item = letter_read(house, tmp_path)
    assert house.engine.refresh_sager()
    seen = house.engine.detail(item)
    assert seen
    house.ports.sager.replace_all([])  # as what is learned, it changes suggestions, and nobody makes all anew
    entry = house.engine.decide(replace(seen.proposal, kle=KLE))
    assert entry.order
    assert entry.order.suggested.sag == SAG.id


def test_looking_changes_nothing_of_what_a_person_decided_or_is_to_see_to(house: House, tmp_path: Path) -> None:
    item = letter_read(house, tmp_path)
    assert house.engine.refresh_sager()
    detail = house.engine.detail(item)
    assert detail
    house.engine.decide(replace(detail.proposal, sag=SAG, kle=KLE, titel="Min egen titel"))
    assert house.engine.undo(item)
    problem = Problem(Trouble.NOT_HANDED_OVER, datetime(2026, 11, 26, 9, tzinfo=UTC))
    house.ports.outbox.note_problem(item, problem)
    house.ports.sager.replace_all([])

    told: list[Change] = []
    house.engine.subscribe(told.append)
    for _ in range(3):
        house.engine.detail(item)
    assert told.count(ItemsChanged(frozenset({item}))) == 1, "the Sag is not suggested any more"
    entry = house.engine.entry(item)
    assert entry
    assert entry.problem == problem
    assert entry.summary
    assert entry.summary.titel == "Min egen titel"


def summary_of(house: House, item: ItemId) -> Summary:
    entry = house.engine.entry(item)
    assert entry
    assert entry.summary
    return entry.summary
