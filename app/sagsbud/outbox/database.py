"""The encrypted database under the store: opening, transactions, migration, and what to do when it is damaged."""

import hashlib
import hmac
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.outbox.durability import store_errors, sync_folder
from sagsbud.outbox.schema import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from sagsbud.outbox.sealing import derive

BUSY_SECONDS = 30

Row = Any
Connection = Any


class EncryptedDatabase:
    """One SQLCipher file. A writing transaction at a time; readers, one connection a thread, see whole commits."""

    def __init__(self, path: Path, master_key: bytes) -> None:
        self.path = path
        self._key = derive(master_key, "outbox database")
        self._local = threading.local()
        self._all: list[Connection] = []
        self._writing = threading.RLock()
        with store_errors():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._check_key(derive(master_key, "outbox key check"))
        self._migrate()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """This thread's connection, for reads that need not hang together."""
        with database_errors():
            yield self._connection()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, on disk when the block has ended. Raises StoreError; then nothing was kept."""
        with self._writing, database_errors():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def backup(self, target: Path) -> None:
        """A consistent copy, sealed with the same key."""
        with self._writing, database_errors():
            connection = self._connection()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("BEGIN IMMEDIATE")  # keeps other processes from writing while the file is copied
            try:
                shutil.copyfile(self.path, target)
            finally:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection."""
        with self._writing:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()

    def _connection(self) -> Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._open()
            self._local.connection = connection
            self._all.append(connection)
        return connection

    def _open(self) -> Connection:
        connection = sqlcipher.connect(
            str(self.path), timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
        connection.row_factory = sqlcipher.Row
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        return connection

    def _check_key(self, check: bytes) -> None:
        """A wrong key looks just like damage to SQLite; a keyed mark beside the file tells them apart."""
        mark = self.path.with_suffix(".key-mark")
        wanted = hmac.new(check, b"sagsbud", hashlib.sha256).hexdigest()
        with store_errors():
            if not mark.exists():
                if self.path.exists():
                    raise StoreError(Trouble.STORE_DAMAGED)
                mark.write_text(wanted)
                sync_folder(mark.parent)
            elif not hmac.compare_digest(mark.read_text().strip(), wanted):
                raise StoreError(Trouble.WRONG_KEY)

    def _migrate(self) -> None:
        with self.writing() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise StoreError(Trouble.STORE_NEWER, version=str(version))
            if version == 0:
                _script(connection, SCHEMA)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                return
        if version < SCHEMA_VERSION:
            self.backup(self.path.with_suffix(f".before-{version + 1}"))
            with self.writing() as connection:
                for step in range(version, SCHEMA_VERSION):
                    _script(connection, MIGRATIONS[step])
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def set_aside(path: Path, now: datetime) -> Path:
    """Move a damaged database and its journal out of the way, never delete it; where it lies now."""
    aside = path.with_suffix(f".damaged-{now:%Y%m%dT%H%M%S}")
    with store_errors():
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                os.replace(part, aside.with_name(aside.name + suffix))
        sync_folder(path.parent)
    return aside


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn SQLite's refusals into StoreErrors."""
    try:
        with store_errors():
            yield
    except sqlcipher.DatabaseError as error:
        text = str(error).lower()
        if "full" in text:
            raise StoreError(Trouble.DISK_FULL) from None
        if "readonly" in text or "read-only" in text or "unable to open" in text:
            raise StoreError(Trouble.STORE_READ_ONLY) from None
        if "locked" in text or "busy" in text:
            raise StoreError(Trouble.STORE_IN_USE) from None
        if isinstance(error, sqlcipher.ProgrammingError | sqlcipher.IntegrityError) or "syntax" in text:
            raise
        raise StoreError(Trouble.STORE_DAMAGED) from None


def _script(connection: Connection, script: str) -> None:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlcipher.complete_statement(statement):
            connection.execute(statement)
            statement = ""
