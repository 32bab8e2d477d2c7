"""Encrypted SQLite files for everything that comes from documents; the key is handed in, never kept on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import RLock

from sqlcipher3 import dbapi2 as sqlite

from sagsbud.domain.errors import StoreError, Trouble


class SealedFile:
    """One SQLCipher database used by one process; calls from several threads take turns.

    Raises StoreError WRONG_KEY when the key does not open the file, STORE_NEWER when the file's `schema` is newer.
    """

    def __init__(self, path: Path, key: bytes, schema: int, create: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = RLock()
        self.db = sqlite.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            self._open(key, schema, create)
        except BaseException:
            self.db.close()
            raise

    def _open(self, key: bytes, schema: int, create: str) -> None:
        raw = key if len(key) == 32 else sha256(key).digest()
        self.db.execute(f"PRAGMA key = \"x'{raw.hex()}'\"")
        try:
            found = int(self.db.execute("PRAGMA user_version").fetchone()[0])
        except sqlite.DatabaseError as error:
            raise StoreError(Trouble.WRONG_KEY) from error
        if found > schema:
            raise StoreError(Trouble.STORE_NEWER)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("PRAGMA cache_size = -16000")
        if found == 0:
            with self.transaction():
                for statement in create.split(";\n"):
                    if statement.strip():
                        self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version = {schema}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self.db.close()
