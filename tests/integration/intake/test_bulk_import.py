"""Bulk imports on a real store with real children: whole, in order, once each, and going on where they were cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsbud.domain.arrival import SourceKind, Taken
from sagsbud.domain.batches import Batch, Piece
from sagsbud.domain.errors import IntakeError, Trouble
from sagsbud.domain.states import OrderState
from sagsbud.extract.opener import ChildOpener
from sagsbud.intake import bulk
from sagsbud.intake.bulk import BulkImporter
from sagsbud.outbox.batches import SealedBatches

from tests.support.keeping import Keeping
from tests.support.mailboxes import mbox, numbered_mail, write_mbox, zip_of

DRAFT = [OrderState.DRAFT]


@dataclass
class Post:
    """An importer on an empty store."""

    kept: Keeping

    @property
    def importer(self) -> BulkImporter:
        outbox = self.kept.outbox
        batches = SealedBatches(outbox)
        return BulkImporter(self.kept.vault, outbox, batches, ChildOpener(), lambda: datetime.now(UTC))

    def import_all(self, source: Path) -> tuple[Batch, list[Piece]]:
        pieces = list(self.importer.pieces(self.importer.begin(source)))
        return pieces[-1].batch, pieces

    def contents(self, batch: Batch) -> list[bytes]:
        """What lies in the store for the batch, in its order."""
        rows = self.kept.outbox.page(DRAFT, batch=batch.id, limit=10_000, newest_first=False)
        return [self.kept.vault.read(row.item.digest) for row in rows]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    kept = Keeping(tmp_path / "data", real_time=True)
    yield Post(kept)
    kept.close()


def numbered(*numbers: int) -> list[bytes]:
    return [numbered_mail(number).rstrip(b"\n") + b"\n" for number in numbers]


def test_a_mailbox_becomes_one_item_a_mail_in_its_order(post: Post, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "Indbakke.mbox", 250)
    batch, pieces = post.import_all(path)
    assert post.contents(batch) == numbered(*range(1, 251))
    assert [len(piece.taken) for piece in pieces] == [100, 100, 50]
    assert (batch.label, batch.tally.new, batch.share, batch.unfinished) == ("Indbakke", 250, 1.0, False)
    rows = post.kept.outbox.page(DRAFT, batch=batch.id, limit=500, newest_first=False)
    assert [row.item.position for row in rows] == list(range(1, 251))
    assert rows[4].item.message_id == "5@eksempel.dk"
    assert rows[4].item.source.kind is SourceKind.MAIL_EXPORT
    assert post.kept.outbox.page(DRAFT) == []
    assert path.read_bytes() == mbox(numbered_mail(n) for n in range(1, 251))


def test_a_dry_run_counts_and_keeps_nothing(post: Post, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "post.mbox", 40)
    with path.open("ab") as box:
        box.write(mbox([numbered_mail(3)]))
    post.import_all(write_mbox(tmp_path / "lille.mbox", 10))
    tallies = list(post.importer.look(path))
    tally = tallies[-1][0]
    assert (tally.new, tally.already_here, tally.seen) == (30, 11, 41)
    assert [share for _, share in tallies] == sorted(share for _, share in tallies)
    assert sum(post.kept.outbox.counts().values()) == 0
    assert len(post.kept.outbox.page(DRAFT, batch=None)) == 0


def test_who_stops_goes_on_at_the_same_place_with_the_same_batch(post: Post, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "post.mbox", 250)
    begun = post.importer.begin(path)
    pieces = post.importer.pieces(begun)
    cut = next(pieces).batch
    pieces.close()  # type: ignore[attr-defined]
    post.kept.reopen()
    again = post.importer.begin(path)
    assert again == cut
    assert (again.id, again.position) == (begun.id, 100)
    rest = list(post.importer.pieces(again))
    assert [member.position for piece in rest for _, _, member in piece.taken] == list(range(101, 251))
    assert post.contents(again) == numbered(*range(1, 251))
    assert rest[-1].batch.tally.new == 250
    assert post.importer.begin(path).id != begun.id


def test_a_mailbox_that_changed_is_another_batch_and_what_is_known_is_not_taken_twice(
    post: Post, tmp_path: Path
) -> None:
    path = write_mbox(tmp_path / "post.mbox", 20)
    first, _ = post.import_all(path)
    write_mbox(path, 25)
    second, pieces = post.import_all(path)
    assert first.id != second.id
    assert (second.tally.already_here, second.tally.new) == (20, 5)
    assert [taken for _, taken, _ in pieces[0].taken][:2] == [Taken.ALREADY_HERE] * 2
    assert post.contents(second) == numbered(*range(21, 26))


def test_a_tree_of_folders_with_mailboxes_and_zips_in_it(post: Post, tmp_path: Path) -> None:
    tree = tmp_path / "Udtræk"
    (tree / "a").mkdir(parents=True)
    (tree / ".skjult").mkdir()
    (tree / "a" / "post.mbox").write_bytes(mbox([numbered_mail(1), numbered_mail(2)]))
    (tree / "b.zip").write_bytes(zip_of({"1.eml": numbered_mail(3), "tom.txt": b""}))
    (tree / "c.eml").write_bytes(numbered_mail(4))
    (tree / "tom.pdf").touch()
    (tree / "~$c.docx").write_bytes(b"laas")
    (tree / ".skjult" / "x.eml").write_bytes(numbered_mail(9))
    batch, pieces = post.import_all(tree)
    assert post.contents(batch) == [numbered_mail(3), numbered_mail(4), *numbered(1, 2)]
    assert batch.tally.refused == {Trouble.EMPTY: 2}
    assert [(refusal.position, refusal.trouble) for refusal in batch.refusals] == [
        (2, Trouble.EMPTY),
        (4, Trouble.EMPTY),
    ]
    assert [entry.item.origin for entry, _, _ in pieces[0].taken] == [None, tree / "c.eml", None, None]
    mail, drop = SourceKind.MAIL_EXPORT, SourceKind.DROP
    assert [entry.item.source.kind for entry, _, _ in pieces[0].taken] == [mail, drop, mail, mail]


def test_a_tree_goes_on_where_it_was_cut_off(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PIECE_MEMBERS", 2)
    tree = tmp_path / "post"
    tree.mkdir()
    (tree / "b.mbox").write_bytes(mbox(numbered_mail(n) for n in (2, 3, 4)))
    for number in (1, 5, 6):
        (tree / f"{'a' if number == 1 else number}.eml").write_bytes(numbered_mail(number))
    pieces = post.importer.pieces(post.importer.begin(tree))
    next(pieces)
    second = next(pieces).batch
    pieces.close()  # type: ignore[attr-defined]
    batch, _ = post.import_all(tree)
    assert batch.id == second.id
    assert sorted(post.contents(batch)) == sorted(
        [*numbered(2, 3, 4), *(numbered_mail(number) for number in (1, 5, 6))]
    )
    assert batch.tally.new == 6


def test_an_import_is_called_as_its_folder_also_where_that_has_a_dot_or_is_a_whole_drive(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Arkiv nr. 2025"
    folder.mkdir()
    assert post.importer.begin(folder).label == "Arkiv nr. 2025"
    monkeypatch.setattr(bulk, "fingerprint", lambda _source: "et aftryk")
    assert post.importer.begin(Path(tmp_path.anchor)).label == tmp_path.anchor


@pytest.mark.parametrize("name", ["mangler.mbox", "mappe-der-mangler"])
def test_a_source_that_is_not_there_is_refused(post: Post, tmp_path: Path, name: str) -> None:
    with pytest.raises(IntakeError) as refused:
        post.importer.begin(tmp_path / name)
    assert refused.value.trouble is Trouble.NOT_FOUND


def test_a_source_that_cannot_be_opened_is_refused_and_nothing_is_taken(post: Post, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04" + b"intet" * 100)
    with pytest.raises(IntakeError) as refused:
        post.import_all(path)
    assert refused.value.trouble is Trouble.DAMAGED


def test_mailboxes_are_known_by_what_they_begin_with(post: Post, tmp_path: Path) -> None:
    (tmp_path / "uden endelse").write_bytes(mbox([numbered_mail(1)]))
    (tmp_path / "brev.txt").write_bytes(b"From nu af er det slut.\n")
    (tmp_path / "post.pst").write_bytes(b"!BDN....")
    importer = post.importer
    assert importer.is_mailbox(tmp_path / "uden endelse")
    assert importer.is_mailbox(tmp_path / "post.pst")
    assert not importer.is_mailbox(tmp_path / "brev.txt")
    assert not importer.is_mailbox(tmp_path)
    assert not importer.is_mailbox(tmp_path / "mangler")
