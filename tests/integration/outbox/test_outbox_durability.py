"""What counts as kept is on disk when it counts: nobody is told before, and nobody waits for a disk he could share."""

import os
import threading
from pathlib import Path

import pytest
from sagsbud.domain.states import OrderEvent
from sagsbud.outbox.durability import SharedSync, Soon

from tests.support.courier import Courier, filed_once
from tests.support.keeping import Keeping
from tests.support.orders import make_order, make_sag


class Disk:
    """Watches what is synced: the names of the files, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.synced: list[str] = []
        real = os.fsync

        def fsync(descriptor: int) -> None:
            self.synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)

    def has(self, *endings: str) -> bool:
        """Whether files with these endings were synced, in this order, among others."""
        names = iter(self.synced)
        return all(any(name.endswith(ending) for name in names) for ending in endings)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of this process."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("which file is synced can be asked for on Linux only")
    return Disk(monkeypatch)


def on_disk(kept: Keeping) -> bool:
    """Whether everything committed so far has been synced."""
    return kept.database._journal._synced >= kept.database._journal._commits


def test_a_document_is_taken_when_content_name_and_row_are_on_disk(kept: Keeping, disk: Disk) -> None:
    kept.take(b"Brev")
    assert disk.has(".tmp", "vault", "outbox.db-wal"), disk.synced
    assert on_disk(kept)


def test_an_order_is_promised_when_its_row_is_on_disk_and_its_record_follows(kept: Keeping, disk: Disk) -> None:
    entry = kept.take(b"Brev")
    disk.synced.clear()
    kept.outbox.promise(entry.item.id, make_order(entry.item))
    assert disk.has("outbox.db-wal"), disk.synced
    assert on_disk(kept)
    kept.vault.close()
    assert disk.has(".record", "vault"), disk.synced


def test_what_a_person_says_is_on_disk_before_it_is_heard(kept: Keeping) -> None:
    order = kept.order()
    kept.outbox.act(order.main.item, OrderEvent.UNDONE)
    assert on_disk(kept)


def test_before_the_first_request_of_an_order_leaves_its_start_is_on_disk(courier: Courier) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number + 1)) for number in range(3)]
    seen: list[bool] = []

    def look(name: str, _about: object) -> None:
        if name == "put_dokument":
            seen.append(on_disk(courier.kept))

    courier.service.on_call = look
    courier.run()
    assert seen == [True] * 3
    filed_once(courier, *orders)


def test_one_sync_is_enough_for_all_who_wait_and_begins_after_each_of_them_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"
    path.touch()
    shared, lock, written = SharedSync(path), threading.Lock(), 0
    begun: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        begun.append(written)
        threading.Event().wait(0.01)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    unsynced: list[int] = []

    def write() -> None:
        nonlocal written
        for _ in range(20):
            with lock:
                written += 1
                mine = written
                shared.committed()
            shared.sync()
            if max(begun) < mine:
                unsynced.append(mine)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unsynced == []
    assert len(begun) < 160 / 2


def test_a_sync_that_fails_is_heard_of_and_the_next_one_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"
    path.touch()
    shared = SharedSync(path)
    shared.committed()
    real = os.fsync

    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        shared.sync()
    monkeypatch.setattr(os, "fsync", real)
    shared.sync()
    assert shared._synced == 1


def test_while_one_file_is_being_written_others_are_named_and_the_last_word_on_each_is_kept(tmp_path: Path) -> None:
    slow, other, gone = tmp_path / "slow", tmp_path / "other", tmp_path / "gone"
    begun, on = threading.Event(), threading.Event()

    def write(path: Path, content: bytes) -> None:
        if content == b"first":
            begun.set()
            assert on.wait(60)
        path.write_bytes(content)

    soon = Soon(tmp_path, write)
    soon.write(slow, b"first")
    assert begun.wait(60)
    soon.write(other, b"soon")
    soon.write_now(other, b"now")
    soon.write(gone, b"no more")
    soon.forget(gone)
    assert other.read_bytes() == b"now"
    last = threading.Thread(target=soon.write_now, args=(slow, b"last"))
    last.start()
    on.set()
    last.join()
    soon.close()
    assert (slow.read_bytes(), other.read_bytes(), gone.exists()) == (b"last", b"now", False)
