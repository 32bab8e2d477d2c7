"""Bulk imports in the store: apart from the inbox, one row a document, and how far it has come in the same commit."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.batches import Batch, KeptReading, Refusal
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import BatchId
from sagsbud.domain.listing import LAST, Listing, Order, key_of, place_of
from sagsbud.domain.orders import Problem, Summary
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.outbox import batches as batches_module
from sagsbud.outbox.batches import SealedBatches

from tests.support.keeping import Keeping
from tests.support.orders import NOW, make_item, make_order

BATCH = Batch(BatchId(UUID(int=7)), "Indbakke", Path("/post/indbakke.mbox"), "et aftryk", NOW)
DRAFT = [OrderState.DRAFT]


def members(kept: Keeping, first: int, count: int) -> list[IntakeItem]:
    contents = [b"Mail %d" % number for number in range(first, first + count)]
    kept.vault.put_all(contents)
    items = [make_item(content, f"{n}.eml", position=n) for n, content in enumerate(contents, start=first)]
    return [replace(item, batch=BATCH.id) for item in items]


def test_contents_put_together_are_those_put_one_by_one(kept: Keeping) -> None:
    contents = [b"et", b"to" * 3_000_000, b"et"]
    digests = kept.vault.put_all(contents)
    assert [kept.vault.read(digest) for digest in digests] == contents
    assert kept.vault.put_all([]) == []


def test_a_batch_stays_out_of_the_inbox_until_it_is_let_in(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    own = kept.take(b"Eget brev")
    further, answers = batches.secure(BATCH, members(kept, 1, 3), [])
    assert [taken for _, taken in answers] == [Taken.NEW] * 3
    assert further.tally.new == 3
    assert [entry.item.id for entry in kept.outbox.page(DRAFT)] == [own.item.id]
    assert kept.outbox.counts() == {OrderState.DRAFT: 1}
    assert [e.item.position for e in kept.outbox.page(DRAFT, batch=BATCH.id, newest_first=False)] == [1, 2, 3]
    assert [(status.batch.id, status.undecided) for status in batches.all()] == [(BATCH.id, 3)]
    kept.outbox.note_problem(answers[0][0].item.id, Problem(Trouble.DAMAGED, NOW))
    assert kept.outbox.troubled() == 0
    assert batches.release(BATCH.id) == 3
    assert kept.outbox.counts() == {OrderState.DRAFT: 4}
    assert kept.outbox.troubled() == 1
    assert batches.all()[0].undecided == 0
    assert {entry.item.batch for entry in kept.outbox.page(DRAFT)} == {None}


def test_a_batch_flows_into_the_inbox_in_its_order_a_little_at_a_time(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    batches.secure(BATCH, members(kept, 1, 5), [])
    assert batches.release(BATCH.id, 2) == 2
    assert [entry.item.position for entry in kept.outbox.page(DRAFT, newest_first=False)] == [1, 2]
    assert batches.release(BATCH.id, 2) == 2
    assert batches.all()[0].undecided == 1
    assert batches.release(BATCH.id, 2) == 1
    assert batches.release(BATCH.id, 2) == 0


def test_what_was_let_into_the_inbox_stands_there_by_the_import_it_came_with(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    kept.take(b"Eget brev")
    batches.secure(BATCH, members(kept, 1, 3), [])
    kept.take(b"Et til")
    batches.release(BATCH.id)
    wanted = Listing(Order.BATCH)
    first = kept.outbox.listed(OrderState.DRAFT, wanted, after=None, limit=2)
    rest = kept.outbox.listed(OrderState.DRAFT, wanted, after=place_of(first[-1], Order.BATCH), limit=9)
    assert [entry.item.came_with for entry in (*first, *rest)] == [BATCH.id] * 3 + [None] * 2
    assert [key_of(entry, Order.BATCH) for entry in (*first, *rest)] == [str(BATCH.id)] * 3 + [LAST] * 2


def test_what_is_decided_in_a_batch_is_counted_and_listed_like_everything_decided(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    _, answers = batches.secure(BATCH, members(kept, 1, 2), [])
    item = answers[0][0].item
    kept.outbox.promise(item.id, make_order(item))
    assert kept.outbox.counts() == {OrderState.QUEUED: 1}
    assert [entry.item.id for entry in kept.outbox.page([OrderState.QUEUED])] == [item.id]
    assert batches.all()[0].undecided == 1
    kept.outbox.act(item.id, OrderEvent.UNDONE)
    assert kept.outbox.counts() == {}
    assert batches.all()[0].undecided == 2


def test_how_far_it_has_come_is_found_again_for_this_very_source(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    assert batches.begin(BATCH) == BATCH
    refusal = Refusal(3, Trouble.DAMAGED)
    further, _ = batches.secure(replace(BATCH, position=3), members(kept, 1, 2), [refusal])
    kept.reopen()
    batches = SealedBatches(kept.outbox)
    anew = replace(BATCH, id=BatchId(UUID(int=8)))
    assert batches.begin(anew) == further
    assert (further.position, further.tally.refused, further.refusals) == (3, {Trouble.DAMAGED: 1}, (refusal,))
    elsewhere = replace(anew, source=Path("/post/andet.mbox"))
    assert batches.begin(elsewhere) == elsewhere
    batches.secure(replace(further, ended_at=NOW + timedelta(minutes=1)), [], [])
    assert batches.begin(replace(anew, id=BatchId(UUID(int=9)))).id == BatchId(UUID(int=9))


def test_a_source_that_changed_ends_what_was_cut_off_and_begins_anew_or_does_neither(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = SealedBatches(kept.outbox)
    cut_off, _ = batches.secure(replace(BATCH, position=3, fed=True), [], [])
    changed = replace(
        BATCH, id=BatchId(UUID(int=8)), fingerprint="et andet aftryk", begun_at=NOW + timedelta(minutes=1)
    )
    keep = batches_module._save

    def fail_at_the_end(connection: object, batch: Batch) -> None:
        if batch.ended_at:
            raise StoreError(Trouble.DISK_FULL)
        keep(connection, batch)

    with monkeypatch.context() as patched:
        patched.setattr(batches_module, "_save", fail_at_the_end)
        with pytest.raises(StoreError):
            batches.begin(changed)
    assert [status.batch for status in batches.all()] == [cut_off]
    begun = batches.begin(changed)
    assert (begun.id, begun.fed) == (changed.id, True), "what was promised to the inbox stays so"
    assert [status.batch.unfinished for status in batches.all()] == [True, False]


def test_one_that_waits_says_so_until_it_is_begun_called_off_or_ended(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)

    def waits() -> bool:
        (status,) = batches.all()
        return status.batch.waits

    waiting = replace(BATCH, waits=True)
    begun = batches.begin(BATCH)
    batches.begin(waiting)
    further, _ = batches.secure(replace(begun, position=3), [], [])
    assert waits(), "offered again while it ran"
    assert batches.wait_no_more(BATCH.id)
    assert not waits()
    assert not batches.wait_no_more(BATCH.id), "one of those who ask is told"
    assert not batches.wait_no_more(BatchId(UUID(int=9))), "there is none"
    batches.begin(waiting)
    batches.begin(BATCH)
    assert not waits()
    batches.begin(waiting)
    batches.secure(replace(further, ended_at=NOW), [], [])
    assert not waits()


def test_a_number_of_a_person_is_never_whole_in_what_an_import_was_called_before(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    batches.begin(replace(BATCH, label="Post til 010190-1234"))
    assert [status.batch.label for status in batches.all()] == ["Post til 010190-xxxx"]
    assert batches.begin(BATCH).label == "Post til 010190-xxxx"


def test_known_bytes_are_answered_with_their_row_and_a_missing_content_undoes_the_whole_commit(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    known = kept.take(b"Mail 1")
    further, answers = batches.secure(BATCH, members(kept, 1, 2), [])
    assert [(entry.item.id == known.item.id, taken) for entry, taken in answers] == [
        (True, Taken.ALREADY_HERE),
        (False, Taken.NEW),
    ]
    assert (further.tally.already_here, further.tally.new) == (1, 1)
    gone = members(kept, 3, 2)
    kept.vault.discard(gone[1].digest)
    with pytest.raises(StoreError) as refused:
        batches.secure(replace(further, position=4), gone, [])
    assert refused.value.trouble is Trouble.CONTENT_MISSING
    assert len(kept.outbox.page(DRAFT, batch=BATCH.id)) == 1
    assert batches.all()[0].batch.position == 0


def test_readings_kept_together_and_batches_read_last(kept: Keeping) -> None:
    batches = SealedBatches(kept.outbox)
    _, answers = batches.secure(BATCH, members(kept, 1, 2), [])
    own = kept.take(b"Kom senere")
    assert [entry.item.id for entry in kept.outbox.unread()] == [own.item.id, *(e.item.id for e, _ in answers)]
    first, second = (entry.item for entry, _ in answers)
    kept.vault.put_all([b"Bilag"])
    child = replace(make_item(b"Bilag", "bilag.txt", parent=first.id, position=1), batch=BATCH.id)
    extract, bare = Extract(Kind.EML, "message/rfc822", "en tekst om vandløb"), SuggestionSet(bare=True)
    batches.keep(
        [
            KeptReading(first, extract, bare, Summary("Vandløb"), (child,)),
            KeptReading(second, extract, SuggestionSet(), Summary("Andet")),
        ]
    )
    assert [entry.item.id for entry in kept.outbox.children(first.id)] == [child.id]
    assert [entry.item.id for entry in kept.outbox.unread()] == [own.item.id, child.id]
    assert [entry.item.id for entry in kept.outbox.unsuggested()] == [first.id]
    found = kept.outbox.page(DRAFT, batch=BATCH.id, text="vandløb")
    assert [entry.summary.titel for entry in found if entry.summary] == ["Andet", "Vandløb"]
    kept.outbox.keep_reading(first.id, extract, SuggestionSet(edition="3.23"), Summary("Vandløb"))
    assert kept.outbox.unsuggested() == []
