"""The encrypted database: wrong key, damage, newer and older schemas, full and read-only disks, two at once."""

import errno
import multiprocessing
import shutil
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox import schema
from sagsbud.outbox.beginnings import match_of
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.databasefiles import set_aside
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sealing import derive

from tests.support.disks import SmallDisk, small_disk
from tests.support.keeping import KEY, Keeping
from tests.support.orders import NOW, make_order
from tests.support.waiting import wait_until


def trouble_of(folder: Path, key: bytes = KEY) -> Trouble:
    with pytest.raises(StoreError) as refused:
        Keeping(folder, key=key)
    return refused.value.trouble


def said(step: Callable[[], object]) -> Trouble | None:
    """What the store refused the step with, None when it did it."""
    try:
        step()
    except StoreError as error:
        return error.trouble
    return None


def filled(kept: Keeping, number: int = 200) -> None:
    for count in range(number):
        kept.take(b"%d" % count)


def unreadable() -> None:
    raise OSError(errno.EIO, "a disk that is not the store's")


def emptied(database: EncryptedDatabase) -> None:
    with database.writing() as connection:
        connection.execute("DELETE FROM entry")
        unreadable()


def test_what_fails_beside_the_store_is_no_trouble_of_the_store(kept: Keeping) -> None:
    entry = kept.take(b"et brev")
    database = kept.outbox.database
    with pytest.raises(OSError, match="not the store's"), database.reading():
        unreadable()
    with pytest.raises(OSError, match="not the store's"):
        emptied(database)
    assert kept.outbox.entry(entry.item.id) == entry


# -- keys and encryption --------------------------------------------------------------------------------------


def test_nothing_in_the_files_is_readable(kept: Keeping) -> None:
    kept.take(b"hemmeligt indhold", "Karla Proeve 010101-0000.pdf")
    kept.close()
    for path in kept.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Karla" not in content, path
            assert b"010101" not in content, path
            assert not content.startswith(b"SQLite format 3"), path


def test_a_wrong_key_is_said_to_be_wrong_and_harms_nothing(kept: Keeping) -> None:
    entry = kept.take()
    kept.close()
    assert trouble_of(kept.folder, bytes(32)) is Trouble.WRONG_KEY
    kept.open()
    assert kept.outbox.entry(entry.item.id) == entry


def test_a_lost_key_mark_is_made_again_by_who_can_open_the_store_and_by_nobody_else(kept: Keeping) -> None:
    filled(kept, 3)
    kept.close()
    mark = kept.folder / "outbox.key-mark"
    mark.unlink()
    assert trouble_of(kept.folder, bytes(32)) is Trouble.STORE_DAMAGED
    assert not mark.exists()
    kept.open()
    assert mark.exists()
    assert kept.outbox.counts() == {OrderState.DRAFT: 3}


# -- damage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [0, 4096 * 3])
def test_a_damaged_page_is_said_and_stays_said(kept: Keeping, where: int) -> None:
    filled(kept)
    kept.close()
    path = kept.folder / "outbox.db"
    with path.open("r+b") as file:
        file.seek(where + 100)
        file.write(b"\x55" * 64)
    if said(kept.open) is Trouble.STORE_DAMAGED:
        return

    def touch_everything() -> None:
        for state in OrderState:
            kept.outbox.page([state], limit=1000)
        kept.take(b"mere")

    assert [said(touch_everything) for _ in range(2)] == [Trouble.STORE_DAMAGED] * 2
    assert kept.database.problems()


def test_a_store_that_is_whole_has_no_problems(kept: Keeping) -> None:
    filled(kept, 20)
    assert kept.database.problems() == []


def test_a_truncated_store_is_damaged(kept: Keeping) -> None:
    filled(kept, 5)
    kept.close()
    path = kept.folder / "outbox.db"
    path.write_bytes(path.read_bytes()[:5000])
    assert trouble_of(kept.folder) is Trouble.STORE_DAMAGED


def test_setting_aside_moves_and_never_deletes(kept: Keeping) -> None:
    filled(kept, 5)
    kept.close()
    path = kept.folder / "outbox.db"
    before = path.read_bytes()
    aside = set_aside(path, NOW)
    assert aside is not None
    assert aside.read_bytes() == before
    assert not path.exists()
    assert set_aside(path, NOW) is None


# -- schemas --------------------------------------------------------------------------------------------------


