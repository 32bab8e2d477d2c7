"""Mailboxes that were offered and wait for their turn: one row each, and what was promised to the inbox comes there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.batches import Batch, BatchStatus, Member, Piece
from sagsbud.domain.changes import BatchesChanged, Change
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import BatchId
from sagsbud.engine import View
from sagsbud.engine.imports import ImportProgress
from sagsbud.intake.bulk import BulkImporter
from sagsbud.outbox.batches import SealedBatches

from tests.support.mailboxes import mbox, numbered_mail, write_mbox
from tests.support.waiting import wait_until

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house with nobody to file with, in which nothing happens by itself until it is started."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with open_house(None, tmp_path / "data", NOBODY) as opened:
        yield opened


def all_run(house: House) -> list[BatchStatus]:
    """Start, and the imports when each had its turn, the newest first."""
    house.start()
    assert house.engine.wait_idle(60)
    return house.engine.imports.all()


def all_taken_up(house: House) -> list[BatchStatus]:
    """The same, after the window has asked for those that waited when the program ended."""
    house.engine.imports.take_up()
    return all_run(house)


def cut_off(house: House, box: Path) -> None:
    """An import of the command line, interrupted after its first piece."""

    def not_on(_progress: ImportProgress) -> bool:
        return False

    assert house.engine.imports.run(box, not_on).tally.new == 100


def inbox(house: House) -> int:
    return house.engine.status().inbox


def test_a_mailbox_that_changes_before_its_turn_comes_into_the_inbox_as_it_is_then(
    house: House, tmp_path: Path
) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 5)
    offered = house.engine.imports.offer(box)
    write_mbox(box, 8)
    (status,) = all_run(house)
    assert (status.batch.id, status.batch.unfinished, status.batch.tally.new) == (offered.batch, False, 8)
    wait_until(lambda: inbox(house) == 8)


def test_what_is_offered_twice_has_one_turn(house: House, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 5)
    first, second = house.engine.imports.offer(box), house.engine.imports.offer(box)
    write_mbox(box, 8)
    third = house.engine.imports.offer(box)
    assert first.batch == second.batch == third.batch
    (status,) = all_run(house)
    assert (status.batch.id, status.batch.tally.new, status.batch.tally.seen) == (first.batch, 8, 8)


def test_what_is_offered_again_while_it_runs_is_not_imported_once_more(house: House, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 250)
    cut_off(house, box)

    def offer_again(progress: ImportProgress) -> bool:
        if progress.batch.unfinished:
            house.engine.imports.offer(box)
        return True

    house.engine.imports.run(box, offer_again)
    (status,) = all_run(house)
    assert (status.batch.tally.new, status.batch.tally.seen) == (250, 250)
    assert status.batch.fed
    wait_until(lambda: inbox(house) > 0)


def test_what_changes_and_is_offered_again_while_it_runs_ends_there_and_comes_whole_anew(
    house: House, tmp_path: Path
) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 250)
    offered: list[BatchId | None] = []

    def offer_again(progress: ImportProgress) -> bool:
        if not offered:
            with box.open("ab") as growing:
                growing.write(mbox([numbered_mail(300)]))
            offered.append(house.engine.imports.offer(box).batch)
        return True

    ran = house.engine.imports.run(box, offer_again)
    assert (ran.tally.seen, ran.unfinished) == (200, False), "the piece after it was offered is its last"
    now, then = all_run(house)
    assert (then.batch, [now.batch.id]) == (ran, offered)
    assert (now.batch.unfinished, now.batch.tally.already_here, now.batch.tally.new) == (False, 200, 51)


def test_what_changes_and_is_offered_again_before_its_first_piece_is_kept_comes_whole_anew(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 5)
    first = house.engine.imports.offer(box).batch
    again: list[BatchId | None] = []
    take = BulkImporter._take

    def read_and_not_kept(importer: BulkImporter, batch: Batch, members: list[Member]) -> Piece:
        if not again:
            with box.open("ab") as growing:
                growing.write(mbox([numbered_mail(300)]))
            again.append(house.engine.imports.offer(box).batch)
        return take(importer, batch, members)

    monkeypatch.setattr(BulkImporter, "_take", read_and_not_kept)
    now, then = all_run(house)
    assert ([now.batch.id], then.batch.id) == (again, first)
    assert (then.batch.unfinished, then.batch.tally.new) == (False, 5)
    assert (now.batch.unfinished, now.batch.tally.already_here, now.batch.tally.new) == (False, 5, 1)


def test_what_was_cut_off_and_changed_comes_into_the_inbox_whole_when_it_is_offered(
    house: House, tmp_path: Path
) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 250)
    cut_off(house, box)
    write_mbox(box, 260)
    house.engine.imports.offer(box)
    assert [status.batch.fed for status in all_run(house)] == [True, True]


def test_what_was_cut_off_and_changed_is_ended_and_only_what_is_new_comes(house: House, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 250)
    cut_off(house, box)
    (before,) = house.engine.imports.all()
    write_mbox(box, 260)
    house.engine.imports.resume(before.batch)
    now, then = all_run(house)
    assert (then.batch.id, then.batch.unfinished, then.undecided) == (before.batch.id, False, 100)
    assert (now.batch.unfinished, now.batch.tally.already_here, now.batch.tally.new) == (False, 100, 160)
    assert (now.batch.fed, now.undecided, inbox(house)) == (False, 160, 0), "apart, as it was"


def test_what_was_promised_to_the_inbox_comes_there_also_when_a_command_goes_on(house: House, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 250)
    cut_off(house, box)
    house.engine.imports.offer(box)
    assert house.engine.imports.run(box, lambda _progress: True).fed
    (status,) = all_run(house)
    assert status.batch.tally.seen == 250
    wait_until(lambda: inbox(house) == 100)


def test_what_waited_when_the_program_ended_begins_by_itself_and_what_ran_or_was_called_off_does_not(
    house: House, tmp_path: Path
) -> None:
    ran, waited, called_off = (write_mbox(tmp_path / f"{name}.mbox", 250) for name in ("A", "B", "C"))
    cut_off(house, ran)
    house.engine.imports.offer(waited)
    stopped = house.engine.imports.offer(called_off).batch
    assert stopped
    house.engine.imports.cancel(stopped)
    house.close()
    with open_house(None, tmp_path / "data", NOBODY) as again:
        seen = {one.batch.label: (one.batch.tally.seen, one.batch.unfinished) for one in all_taken_up(again)}
        assert seen == {"A": (100, True), "B": (250, False), "C": (0, True)}


def test_what_was_to_go_on_when_the_program_ended_goes_on_by_itself(house: House, tmp_path: Path) -> None:
    cut_off(house, write_mbox(tmp_path / "Post.mbox", 250))
    (before,) = house.engine.imports.all()
    house.engine.imports.resume(before.batch)
    house.close()
    with open_house(None, tmp_path / "data", NOBODY) as again:
        (status,) = all_taken_up(again)
        assert (status.batch.id, status.batch.unfinished) == (before.batch.id, False)
        assert status.batch.tally.seen == 250


def test_what_waits_in_the_window_is_not_begun_by_another_program_of_the_same_store(
    house: House, tmp_path: Path
) -> None:
    house.engine.imports.offer(write_mbox(tmp_path / "Post.mbox", 250))
    with open_house(None, tmp_path / "data", NOBODY) as agent:
        (status,) = all_run(agent)
        assert (status.batch.tally.seen, status.batch.waits) == (0, True)
    (status,) = all_run(house)
    assert (status.batch.tally.new, status.batch.tally.seen) == (250, 250)


def test_what_waits_in_two_programs_is_run_by_one_and_by_none_when_one_of_them_calls_it_off(
    house: House, tmp_path: Path
) -> None:
    run, called_off = (house.engine.imports.offer(write_mbox(tmp_path / f"{name}.mbox", 250)) for name in ("A", "B"))
    assert run.batch
    assert called_off.batch
    with open_house(None, tmp_path / "data", NOBODY) as other:
        other.engine.imports.take_up()
        house.engine.imports.cancel(called_off.batch)
        for one in (other, house):
            seen = {status.batch.id: status.batch.tally.seen for status in all_run(one)}
            assert seen == {run.batch: 250, called_off.batch: 0}


def test_a_program_starts_also_when_the_old_imports_cannot_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_batches: SealedBatches) -> list[BatchStatus]:
        raise StoreError(Trouble.STORE_DAMAGED)

    monkeypatch.setattr(SealedBatches, "all", unreadable)
    house.start()


def test_what_cannot_be_claimed_now_waits_on_and_stopping_it_is_told_all_the_same(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_batches: SealedBatches, _batch: BatchId) -> bool:
        raise StoreError(Trouble.STORE_IN_USE)

    imports, told = house.engine.imports, list[Change]()
    batch = imports.offer(write_mbox(tmp_path / "Post.mbox", 5)).batch
    assert batch
    with monkeypatch.context() as patched:
        patched.setattr(SealedBatches, "wait_no_more", held)
        assert not imports._import_next(), "asked again later, not at once"
        assert imports.waits(batch)
        house.engine.subscribe(told.append)
        with pytest.raises(StoreError):
            imports.cancel(batch)
    assert told == [BatchesChanged()]


def test_what_is_gone_when_its_turn_comes_does_not_begin_by_itself_later(house: House, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "Post.mbox", 5)
    house.engine.imports.offer(box)
    box.unlink()
    (status,) = all_run(house)
    assert (status.batch.waits, status.batch.unfinished) == (False, True)


def test_a_number_of_a_person_in_a_name_is_never_whole(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "Borger 010190-1234"
    folder.mkdir()
    (folder / "brev.txt").write_text("Et brev")
    box = tmp_path / "Post til 010190-1234.mbox"
    box.write_bytes(mbox([numbered_mail(1)]))
    for source, called in ((folder, "Borger 010190-xxxx"), (box, "Post til 010190-xxxx")):
        batch = house.engine.imports.run(source, lambda _progress: True)
        assert batch.label == called
        (entry,) = house.engine.lists.page(View.INBOX, batch=batch.id)
        assert entry.item.source.name == called
