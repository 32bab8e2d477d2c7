"""The encrypted database under the store: opening, transactions, migration, and what to do when it is damaged."""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from filelock import FileLock

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.foldersync import sync_folder
from sagsbud.outbox.databasefiles import copy_durably, part_of
from sagsbud.outbox.durability import SharedSync, store_errors
from sagsbud.outbox.keymark import check_key, database_key, has_key_mark, write_key_mark
from sagsbud.outbox.refusals import Refusals, is_busy
from sagsbud.outbox.schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION

BUSY_SECONDS = 30
"""How long a store that another program holds is asked again before it is given up."""
UNSAID_SECONDS = 1.5
"""How long a writer waits for it before whoever listens is told."""

Row = Any
Connection = Any


class EncryptedDatabase:
    """One SQLCipher file. A writing transaction at a time, all on one connection, so that what it has unsealed stays
    unsealed; readers, one connection a thread, see whole commits.

    Raises StoreError WRONG_KEY, STORE_NEWER (nothing was changed), STORE_DAMAGED, STORE_READ_ONLY or DISK_FULL.
    """

    def __init__(self, path: Path, master_key: bytes) -> None:
        self.path = path
        self._key = database_key(master_key)
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._writing = threading.RLock()
        self._writer: _Held | None = None
        self._journal = SharedSync(part_of(path, "-wal"))
        self._refusals = Refusals(path.parent)
        self._held = False
        self._tell_held: Callable[[], None] = lambda: None
        with store_errors():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():
            check_key(path, master_key)
            self._keep_key_mark(master_key)
            self._migrate()

    @property
    def held(self) -> bool:
        """Whether something waits to be written because another program holds the store."""
        return self._held

    def on_held(self, tell: Callable[[], None]) -> None:
        """Have `tell` called whenever `held` changes, from the thread that writes."""
        self._tell_held = tell

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reads that need not hang together; inside a transaction of this thread, its own."""
        with self._refusals.told():
            yield getattr(self._local, "writing", None) or self._connection()

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """One transaction, on disk when the block has ended. Raises StoreError; then nothing was kept.

        One that need not be `durable` outlives the program, but perhaps not a power loss: for what is found out again.
        """
        with self._transaction() as connection:
            yield connection
        if durable:
            with store_errors():
                self._journal.sync()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._writing, self._refusals.told():
            connection = self._write_connection()
            self._begin(connection)
            self._local.writing = connection
            try:
                yield connection
                connection.execute("COMMIT")
                self._journal.committed()
            except BaseException:
                if connection.in_transaction:
                    with suppress(sqlcipher.Error):  # what went wrong first is what counts
                        connection.execute("ROLLBACK")
                raise
            finally:
                self._local.writing = None

    def _begin(self, connection: Connection) -> None:
        """The only writer from here on. Who waits longer than a moment for another program does not wait in silence."""
        if self._begun(connection, min(UNSAID_SECONDS, BUSY_SECONDS)):
            return
        self._note_held(held=True)
        try:
            connection.execute(f"PRAGMA busy_timeout = {_milliseconds(BUSY_SECONDS - UNSAID_SECONDS)}")
            connection.execute("BEGIN IMMEDIATE")
        finally:
            self._note_held(held=False)

    def _begun(self, connection: Connection, seconds: float) -> bool:
        connection.execute(f"PRAGMA busy_timeout = {_milliseconds(seconds)}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlcipher.OperationalError as error:
            if not is_busy(error):
                raise
            return False
        return True

    def _note_held(self, *, held: bool) -> None:
        self._held = held
        self._tell_held()

    def backup(self, target: Path) -> None:
        """A consistent copy, sealed with the same key: the file and, beside it, its journal."""
        with self._writing, self._refusals.told(), store_errors():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")  # keeps other processes from writing while the files are copied
            try:
                for suffix in ("-wal", ""):
                    part = part_of(self.path, suffix)
                    if part.exists():
                        copy_durably(part, part_of(target, suffix))
                sync_folder(target.parent)
            finally:
                connection.execute("ROLLBACK")

    def problems(self) -> list[str]:
        """What a check of every page and index finds: codes, empty when all is well."""
        try:
            with self.reading() as connection:
                unsealed = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                checked = [row[0] for row in connection.execute("PRAGMA integrity_check(20)").fetchall()]
        except StoreError as error:
            return [error.trouble.value]
        return (["page"] if unsealed else []) + (["index"] if checked != ["ok"] else [])

    def has(self, *names: str) -> bool:
        """Whether all these tables and indexes are there."""
        marks = ", ".join("?" * len(names))
        with self.reading() as connection:
            found = connection.execute(f"SELECT count(*) FROM sqlite_master WHERE name IN ({marks})", names).fetchone()
        return bool(found[0] == len(names))

    def close(self) -> None:
        """Close every connection."""
        with self._writing:
            for held in list(self._all):
                held.close()
            self._writer = None
            self._local = threading.local()

    # -- connections --------------------------------------------------------------------------------------

    def _connection(self) -> Connection:
        held = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(self._open())
            self._all.add(held)
        return held.connection

    def _write_connection(self) -> Connection:
        if self._writer is None:
            self._writer = _Held(self._open())
            self._all.add(self._writer)
        return self._writer.connection

    def _open(self) -> Connection:
        connection = sqlcipher.connect(
            str(self.path), timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
        try:
            connection.row_factory = sqlcipher.Row
            for pragma in (
                "cipher_log_level = NONE",
                f"key = \"x'{self._key.hex()}'\"",
                f"busy_timeout = {_milliseconds(BUSY_SECONDS)}",
                "journal_mode = WAL",
                "synchronous = NORMAL",  # who needs the disk waits for the journal's sync outside the lock
                "temp_store = MEMORY",
                "secure_delete = ON",
                "journal_size_limit = 16777216",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    # -- opening ------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process makes or migrates the store meanwhile."""
        lock = FileLock(self.path.with_suffix(".lock"))
        try:
            lock.acquire(timeout=BUSY_SECONDS)
        except TimeoutError:
            raise StoreError(Trouble.STORE_IN_USE) from None
        except OSError:  # where no lock can be written, nobody can make or migrate anything either
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _keep_key_mark(self, master_key: bytes) -> None:
        """Make the mark where there is none; only who can open the file may make one that was lost."""
        if has_key_mark(self.path):
            return
        if self.path.exists():
            self._version()
        write_key_mark(self.path, master_key)

    def _version(self) -> int:
        with self.reading() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        version = self._version()
        if version > SCHEMA_VERSION:
            raise StoreError(Trouble.STORE_NEWER, version=str(version))
        if version == SCHEMA_VERSION:
            return
        if version:
            self.backup(self.path.with_suffix(f".before-{SCHEMA_VERSION}"))
        with self.writing() as connection:
            for script in [SCHEMA] if version == 0 else [MIGRATIONS[step] for step in range(version, SCHEMA_VERSION)]:
                _script(connection, script)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


class _Held:
    """One thread's connection, closed when the thread ends or the database is closed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    def __del__(self) -> None:
        self.close()


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def kept(connection: Connection, name: str) -> str | None:
    """The small text kept under a name; None when there is none."""
    row = connection.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row else None


def keep(connection: Connection, name: str, value: str) -> None:
    """Keep a small text under a name, in place of what was."""
    connection.execute("INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)", (name, value))


def _script(connection: Connection, script: str) -> None:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlcipher.complete_statement(statement):
            connection.execute(statement)
            statement = ""