def at_version(path: Path, version: int, script: str = "") -> None:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{derive(KEY, 'outbox database').hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    if script:
        connection.executescript(script)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_a_newer_store_is_refused_and_left_as_it_is(kept: Keeping) -> None:
    filled(kept, 3)
    kept.close()
    path = kept.folder / "outbox.db"
    at_version(path, schema.SCHEMA_VERSION + 1)
    before = path.read_bytes()
    assert trouble_of(kept.folder) is Trouble.STORE_NEWER
    assert path.read_bytes() == before


def an_older_store(folder: Path) -> Path:
    """A mail with an attachment, filed, and a letter waiting, as the first version kept them."""
    folder.mkdir()
    path = folder / "outbox.db"
    item = (
        '{"id":"%s","digest":"d","size":1,"name":"a.txt","source":{"kind":"drop"},"received_at":"2026-11-23T09:00:00Z"}'
    )
    rows = [
        (UUID(int=1), None, 0, "FILED"),
        (UUID(int=2), UUID(int=1), 1, "DRAFT"),
        (UUID(int=3), None, 0, "WAITING"),
    ]
    script = schema._VERSION_1
    for one, parent, place, state in rows:
        values = [f"'{one}'", f"'{item % one}'", "'d'", f"'{parent}'" if parent else "NULL", str(place), f"'{state}'"]
        columns = "item, record, digest, parent, position, state, changed_at"
        script += f"INSERT INTO entry ({columns}) VALUES ({', '.join(values)}, 0);"
    at_version(path, 1, script)
    return path


def test_an_older_store_is_copied_aside_and_then_made_new(tmp_path: Path) -> None:
    path = an_older_store(tmp_path / "data")
    kept = Keeping(tmp_path / "data")
    assert kept.outbox.counts() == {OrderState.FILED: 1, OrderState.WAITING: 1}
    (mail,) = kept.outbox.page([OrderState.FILED])
    assert [child.state for child in kept.outbox.children(mail.item.id)] == [OrderState.FILED]
    assert kept.claims.untold() == []
    kept.close()
    backup = path.with_suffix(f".before-{schema.SCHEMA_VERSION}")
    connection = sqlcipher.connect(str(backup))
    connection.execute(f"PRAGMA key = \"x'{derive(KEY, 'outbox database').hex()}'\"")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM entry").fetchone() == (3,)
    connection.close()


def test_words_of_an_older_store_are_known_by_their_beginnings(tmp_path: Path) -> None:
    path = an_older_store(tmp_path / "data")
    at_version(path, 1, "INSERT INTO search (rowid, text) VALUES (1, 'Kloakrapport og tankskema'), (3, 'tanksag')")
    kept = Keeping(tmp_path / "data")
    with kept.database.reading() as connection:
        assert match_of(connection, "tanks kloak") == '("tanksag" OR "tankskema") AND ("kloakrapport")'
    kept.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = an_older_store(tmp_path / "data")
    broken = {**schema.MIGRATIONS, 1: "CREATE TABLE half (x);\nINSERT INTO nowhere VALUES (1);"}
    monkeypatch.setattr("sagsbud.outbox.database.MIGRATIONS", broken)
    with pytest.raises(sqlcipher.OperationalError):
        EncryptedDatabase(path, KEY)
    monkeypatch.undo()
    kept = Keeping(tmp_path / "data")
    assert kept.outbox.counts() == {OrderState.FILED: 1, OrderState.WAITING: 1}
    kept.close()


def test_a_new_store_and_a_migrated_one_are_the_same(kept: Keeping, tmp_path: Path) -> None:
    an_older_store(tmp_path / "old")
    old = Keeping(tmp_path / "old")
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    with kept.database.reading() as new, old.database.reading() as migrated:
        assert [tuple(row) for row in new.execute(query)] == [tuple(row) for row in migrated.execute(query)]
    old.close()


def test_a_backup_holds_what_was_committed_last(kept: Keeping, tmp_path: Path) -> None:
    filled(kept, 30)
    reader = kept.database._open()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchone()  # keeps the journal from being written back
    filled_after = kept.take(b"den sidste")
    kept.database.backup(tmp_path / "copy.db")
    reader.close()
    shutil.copy(kept.folder / "outbox.key-mark", tmp_path / "copy.key-mark")
    database = EncryptedDatabase(tmp_path / "copy.db", KEY)
    copy = SealedOutbox(database, SealedVault(tmp_path / "vault", KEY), kept.clock)
    assert copy.entry(filled_after.item.id) == filled_after
    assert copy.counts() == {OrderState.DRAFT: 31}
    database.close()


# -- several at once ------------------------------------------------------------------------------------------


def _open_and_take(folder: Path, number: int) -> None:
    kept = Keeping(folder)
    for count in range(20):
        kept.take(b"%d-%d" % (number, count))
    kept.close()


def test_processes_that_start_at_once_on_nothing_make_one_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    starting = [context.Process(target=_open_and_take, args=(tmp_path / "data", number)) for number in range(4)]
    for process in starting:
        process.start()
    for process in starting:
        process.join(120)
        assert process.exitcode == 0
    kept = Keeping(tmp_path / "data")
    assert kept.outbox.counts() == {OrderState.DRAFT: 80}
    assert kept.outbox.chain_broken_at() is None
    kept.close()


def test_threads_write_and_read_at_once(kept: Keeping) -> None:
    def work(number: int) -> None:
        for count in range(20):
            entry = kept.take(b"%d-%d" % (number, count))
            kept.outbox.promise(entry.item.id, make_order(entry.item))
            kept.outbox.act(entry.item.id, OrderEvent.UNDONE)
            kept.outbox.counts()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.outbox.counts() == {OrderState.DRAFT: 120}
    assert kept.outbox.chain_broken_at() is None


def test_connections_of_threads_that_ended_are_closed(kept: Keeping) -> None:
    for _ in range(30):
        thread = threading.Thread(target=kept.outbox.counts)
        thread.start()
        thread.join()
    assert len(kept.database._all) <= 2


def test_who_holds_the_store_too_long_is_named(kept: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sagsbud.outbox.database.BUSY_SECONDS", 0)
    other = EncryptedDatabase(kept.folder / "outbox.db", KEY)
    with kept.database.writing():
        with pytest.raises(StoreError) as refused, other.writing():
            pass
        assert refused.value.trouble is Trouble.STORE_IN_USE
    with other.writing():
        pass
    other.close()


def test_who_waits_for_the_store_says_so_until_it_is_free(kept: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sagsbud.outbox.database.BUSY_SECONDS", 600)
    monkeypatch.setattr("sagsbud.outbox.database.UNSAID_SECONDS", 0)
    other = EncryptedDatabase(kept.folder / "outbox.db", KEY)
    told: list[bool] = []
    kept.outbox.on_held(lambda: told.append(kept.outbox.held))
    entry = kept.take(b"one")
    assert told == [], "nobody held it"
    with other.writing():
        waiting = threading.Thread(target=kept.outbox.promise, args=(entry.item.id, make_order(entry.item)))
        waiting.start()
        wait_until(lambda: kept.outbox.held)
    waiting.join()
    other.close()
    assert told == [True, False]
    assert kept.outbox.counts() == {OrderState.QUEUED: 1}


def test_what_fails_inside_a_transaction_leaves_nothing_of_it(kept: Keeping) -> None:
    def fail_halfway() -> None:
        with kept.database.writing() as connection:
            connection.execute("INSERT INTO tally VALUES ('FILED', 99)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert kept.outbox.counts() == {}


# -- disks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of one megabyte."""
    with small_disk(tmp_path / "disk", 1024) as mounted:
        yield mounted


def test_a_full_disk_is_said_at_every_step_and_nothing_acknowledged_is_lost(disk: SmallDisk) -> None:
    kept = Keeping(disk.path / "data")
    taken = kept.take(b"taget")
    queued = kept.order(b"lovet")
    disk.fill()

    assert said(lambda: kept.take(b"nyt" * 10_000)) is Trouble.DISK_FULL
    assert said(lambda: kept.outbox.promise(taken.item.id, make_order(taken.item))) is Trouble.DISK_FULL
    noted = [said(lambda: kept.outbox.note(taken.item.id, "viewed", detail={"x": "y" * 2000})) for _ in range(500)]
    assert noted[-1] is Trouble.DISK_FULL
    assert set(noted) <= {None, Trouble.DISK_FULL}, "pages that are there already can still be used"
    assert kept.outbox.counts() == {OrderState.DRAFT: 1, OrderState.QUEUED: 1}
    disk.free()
    kept.outbox.promise(taken.item.id, make_order(taken.item))
    kept.reopen()
    assert kept.outbox.counts() == {OrderState.QUEUED: 2}
    assert kept.entry(queued).order == queued
    assert kept.outbox.chain_broken_at() is None
    kept.close()


def test_a_store_that_became_read_only_is_said_to_be_and_goes_on_when_it_is_writable(disk: SmallDisk) -> None:
    kept = Keeping(disk.path / "data")
    entry = kept.take()
    kept.close()
    disk.read_only()
    assert said(kept.open) is Trouble.STORE_READ_ONLY
    disk.writable()
    kept.open()
    assert kept.outbox.entry(entry.item.id) == entry
    kept.take(b"nyt")
    kept.close()


def test_a_vault_that_became_read_only_can_be_read_but_takes_nothing(disk: SmallDisk) -> None:
    vault = SealedVault(disk.path / "vault", KEY)
    digest, _ = vault.put(BytesIO(b"brev"))
    disk.read_only()
    assert vault.read(digest) == b"brev"
    steps: list[Callable[[], object]] = [
        lambda: vault.put(BytesIO(b"nyt")),
        lambda: vault.put_all([b"nyt"]),
        lambda: vault.put_record(new_item_id(), b"record", decided=True),
        lambda: vault.discard(digest),
        lambda: vault.remove_left_over(vault.name(digest), older_than=0.0),
    ]
    assert [said(step) for step in steps] == [Trouble.STORE_READ_ONLY] * 5
    disk.writable()
    vault.put(BytesIO(b"nyt"))


def test_a_store_cannot_be_made_on_a_read_only_disk(disk: SmallDisk) -> None:
    disk.read_only()
    assert trouble_of(disk.path / "data") is Trouble.STORE_READ_ONLY
