"""After the proof: originals are left, moved or archived, never over another file and never when they changed."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sagsbud.domain.arrival import Afterwards, IntakeItem, Source, SourceKind
from sagsbud.domain.ids import Digest, new_item_id
from sagsbud.intake import Closed, FolderRule, OriginalsKeeper, OwnMoves

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def item(path: Path, content: bytes = b"brev") -> IntakeItem:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = Digest(hashlib.sha256(content).hexdigest())
    return IntakeItem(new_item_id(), digest, len(content), path.name, Source(SourceKind.FOLDER), NOW, origin=path)


def keeper(*rules: FolderRule, own: OwnMoves | None = None) -> OriginalsKeeper:
    return OriginalsKeeper(rules, own or OwnMoves())


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_left_where_it_is(tmp_path: Path) -> None:
    kept = item(tmp_path / "scan" / "brev.pdf")
    assert keeper(FolderRule(tmp_path / "scan")).close(kept) is Closed.LEFT
    assert files(tmp_path) == ["scan/brev.pdf"]


def test_moved_beside_others_and_never_over_one(tmp_path: Path) -> None:
    rule = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=tmp_path / "færdig")
    item(tmp_path / "færdig" / "brev.pdf", b"et andet")
    closed = [keeper(rule).close(item(tmp_path / "scan" / "under" / "brev.pdf", b"x%d" % n)) for n in range(2)]
    assert closed == [Closed.MOVED] * 2
    assert files(tmp_path) == ["færdig/brev (2).pdf", "færdig/brev (3).pdf", "færdig/brev.pdf"]
    assert (tmp_path / "færdig" / "brev.pdf").read_bytes() == b"et andet"


def test_archived_in_the_same_subfolder(tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    rule = FolderRule(scan, afterwards=Afterwards.ARCHIVE, target=scan / "arkiv")
    assert keeper(rule).close(item(scan / "byg" / "2026" / "brev.pdf")) is Closed.MOVED
    assert files(tmp_path) == ["scan/arkiv/byg/2026/brev.pdf"]


def test_not_touched_when_it_is_not_the_file_that_was_filed(tmp_path: Path) -> None:
    rule = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=tmp_path / "færdig")
    changed = item(tmp_path / "scan" / "brev.pdf")
    (tmp_path / "scan" / "brev.pdf").write_bytes(b"rettet af en kollega")
    gone = item(tmp_path / "scan" / "væk.pdf")
    (tmp_path / "scan" / "væk.pdf").unlink()
    outside = item(tmp_path / "andet" / "brev.pdf")
    assert [keeper(rule).close(one) for one in (changed, gone, outside)] == [Closed.CHANGED, Closed.GONE, Closed.LEFT]
    assert files(tmp_path) == ["andet/brev.pdf", "scan/brev.pdf"]


def test_the_innermost_folders_rule_holds(tmp_path: Path) -> None:
    outer = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=tmp_path / "ydre")
    inner = FolderRule(tmp_path / "scan" / "byg", afterwards=Afterwards.MOVE, target=tmp_path / "indre")
    assert keeper(outer, inner).close(item(tmp_path / "scan" / "byg" / "brev.pdf")) is Closed.MOVED
    assert files(tmp_path) == ["indre/brev.pdf"]


def test_our_own_move_is_remembered_with_its_stamp(tmp_path: Path) -> None:
    own = OwnMoves()
    rule = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=tmp_path / "færdig")
    keeper(rule, own=own).close(item(tmp_path / "scan" / "brev.pdf"))
    moved = tmp_path / "færdig" / "brev.pdf"
    status = moved.stat()
    assert own.made(moved, status.st_size, status.st_mtime_ns)
    assert not own.made(moved, status.st_size + 1, status.st_mtime_ns)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that refuses its owner")
def test_a_target_that_refuses_leaves_the_original(tmp_path: Path) -> None:
    target = tmp_path / "færdig"
    target.mkdir(mode=0o500)
    rule = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=target)
    assert keeper(rule).close(item(tmp_path / "scan" / "brev.pdf")) is Closed.FAILED
    assert files(tmp_path) == ["scan/brev.pdf"]


def test_a_target_that_is_a_file_leaves_the_original(tmp_path: Path) -> None:
    (tmp_path / "færdig").write_bytes(b"en fil")
    rule = FolderRule(tmp_path / "scan", afterwards=Afterwards.MOVE, target=tmp_path / "færdig")
    assert keeper(rule).close(item(tmp_path / "scan" / "brev.pdf")) is Closed.FAILED
    assert files(tmp_path) == ["færdig", "scan/brev.pdf"]
